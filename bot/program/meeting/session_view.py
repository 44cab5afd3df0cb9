"""What people read about a session: when, how, what about, and what can be done with it."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.conversation.messages import (
    AtMoment,
    Block,
    Button,
    Buttons,
    File,
    Listed,
    OnDay,
    Phrase,
    Rows,
    Say,
    Text,
    Value,
    phrase,
)
from bot.outcome import About
from bot.program.meeting.agenda import agenda_lines, reminders
from bot.program.meeting.calendar_file import calendar_links
from bot.program.meeting.session_file import entry_words
from bot.program.model import Person, Session
from bot.program.pairs import apart
from bot.program.pairs.pair import Pair, acts_for, arranger
from bot.program.parts import command_button, concern_button, family_button, pair_button
from bot.scene import Scene

LINKS = ("google", "outlook")
LINKS_IN_TEAMS = ("teams", "outlook")  # for whoever is there: a meeting is where they talk, too
LEDGER = 12  # sessions shown, the newest


def session_button(name: str, session: Session, *, main: bool = False) -> Button:
    return family_button("session", name, main=main, session=session.id)


# -- what is true now --------------------------------------------------------------------------------------------


def show(scene: Scene, pair: Pair) -> None:
    """Answer with how things stand between the two."""
    scene.answer(*card(scene, pair, scene.me))


def card(scene: Scene, pair: Pair, reader: Person) -> tuple[Block, ...]:
    """The next session, or how to get to one. A delegate reads times only."""
    side = acts_for(scene, pair.pairing) if reader.id == scene.me.id else reader.id
    partner, session = pair.name(pair.partner(side or pair.pairing.mentor)), pair.open_session
    own = (concern_button(pair.id),) if reader.id == side else ()
    if pair.pairing.state == "paused":
        return (Say(text=phrase("session.paused", partner=partner)), *((Buttons(items=own),) if own else ()))
    reached = apart.button(scene, reader, scene.person(pair.partner(reader.id))) if own else ()
    if session is None:
        met = (pair_button("met", pair.id), *reached) if own else ()
        key = "session.none_yet" if not pair.sessions else "session.none"
        return (
            Say(text=Phrase(key, {"partner": partner})),
            Buttons(
                items=(pair_button("find", pair.id, main=True), pair_button("agreed", pair.id), *met, *own)
            ),
        )
    if session.state == "offered":
        return _offered(scene, pair, session, side)
    return _booked(scene, pair, session, reader, own)


def show_paused(scene: Scene, pair: Pair) -> None:
    scene.answer(*paused_card(scene, pair))


def paused_card(scene: Scene, pair: Pair) -> tuple[Block, ...]:
    """They rest; whoever asked for a pause with an end may end it."""
    partner, pairing = pair.name(pair.partner(scene.me.id)), pair.pairing
    if pairing.paused_by == scene.me.id and pairing.paused_until is not None:
        go_on = family_button("break", "go_on", pairing=pair.id)
        text = phrase("break.mine", partner=partner, day=OnDay(pairing.paused_until))
        return Say(text=text), Buttons(items=(go_on, concern_button(pair.id)))
    return Say(text=phrase("session.paused", partner=partner)), Buttons(items=(concern_button(pair.id),))


def tell_over(scene: Scene, pair: Pair, session: Session) -> None:
    """A button of a session that is over: what became of it, and what is next."""
    scene.answer(Say(text=Phrase(f"session.over.{session.state}")))
    show(scene, pair)


def ledger(pair: Pair) -> tuple[Block, ...]:
    """What each taught the other, session by session, in their own words."""
    mentor, mentee = pair.name(pair.pairing.mentor), pair.name(pair.pairing.mentee)
    if not pair.held:
        return (Say(text=phrase("ledger.empty")),)
    rows: list[tuple[Value, ...]] = []
    for session in pair.held[-LEDGER:]:
        exchange = pair.exchange(session)
        told = (_told(exchange.by_mentor), _told(exchange.by_mentee))
        rows.append((session.number, *told))
    columns = (phrase("ledger.number"), phrase("ledger.by", name=mentor), phrase("ledger.by", name=mentee))
    return (
        Say(text=phrase("ledger.title"), style="heading"),
        Rows(columns=columns, rows=tuple(rows)),
        Say(text=phrase("sees.both"), style="quiet"),
    )


def _told(words: tuple[str, ...]) -> Value:
    return Listed(words) if words else phrase("ledger.nothing")


def _offered(scene: Scene, pair: Pair, session: Session, side: str) -> tuple[Block, ...]:
    partner = pair.name(pair.partner(side or pair.pairing.mentor))
    mine = session.turn == side
    choose = (session_button("choose", session, main=True),) if mine else ()
    return (
        Say(text=Phrase("session.your_turn" if mine else "session.their_turn", {"partner": partner})),
        Buttons(items=(*choose, pair_button("agreed", pair.id), session_button("call_off", session))),
    )


def _booked(
    scene: Scene, pair: Pair, session: Session, reader: Person, own: tuple[Button, ...]
) -> tuple[Block, ...]:
    if session.starts_at is None:
        return ()
    if session.starts_at + timedelta(minutes=session.minutes) <= scene.at:
        return _was_booked(pair, session, reader, session.starts_at, own)
    items = [session_button("move", session), session_button("call_off", session)]
    blocks: list[Block] = [
        Say(text=when_line(scene, pair, session, reader, session.starts_at), style="heading")
    ]
    if own:
        blocks += agenda_lines(pair, session)
        items += [session_button("agenda", session), session_button("happened", session)]
    return (*blocks, Buttons(items=(*items, *own)))


def _was_booked(
    pair: Pair, session: Session, reader: Person, when: datetime, own: tuple[Button, ...]
) -> tuple[Block, ...]:
    """Its time is over, and nobody has said yet how it was."""
    names = ("move", "call_off")
    items = [session_button("happened", session, main=True)] if own else []
    items += [session_button(name, session) for name in names]
    text = phrase("session.was", partner=pair.name(pair.partner(reader.id)), when=AtMoment(when))
    return Say(text=text), Buttons(items=(*items, *own))


def when_line(scene: Scene, pair: Pair, session: Session, reader: Person, when: datetime) -> Phrase:
    """ "Tom and you: Thursday, 5 March, 15:00. 25 minutes by video." """
    mine = reader.id in (pair.pairing.mentor, pair.pairing.mentee)
    partner = pair.name(pair.partner(reader.id)) if mine else pair.name(pair.pairing.mentor)
    values: dict[str, Value] = {"partner": partner, "when": AtMoment(when), "minutes": session.minutes}
    if not mine:
        return Phrase("session.when_theirs", {**values, "other": pair.name(pair.pairing.mentee)})
    if pair.agreement is None:
        return Phrase("session.when", values)
    return Phrase("session.when_how", {**values, "how": Phrase(f"channel.{pair.agreement.channel}")})


# -- asking, telling ---------------------------------------------------------------------------------------------


def ask_notes(
    scene: Scene, pair: Pair, session: Session, asked: Person, instead_of: datetime | None = None
) -> tuple[Block, ...]:
    """What stands above the slots: for whom, who suggests what, what happens to the old time."""
    partner = pair.name(pair.partner(session.turn))
    notes: list[Block] = []
    if asked.id != session.turn:
        notes.append(Say(text=phrase("session.for_principal", name=pair.name(session.turn), partner=partner)))
    if instead_of is not None:
        notes.append(Say(text=phrase("session.not_after_all", partner=partner, when=AtMoment(instead_of))))
    elif session.state == "booked" and session.starts_at is not None and session.starts_at > scene.at:
        notes.append(Say(text=phrase("session.moving", partner=partner, when=AtMoment(session.starts_at))))
    elif session.starts_at is None and not session.slots:  # what the other picked, the question itself says
        notes.append(Say(text=_no_slots(scene, partner)))
    return tuple(notes)


def _no_slots(scene: Scene, partner: Text) -> Phrase:
    """Their hours never meet, or not any more before the program ends."""
    end = scene.cohort.closes_at if scene.cohort else None
    if end is None:
        return phrase("session.no_slots", partner=partner)
    return phrase("session.no_slots_left", partner=partner, end=AtMoment(end))


def tell_booked(scene: Scene, pair: Pair, session: Session, *, moved: bool) -> None:
    """Both, and whoever arranged it, hear when it is; the agenda comes along when there is no day before."""
    arranging = (arranger(scene, pair.pairing, person.id) for person in pair.people)
    told = {person.id: person for person in (*pair.people, *arranging) if person is not None}
    for reader in told.values():
        mine = scene.is_from_person() and reader.id == scene.me.id
        kind = "answer" if mine else "change" if moved else "partner"
        scene.tell(
            reader.id,
            kind,
            *booked_card(scene, pair, session, reader, moved=moved),
            about=_about(pair, reader),
        )


def booked_card(
    scene: Scene, pair: Pair, session: Session, reader: Person, *, moved: bool
) -> tuple[Block, ...]:
    if session.starts_at is None:
        return ()
    side = reader.id in (pair.pairing.mentor, pair.pairing.mentee)
    when = when_line(scene, pair, session, reader, session.starts_at)
    soon = side and pair.attendance(session, reader.id).agenda_at is None
    own = (session_button("agenda", session), concern_button(pair.id)) if side else ()
    return (
        Say(text=phrase("session.moved" if moved else "session.settled"), style="quiet"),
        Say(text=when, style="heading"),
        *(agenda_lines(pair, session) if soon else ()),
        *calendar_blocks(scene, pair, session, reader),
        Buttons(items=(session_button("move", session), session_button("call_off", session), *own)),
    )


def calendar_blocks(scene: Scene, pair: Pair, session: Session, reader: Person) -> tuple[Block, ...]:
    """A file for any calendar where we can hand one out, and links that need nothing of ours."""
    if session.starts_at is None:
        return ()
    in_teams = apart.platform(scene, reader) == "teams"
    title, about = entry_words(session, [person.name for person in pair.people], reader.language)
    is_side = reader.id in (pair.pairing.mentor, pair.pairing.mentee)
    invited = [person.email for person in pair.people] if is_side else []
    links = calendar_links(session.starts_at, session.minutes, title, about, invited)
    names = LINKS_IN_TEAMS if in_teams else LINKS
    buttons = tuple(Button(label=Phrase(f"session.calendar.{name}"), link=links[name]) for name in names)
    return (
        File(name="session.ics", title=phrase("session.calendar_file"), link=f"file:session/{session.id}"),
        Buttons(items=buttons),
        *_one_is_enough(pair, reader, in_teams and is_side and all("@" in one for one in invited)),
    )


def _one_is_enough(pair: Pair, reader: Person, invites: bool) -> tuple[Block, ...]:
    """A meeting invites the other one: two of them would be one too many."""
    if not invites:
        return ()
    partner = pair.name(pair.partner(reader.id))
    return (Say(text=phrase("session.calendar.one", partner=partner), style="quiet"),)


def tell_agenda(scene: Scene, pair: Pair, session: Session, reader: Person, *more: Block) -> None:
    """The working day before: when, what about, and how to change either."""
    if session.starts_at is None:
        return
    buttons = [session_button(name, session) for name in ("agenda", "move", "call_off")]
    scene.tell(
        reader.id,
        "agenda",
        Say(text=when_line(scene, pair, session, reader, session.starts_at), style="heading"),
        Say(text=phrase("agenda.title")),
        *agenda_lines(pair, session),
        *reminders(pair),
        *apart.said(scene, reader, scene.person(pair.partner(reader.id))),
        *more,
        Buttons(items=(*buttons, concern_button(pair.id))),
        about=_about(pair, reader),
        unless=("pairing_over", "person_away"),
        expires=session.starts_at,
    )


def tell_called_off(scene: Scene, pair: Pair, session: Session, *, was_booked: bool) -> None:
    """The other hears it at once; nobody is asked why."""
    side = acts_for(scene, pair.pairing)
    when = AtMoment(session.starts_at) if session.starts_at else phrase("session.sometime")
    find = Buttons(items=(pair_button("find", pair.id, main=True), concern_button(pair.id)))
    scene.answer(Say(text=phrase("session.called_off", partner=pair.name(pair.partner(side)))), find)
    for person in pair.people:
        if person.id != scene.me.id:
            key = "session.called_off_by" if person.id != side else "session.called_off_for"
            values: dict[str, Value] = {"partner": pair.name(side), "when": when}
            kind = "change" if was_booked else "partner"
            scene.tell(person.id, kind, Say(text=Phrase(key, values)), find, about=_about(pair, person))


def tell_partner(scene: Scene, pair: Pair, *blocks: Block) -> None:
    """What one of the two said or did, for the other, in their working hours."""
    other = pair.partner(acts_for(scene, pair.pairing))
    scene.tell(
        other, "partner", *blocks, about=About(person=other, pairing=pair.id), unless=("pairing_over",)
    )


def tell_away(scene: Scene, away: Person) -> None:
    """One of the two is on a break."""
    if away.id == scene.me.id:
        scene.answer(Say(text=phrase("session.you_away")), Buttons(items=(command_button("resume"),)))
    elif away.paused_until is not None:
        day = OnDay(away.paused_until)
        scene.answer(Say(text=phrase("session.they_away", name=scene.first_name(away.id), day=day)))


def _about(pair: Pair, reader: Person) -> About:
    return About(person=reader.id, pairing=pair.id)
