"""One person and the program: joining, their own page, what they told. Begin at `membership.py`."""
