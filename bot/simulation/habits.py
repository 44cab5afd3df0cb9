"""What do made-up people press? One table, tried from the top: the first row that fits and that they follow."""

from __future__ import annotations

import msgspec


class Habit(msgspec.Struct, frozen=True, kw_only=True):
    """`press` is the action of a button, followed by so many `of_1000` people or days.

    Only where a paragraph's key begins with `when`; `word` is what the button of a talk says. With `types` that is
    typed instead of pressing. `any_of` chooses among several with this action. `within_h` hours it is done.
    """

    press: str
    of_1000: int = 1000
    when: str = ""
    word: str = ""
    types: str = ""
    any_of: bool = False
    within_h: int = 0

    @property
    def name(self) -> str:
        return f"{self.when}/{self.types}"


def _to_begin() -> tuple[Habit, ...]:
    return (
        Habit(press="duty.accept", within_h=4),
        Habit(press="invitation.later", of_1000=80, within_h=4),
        Habit(press="invitation.never", of_1000=30, within_h=4),
        Habit(press="invitation.join", within_h=48),
    )


def _confirmations() -> tuple[Habit, ...]:
    """What was asked once more, and cannot wait."""
    return (
        Habit(press="pairing.swap_now"),
        Habit(press="leave.farewell", of_1000=500),
        Habit(press="leave.confirm"),
        Habit(press="feedback.share", of_1000=600),
        Habit(press="feedback.keep"),
        Habit(press="rematch.again", of_1000=900, within_h=6),
    )


def _concerns() -> tuple[Habit, ...]:
    return (
        Habit(press="concern.open", of_1000=850, within_h=5),
        Habit(press="concern.settled", of_1000=600, within_h=72),
        Habit(press="concern.end", within_h=72),
        Habit(press="concern.not_settled", of_1000=150, within_h=8),
    )


def _nudged() -> tuple[Habit, ...]:
    """Written to unasked: a few want none of it, or are off; the others take the first thing that is there."""
    return (
        Habit(press="nudge.here", of_1000=800, within_h=24 * 20),
        Habit(press="nudge.later", of_1000=50, within_h=6),
        Habit(press="nudge.stop", of_1000=25, within_h=6),
        Habit(press="nudge.stop", of_1000=25, types="/rm-pause", within_h=6),
        Habit(press="nudge.stop", of_1000=2, types="/rm-leave", within_h=6),
        Habit(press="together.pause", of_1000=70, when="nudge.stuck", within_h=6),
        Habit(press="together.rematch", of_1000=60, when="nudge.stuck", within_h=6),
        Habit(press="checkin.begin", of_1000=900, within_h=8),
        Habit(press="checkin.pulse", of_1000=900, any_of=True, within_h=8),
        Habit(press="talk.control", word="go_on", of_1000=800, within_h=8),
        Habit(press="break.go_on", of_1000=700, when="break.ends_soon", within_h=8),
        Habit(press="break.longer", of_1000=500, when="break.ends_soon", within_h=8),
    )


def _pairs() -> tuple[Habit, ...]:
    return (
        Habit(press="session.choose", of_1000=800, when="session.your_turn", within_h=2),
        Habit(press="agreement.change", of_1000=60, when="agreement.please", within_h=8),
        Habit(press="agreement.confirm", of_1000=930, within_h=8),
        Habit(press="pairing.swap", of_1000=25, when="intro.title", within_h=24),
        Habit(press="together.find", of_1000=620, when="intro.you_write", within_h=20),
        Habit(press="together.agreement", of_1000=350, when="intro.title", within_h=20),
        Habit(press="together.card", of_1000=250, when="intro.title", within_h=20),
        Habit(press="concern.about", of_1000=250, when="feedback.low", within_h=1),
        Habit(press="together.rematch", of_1000=100, when="feedback.low", within_h=1),
        Habit(press="together.agreed", of_1000=60, when="feedback.next", within_h=3),
        Habit(press="together.find", of_1000=650, when="feedback.next", within_h=3),
        Habit(press="together.find", of_1000=50, when="feedback.complete", within_h=3),
        Habit(press="together.find", of_1000=850, when="nudge.", within_h=8),
        Habit(press="together.find", of_1000=700, when="session.", within_h=8),
        Habit(press="together.find", of_1000=700, when="agreement.", within_h=8),
        Habit(press="together.find", of_1000=700, when="feedback.never", within_h=8),
        Habit(press="together.find", of_1000=700, when="break.over", within_h=8),
    )


def _booked() -> tuple[Habit, ...]:
    """What is settled mostly stays so."""
    return (
        Habit(press="session.move", of_1000=50, when="session.settled", within_h=3),
        Habit(press="session.call_off", of_1000=25, when="session.settled", within_h=3),
        Habit(press="session.agenda", of_1000=60, when="session.settled", within_h=3),
        Habit(press="session.move", of_1000=8, types="/rm-pause", when="session.settled", within_h=3),
        Habit(press="session.move", of_1000=40, when="agenda.title", within_h=5),
        Habit(press="session.call_off", of_1000=30, when="agenda.title", within_h=5),
        Habit(press="session.agenda", of_1000=50, when="agenda.title", within_h=5),
        Habit(press="session.move", of_1000=300, when="feedback.again_later", within_h=3),
    )


def _told() -> tuple[Habit, ...]:
    """A good session is told now and then; whoever is asked mostly likes to."""
    return (
        Habit(press="story.ask", of_1000=250, when="story.offer", within_h=2),
        Habit(press="change.write", of_1000=150, when="feedback.thanks", within_h=2),
        Habit(press="story.accept", of_1000=850, when="story.please", within_h=8),
        Habit(press="story.decline", when="story.please", within_h=8),
        Habit(press="story.write", when="story.accepted", within_h=8),
        Habit(press="story.show", of_1000=900, when="nudge.story", within_h=8),
        Habit(press="story.approve", of_1000=900, when="story.draft.", within_h=8),
        Habit(press="stories.post", of_1000=900, when="stories.please", within_h=8),
        Habit(press="change.agree", of_1000=900, when="change.state.asks", within_h=8),
    )


HABITS: tuple[Habit, ...] = (
    *_to_begin(),
    *_confirmations(),
    *_concerns(),
    *_told(),
    *_nudged(),
    *_pairs(),
    *_booked(),
)
