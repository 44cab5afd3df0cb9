"""How do people talk to the program in Slack?

`inbound.py` (payload to events) and `render.py` (message to blocks) are pure; `client/` alone knows Slack's
library: `web.py` takes requests in, `send.py` carries messages out. `manifest.py` is the app as Slack is
told about it.
"""
