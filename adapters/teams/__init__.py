"""How do people talk to the program in Microsoft Teams?

`inbound.py` (activity to events) and `render.py` (message to an Adaptive Card) are pure; `client/` alone uses
the network: `web.py` takes activities in, `send.py` carries messages out. `manifest.json` is the app as Teams
is told about it.
"""
