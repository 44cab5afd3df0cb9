"""What the company reads, and where: stories, changes, the digest, channels. Begin at `stories.py` and `digest.py`."""
