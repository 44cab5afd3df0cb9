"""`/rm-me`: what does somebody see of themselves, and how do they change it?"""

from __future__ import annotations

import msgspec

from bot.conversation.messages import (
    Block,
    Button,
    Buttons,
    Fact,
    Facts,
    Hours,
    Listed,
    OnDay,
    Phrase,
    Say,
    SkillName,
    Value,
    ZoneName,
    phrase,
)
from bot.program.awareness import sponsor
from bot.program.model import Person
from bot.program.pairs import about_us
from bot.program.pairs.pair import my_pairs
from bot.program.participant import background, where
from bot.program.parts import command_button, first_name
from bot.program.telling import groups
from bot.scene import Scene
from bot.text.catalog import has


def facts_about(scene: Scene, person: Person, *only: str) -> tuple[Fact, ...]:
    """What the bot knows about somebody, for their own eyes; `only` some of it, by the questions' names."""
    nothing = phrase("value.none")
    never = tuple(scene.name(person_id) for person_id in person.never_with)
    channels = tuple(Phrase(f"onboarding.channels.{channel}") for channel in person.channels)
    rows: list[tuple[str, Value]] = [
        ("role", Phrase(f"onboarding.role.{person.role}") if person.role else nothing),
        ("teaches", _skills(person.teaches)),
        ("wants", Listed(tuple(_wish(person, wish) for wish in person.wants)) if person.wants else nothing),
        ("hours", Hours(person.hours) if person.hours else nothing),
        ("timezone", phrase("value.zone", city=ZoneName(person.timezone)) if person.timezone else nothing),
        ("channels", Listed(channels) if channels else nothing),
        ("never_with", Listed(never) if never else phrase("value.nobody")),
        ("brokered", phrase("value.yes") if person.brokered else phrase("value.no")),
    ]
    rows += [(name, _kept(name, answer)) for name, answer in person.answers.items()]
    wanted = [row for row in rows if not only or row[0] in only]
    facts = [Fact(label=Phrase(f"onboarding.{name}.label"), value=value) for name, value in wanted]
    if person.delegate and not only:
        facts.append(Fact(label=phrase("delegate.who.label"), value=scene.name(person.delegate)))
    return tuple(facts)


def _kept(name: str, answer: str | int | list[str]) -> Value:
    """An answer to a question without a field of its own: by its label where it has one, else as it was said."""
    if isinstance(answer, list):
        return Listed(tuple(_kept(name, item) for item in answer)) if answer else phrase("value.none")
    keys = (f"onboarding.{name}.{answer}", f"value.{answer}")
    return next((Phrase(key) for key in keys if has(key)), answer)


def _wish(person: Person, wish: str) -> Value:
    rating = person.confidence.get(wish)
    return phrase("me.wish", skill=SkillName(wish), rating=rating) if rating else SkillName(wish)


def _skills(names: tuple[str, ...]) -> Value:
    return Listed(tuple(SkillName(name) for name in names)) if names else phrase("value.none")


MATCHING = frozenset({"matching", "for matching", "zusammenpassen", "fürs zusammenpassen"})  # after `/rm-me`


def show_me(scene: Scene, changeable: tuple[str, ...]) -> None:
    """`/rm-me`: everything I told it, my partner, and a button for every change."""
    me = scene.me
    if me.state not in ("joined", "left"):
        key = "me.joining" if me.state == "onboarding" else "me.not_joined"
        scene.answer(
            Say(text=Phrase(key, {"name": first_name(me)})),
            Buttons(items=(command_button("join", main=True),)),
        )
        return
    blocks: list[Block] = [Say(text=phrase("me.title", name=first_name(me)), style="heading")]
    if me.state == "left":
        blocks.append(Say(text=phrase("leave.already")))
    if me.paused_until is not None:
        blocks.append(Say(text=phrase("me.paused", day=OnDay(me.paused_until))))
    blocks.append(Facts(items=facts_about(scene, me)))
    blocks.append(Say(text=partners(scene)))
    for pair in my_pairs(scene):
        blocks += about_us.summary(scene, pair)
    blocks.append(Say(text=phrase("sees.me"), style="quiet"))
    if scene.has_home:
        blocks.append(Say(text=phrase("home.where"), style="quiet"))
    if me.state == "joined":
        delegate = Button(label=phrase("button.delegate"), action="me.delegate")
        blocks.append(Buttons(items=(*(change_button(name) for name in changeable), delegate)))
    blocks += sponsor.said_about_me(scene)
    blocks += about_us.stopped(scene)
    blocks += background.way_in(scene.cohort, me)
    blocks += groups.my_ways_in(scene)
    blocks += where.choice(scene)
    last = ("resume" if me.is_paused else "pause", "leave") if me.state == "joined" else ("join",)
    blocks.append(Buttons(items=(language_button(me), *(command_button(name) for name in last))))
    scene.answer(*blocks)


def language_button(me: Person) -> Button:
    """The way to the other language."""
    other = "en" if me.language == "de" else "de"
    return Button(label=Phrase(f"button.language_{other}"), action="language", data={"language": other})


def change_button(name: str) -> Button:
    """The way to change one answer."""
    return Button(
        label=phrase("button.change", what=Phrase(f"onboarding.{name}.label")),
        action="me.change",
        data={"question": name},
    )


def partners(scene: Scene) -> Phrase:
    """With whom they are together, if with anybody."""
    live = [pairing for pairing in scene.snapshot.pairings if pairing.is_live]
    names = tuple(scene.name(pairing.partner_of(scene.me.id)) for pairing in live)
    return phrase("me.partners", names=Listed(names)) if names else phrase("me.no_partner")


def use_language(scene: Scene, language: str) -> None:
    scene.save(msgspec.structs.replace(scene.me, language=language))
    scene.answer(Say(text=phrase("me.language")))
