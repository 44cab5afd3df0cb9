"""How do people talk to the program in Microsoft Teams?

`inbound.py` (activity to events) and `render.py` (message to an Adaptive Card) are pure; `client/` alone uses
the network: `web.py` takes activities in, `send.py` carries messages out. `manifest.py` is what Teams is
told about the app; `app_package.py` packs it. `home.py` is somebody's own page as a card, `people.py` and `places.py`
say who and which channel is meant.
"""
