"""How do two reach each other who are not in the same place? One is in Slack, say, and the other in Microsoft Teams.

Each of them stays where they are: the bot writes to both, and tells them where the other one is, with a link that opens
a chat there, and the e-mail address, which always works.
"""

from __future__ import annotations

from urllib.parse import urlencode

from bot.conversation.messages import Button, Phrase, Say, phrase
from bot.program.model import Person
from bot.program.pairs import together
from bot.program.parts import first_name, platform_name
from bot.program.platforms import PLATFORMS, own_id, platform_of
from bot.scene import Scene

# Opens a conversation by the id of a channel, or of whom one writes to.
# Source: https://docs.slack.dev/interactivity/deep-linking (November 2026)
SLACK_CHAT = "https://slack.com/app_redirect"


def platform(scene: Scene, person: Person) -> str:
    """Where they hear from the bot, "" where that cannot be told from what is known of them here."""
    home = scene.snapshot.homes.get(person.id)
    if home is not None:
        return home.platform
    chosen = person.writes_in or person.last_in
    named = [name for name in PLATFORMS if own_id(person, name)]
    return chosen.partition(":")[0] or (named[0] if len(named) == 1 else "")


def are(scene: Scene, one: Person, other: Person) -> bool:
    here, there = platform(scene, one), platform(scene, other)
    return bool(here and there) and here != there


def said(scene: Scene, reader: Person, partner: Person | None) -> tuple[Say, ...]:
    """Where the other one is; nothing where that is no question."""
    if partner is None or not are(scene, reader, partner):
        return ()
    where = platform_name(platform(scene, partner))
    key = "apart.by_mail" if partner.email else "apart.by_chat"
    return (
        Say(text=Phrase(key, {"partner": first_name(partner), "platform": where, "email": partner.email})),
    )


def button(scene: Scene, reader: Person, partner: Person | None) -> tuple[Button, ...]:
    """Opens a chat with the other one, there."""
    if partner is None or not are(scene, reader, partner):
        return ()
    there = platform(scene, partner)
    link = _slack(scene, partner) if there == "slack" else together.chat_link(there, partner.email)
    label = phrase(
        "button.chat_there", partner=first_name(partner), platform=Phrase(f"platform.short.{there}")
    )
    return (Button(label=label, link=link),) if link else ()


def chat_button(scene: Scene, reader: Person, partner: Person, words: str = "") -> tuple[Button, ...]:
    """Where the bot cannot bring them together, the way to the other one's chat; the `words` stand there to be sent."""
    here, there = platform(scene, reader), platform(scene, partner)
    if here != there:
        return button(scene, reader, partner)
    link = together.chat_link(there, partner.email, words)
    return (Button(label=phrase("button.chat", partner=first_name(partner)), link=link),) if link else ()


def way_to_chat(scene: Scene, reader: Person, partner: Person) -> tuple[Say, ...]:
    """How to find the other one where a link to them would need an e-mail address that nobody has told."""
    here, there = platform(scene, reader), platform(scene, partner)
    if here != there or not platform_of(there).chat or "@" in partner.email:
        return ()
    return (Say(text=phrase("intro.search", partner=partner.name)),)


def _slack(scene: Scene, partner: Person) -> str:
    home = scene.snapshot.homes.get(partner.id)
    user = home.user if home is not None else partner.slack_id
    if not user:
        return ""
    teams = [place.place for place in scene.snapshot.places if place.platform == "slack"]
    team = home.place if home is not None else teams[0] if len(teams) == 1 else ""
    one = {"channel": user} | ({"team": team} if team.startswith("T") else {})
    return f"{SLACK_CHAT}?{urlencode(one)}"
