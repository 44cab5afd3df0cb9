"""One run of the program: its shape, its state, its end. Begin at `cohort.py`."""
