"""From everybody who waits to pairs that an admin has approved. Begin at `proposals.py`."""
