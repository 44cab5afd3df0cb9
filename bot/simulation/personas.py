"""How do made-up people answer? `act` looks at a message somebody got and says what they would do about it.

Pure and without chance: what a person does follows from who they are and what it is about, so a story told twice is
the same story, and nothing is pressed again and again. `habits.py` has the table of what is pressed, `replies.py` the
answers to questions.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.conversation.messages import Button, Message
from bot.simulation.habits import HABITS, Habit
from bot.simulation.replies import answer
from bot.simulation.seeing import Act, Persona, Seen, press, see

__all__ = ["Act", "Persona", "act", "act_by", "silent_weeks"]

SHY = 80  # of a thousand people, who say nothing for weeks
WEEKS_AWAY = 9


def act(persona: Persona, message: Message, at: datetime) -> Act | None:
    """What this person does about a message they got at a moment; `None` when it asks nothing of them."""
    seen = see(persona, message, at)
    return answer(seen) or act_by(HABITS, seen)


def act_by(habits: tuple[Habit, ...], seen: Seen) -> Act | None:
    """The first habit that fits what is seen, and that this person follows today."""
    for habit in habits:
        button = _fits(habit, seen)
        if button is not None and seen.chance(f"{habit.name}/{button.action}/{_ids(button)}") < habit.of_1000:
            after = _takes(habit, seen)
            return Act(text=habit.types, after=after) if habit.types else press(button, after)
    return None


def _fits(habit: Habit, seen: Seen) -> Button | None:
    if habit.when and not any(key.startswith(habit.when) for key in seen.keys):
        return None
    there = [button for button in seen.buttons if button.action == habit.press]
    there = [button for button in there if habit.word in ("", button.data.get("word"))]
    if not there:
        return None
    return there[_leaning(seen.chance(_ids(there[0])), len(there))] if habit.any_of else there[0]


def _leaning(chance: int, count: int) -> int:
    """Which of several in a row, rather one of the last: most people are content."""
    return count - 1 - (0 if chance < 450 else 1 if chance < 800 else chance % count)


def _ids(button: Button) -> str:
    return "/".join(button.data[name] for name in sorted(button.data))


def _takes(habit: Habit, seen: Seen) -> timedelta:
    """How long it takes them, to the minute."""
    return timedelta(minutes=seen.chance(f"{habit.name}/takes") * habit.within_h * 60 // 1000)


def silent_weeks(persona: Persona) -> range:
    """Of a program, the weeks (from 0) in which they answer nothing at all; none for most."""
    if persona.chance("silent") >= SHY:
        return range(0)
    begin = 3 + persona.chance("silent from") % 8
    return range(begin, begin + WEEKS_AWAY)
