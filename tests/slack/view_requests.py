"""What does Slack send when somebody does something in a form or on their home page?

`view` is what the program showed; the workspace's own view (with `id` and `hash`), or a bare one.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping

from tests.slack.filling import state
from tests.slack.requests import Json, Requests, payload

Values = Mapping[str, tuple[str, ...]]


class ViewRequests:
    def __init__(self, requests: Requests) -> None:
        self._requests = requests

    def press(self, view: Json, label: str, user: str, values: Values | None = None) -> Json:
        kind = "modal" if view["type"] == "modal" else "home"
        made = payload(f"views/block_actions_in_{kind}")
        made["view"] = _as_sent(made["view"], view, values)
        made["container"]["view_id"] = made["view"]["id"]
        made["actions"] = [self._requests.pressed(view["blocks"], label)]
        return self._by(made, user)

    def submit(self, view: Json, user: str, values: Values | None = None) -> Json:
        made = payload("views/view_submission")
        made["view"] = _as_sent(made["view"], view, values)
        return self._by(made, user)

    def close(self, view: Json, user: str, *, cleared: bool = False) -> Json:
        """Slack tells only of views that ask for it; `cleared`: all that lay over the chat went at once."""
        assert view["notify_on_close"], "nobody would hear of it"
        made = payload("views/view_closed") | {"is_cleared": cleared}
        made["view"] = _as_sent(made["view"], view, None)
        made["user"]["id"] = user
        return made

    def open_home(self, user: str) -> Json:
        """Their home page comes along when there is one."""
        slack = self._requests.slack
        home = slack.homes.get(user) if slack else None
        made = payload("views/home_opened_again" if home else "views/home_opened_first")
        made["event"] |= {"user": user, "channel": f"D{user}"}
        if home:
            made["event"]["view"] = _as_sent(made["event"]["view"], home, None)
        return made | {"event_id": f"EvHOME{self._requests.new_trigger(user)}"}

    def _by(self, made: Json, user: str) -> Json:
        made["user"]["id"] = user
        return made | {"trigger_id": self._requests.new_trigger(user)}


def _as_sent(stored: Json, view: Json, values: Values | None) -> Json:
    sent: Json = stored | copy.deepcopy(view)
    return sent | {"state": {"values": state(view["blocks"], dict(values or {}))}}
