"""The people of a company and their own words, from its HR file and its platforms. Begin at `directory.py`."""
