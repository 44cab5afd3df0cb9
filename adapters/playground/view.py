"""What does the page get to see of people and posts? Records become plain data. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from datetime import datetime

from adapters.playground.render import Json, render
from adapters.wording import WordsFor, clean, one_line
from bot.program.model import Person
from bot.runtime.ports import Post

PAGE = 120  # posts of a conversation sent at once


def moment(at: datetime) -> str:
    return at.isoformat()


def person_json(person: Person, autopiloted: Set[str]) -> Json:
    return {
        "id": person.external,
        "name": one_line(person.name),
        "title": one_line(person.title),
        "department": one_line(person.department),
        "timezone": person.timezone or "UTC",
        "language": person.language,
        "admin": person.is_admin,
        "autopilot": person.external in autopiloted,
    }


def post_json(post: Post, words_for: WordsFor) -> Json:
    """One line of a conversation: the bot's message, or what a person said."""
    shown: Json = {
        "id": post.id,
        "conversation": post.conversation,
        "number": post.number,
        "author": post.author,
        "at": moment(post.at),
        "language": post.language,
    }
    if post.message is None:
        return {**shown, "text": clean(post.text)}
    return {**shown, "message": render(post.message, words_for(post.language, post.timezone), post.id)}


def page_of(posts: Sequence[Post], before: int | None) -> tuple[Sequence[Post], bool]:
    """The newest PAGE posts before a number (of all when `None`), oldest first, and whether there are
    older ones.
    """
    older = [post for post in posts if before is None or post.number < before]
    return older[-PAGE:], len(older) > PAGE


def latest_json(latest: Mapping[str, Post]) -> Json:
    """By conversation: the newest post's number and who wrote it."""
    return {
        conversation: {"number": post.number, "author": post.author} for conversation, post in latest.items()
    }
