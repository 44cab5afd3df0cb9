"""What may be said to somebody unasked, weightiest first, and is it still true? One table.

A topic is about a record: a pairing, a talk, or the person. `line` gives what is said about it now, `None` when there
is nothing to say any more.
"""

from __future__ import annotations

from datetime import timedelta

from bot.conversation.messages import Button, OnDay, Phrase, phrase
from bot.program.calendar import local
from bot.program.meeting.agenda import ONE_WAY
from bot.program.model import Person
from bot.program.pairs import apart
from bot.program.pairs.pair import Pair
from bot.program.participant import background
from bot.program.parts import command_button, concern_button, family_button, first_name, pair_button
from bot.program.proposing import late_words
from bot.program.telling import story as tale
from bot.program.telling import told
from bot.program.telling.story_view import story_button
from bot.program.topic import Line, Make, Topic
from bot.scene import Scene
from bot.talks import offer_buttons, offer_sentence

TO_BE_BOOKED = frozenset({"nudge.start", "nudge.booking", "nudge.booking_first", "nudge.stuck"})
UNKNOWN = timedelta(days=10)  # after a session of which neither said anything


def _pair(scene: Scene, person: Person, about: str) -> Pair | None:
    """The pair, when it meets and both are there."""
    if about not in scene.snapshot.lives:
        return None
    pair = Pair(scene, about)
    there = len(pair.people) == 2 and not any(one.is_paused or one.gone for one in pair.people)
    mine = person.id in (pair.pairing.mentor, pair.pairing.mentee)
    return pair if mine and there and pair.pairing.state == "introduced" else None


def _unbooked(scene: Scene, person: Person, about: str) -> Pair | None:
    """The same, while nothing is booked and neither has just been asked for a time.

    A session that has passed without a word is not booked any more.
    """
    pair = _pair(scene, person, about)
    session = pair.open_session if pair else None
    if pair is None or session is None:
        return pair
    ahead = session.starts_at is None or session.starts_at > scene.at
    arranging = any(talk.offered is None for talk in pair.talks("slots", "arrange"))
    return None if (session.state == "booked" and ahead) or arranging else pair


def _met(scene: Scene, person: Person, about: str) -> Pair | None:
    """The same, once they have met: before, there is nothing to ask about."""
    pair = _pair(scene, person, about)
    return pair if pair and pair.pairing.held else None


def _says(key: str, pair: Pair, person: Person, *buttons: Button) -> Line:
    partner = pair.partner(person.id)
    text = Phrase(key, {"name": first_name(person), "partner": pair.name(partner)})
    reached = apart.button(pair.scene, person, pair.scene.person(partner)) if key in TO_BE_BOOKED else ()
    return Line(text=text, buttons=(*buttons, *reached), pairing=pair.id)


def _stuck(scene: Scene, person: Person, about: str) -> Line | None:
    """Nothing is booked, or what was is long over and neither has said how it was."""
    pair = _pair(scene, person, about)
    booked = pair.pairing.booked_at if pair else None
    if pair is None or (booked is not None and booked + UNKNOWN > scene.at):
        return None
    key = "nudge.stuck_canceled" if pair.pairing.canceled_at else "nudge.stuck"
    buttons = [
        pair_button(name, pair.id, main=name == "find") for name in ("find", "agreement", "pause", "rematch")
    ]
    return _says(key, pair, person, *buttons, concern_button(pair.id))


def _start(scene: Scene, person: Person, about: str) -> Line | None:
    pair = _unbooked(scene, person, about)
    if pair is None or pair.pairing.held:
        return None
    return _says(
        "nudge.start", pair, person, pair_button("find", pair.id, main=True), pair_button("agreed", pair.id)
    )


def _booking(scene: Scene, person: Person, about: str) -> Line | None:
    pair = _unbooked(scene, person, about)
    if pair is None:
        return None
    key = "nudge.booking" if pair.pairing.held else "nudge.booking_first"
    return _says(key, pair, person, pair_button("find", pair.id, main=True), pair_button("agreed", pair.id))


def _one_way(scene: Scene, person: Person, about: str) -> Line | None:
    pair = _pair(scene, person, about)
    if pair is None or pair.pairing.one_way < ONE_WAY or not pair.held:
        return None
    mentor_taught = bool(pair.exchange(pair.held[-1]).by_mentor)
    gave = pair.is_mentor(person.id) == mentor_taught
    return _says(f"nudge.one_way_{'gave' if gave else 'took'}", pair, person, pair_button("find", pair.id))


def _check_in(kind: str) -> Make:
    def line(scene: Scene, person: Person, about: str) -> Line | None:
        pair = _met(scene, person, about)
        if pair is None:
            return None
        data = {"pairing": pair.id, "kind": kind}
        begin = Button(label=phrase("checkin.begin"), action="checkin.begin", data=data, style="primary")
        return _says(f"nudge.{kind}", pair, person, begin)

    return line


def _pulse(scene: Scene, person: Person, about: str) -> Line | None:
    """Answered with one tap."""
    pair = _met(scene, person, about)
    if pair is None:
        return None
    taps = tuple(
        Button(label=str(n), action="checkin.pulse", data={"pairing": pair.id, "rating": str(n)})
        for n in range(1, 6)
    )
    return _says("nudge.pulse", pair, person, *taps)


def _story(scene: Scene, person: Person, about: str) -> Line | None:
    """Their story waits for them, and they are not in the middle of it."""
    pair = _met(scene, person, about)
    story = told.under_way(pair) if pair else None
    if pair is None or story is None or person.id not in tale.waited_for(story):
        return None
    if any(talk.person == person.id for talk in pair.talks("story")):
        return None
    return _says(f"nudge.story_{story.state}", pair, person, story_button("show", story, main=True))


def _talk(scene: Scene, person: Person, about: str) -> Line | None:
    talk = next((one for one in map(scene.latest, scene.snapshot.talks) if one.id == about), None)
    if talk is None or talk.state != "open" or talk.person != person.id:
        return None
    about = "" if talk.flow == "concern" else talk.pairing  # a concern outlasts breaks and ends
    return Line(text=offer_sentence(talk, person), buttons=offer_buttons(talk), pairing=about)


def _survey(scene: Scene, person: Person, about: str) -> Line | None:
    """The last questions, while there is time to answer them."""
    cohort = scene.cohort
    if cohort is None or cohort.state != "closing" or cohort.closes_at is None:
        return None
    if any((one.person, one.cohort) == (person.id, cohort.id) for one in scene.snapshot.surveys):
        return None
    begin = family_button("survey", "begin", main=True, pairing=about)
    text = phrase("nudge.survey", name=first_name(person), day=OnDay(local(person, cohort.closes_at).date()))
    return Line(text=text, buttons=(begin,))


def _back(_scene: Scene, person: Person, _about: str) -> Line | None:
    if person.is_paused:
        return None
    text = phrase("pause.over", name=first_name(person))
    return Line(text=text, buttons=(command_button("pause"), command_button("me")))


def _thanked(scene: Scene, person: Person, about: str) -> Line | None:
    """Somebody read what changed because of the two, and says thank you."""
    if about not in scene.snapshot.lives:
        return None
    agreed = [one for one in scene.snapshot.changes if one.pairing == about and one.state == "agreed"]
    if not agreed:
        return None
    newest = max(agreed, key=lambda one: (one.agreed_at or one.proposed_at, one.id))
    return Line(text=phrase("nudge.thanked", words=newest.text), pairing=about)


def _background(scene: Scene, person: Person, _about: str) -> Line | None:
    """A few questions for the program's aim, while they are asked and nothing has been told."""
    cohort, known = scene.cohort, scene.snapshot.backgrounds.get(person.id)
    if cohort is None or not background.is_asked(cohort, person) or background.holds(known, cohort):
        return None
    text = phrase("nudge.background", purpose=background.purpose(cohort))
    return Line(text=text, buttons=(family_button("background", "show", main=True),))


TOPICS: dict[str, Topic] = {
    topic.name: topic
    for topic in (
        Topic(name="stuck", line=_stuck, group="date"),
        Topic(name="back", line=_back, keeps=timedelta(days=5)),
        Topic(name="late", line=late_words.say, keeps=timedelta(days=7)),
        Topic(name="booking", line=_booking, group="date"),
        Topic(name="start", line=_start, keeps=timedelta(days=7), group="date"),
        Topic(name="one_way", line=_one_way),
        Topic(name="third", line=_check_in("third")),
        Topic(name="two_thirds", line=_check_in("two_thirds")),
        Topic(name="survey", line=_survey),
        Topic(name="pulse", line=_pulse),
        Topic(name="story", line=_story),
        Topic(name="talk", line=_talk, keeps=timedelta(days=7)),
        Topic(name="thanked", line=_thanked),
        Topic(name="background", line=_background, keeps=timedelta(days=30)),
    )
}
RANK = {name: rank for rank, name in enumerate(TOPICS)}
