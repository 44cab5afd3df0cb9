"""What happens in a talk when somebody answers? `advance` is the whole of it.

Typed words go through, in this order: an exact label, a control word ("back", "who can see this?"), a list
waiting to be confirmed, the question's own reader. What is not understood is said so, with the likeliest
answers to press; nothing is kept then.
"""

from __future__ import annotations

import msgspec

from bot.conversation.asking import Asked
from bot.conversation.flow import (
    C,
    Day,
    Flow,
    Given,
    Moment,
    People,
    Progress,
    Skills,
    Text,
    WorkHours,
    YesNo,
    Zone,
)
from bot.conversation.lists import chosen_skills, keep_people, picked_people, typed_people, typed_skills
from bot.conversation.messages import Block, Button, Buttons, Phrase, Say, phrase
from bot.conversation.reading import LONGEST, choose, read, storable
from bot.conversation.turn import Chosen, Control, Move, Talking, Turn, Typed, applicable, missed
from bot.conversation.understand import Unclear, folded, tokens, yes_no
from bot.conversation.understand.choices import Option as LabeledOption
from bot.conversation.understand.choices import choice
from bot.conversation.understand.controls import control
from bot.text.catalog import has

NOTHING = frozenset(
    """
    nothing|nothing really|nothing this time|nothing yet|nothing comes to mind|not this time|not really|not yet|none|no|
    nope|no idea|dunno|idk|i dont know|i cant think of anything|nothing special|nothing to add|nichts|diesmal nichts|
    noch nichts|gar nichts|eigentlich nichts|nein|nix|keine|keins|nichts besonderes|mir faellt nichts ein|keine ahnung|
    weiss nicht|weiss ich nicht|ich weiss nicht|ich weiss es nicht
    """.replace("\n", "")
    .replace("    ", "")
    .split("|")
)
POINTING = 4  # words: more than that is a sentence of their own, not a finger on the list
SHORT = 3  # letters of a word that says nothing by itself ("the", "ich")
POINTERS = frozenset({"option", "number", "answer", "please", "take", "nummer", "antwort", "bitte", "nehme"})
ESCAPES = frozenset({"pause", "resume", "leave", "status"})


def begin(flow: Flow[C], talk: str, given: Given, progress: Progress) -> Turn:
    """Ask the first question without an answer; a talk with none left to ask is finished."""
    return Talking(flow, talk, given, progress).go_on()


def ask_again(flow: Flow[C], talk: str, given: Given, progress: Progress, *notes: Block) -> Turn:
    """Ask the question that is open, after some notes; where a release dropped it, the next one."""
    talking = Talking(flow, talk, given, progress)
    return talking.asking(*notes) if progress.asked in talking.names() else talking.go_on(*notes)


def advance(flow: Flow[C], talk: str, given: Given, progress: Progress, move: Move) -> Turn:
    """What comes of a move; never raises for anything a person can type or press."""
    talking = Talking(flow, talk, given, progress)
    if progress.asked not in talking.names():  # a release dropped the question
        return talking.go_on()
    match move:
        case Typed():
            return _typed(talking, storable(move.text))
        case Chosen():
            return choose_answer(talking, move)
        case Control():
            return _control(talking, move.word, move.question)


def _typed(talking: Talking[C], text: str) -> Turn:
    asked = talking.asked(talking.progress.asked)
    if len(text) > LONGEST:
        return missed(talking, Unclear(reason="too_long"))
    exact = folded(text) in {folded(talking.words.text(option.label)) for option in asked.options}
    word = None if exact else control(text, lang=talking.given.language)
    return _control(talking, word, text=text) if word is not None else answer(talking, text, exact=exact)


def answer(talking: Talking[C], text: str, *, exact: bool = False) -> Turn:
    """What comes of words meant as an answer to the question asked; `exact` words of an option need no note."""
    asked = talking.asked(talking.progress.asked)
    if isinstance(asked.question, Text) and asked.question.optional and says_nothing(text):
        return skip(talking)
    if isinstance(asked.question, Skills):
        return typed_skills(talking, asked.question, text)
    if isinstance(asked.question, People):
        return typed_people(talking, asked.question, text)
    suggested = asked.suggestion is not None and not isinstance(asked.question, YesNo)
    if suggested and yes_no.yes_no(text, lang=talking.given.language) == "yes":
        return talking.keep(asked.suggestion, note=True)
    if isinstance(asked.question, Text) and (suggestion := _meant_suggestion(talking, asked, text)):
        return talking.keep(suggestion, note=not exact)
    meant = read(asked.question, text, talking.given, asked.options, talking.words)
    if isinstance(meant, Unclear):
        return missed(talking, meant)
    return talking.keep(meant, note=not exact and not isinstance(asked.question, YesNo))


def says_nothing(text: str) -> bool:
    """ "Nothing this time": no answer to be kept, where one may be left out."""
    return " ".join(tokens(text)) in NOTHING


def _meant_suggestion(talking: Talking[C], asked: Asked, text: str) -> str:
    """Where words are free but some are suggested: "2" and "the second one" mean a suggestion; "" for own words."""
    labels = tuple(
        LabeledOption(value=talking.words.text(o.label), label=talking.words.text(o.label))
        for o in asked.options
    )
    if not labels or len(tokens(text)) > POINTING:
        return ""
    meant = choice(text, labels, lang=talking.given.language)
    if isinstance(meant, Unclear) or _says_more(text, meant, labels, talking.given.language):
        return ""
    return meant


def _says_more(text: str, meant: str, labels: tuple[LabeledOption, ...], language: str) -> bool:
    """Is there a word in it that neither stands in what was meant nor points? Then these are words of their own."""
    known = set(tokens(meant))
    said = [word for word in tokens(text) if word.isdecimal() or len(word) > SHORT]
    more = [word for word in said if word not in known]
    if len(more) < len(said):
        return bool(more)
    return any(
        word not in POINTERS and isinstance(choice(word, labels, lang=language), Unclear) for word in more
    )


def choose_answer(talking: Talking[C], move: Chosen) -> Turn:
    """What comes of a button or a pick."""
    name, asked = move.question, talking.asked(talking.progress.asked)
    if name != talking.progress.asked:
        return _too_late(talking, name)
    if isinstance(asked.question, Skills):
        return chosen_skills(talking, asked.question, move.values)
    if isinstance(asked.question, People) and move.values == ("nobody",):
        return keep_people(talking, asked.question, (), note=False)
    if move.values == ("suggested",) and asked.suggestion is not None:
        return talking.keep(asked.suggestion, note=False)
    if isinstance(asked.question, People):
        return picked_people(talking, asked.question, move.values)
    if isinstance(asked.question, Text) and move.values:
        label = next((o.label for o in asked.options if o.value == move.values[0]), None)
        return talking.keep(talking.words.text(label), note=False) if label else _too_late(talking, name)
    meant = choose(asked.question, move.values, talking.given, asked.options)
    if isinstance(meant, Unclear):
        return missed(talking, meant)
    return talking.keep(meant, note=isinstance(asked.question, Zone | Day | Moment | WorkHours))


def _too_late(talking: Talking[C], name: str) -> Turn:
    if name in talking.progress.answers and name in talking.names():
        asked = talking.asked(name)
        answer = asked.shown(talking.progress.answers[name])
        return talking.asking(Say(text=phrase("talk.already", question=asked.label(), answer=answer)))
    return talking.asking(Say(text=phrase("talk.not_now")))


def _control(talking: Talking[C], word: str, question: str = "", text: str = "") -> Turn:
    progress = talking.progress
    match word:
        case "back":
            return _back(talking)
        case "skip":
            return skip(talking)
        case "stop":
            return Turn(progress=progress, blocks=(Say(text=phrase("talk.stopped")),), over="put_away")
        case "help":
            asked = talking.asked(progress.asked)
            key = f"{asked.key}.help"
            return talking.asking(Say(text=Phrase(key if has(key) else "talk.help")))
        case "who_sees":
            sees = talking.asked(progress.asked).question.sees
            note = Say(text=Phrase(f"sees.{sees}" if sees else "sees.default"))
            return Turn(progress=progress, blocks=(note, *talking.ask_blocks(progress.asked, again=True)))
        case "change_answer":
            return _change(talking, text)
        case "change" if question in progress.answers and question in talking.names():
            return talking.arrive(question)
        case _ if word in ESCAPES:
            return Turn(progress=progress, over="escape", escape=word)
        case _:
            return talking.asking(Say(text=phrase("talk.not_now")))


def _back(talking: Talking[C]) -> Turn:
    names = talking.names()
    here, asked = names.index(talking.progress.asked), talking.progress.asked
    if talking.progress.maybe or talking.progress.pending != talking.listed(asked):
        return talking.arrive(asked)  # back from what was just understood to the question itself
    if here == 0:
        return talking.asking(Say(text=phrase("talk.first")))
    return talking.arrive(names[here - 1])


def skip(talking: Talking[C]) -> Turn:
    """Pass over the question asked, if it may be."""
    asked = talking.asked(talking.progress.asked)
    if asked.question.private:
        talking.take_back(asked.name)
    if asked.name in talking.progress.answers:  # "back", and then changed their mind
        return talking.go_on(settled=asked.name)
    if isinstance(asked.question, People) and not asked.question.fewest:  # nobody, or whoever it was before
        return talking.keep(asked.suggestion or [], note=True)
    if not asked.question.optional:
        return talking.asking(Say(text=phrase("talk.needed")))
    skipped = (*talking.progress.skipped, asked.name)
    talking.progress = msgspec.structs.replace(talking.progress, skipped=skipped)
    return talking.go_on(settled=asked.name)


def _change(talking: Talking[C], text: str) -> Turn:
    """Which answer? Named in the same words ("change my time zone"), or to be picked."""
    answered = [name for name in talking.names() if name in talking.progress.answers]
    if not answered:
        return talking.asking(Say(text=phrase("talk.first")))
    labels = [LabeledOption(value=n, label=talking.words.text(talking.asked(n).label())) for n in answered]
    mentioned = [option.value for option in labels if folded(option.label) in folded(text)]
    if len(mentioned) == 1:
        return talking.arrive(mentioned[0])
    buttons = tuple(
        Button(
            label=talking.asked(name).label(),
            action="talk.control",
            data={"talk": talking.id, "word": "change", "question": name},
        )
        for name in answered[-8:]
    )
    return Turn(
        progress=talking.progress, blocks=(Say(text=phrase("talk.change_which")), Buttons(items=buttons))
    )


__all__ = [
    "Chosen",
    "Control",
    "Move",
    "Talking",
    "Turn",
    "Typed",
    "advance",
    "applicable",
    "ask_again",
    "begin",
]
