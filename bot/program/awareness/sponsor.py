"""The sponsor goes first: joins like anybody, and agrees word for word to one sentence about them.

`naming.py` asks them; whoever named them hears only of a yes. The sentence is made of their own choices, frozen in the
channel's language and shown before anything is posted; they can take it back at any time, and then the post goes. A
partner is never named.
"""

from __future__ import annotations

import msgspec

from bot.conversation.messages import (
    Block,
    Buttons,
    Phrase,
    Say,
    SkillName,
    Value,
    phrase,
)
from bot.program.model import PostedIn, Sponsor
from bot.program.parts import command_button, family_button, first_name
from bot.program.telling import posted
from bot.scene import Scene
from bot.text.catalog import words_for

NO_TOPIC = "none"
ASKED = ("named", "willing", "shown", "agreed")


def mine(scene: Scene) -> Sponsor | None:
    known = scene.snapshot.sponsors.get(scene.me.id)
    return scene.latest(known) if known else None


def _still_asked(scene: Scene) -> Sponsor | None:
    """My part in it, while somebody still asks for it; if not, says what is true now."""
    sponsor, awareness = mine(scene), scene.snapshot.awareness
    if sponsor is not None and awareness is not None and awareness.sponsor == scene.me.id:
        if sponsor.state in ASKED:
            return sponsor
        buttons = (family_button("sponsor", "yes"),)
        scene.answer(Say(text=Phrase(f"sponsor.{sponsor.state}")), Buttons(items=buttons))
    else:
        scene.answer(Say(text=phrase("sponsor.not_asked")))
    return None


def yes(scene: Scene) -> bool:
    """They will; gives whether they still have to join before there can be a sentence."""
    sponsor, awareness = mine(scene), scene.snapshot.awareness
    if sponsor is None or awareness is None or awareness.sponsor != scene.me.id:
        scene.answer(Say(text=phrase("sponsor.not_asked")))
        return False
    if sponsor.state == "agreed":
        scene.answer(*said_about_me(scene))
        return False
    scene.save(msgspec.structs.replace(sponsor, state="willing"))
    if scene.me.is_joined:
        _begin(scene)
        return False
    return True


def joined(scene: Scene) -> None:
    """Somebody has just joined: if they go first, the sentence comes next."""
    sponsor, awareness = mine(scene), scene.snapshot.awareness
    asked = awareness is not None and awareness.sponsor == scene.me.id
    if asked and sponsor is not None and sponsor.state == "willing":
        _begin(scene)


def _begin(scene: Scene) -> None:
    """Without a title in the directory there is nothing to ask about it."""
    known: dict[str, str] = {} if scene.me.title.strip() else {"untitled": "yes"}
    scene.begin("sponsor", answers=known)


def no(scene: Scene) -> None:
    sponsor = mine(scene)
    if sponsor is not None and _holds(sponsor):
        withdraw(scene)
    elif sponsor is None or sponsor.state == "declined":
        scene.answer(Say(text=Phrase("sponsor.declined" if sponsor else "sponsor.not_asked")))
    else:
        scene.stop_talks("sponsor")
        scene.save(msgspec.structs.replace(sponsor, state="declined", sentence="", draft=""))
        scene.answer(Say(text=phrase("sponsor.declined")))


def show(scene: Scene, topic: str, *, titled: bool) -> None:
    """The exact sentence, before anybody else sees it."""
    sponsor = _still_asked(scene)
    if sponsor is None:
        return
    sentence = _sentence(scene, topic, titled=titled)
    scene.save(
        msgspec.structs.replace(sponsor, state="shown", sentence=sentence, draft=scene.new_id("sentence"))
    )
    scene.answer(*_shown(scene))


def _sentence(scene: Scene, topic: str, *, titled: bool) -> str:
    """Only what is true now: whoever has no partner yet would like to learn, and is not learning."""
    me, words = scene.me, words_for(scene.organization.language, "UTC")
    paired = any(pairing.is_live for pairing in scene.snapshot.pairings)
    kind = "joined" if topic == NO_TOPIC else "learns" if paired else "wants"
    values: dict[str, Value] = {"name": me.name, "title": me.title.strip(), "topic": SkillName(topic)}
    return words.text(Phrase(f"sponsor.sentence.{kind}{'_titled' if titled else ''}", values))


def _shown(scene: Scene) -> tuple[Block, ...]:
    sponsor = mine(scene)
    if sponsor is None:
        return (Say(text=phrase("sponsor.not_asked")),)
    data = {"draft": sponsor.draft}
    return (
        Say(text=phrase("sponsor.shown")),
        Say(text=phrase("sponsor.quoted", sentence=sponsor.sentence)),
        Say(text=phrase("sponsor.around"), style="quiet"),
        Buttons(
            items=(
                family_button("sponsor", "agree", main=True, **data),
                family_button("sponsor", "change"),
                family_button("sponsor", "no"),
            )
        ),
    )


def agree(scene: Scene, draft: str) -> None:
    """To this very sentence: a card with another one shows the one that holds now."""
    sponsor = _still_asked(scene)
    if sponsor is None:
        return
    if sponsor.state == "agreed":
        scene.answer(*said_about_me(scene))
    elif sponsor.state != "shown" or sponsor.draft != draft:
        blocks = _shown(scene) if sponsor.state == "shown" else ()
        scene.answer(Say(text=phrase("sponsor.other_sentence")), *blocks)
    elif not scene.me.is_joined:
        scene.answer(Say(text=phrase("join.not_yet")), Buttons(items=(command_button("join"),)))
    else:
        scene.save(msgspec.structs.replace(sponsor, state="agreed"))
        back = Buttons(items=(family_button("sponsor", "back"),))
        scene.answer(Say(text=phrase("sponsor.agreed", name=first_name(scene.me))), back)
        if sponsor.named_by != scene.me.id:
            said = Say(text=phrase("sponsor.agreed_admin", name=scene.name(scene.me.id)))
            scene.tell(sponsor.named_by, "admin", said)


def change(scene: Scene) -> None:
    """Another topic, with or without the title; what was agreed to before holds until there is another sentence."""
    sponsor = _still_asked(scene)
    if sponsor is None:
        return
    if sponsor.state == "agreed":
        scene.answer(*said_about_me(scene))
    elif scene.me.is_joined:
        _begin(scene)
    else:
        scene.answer(Say(text=phrase("join.not_yet")), Buttons(items=(command_button("join"),)))


def _holds(sponsor: Sponsor) -> bool:
    """Is there a sentence to take back: agreed to, or still in a channel?"""
    return sponsor.state == "agreed" or bool(sponsor.posts)


def withdraw(scene: Scene) -> None:
    """The sentence goes from the channel, and nothing waits any more; nobody is given a reason."""
    sponsor = mine(scene)
    if sponsor is None or not _holds(sponsor):
        scene.answer(Say(text=phrase("sponsor.nothing_to_take_back")))
        return
    _take_back(scene, sponsor)
    key = "sponsor.withdrawn_posted" if sponsor.posts else "sponsor.withdrawn_unposted"
    scene.answer(Say(text=Phrase(key)))


def left(scene: Scene) -> tuple[Block, ...]:
    """Whoever leaves the program does not stand for it any more; gives what they are told of that."""
    sponsor = mine(scene)
    if sponsor is None or not _holds(sponsor):
        return ()
    _take_back(scene, sponsor)
    return (Say(text=phrase("sponsor.left")),)


def _take_back(scene: Scene, sponsor: Sponsor) -> None:
    scene.stop_talks("sponsor")
    posted.take_down(scene, sponsor.posts, phrase("sponsor.taken_back"))
    scene.save(msgspec.structs.replace(sponsor, state="withdrawn", sentence="", draft="", posts=()))
    if sponsor.named_by != scene.me.id:
        said = Say(text=phrase("sponsor.withdrawn_admin", name=scene.name(scene.me.id)))
        scene.tell(sponsor.named_by, "admin", said)


def said_about_me(scene: Scene) -> tuple[Block, ...]:
    """For `/rm-me`: the sentence I agreed to, and the way to take it back."""
    sponsor = mine(scene)
    return agreed_to(sponsor) if sponsor else ()


def agreed_to(sponsor: Sponsor) -> tuple[Block, ...]:
    """The sentence that they said yes to, if any, and the way to take it back."""
    if sponsor.state != "agreed":
        return ()
    said = Say(text=phrase("sponsor.about_me", sentence=sponsor.sentence))
    return said, Buttons(items=(family_button("sponsor", "back"),))


def posted_again(scene: Scene, old: str, new: str, channel: str) -> None:
    """A post that nobody could tell about went out once more, under another id: it goes, too, when it must."""
    stands = PostedIn(outbox=new, channel=channel)
    for sponsor in scene.snapshot.sponsors.values():
        if any(one.outbox == old for one in sponsor.posts):
            scene.save(msgspec.structs.replace(sponsor, posts=(*sponsor.posts, stands)))
