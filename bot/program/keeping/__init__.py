"""What is kept of whom, for how long, who looked at it, and how it goes. Begin at `fates.py`."""
