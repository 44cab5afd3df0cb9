"""How are lists answered? Skills and people are shown, then ticked, unticked and added to until they are confirmed."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from bot.conversation.asking import confirm_list
from bot.conversation.flow import C, Given, People, Skills, SkillsHeard
from bot.conversation.messages import Listed, Phrase, Say, phrase
from bot.conversation.reading import list_of, read
from bot.conversation.turn import Talking, Turn, missed
from bot.conversation.understand import Unclear, yes_no
from bot.conversation.understand.people import is_mention, mentioned


def typed_people(talking: Talking[C], question: People, text: str) -> Turn:
    """Names are added to those shown; "yes" keeps what is shown, "nobody" empties it."""
    shown = talking.progress.pending
    if shown and yes_no.yes_no(text, lang=talking.given.language) == "yes":
        return keep_people(talking, question, shown, note=True)
    meant = read(question, text, talking.given, (), talking.words)
    if isinstance(meant, Unclear):
        return missed(talking, meant)
    named = list_of(meant)
    return keep_people(talking, question, (*shown, *named) if named else (), note=True)


def are_picked(values: Iterable[str], given: Given) -> bool:
    """Were these chosen from a list of people, ours (ids) or the platform's (mentions), and not typed?"""
    known = {colleague.id for colleague in given.directory}
    return all(value in known or is_mention(value) for value in values)


def picked_people(talking: Talking[C], question: People, values: tuple[str, ...]) -> Turn:
    """Keep those chosen from a list; while somebody there cannot be taken, the others stay chosen."""
    directory = talking.given.directory
    known = {colleague.id for colleague in directory}
    meant = [value if value in known else mentioned(value, directory) for value in values]
    people = tuple(person for person in meant if person)
    if len(people) < len(meant):
        return talking.asking(Say(text=phrase("unclear.picked")), pending=people)
    return keep_people(talking, question, people, note=False)


def keep_people(talking: Talking[C], question: People, people: tuple[str, ...], *, note: bool) -> Turn:
    """Keep these people, or ask for more when they are too few."""
    known = {colleague.id for colleague in talking.given.directory}
    chosen = tuple(person for person in dict.fromkeys(people) if person in known)
    if len(chosen) < question.fewest:
        names = [colleague.name for colleague in talking.given.directory if colleague.id in chosen]
        have = Phrase("unclear.one_more_person", {"names": Listed(tuple(names))})
        return talking.asking(Say(text=have if names else phrase("unclear.more_people")), pending=chosen)
    return talking.keep(list(chosen), note=note)


def typed_skills(talking: Talking[C], question: Skills, text: str) -> Turn:
    shown = (*talking.progress.pending, *talking.progress.maybe)
    heard = (talking.given.hear or question.hear)(text, talking.given.language)
    if shown:
        agreed = yes_no.yes_no(text, lang=talking.given.language)
        if agreed == "yes" and talking.progress.pending:
            return talking.keep(list(talking.progress.pending), note=False)
        if agreed == "no":  # "no, not TikTok", "no, TikTok is wrong"; or nothing of it is right
            named = tuple(name for name in heard.sure if name in shown)
            heard = SkillsHeard(without=heard.without or named or shown)
    if heard.nothing and not shown:
        return (
            talking.keep([], note=False) if question.optional else missed(talking, Unclear(reason="skills"))
        )
    return _heard(talking, question, heard)


def _heard(talking: Talking[C], question: Skills, heard: SkillsHeard) -> Turn:
    """Add what was said to what waits, take out what was excluded, and show it back."""
    before = talking.progress
    dropped = set(heard.without)
    kept = dict.fromkeys(name for name in (*before.pending, *heard.sure) if name not in dropped)
    maybe = tuple(name for name in dict.fromkeys((*before.maybe, *heard.maybe)) if name not in dropped)
    if not kept and not maybe:
        if before.pending or before.maybe:  # all of it was taken out
            return talking.asking(Say(text=phrase("talk.skills_again")), pending=(), maybe=())
        return missed(talking, Unclear(reason="skills"))
    pending = tuple(kept)[: question.most]
    talking.progress = msgspec.structs.replace(before, pending=pending, maybe=maybe, misses=0)
    blocks = confirm_list(talking.asked(before.asked), talking.progress)
    if len(kept) > question.most:
        blocks = (Say(text=phrase("talk.skills_most", count=question.most)), *blocks)
    return Turn(progress=talking.progress, blocks=blocks)


def chosen_skills(talking: Talking[C], question: Skills, values: tuple[str, ...]) -> Turn:
    offered = (*talking.progress.pending, *talking.progress.maybe)
    if not offered:
        return talking.asking(Say(text=phrase("talk.not_now")))
    kept = [name for name in dict.fromkeys(offered) if name in values][: question.most]
    if not kept and not question.optional:
        return talking.asking(Say(text=phrase("talk.skills_again")), pending=(), maybe=())
    return talking.keep(kept, note=False)
