"""Who can be told that something feels wrong, and what becomes of it. Begin at `concerns.py`."""
