"""An HR file after somebody on it has already talked to the bot: that somebody stays one person."""

from __future__ import annotations

from bot.conversation.messages import Address
from bot.events import PeopleRead, Said, Sender
from bot.program.model import Organization, Place
from bot.runtime.ports import Storage
from bot.runtime.service import handle
from tests.conversations.company import COMPANY
from tests.conversations.hall import TUESDAY


def sender(user: str) -> Sender:
    address = Address(platform="slack", place="T1", user=user, conversation=f"D{user}")
    return Sender(platform="slack", place="T1", user=user, address=address)


def test_whoever_talked_first_keeps_what_they_said(storage: Storage) -> None:
    with storage.begin() as work:
        organization = Organization(id="acme", organization="acme")
        work.save((organization, Place(id="slack:T1", organization="acme", platform="slack", place="T1")))
    handle(storage, Said(id="1", at=TUESDAY, sender=sender("UANA"), text="auf deutsch bitte"))
    (before,) = storage.people_of("acme")
    ben = next(row for row in COMPANY if row.id == "ben")
    rows = tuple(
        row
        if row.id != "ben"
        else type(ben)(id="ben", name="Ben Adler", slack_id="UBEN", never_with=("ana",), line=3)
        for row in COMPANY
        if row.id in ("ana", "ben")
    )
    handled = handle(storage, PeopleRead(id="2", at=TUESDAY, organization="acme", rows=rows))
    assert handled.status == "handled"
    people = {person.external: person for person in storage.people_of("acme")}
    assert set(people) == {"ana", "ben"}
    assert (people["ana"].id, people["ana"].name, people["ana"].department) == (
        before.id,
        "Ana Silva",
        "Marketing",
    )
    assert people["ben"].never_with == (before.id,)
    handle(storage, Said(id="3", at=TUESDAY, sender=sender("UANA"), text="hello"))
    handle(storage, Said(id="4", at=TUESDAY, sender=sender("UBEN"), text="hello"))
    assert {person.external for person in storage.people_of("acme")} == {"ana", "ben"}
