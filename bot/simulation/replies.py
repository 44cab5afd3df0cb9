"""What do made-up people answer to the questions of a talk? `REPLIES` has those that are not just pressed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from bot.conversation.messages import Button
from bot.simulation.seeing import Act, Seen, press

FALLBACK = {"teach": "Excel and public speaking", "learn": "Negotiation"}
TAUGHT = (
    "how to cut a short video",
    "a way to say no kindly",
    "three prompts that save me an hour",
    "what a board reads first",
)
GOALS = (
    "Post three short videos",
    "Lead one difficult talk without slides",
    "Understand how a budget is made",
)
NEXT = ("Try it once and tell each other", "Bring one real example", "Read the two pages")
WISHES = ("more real examples", "a little less theory", "meeting in person once")
AGENDA = ("What we did since last time", "The example from my team", "One question I never dared to ask")
TOLD = (
    "We sat down with one real example instead of a list of topics. I showed what I would do, step by step, and "
    "then the keyboard changed hands. After twenty minutes it was done, and neither of us had looked at the clock.",
    "We began with a question that I had not dared to ask anybody for years. The answer took five minutes, and for "
    "the rest of the time we tried it out together on something that was due the same week anyway.",
)
SURPRISED = (
    "That I learned at least as much as I taught.",
    "How little it takes once somebody sits beside you.",
)
DIFFERENT = (
    "I ask earlier now, and I ask people I would not have asked before.",
    "I try things out before I plan them.",
)
CHANGED = (
    "Every video we publish has captions now",
    "The newest person in the room speaks first",
    "Our budget fits on one page that everybody can read",
)
WORRY = "I don't feel at ease when we talk"
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
UNLUCKY, NEVER, ONE_WAY = 90, 20, 180  # of a thousand pairs


def answer(seen: Seen) -> Act | None:
    """What they answer to the question of a talk; `None` when nothing is asked.

    Whoever was not understood presses what is offered instead, and the second time leaves it.
    """
    stop = seen.control("stop") if "talk.lost" in seen.keys else None
    if stop is not None:
        return press(stop)
    understood = not any(key.startswith("unclear.") for key in seen.keys)
    reply = REPLIES.get(seen.asked) if understood else None
    given = reply(seen) if reply else None
    return given or _chosen(seen)


def _chosen(seen: Seen) -> Act | None:
    """Whatever is there to choose."""
    answers = [button for button in seen.buttons if button.action == "talk.answer"]
    if seen.pick is not None and (seen.pick.options or seen.pick.chosen):
        return _picked(seen, answers)
    return press(_button(seen, answers)) if answers else None


def _picked(seen: Seen, answers: list[Button]) -> Act | None:
    pick = seen.pick
    nobody = next((button for button in answers if button.data.get("value") == "nobody"), None)
    if nobody is not None or pick is None:
        return press(nobody) if nobody else None
    offered = [option.value for option in pick.options]
    chosen = list(pick.chosen) or offered[: 1 + seen.persona.chance(pick.data.get("question", "")) % 2]
    if not pick.many:
        chosen = chosen[:1]
    return Act(action=pick.action, data=pick.data, values={pick.name: tuple(chosen)})


def _button(seen: Seen, answers: list[Button]) -> Button:
    """The suggested answer, a yes, or one that fits the person."""
    main = next((button for button in answers if button.style == "primary"), None)
    agreed = next((button for button in answers if button.data.get("value") in ("yes", "nobody")), None)
    if main is not None or agreed is not None:
        return main or agreed or answers[0]
    question = answers[0].data.get("question", "")
    low = answers[: max(1, len(answers) - 2)] if question.startswith("confidence") else answers
    return low[seen.chance(question) % len(low)]


def _value(seen: Seen, value: str) -> Act | None:
    button = next((button for button in seen.buttons if button.data.get("value") == value), None)
    return press(button) if button else None


def _skip(seen: Seen) -> Act | None:
    button = seen.control("skip")
    return press(button) if button else None


def _knows(side: str) -> Callable[[Seen], Act | None]:
    """Skills are typed, and confirmed when they are shown back."""

    def reply(seen: Seen) -> Act | None:
        if seen.pick is not None and (seen.pick.options or seen.pick.chosen):
            return None
        words = seen.persona.teach if side == "teach" else seen.persona.learn
        return Act(text=", ".join(words[:3]) or FALLBACK[side])

    return reply


def _says(words: tuple[str, ...], of_1000: int = 1000) -> Callable[[Seen], Act | None]:
    """Words of their own, or none where that is allowed."""

    def reply(seen: Seen) -> Act | None:
        chance = seen.chance(f"{seen.asked}/says")
        return Act(text=words[chance % len(words)]) if chance < of_1000 else _skip(seen)

    return reply


def _met(seen: Seen) -> Act | None:
    """Mostly they did; some weeks nothing comes of it, and a few pairs never meet."""
    week = seen.at.isocalendar().week
    failed = seen.together(f"met/{week}") < UNLUCKY or seen.together("met") < NEVER
    return _value(seen, "not_yet" if failed else "yes")


def _taught(*, by_me: bool) -> Callable[[Seen], Act | None]:
    """With some pairs it goes one way only for a while: whose name comes first teaches."""

    def reply(seen: Seen) -> Act | None:
        one_way = seen.together(f"one way/{seen.at.month // 3}") < ONE_WAY
        mine = seen.persona.name <= seen.partner
        return _skip(seen) if one_way and mine != by_me else _says(TAUGHT, 880)(seen)

    return reply


def _content(seen: Seen) -> Act | None:
    """4 or 5 of 5 mostly; now and then not at all."""
    chance = seen.chance(seen.asked)
    return _value(seen, "2" if chance < 40 else "3" if chance < 150 else "4" if chance < 500 else "5")


def _time(seen: Seen) -> Act | None:
    """One of those offered; the partner's suggestion where there is one; else in words."""
    offered = [button for button in seen.buttons if button.action == "talk.answer"]
    if offered:
        none = next((button for button in seen.buttons if button.action == "session.none"), None)
        unsuited = seen.chance(f"none of {offered[0].data.get('value')}") < 40
        return press(none if none and unsuited else _button(seen, offered), _an_hour(seen))
    ahead = seen.at + timedelta(days=2 + seen.chance("day") % 3)
    return Act(text=f"{DAYS[ahead.weekday() % 5]} at {10 + seen.chance('hour') % 6}:00")


def _an_hour(seen: Seen) -> timedelta:
    return timedelta(minutes=seen.chance("an hour") % 60)


REPLIES: dict[str, Callable[[Seen], Act | None]] = {
    "onboarding.teaches": _knows("teach"),
    "onboarding.wants": _knows("learn"),
    "slots.when": _time,
    "arrange.when": _time,
    "agreement.goal": _says(GOALS),
    "agreement.second_goal": _says(GOALS[1:], 300),
    "agreement.third_goal": _says(GOALS[2:], 300),
    "feedback.met": _met,
    "feedback.learned": _taught(by_me=False),
    "feedback.taught": _taught(by_me=True),
    "feedback.next_step": _says(NEXT, 500),
    "feedback.useful": _content,
    "feedback.free": _content,
    "feedback.wish": _says(WISHES, 250),
    "agenda.first": _says(AGENDA, 400),
    "agenda.second": _says(AGENDA, 400),
    "agenda.third": _says(AGENDA, 400),
    "checkin.rating": _content,
    "checkin.surprise": _says(TAUGHT, 300),
    "story.did": _says(TOLD),
    "story.surprised": _says(SURPRISED, 900),
    "story.changed": _says(DIFFERENT, 600),
    "change.words": _says(CHANGED),
    "concern.text": _says((WORRY,), 800),
}
