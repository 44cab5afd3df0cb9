"""A goal in somebody's own words, by `/rm-goal some words` or out of the blue: "our goal is to post a video a week".

It is shown back, and kept with one tap (`bot/flows/goal.py`); the partner is asked, as with every change of what the
two have agreed on.
"""

from __future__ import annotations

import re

import msgspec

from bot.conversation.messages import Buttons, Say, phrase
from bot.program.meeting import session_view
from bot.program.model import Goal
from bot.program.pairs import about_us, agreements
from bot.program.pairs.pair import Pair, my_pairs
from bot.program.parts import pair_button
from bot.scene import Scene

MOST = 3
LONGEST = 120
_OURS = (
    r"(?:our|my|a|the|new|first|second|third|one|unser|mein|ein|das|neues|erstes|zweites|drittes|weiteres)"
)
_TO = r"(?:to |it is to |that we |es,? (?:zu )?|,? dass wir )?"
TOLD = tuple(
    re.compile(pattern, re.IGNORECASE | re.DOTALL)
    for pattern in (
        rf"(?:{_OURS} )*(?:goals?|ziele?)(?: for us| für uns)?\s*[:=–-]\s*{_TO}(?P<words>.+)",
        rf"(?:{_OURS} )+(?:goals? (?:is|are|would be|should be)|ziele? (?:ist|sind|wäre|waere)) {_TO}(?P<words>.+)",
        rf"(?:please )?(?:add|set|note|write|put|keep|make|take)(?: down| up| it)? (?:(?:{_OURS}|as) )*goal"
        rf"(?: of|:|,| -)? {_TO}(?P<words>.+)",
        rf"(?:bitte )?(?:setz|setze|notier|notiere|schreib|nimm|trag)(?: auf| ein)? (?:(?:{_OURS}|als) )*ziel"
        rf"[:,]? {_TO}(?P<words>.+)",
    )
)
NO_GOAL = re.compile(
    r"(?:done|reached|achieved|complete|completed|finished|met|wrong|unclear|missing|gone|not|to be|"
    r"erreicht|geschafft|erledigt|fertig|falsch|unklar|weg|nicht|kein)\b.*",
    re.IGNORECASE | re.DOTALL,
)
LOOK = re.compile(
    r"(?:show|list|see|change|edit|view|help|all|zeig\w*|liste|ändern?|aendern?|hilfe|alle)[.!]?",
    re.IGNORECASE,
)


def words_in(text: str) -> str:
    """The goal that words out of the blue tell, "" where they tell none, or ask about one."""
    said = " ".join(text.split())
    found = next((match for one in TOLD if (match := one.fullmatch(said))), None)
    words = found["words"].strip(" .!,;") if found else ""
    return "" if "?" in said or NO_GOAL.fullmatch(words) else words


def asked(scene: Scene, text: str) -> None:
    """`/rm-goal`, or with the goal right behind it."""
    said = " ".join(text.split()).lstrip(":=-– ")
    words = words_in(said) or said
    pairs = my_pairs(scene)
    if not pairs or not words or LOOK.fullmatch(words) or "?" in words:
        about_us.show_goals(scene)
        return
    scene.stop_talks("goal")
    fits = {"words": words} if len(words) <= LONGEST else {}
    shown = phrase("goal.shown", goal=words) if fits else phrase("unclear.too_long", longest=LONGEST)
    several = {"several": [pair.id for pair in pairs]} if len(pairs) > 1 else {}
    about = "" if several else pairs[0].id
    scene.begin("goal", pairing=about, answers={**fits, **several}, notes=(Say(text=shown),))


def keep(scene: Scene, pair: Pair, words: str) -> None:
    """Into what the two have agreed on; where there is nothing yet, the rest of it is asked."""
    agreement = pair.agreement
    goals = agreement.goals if agreement else ()
    if pair.pairing.state == "paused":
        session_view.show_paused(scene, pair)
    elif any(one.text.casefold() == words.casefold() for one in goals):
        scene.answer(Say(text=phrase("goal.known")), *about_us.goals_chart(pair))
    elif len(goals) >= MOST:
        change = Buttons(items=(pair_button("agreement", pair.id, main=True),))
        scene.answer(Say(text=phrase("goal.full", goal=words)), *about_us.goals_chart(pair), change)
    elif agreement is None:
        _first(scene, pair, words)
    else:
        agreements.propose(scene, pair, msgspec.structs.replace(agreement, goals=(*goals, Goal(text=words))))


def _first(scene: Scene, pair: Pair, words: str) -> None:
    """The agreement begins with it; what was answered of one that is begun stays."""
    answers = {}
    for talk in pair.talks("agreement"):
        if talk.person == scene.me.id:
            answers = talk.progress.answers
            scene.stop(talk)
    note = Say(text=phrase("goal.first", partner=pair.name(pair.partner(scene.me.id))))
    scene.begin(
        "agreement", about=pair.id, pairing=pair.id, answers={**answers, "goal": words}, notes=(note,)
    )
