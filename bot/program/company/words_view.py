"""`/rm-people words`: which words of people's does nobody know here, and what has been decided about others?

Words, and whether somebody offers or wishes for them; never who, and never how many.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import islice

from bot.conversation.messages import Block, Button, Buttons, Phrase, Rows, Say, SkillName, Value, phrase
from bot.conversation.understand import folded
from bot.events import FromPerson
from bot.flows.hearing import catalog_here
from bot.program.company import terms
from bot.program.keeping import audit
from bot.program.model import Term
from bot.program.parts import command_button, page_buttons
from bot.program.skills import understand_skills
from bot.program.snapshot import PAGE, OwnWords, Query
from bot.scene import Scene

ASKED = frozenset({"words", "unknown words", "new words", "woerter", "unbekannte woerter", "neue woerter"})
LONGEST_LABEL = 40
MOST_GUESSES = 3


def is_asked(text: str) -> bool:
    """Does `/rm-people <text>` mean words, and not a person?"""
    return folded(text) in ASKED


def needs(event: FromPerson, action: str, data: Mapping[str, str]) -> Query:
    """What a button must see."""
    page = _page(data)
    match action:
        case "words.show":
            return Query(sender=event.sender, own_words=page)
        case "words.ask":
            return Query(sender=event.sender, own_word=data.get("word", ""), terms=True)
        case "words.back":
            return Query(sender=event.sender, term=data.get("term", ""), terms=True)
        case _:
            return Query(sender=event.sender, terms=True)


def _page(data: Mapping[str, str]) -> int:
    text = data.get("page", "")
    return max(1, int(text)) if len(text) <= 4 and text.isdecimal() else 1


def show_words_button() -> Button:
    return Button(label=phrase("words.button.show"), action="words.show")


def show(scene: Scene, *notes: Block) -> None:
    """A page of what nobody knows, or the last there is."""
    page, in_all = scene.snapshot.seen.own_words, scene.snapshot.own_words_in_all
    pages = max(1, -(-in_all // PAGE))
    if page > pages:
        scene.sees(own_words=pages)
        return
    words = scene.snapshot.own_words
    blocks: list[Block] = [
        *notes,
        Say(text=phrase("words.title", count=in_all), style="heading" if in_all else "plain"),
    ]
    if in_all:
        rows = tuple((_quoted(one.words), _said(one)) for one in words)
        columns = (phrase("words.column.words"), phrase("words.column.said"))
        blocks += [
            Say(text=phrase("words.how"), style="quiet"),
            Rows(columns=columns, rows=rows, page=page, pages=pages),
        ]
        blocks.append(Buttons(items=tuple(_ask_button(one) for one in words)))
    blocks.append(
        Buttons(
            items=(
                *page_buttons("words.show", page, pages),
                *_decided_button(scene),
                command_button("people"),
            )
        )
    )
    scene.answer(*blocks)


def _quoted(words: str) -> Phrase:
    return phrase("words.quoted", words=words)


def _said(one: OwnWords) -> Phrase:
    if one.taught and one.wanted:
        return phrase("words.said.both")
    return phrase("words.said.taught") if one.taught else phrase("words.said.wanted")


def _short(words: str) -> str:
    return words if len(words) <= LONGEST_LABEL else words[: LONGEST_LABEL - 1].rstrip() + "…"


def _ask_button(one: OwnWords) -> Button:
    return Button(label=_quoted(_short(one.words)), action="words.ask", data={"word": one.id})


def _decided_button(scene: Scene) -> tuple[Button, ...]:
    if not any(term.state != "open" for term in scene.snapshot.terms):
        return ()
    return (Button(label=phrase("words.button.decided"), action="words.decided"),)


def _ask(scene: Scene, _data: Mapping[str, str]) -> None:
    """What do these mean? A talk of one to three questions."""
    own = scene.snapshot.own_word
    if own is None:
        scene.answer(Say(text=phrase("words.gone")), Buttons(items=(show_words_button(),)))
    else:
        scene.begin("word", about=own.id, answers={"words": own.words})


def guesses(scene: Scene, words: str) -> tuple[str, ...]:
    """Skills that come near, to be offered."""
    catalog = catalog_here(scene)
    heard = understand_skills(words, catalog, lang=scene.me.language)
    near = (*heard.skills, *(name for _, names in heard.unsure for name in names), *catalog.search(words, 2))
    return tuple(islice(dict.fromkeys(near), MOST_GUESSES))


def decide(scene: Scene, own: OwnWords | None, decision: terms.Decision) -> None:
    """Keep what an admin says, and go on with the next words."""
    if own is None:
        scene.answer(Say(text=phrase("words.gone")), Buttons(items=(show_words_button(),)))
        return
    said = terms.decide(scene, own, decision)
    term = terms.known(scene, own.words) or _just_made(scene)
    back = (_back_button(term, phrase("words.button.back")),) if term is not None else ()
    scene.answer(Say(text=said), Buttons(items=(show_words_button(), *back)))


def _just_made(scene: Scene) -> Term | None:
    return next((one for one in scene.saved() if isinstance(one, Term)), None)


def _back_button(term: Term, label: Phrase) -> Button:
    return Button(label=label, action="words.back", data={"term": term.id})


def _decided(scene: Scene, data: Mapping[str, str]) -> None:
    """What was decided, a page of it, each with the way back."""
    made = [term for term in scene.snapshot.terms if term.state != "open"]
    pages = max(1, -(-len(made) // PAGE))
    page = min(_page(data), pages)
    here = made[(page - 1) * PAGE : page * PAGE]
    blocks: list[Block] = [
        Say(text=phrase("words.decided", count=len(made)), style="heading" if made else "plain")
    ]
    if here:
        rows = tuple((_quoted(term.words), _meaning(term)) for term in here)
        columns = (phrase("words.column.words"), phrase("words.column.means"))
        blocks += [
            Say(text=phrase("words.decided_how"), style="quiet"),
            Rows(columns=columns, rows=rows, page=page, pages=pages),
        ]
        blocks.append(Buttons(items=tuple(_back_button(term, _quoted(_short(term.words))) for term in here)))
    blocks.append(Buttons(items=(*page_buttons("words.decided", page, pages), show_words_button())))
    scene.answer(*blocks)


def _meaning(term: Term) -> Value:
    return SkillName(term.skill) if term.state == "skill" else phrase("words.no_skill")


def _back(scene: Scene, _data: Mapping[str, str]) -> None:
    term = scene.snapshot.term
    said = terms.take_back(scene, term) if term is not None else phrase("words.gone")
    scene.answer(Say(text=said), Buttons(items=(show_words_button(),)))


def _show(scene: Scene, data: Mapping[str, str]) -> None:
    show(scene)
    if "page" not in data:
        audit.note(scene, "words")


BUTTONS: dict[str, Callable[[Scene, Mapping[str, str]], None]] = {
    "words.show": _show,
    "words.ask": _ask,
    "words.decided": _decided,
    "words.back": _back,
}


def status(scene: Scene) -> tuple[Block, ...]:
    """That there are words to be looked at, for whoever looks how the program is doing."""
    count = scene.snapshot.own_words_in_all
    if not count:
        return ()
    return Say(text=phrase("words.status", count=count)), Buttons(items=(show_words_button(),))


__all__ = ["BUTTONS", "decide", "guesses", "is_asked", "needs", "show", "show_words_button", "status"]
