"""Two people who are paired: introduced, agreed, looked after, parted. Begin at `pair.py`."""
