"""A person and the program: invited, joining, paused, back, leaving.

Every function here is a handler's body: it reads the scene, saves records and says something.
"""

from __future__ import annotations

from datetime import date, timedelta

import msgspec

from bot.conversation.flow import Progress
from bot.conversation.messages import (
    Block,
    Button,
    Buttons,
    Listed,
    Message,
    OnDay,
    Phrase,
    Say,
    SkillName,
    Value,
    phrase,
)
from bot.conversation.understand.choices import Option, choice
from bot.conversation.understand.yes_no import yes_no
from bot.outcome import About, Send
from bot.program import tray
from bot.program.awareness import sponsor
from bot.program.calendar import next_working_moment
from bot.program.cohorts.templates import of as template_of
from bot.program.cohorts.templates import worded
from bot.program.model import Cohort, Pairing, Person
from bot.program.pairs import breaks
from bot.program.pairs.pair import Pair, live_pairs_of
from bot.program.participant import background, showing
from bot.program.parts import command_button, concern_button, first_name, pair_button
from bot.program.proposing import late_words
from bot.scene import Scene, summary_of
from bot.text.catalog import words_for

ANSWERS = ("join", "later", "never")
ASK_AGAIN = timedelta(weeks=2)
MOST_OFFERED = 3  # topics in an invitation
LONG_HERE_YEARS = 8  # tenure above which the directory suggests being a mentee, where it knows no grades


def suggested_role(person: Person, middle_grade: int | None, today: date) -> str:
    """From level, else tenure, never age; "" when the directory says neither."""
    if person.role:
        return person.role
    if person.grade is not None:  # without the company's middle to compare it with, nothing is guessed
        above = middle_grade is not None and person.grade > middle_grade
        return "" if middle_grade is None else "mentee" if above else "mentor"
    if person.start_date is not None:
        years = (today - person.start_date).days / 365
        return "mentee" if years >= LONG_HERE_YEARS else "mentor"
    return ""


def invite(scene: Scene, cohort: Cohort, person: Person, *, nominated: bool = False) -> None:
    """Ask somebody to join, in their working hours; saying no leaves no trace with anybody.

    Whoever is `nominated` reads that somebody thought of them, and is asked to try it once.
    """
    scene.save(msgspec.structs.replace(person, state="invited", ask_again=None))
    what = phrase("invitation.what", minutes=cohort.minutes, sessions=cohort.sessions)
    hello = "nominate.hello" if nominated else worded(cohort.template, "hello", "invitation.hello")
    blocks: tuple[Block, ...] = (
        Say(text=Phrase(hello, {"name": first_name(person)})),
        Say(text=phrase("nominate.what", minutes=cohort.minutes) if nominated else what),
        *(_could_learn(scene, person) or _begins_with(cohort)),
        Say(text=phrase("invitation.private"), style="quiet"),
        Buttons(items=tuple(_invitation_button(answer) for answer in ANSWERS)),
    )
    scene.send(
        Send(
            kind="invitation",
            message=Message(blocks=blocks, summary=summary_of(blocks)),
            person=person.id,
            about=About(person=person.id),
            unless=("invitation_answered",),
            not_before=next_working_moment(person, scene.at),
        )
    )


def _could_learn(scene: Scene, person: Person) -> tuple[Block, ...]:
    """For whoever would come to learn: topics that several people already in offer now, never who."""
    if suggested_role(person, scene.snapshot.middle_grade, scene.today(person)) != "mentee":
        return ()
    new = [topic for topic in scene.snapshot.offers if topic not in person.teaches]
    best = sorted(new, key=lambda topic: topic not in person.wants)[:MOST_OFFERED]
    if not best:
        return ()
    return (Say(text=phrase("invitation.offered", topics=Listed(tuple(SkillName(one) for one in best)))),)


def _begins_with(cohort: Cohort) -> tuple[Block, ...]:
    """As long as nobody offers anything new to them: what people often begin with in such a program."""
    topics = Listed(tuple(SkillName(topic) for topic in template_of(cohort.template).topics))
    return (Say(text=phrase("invitation.topics", topics=topics)),)


def _invitation_button(answer: str) -> Button:
    return Button(
        label=Phrase(f"invitation.{answer}"),
        action=f"invitation.{answer}",
        style="primary" if answer == "join" else "plain",
    )


def invitation_meant(scene: Scene, text: str) -> str:
    """What typed words answer to an open invitation: "join", "later", "never", "no" (which of the two?), or ""."""
    words = words_for(scene.me.language, "UTC")
    agreed = yes_no(text, lang=scene.me.language)
    if agreed in ("yes", "no"):
        return "join" if agreed == "yes" else "no"
    labels = tuple(Option(value=a, label=words.text(Phrase(f"invitation.{a}"))) for a in ANSWERS)
    named = choice(text, labels, lang=scene.me.language)
    return named if isinstance(named, str) else ""


def ask_invitation(scene: Scene, key: str, answers: tuple[str, ...]) -> None:
    """The invitation's buttons again, after a word."""
    scene.answer(
        Say(text=Phrase(key)), Buttons(items=tuple(_invitation_button(answer) for answer in answers))
    )


def not_now(scene: Scene) -> None:
    """Ask once more in two weeks; whoever said "never" meanwhile is not asked again."""
    me = scene.me
    if me.state == "declined":
        scene.answer(Say(text=phrase("invitation.never_answer")))
    elif _is_open(scene, me):
        day = me.ask_again or scene.today(me) + ASK_AGAIN
        scene.save(msgspec.structs.replace(me, state="later", ask_again=day))
        scene.answer(Say(text=phrase("invitation.later_answer", day=OnDay(day))))


def never(scene: Scene) -> None:
    me = scene.me
    if me.state == "declined" or _is_open(scene, me):
        scene.save(msgspec.structs.replace(me, state="declined", ask_again=None))
        scene.answer(Say(text=phrase("invitation.never_answer")))


def _is_open(scene: Scene, me: Person) -> bool:
    """May an invitation still be answered? If not, says what is true now."""
    too_late = {
        "onboarding": ("invitation.begun", "join", "leave"),
        "joined": ("join.already", "me", "leave"),
        "left": ("leave.already", "join"),
    }
    if me.state not in too_late:
        return True
    key, *offered = too_late[me.state]
    scene.answer(Say(text=Phrase(key)), Buttons(items=tuple(command_button(name) for name in offered)))
    return False


def welcome(scene: Scene, person: Person) -> None:
    """The end of onboarding: what happens next, and when a partner can be expected."""
    following = late_words.next_for(scene)
    if following is None:
        return
    scene.answer(
        Say(text=phrase("join.done", name=first_name(person)), style="heading"),
        Say(text=following),
        *showing.ask(person),
        *background.offer(scene.cohort, person),
        Buttons(items=(command_button("me"), command_button("help"))),
    )


def changed(scene: Scene, person: Person) -> None:
    """Whoever would rather not be paired with somebody they are paired with now is asked, alone, what to do."""
    scene.answer(Say(text=phrase("me.changed")), Buttons(items=(command_button("me"),)))
    for pairing in map(scene.latest, scene.snapshot.pairings):
        partner = pairing.partner_of(person.id)
        if pairing.is_live and partner in person.never_with:
            ways = (pair_button("rematch", pairing.id), concern_button(pairing.id))
            scene.answer(Say(text=phrase("me.paired_now", partner=scene.name(partner))), Buttons(items=ways))


def pause(scene: Scene, until: date) -> None:
    """A break until a day; that day they are back by themselves."""
    me = scene.me
    if me.state != "joined":
        scene.answer(Say(text=phrase("join.not_yet")), Buttons(items=(command_button("join"),)))
        return
    scene.save(msgspec.structs.replace(me, paused_until=until, paused_at=scene.at))
    scene.answer(Say(text=phrase("pause.done", day=OnDay(until))), Buttons(items=(command_button("resume"),)))


def resume(scene: Scene) -> None:
    me = scene.me
    if me.state != "joined":
        scene.answer(Say(text=phrase("join.not_yet")), Buttons(items=(command_button("join"),)))
    elif not me.is_paused:
        scene.answer(Say(text=phrase("pause.not_paused")), Buttons(items=(command_button("pause"),)))
    else:
        back = scene.save(msgspec.structs.replace(me, paused_until=None, paused_at=None))
        for pair in live_pairs_of(scene, me.id):
            breaks.person_back_early(scene, pair, me.id)
        tray.reopen(scene, back)
        scene.answer(Say(text=phrase("pause.back", name=first_name(me))))


def pause_ends(scene: Scene, person: Person) -> None:
    """The day has come: they are back, their pairings go on, and they hear so when there is room."""
    back = scene.save(msgspec.structs.replace(person, paused_until=None, paused_at=None))
    for pair in live_pairs_of(scene, person.id):
        breaks.person_back(scene, pair)
    tray.put(scene, back, "back", person.id)


def break_begins(scene: Scene, person: Person) -> None:
    """Their partners hear until when."""
    for pair in live_pairs_of(scene, person.id):
        breaks.person_away(scene, person, pair)


def _can_leave(scene: Scene) -> bool:
    """Whoever is in, or on the way in; everybody else hears what is true."""
    state = scene.me.state
    if state in ("joined", "onboarding", "invited", "later"):
        return True
    key = "leave.already" if state == "left" else "join.not_yet"
    scene.answer(Say(text=Phrase(key)), Buttons(items=(command_button("join"),)))
    return False


def ask_leave(scene: Scene) -> None:
    if not _can_leave(scene):
        return
    scene.answer(
        Say(text=phrase("leave.ask")),
        Say(text=phrase("leave.what"), style="quiet"),
        Buttons(
            items=(
                Button(label=phrase("button.leave_now"), action="leave.confirm", style="danger"),
                *_farewell_button(scene),
                command_button("pause"),
                Button(label=phrase("button.stay"), action="leave.stay"),
            )
        ),
    )


def _farewell_button(scene: Scene) -> tuple[Button, ...]:
    """With a partner there may be something to say; on a break nothing is passed on."""
    paired = any(pairing.state == "introduced" for pairing in scene.snapshot.pairings)
    return (Button(label=phrase("button.farewell"), action="leave.farewell"),) if paired else ()


def leave(scene: Scene, word: str = "") -> None:
    """Out, with open talks closed and live pairings ended; each partner hears it neutrally, the admins do, too.

    `word` is what the partners are told beside that, as chosen.
    """
    me = scene.me
    if not scene.sees(awareness=True, background=True) or not _can_leave(scene):
        return
    background.forget(scene, background.mine(scene))
    scene.save(
        msgspec.structs.replace(
            me,
            state="left",
            paused_until=None,
            paused_at=None,
            ask_again=None,
            waiting_since=None,
            left_at=scene.at,
        )
    )
    for talk in map(scene.latest, scene.snapshot.talks):
        if talk.flow != "setup" and talk.state == "open":  # running the program is not taking part in it
            scene.save(msgspec.structs.replace(talk, state="stopped", progress=Progress()))
    for pairing in scene.snapshot.pairings:
        partner_gone(scene, pairing, me, word)
    scene.answer(
        Say(text=phrase("leave.done", name=first_name(me))),
        *sponsor.left(scene),
        Buttons(items=(command_button("join"),)),
    )


def partner_gone(
    scene: Scene, pairing: Pairing, gone: Person, word: str = "", *, tell_admins: bool = True
) -> None:
    """Somebody has no partner any more: they hear it without a reason, and whoever matches people the same day."""
    if pairing.state == "approved":  # not introduced yet: there is nothing to take back
        ended = msgspec.structs.replace(pairing, state="ended", ended_at=scene.at, ended_because="left")
        scene.save(ended)
    else:
        passed_on = word if pairing.state == "introduced" else ""
        breaks.part(scene, Pair(scene, pairing.id), because="left", word=passed_on, by=gone.id)
    if not tell_admins:
        return
    partner = pairing.partner_of(gone.id)
    names: dict[str, Value] = {"name": scene.name(gone.id), "partner": scene.name(partner)}
    key = "leave.admin_forgotten" if scene.is_former(gone.id) else "leave.admin"
    for admin in scene.snapshot.admins:
        if admin.id not in (gone.id, partner):
            scene.tell(admin.id, "admin", Say(text=Phrase(key, names)))


def tell_admins_ended(scene: Scene, pairing: Pairing, *, but: str = "") -> None:
    """That two are no longer a pair; nobody asked why. `but` is an admin who knows."""
    names: dict[str, Value] = {"mentor": scene.name(pairing.mentor), "mentee": scene.name(pairing.mentee)}
    for admin in scene.snapshot.admins:
        if admin.id not in (pairing.mentor, pairing.mentee, but):
            scene.tell(admin.id, "admin", Say(text=Phrase("swap.admin", names)))
