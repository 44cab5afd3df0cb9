"""How does the company hear of the program? Posts in turn, who goes first, topics nobody teaches yet.

`posts.py` has the posts, `rotation.py` says when which comes, `view.py` is `/rm-announce`, `sponsor.py` the one who
goes first, `scarce.py` decides which topics may be named at all.
"""
