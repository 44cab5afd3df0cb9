"""What does somebody see on their own page? What is theirs at a glance; whoever runs the program, how it is doing.

Made of the records whenever it is looked at, never read back. Everything on it is the reader's own, and every button
does what the same button does in a message. Read next: `home_mine.py`, `home_admin.py`.
"""

from __future__ import annotations

from bot.conversation.messages import Block, Message, Say, phrase
from bot.events import HomeOpened
from bot.outcome import About, Send, Visitor
from bot.program.participant import home_admin, home_mine
from bot.program.parts import first_name
from bot.program.snapshot import Query
from bot.scene import Scene
from bot.text.catalog import spoken_in


def needs(event: HomeOpened) -> Query:
    return Query(sender=event.sender, lives=True, concerns=True)


def show(scene: Scene, event: HomeOpened) -> None:
    """The page as of now."""
    if scene.me.is_admin and not scene.sees(**home_admin.sees(scene.at)):
        return
    admin = home_admin.blocks(scene) if scene.me.is_admin else ()
    _publish(scene, event, *_hello(scene, event), *home_mine.blocks(scene), *admin)


def show_gone(scene: Scene, event: HomeOpened) -> None:
    """Who has left the company reads why there is nothing for them."""
    _publish(scene, event, Say(text=phrase("join.gone")))


def show_visitor(scene: Scene, event: HomeOpened) -> None:
    """Who is not known, or is forgotten, reads what this is and how to join; that they looked is kept nowhere."""
    sender = event.sender
    hello = Say(text=phrase("home.hello", name=phrase("value.nameless")), style="heading")
    blocks = (hello, Say(text=phrase("home.yours"), style="quiet"), *home_mine.invitation(scene, sender))
    language = spoken_in(sender.language, scene.organization.language)
    reader = Visitor(address=sender.address, language=language, timezone=sender.timezone)
    message = Message(blocks=blocks, summary=phrase("home.title"))
    scene.send(Send(kind="home", message=message, visitor=reader, home=True))


def _hello(scene: Scene, event: HomeOpened) -> tuple[Block, ...]:
    answered = (Say(text=phrase("home.answered")),) if event.answered else ()
    hello = Say(text=phrase("home.hello", name=first_name(scene.me)), style="heading")
    return (*answered, hello, Say(text=phrase("home.yours"), style="quiet"))


def _publish(scene: Scene, event: HomeOpened, *blocks: Block) -> None:
    """To the account that looks at it: somebody may have several."""
    sender, me = event.sender, scene.me.id
    scene.send(
        Send(
            kind="home",
            message=Message(blocks=blocks, summary=phrase("home.title")),
            person=me,
            about=About(person=me),
            home=True,
            account=f"{sender.platform}:{sender.place}:{sender.user}",
        )
    )
