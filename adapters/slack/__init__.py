"""How do people talk to the program in Slack?

`inbound.py` (payload to events), `render.py` (message to blocks) and `home.py` (somebody's own page) are pure;
`client/` alone knows Slack's library: `web.py` takes requests in, `send.py` carries messages out. `manifest.py` is the
app as Slack is told about it.
"""
