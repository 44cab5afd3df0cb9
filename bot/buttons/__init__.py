"""What does a button lead to? One table of actions for each kind. Begin at `buttons.py`."""
