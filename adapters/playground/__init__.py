"""A chat platform of our own, in the browser: a made-up company to try the program with.

Inwards `inbound.py` (what the page sends becomes events), outwards `render.py` (messages become what the
page draws), `client/` serves the page, and `page/` is the page. `transcript.py` writes a talk as plain
text.
"""
