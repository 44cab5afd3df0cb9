"""What has the organization decided about people's own words, and which has it not? Part of a snapshot."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from bot.program.company.own_words import key_of
from bot.program.model import Person, Term
from bot.program.snapshot import MOST_WORDS, PAGE, SAYERS_AT_ONCE, OwnWords
from storage.loading import Loading
from storage.lookups import Look

MOST_TERMS = 2_000  # newer ones than these have to do


def _terms(loading: Loading) -> None:
    query = loading.query
    if query.terms or query.own_words or query.own_word or is_at(loading, query.terms_in):
        newest = Look(order=("-at", "id"), limit=MOST_TERMS)
        loading.found(terms=tuple(loading.look(Term, newest)))


def is_at(loading: Loading, places: Iterable[str]) -> bool:
    """Is an open talk of the sender's, or the one asked for, in one of these flows or at one of these questions?"""
    wanted = set(places)
    talks = [*loading.snapshot.talks, *([loading.snapshot.talk] if loading.snapshot.talk else [])]
    return any(talk.flow in wanted or f"{talk.flow}.{talk.progress.asked}" in wanted for talk in talks)


def settled(terms: Iterable[Term]) -> frozenset[str]:
    """What need not be asked about: words that were decided on, and skills of the organization's own."""
    made = [term for term in terms if term.state != "open"]
    return frozenset(key_of(words) for term in made for words in (term.words, term.skill)) - {""}


def _own_words(loading: Loading) -> None:
    page = loading.query.own_words
    if page < 1:
        return
    known = settled(loading.snapshot.terms)
    found = loading.reader.own_words(loading.organization, known, MOST_WORDS)
    once = {key_of(one.words): one for one in reversed(found)}
    ordered: list[OwnWords] = [once[key] for key in sorted(once)]
    here = ordered[(page - 1) * PAGE : page * PAGE]
    loading.found(own_words=tuple(here), own_words_in_all=len(ordered))


def _own_word(loading: Loading) -> None:
    if not loading.query.own_word:
        return
    found = loading.reader.own_word(loading.organization, loading.query.own_word)
    if found is not None and key_of(found.words) not in settled(loading.snapshot.terms):
        loading.found(own_word=found)
        _sayers(loading, found.words, changed=False)


def _term(loading: Loading) -> None:
    term = loading.one(Term, loading.query.term)
    if term is not None:
        loading.found(term=term)
        is_next = term.state == "skill" and term.moves_at is not None
        _sayers(loading, term.words, changed=not is_next)


def _sayers(loading: Loading, words: str, *, changed: bool) -> None:
    ids = loading.reader.sayers(loading.organization, words, changed=changed, limit=SAYERS_AT_ONCE)
    loading.found(sayers=loading.keep(loading.find(Person, id=ids)) if ids else ())


TERMS: tuple[Callable[[Loading], None], ...] = (_terms, _own_words, _own_word, _term)
