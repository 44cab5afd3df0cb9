"""One session of a pair: a time, an agenda, what came of it. Begin at `sessions.py`."""
