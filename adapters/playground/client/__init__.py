"""How is the playground served? Start with `part.py`.

Who may ask is in `guard.py`, what they get in `web.py`, conversations in `posts.py`, news for open pages
in `live.py`.
"""
