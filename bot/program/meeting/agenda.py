"""Three lines to talk about: the usual ones, or what the two wrote. Both can edit them, both read them."""

from __future__ import annotations

from bot.conversation.messages import Listed, Phrase, Say, SkillName, Text, phrase
from bot.program.cohorts.templates import worded
from bot.program.model import Session
from bot.program.pairs.pair import Pair

ONE_WAY = 2  # sessions in a row, then the agenda is turned round
LINES = ("first", "second", "third")


def agenda_lines(pair: Pair, session: Session) -> tuple[Say, ...]:
    """The agenda as both read it, numbered."""
    usual = usual_lines(pair, session)
    written = (own or line for own, line in zip(session.agenda, usual, strict=True))
    return tuple(
        Say(text=phrase("agenda.line", number=number, line=line)) for number, line in enumerate(written, 1)
    )


def usual_lines(pair: Pair, session: Session) -> tuple[Text, Text, Text]:
    """What stands there until they write something of their own. After one-way sessions the other one begins."""
    pairing = pair.pairing
    mentor, mentee = pair.name(pairing.mentor), pair.name(pairing.mentee)
    shows = _gives("shows", pairing.mentor_teaches, mentor, mentee)
    shares = _gives("shares", pairing.mentee_teaches, mentee, mentor)
    cohort = pair.scene.cohort
    template = cohort.template if cohort else ""
    close = Phrase(worded(template, "close", "agenda.close"))
    if session.number == 1:
        return Phrase(worded(template, "path", "agenda.path")), shows, close
    if pairing.one_way >= ONE_WAY and pair.held and pair.exchange(pair.held[-1]).by_mentor:
        return shares, shows, close
    return shows, shares, close


def _gives(key: str, skills: tuple[str, ...], giver: Text, taker: Text) -> Phrase:
    if not skills:
        return Phrase(f"agenda.{key}_something", {"giver": giver, "taker": taker})
    named = Listed(tuple(SkillName(name) for name in skills[:2]))
    return Phrase(f"agenda.{key}", {"giver": giver, "taker": taker, "skills": named})


def reminders(pair: Pair) -> tuple[Say, ...]:
    """What they wanted to do before this time, in their words."""
    last = pair.held[-1:]
    steps = dict.fromkeys(
        one.next_step for session in last for one in pair.attendances(session) if one.next_step
    )
    return tuple(Say(text=phrase("agenda.remember", words=words)) for words in steps)
