"""`/rm-pair` and the words behind it: a list, a number, a name, two names, the rules, undo. One table."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from bot.conversation.messages import Block, Buttons, Listed, Phrase, Say, phrase
from bot.conversation.understand.people import People
from bot.conversation.understand.words import folded, tokens
from bot.events import FromPerson
from bot.flows.hearing import LONGEST_NAMES, MENTIONED, unknown
from bot.program.cohorts import aim
from bot.program.keeping.audit import note
from bot.program.model import Cohort, Person, Proposal
from bot.program.moves import PROPOSAL_MOVES
from bot.program.parts import command_button
from bot.program.proposing import pair_rules, proposal_steps, proposals, why_asked
from bot.program.proposing.board import left_of, lines_of
from bot.program.proposing.proposal_changes import pair_by_hand
from bot.program.proposing.proposal_lists import choose, in_lines, place_of
from bot.program.proposing.proposal_view import button, full, leftover, open_line, row, show
from bot.program.snapshot import LineList, Query
from bot.scene import Scene

LONGEST_NUMBER = 5
MOST_FOUND = 12
FEW = 3  # pairs of somebody: shown with all that can be done with them
SUBCOMMANDS = {
    "aim": "aim", "ziel": "aim",
    "rules": "rules", "rule": "rules", "regeln": "rules", "regel": "rules",
    "show": "show", "find": "show", "zeig": "show", "zeige": "show", "finde": "show",
    "undo": "undo", "rueckgaengig": "undo",
    "weakest": "weakest", "schwaechste": "weakest", "locked": "locked", "fest": "locked", "feste": "locked",
    "left": "left", "uebrig": "left", "all": "all", "alle": "all",
}  # fmt: skip
# By its button, below what it approves.
SEEN_FIRST = frozenset({"approve", "approved", "freigeben", "bestaetigen"})
LIST_WORDS: dict[str, LineList] = {"all": "all", "weakest": "weakest", "locked": "locked", "left": "left"}


def _split(text: str) -> tuple[str, str]:
    """(what is asked for, the rest): "hand" where it is names, "line" where it is a number."""
    first, _, rest = text.strip().partition(" ")
    if first.isdecimal() and len(first) <= LONGEST_NUMBER and not rest:
        return "line", first
    if folded(first) in SEEN_FIRST and not rest:
        return "", ""
    word = SUBCOMMANDS.get(folded(first), "")
    if word in LIST_WORDS and rest.strip():  # "Left" may begin somebody's name
        word = ""
    return (word, rest.strip()) if word else ("hand" if first else "", text.strip())


def needs(event: FromPerson, text: str) -> Query:
    query = Query(sender=event.sender, proposal="current")
    asked = why_asked.names_in(text)
    if asked is not None:
        named = asked[:LONGEST_NAMES]
        return msgspec.structs.replace(
            query, names_like=named, their_lines=True, history=True, managers=True, terms=True
        )
    word, rest = _split(text)
    names = rest[:LONGEST_NAMES]
    match word:
        case "":
            return msgspec.structs.replace(query, counts=True)
        case "rules" | "aim":
            return query
        case "undo":
            return msgspec.structs.replace(query, all_lines=True, history=True, managers=True)
        case "line":
            return msgspec.structs.replace(query, number=int(rest))
        case "show":
            return msgspec.structs.replace(query, names_like=names, their_lines=True)
        case "hand":
            return msgspec.structs.replace(
                query, names_like=names, all_lines=True, counts=True, history=True, managers=True, terms=True
            )
        case _:
            return msgspec.structs.replace(query, lines=LIST_WORDS[word])


def run(scene: Scene, text: str) -> None:
    """`/rm-pair`, and behind it: `why Ana and Tom`, `rules hours 2`, `show Ana`, `7`, `Ana Silva and Tom Becker`."""
    word, rest = _split(text)
    cohort, proposal = scene.cohort, scene.snapshot.proposal
    asked = why_asked.names_in(text)
    if asked is not None and cohort is not None:
        why_asked.by_name(scene, asked)
    elif word == "aim":
        aim.show(scene)
    elif cohort is not None and word == "rules":
        pair_rules.typed(scene, cohort, rest)
    elif not word or cohort is None:
        proposals.ask_for(scene)
    elif proposal is None or proposal.state not in PROPOSAL_MOVES[MOVES.get(word, "show")].source:
        if scene.sees(counts=True):
            _not_now(scene, word)
    else:
        HANDLERS.get(word, _list)(scene, proposal, cohort, rest)


def _not_now(scene: Scene, word: str) -> None:
    """With nothing to take back nothing begins, either; all else begins with a proposal."""
    if word == "undo":
        scene.answer(Say(text=phrase("pair.step.none")), Buttons(items=(command_button("pair"),)))
    else:
        not_now = "pair.hand.not_now" if word == "hand" else "pair.list.not_now"
        proposals.ask_for(scene, Say(text=phrase(not_now)))


def _list(scene: Scene, proposal: Proposal, _cohort: Cohort, _text: str) -> None:
    show(scene, proposal)


def _line(scene: Scene, proposal: Proposal, _cohort: Cohort, _text: str) -> None:
    open_line(scene, proposal)


def _undo(scene: Scene, proposal: Proposal, cohort: Cohort, _text: str) -> None:
    if proposal_steps.take_back(scene, proposal, cohort, ""):
        note(scene, "proposal_revert")


def _find(scene: Scene, proposal: Proposal, _cohort: Cohort, text: str) -> None:
    show_found(scene, proposal, _called(scene, text), text)


def _hand(scene: Scene, proposal: Proposal, cohort: Cohort, text: str) -> None:
    heard = why_asked.heard_in(scene, text[:LONGEST_NAMES])
    two = [person for person_id in heard.found if (person := scene.person(person_id))]
    if len(two) != 2 or heard.ask or heard.unknown:
        one = _called(scene, text)
        if one:
            show_found(scene, proposal, one, text)
        else:
            scene.answer(Say(text=_whom(heard)))
        return
    mentor, mentee = proposals.junior_first(two[0], two[1])
    wrong = pair_by_hand(scene, proposal, cohort, mentor, mentee)
    if wrong is not None:
        scene.answer(Say(text=wrong))
    else:
        note(scene, "proposal_hand", mentor.id, mentee.id)


def _whom(heard: People) -> Phrase:
    """Why nobody could be paired: somebody who was mentioned is not known, or it was not two."""
    if not any(name.startswith("@") for name in heard.unknown):
        return phrase("pair.hand.two")
    return unknown("pair.hand.unknown", heard.unknown)


HANDLERS: dict[str, Callable[[Scene, Proposal, Cohort, str], None]] = {
    "line": _line,
    "undo": _undo,
    "show": _find,
    "hand": _hand,
}
MOVES = {"undo": "revert", "hand": "hand"}  # all others only show


def _called(scene: Scene, text: str) -> list[Person]:
    """Those of whose names every word that was typed begins one."""
    said = tokens(text[:LONGEST_NAMES])
    return [
        person
        for person in scene.snapshot.names
        if said and all(any(name.startswith(word) for name in _names(person)) for word in said)
    ]


def _names(person: Person) -> list[str]:
    """The words a person is called by; a mention in Slack is the person's id there."""
    return tokens(f"{person.slack_id} {person.name}")


def show_found(scene: Scene, proposal: Proposal, people: list[Person], text: str) -> None:
    """Their lines, or why they have none."""
    ids = {person.id for person in people}
    lines = [one for one in lines_of(scene) if one.mentor in ids or one.mentee in ids]
    left = [one for one in left_of(scene) if one.person in ids]
    back = row(button(proposal, "show"))
    if not lines and not left:
        scene.answer(Say(text=phrase("pair.find.nobody", said=text[:LONGEST_NAMES])), *back)
        return
    names = Listed(tuple(scene.name(person.id) for person in people))
    title = phrase("pair.find.found", said=names if MENTIONED.search(text) else text[:LONGEST_NAMES])
    blocks: list[Block] = [Say(text=title, style="heading")]
    if len(lines) <= FEW:
        blocks += [block for line in lines for block in full(scene, proposal, line)]
    else:
        shown = lines[:MOST_FOUND]
        blocks += [*in_lines(scene, shown), *choose(scene, proposal, shown, place_of(scene, proposal))]
    blocks += [leftover(scene, one) for one in left[:MOST_FOUND]]
    scene.answer(*blocks, *back)
