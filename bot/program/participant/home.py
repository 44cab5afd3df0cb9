"""What does somebody see on their own page? What is theirs at a glance; whoever runs the program, how it is doing.

Made of the records whenever it is looked at, never read back. Everything on it is the reader's own, and every button
does what the same button does in a message. Where the platform shows no page, a card in the chat is it: asking for it
posts a new one, an older one gives way, and whenever it is looked at it shows what is true then. Read next:
`home_mine.py`, `home_admin.py`.
"""

from __future__ import annotations

import msgspec

from bot.conversation.messages import Block, Buttons, Divider, Message, Phrase, Say, Text, phrase
from bot.events import HomeOpened, Sender
from bot.outcome import About, Send, Visitor
from bot.program.participant import home_admin, home_mine
from bot.program.parts import command_button, first_name
from bot.program.snapshot import Query
from bot.scene import Scene
from bot.text.catalog import spoken_in

CARD = "card"


def needs(event: HomeOpened) -> Query:
    card = _card_of(event.sender) if event.message else ""
    return Query(sender=event.sender, lives=True, concerns=True, card=card)


def show(scene: Scene, event: HomeOpened) -> None:
    """The page as of now."""
    if event.message and scene.snapshot.card not in ("", event.message):
        _publish(scene, event, Say(text=phrase("home.card.older")))
    elif _sees_all(scene):
        answered = (Say(text=_words(scene, "answered")),) if event.answered else ()
        _publish(scene, event, *answered, *_page(scene))


def post(scene: Scene, sender: Sender) -> None:
    """A new card at the end of the chat; the one before it gives way."""
    if not _sees_all(scene, card=_card_of(sender)):
        return
    before, older = scene.snapshot.card, Say(text=phrase("home.card.older"))
    scene.send(_to(scene, sender, CARD, *_page(scene)))
    if before:
        gone = _to(scene, sender, "closed", older, replaces=before)
        scene.send(msgspec.structs.replace(gone, removes=True, home=False))


def show_gone(scene: Scene, event: HomeOpened) -> None:
    """Who has left the company reads why there is nothing for them."""
    _publish(scene, event, Say(text=phrase("join.gone")))


def show_visitor(scene: Scene, event: HomeOpened) -> None:
    """Who is not known, or is forgotten, reads what this is and how to join; that they looked is kept nowhere."""
    sender = event.sender
    message = _message(scene, *_hello(scene, phrase("value.nameless")), *home_mine.invitation(scene, sender))
    if not _shown_at_once(scene, event, message):
        language = spoken_in(sender.language, scene.organization.language)
        reader = Visitor(address=sender.address, language=language, timezone=sender.timezone)
        scene.send(Send(kind="home", message=message, visitor=reader, home=True))


# -- what stands on it ---------------------------------------------------------------------------------------------


def _sees_all(scene: Scene, **more: object) -> bool:
    admin = home_admin.sees(scene.at) if scene.me.is_admin else {}
    return scene.sees(lives=True, concerns=True, **more, **admin)


def _page(scene: Scene) -> tuple[Block, ...]:
    admin = home_admin.blocks(scene) if scene.me.is_admin else ()
    kept = (
        (Buttons(items=(command_button("me"),)),) if scene.me.state == "left" and scene.page_in_chat else ()
    )
    mine, runs_it_only = (*home_mine.blocks(scene), *kept), scene.page_in_chat and not scene.me.is_joined
    # What is told of the program begins with a line.
    parts = (*admin[1:], Divider(), *mine) if admin and runs_it_only else (*mine, *admin)
    return (*_hello(scene, first_name(scene.me)), *parts)


def _hello(scene: Scene, name: Text) -> tuple[Block, ...]:
    title = phrase("home.card.title") if scene.page_in_chat else phrase("home.hello", name=name)
    return Say(text=title, style="heading"), Say(text=_words(scene, "yours"), style="quiet")


def _words(scene: Scene, key: str) -> Phrase:
    return Phrase(f"home.card.{key}" if scene.page_in_chat else f"home.{key}")


def _message(scene: Scene, *blocks: Block) -> Message:
    return Message(blocks=blocks, summary=_words(scene, "title"))


# -- where it goes -------------------------------------------------------------------------------------------------


def _publish(scene: Scene, event: HomeOpened, *blocks: Block) -> None:
    if not _shown_at_once(scene, event, _message(scene, *blocks)):
        kind = "renewed" if event.message else "home"
        scene.send(_to(scene, event.sender, kind, *blocks, replaces=event.message))


def _shown_at_once(scene: Scene, event: HomeOpened, message: Message) -> bool:
    """Nothing of it is shown where others read along."""
    if not event.sender.in_person:
        scene.reply(phrase("platform.in_chat"))
    elif event.shows:
        scene.show_in_place(message)
    return event.shows or not event.sender.in_person


def _to(scene: Scene, sender: Sender, kind: str, *blocks: Block, replaces: str = "") -> Send:
    """To the account that looks at it: somebody may have several."""
    me = scene.me.id
    return Send(
        kind=kind,
        message=_message(scene, *blocks),
        person=me,
        about=About(person=me, story=_card_of(sender) if kind == CARD else ""),
        account=sender.account_id,
        replaces=replaces,
        home=True,
    )


def _card_of(sender: Sender) -> str:
    """What messages about somebody's card are about."""
    return f"{CARD}:{sender.account_id}"
