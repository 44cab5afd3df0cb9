"""Who gets a certificate, what stands on it, and whose words never do."""

from __future__ import annotations

import pytest

from bot.conversation.messages import File
from bot.program.cohorts import certificate
from bot.program.files import FILES
from bot.program.model import Pairing, Person
from bot.program.snapshot import Snapshot
from tests import factories as make
from tests.factories import ACME, NOON, after, person
from tests.unit.world import World, keys


def pairing(**changes: object) -> Pairing:
    given: dict[str, object] = {
        "mentor": "ana",
        "mentee": "ben",
        "state": "ended",
        "introduced_at": NOON,
        "met_at": after(weeks=15),
        "held": 6,
        "mentor_teaches": ("TikTok",),
        "mentee_teaches": ("Negotiation", "<b>own words</b>"),
    }
    return make.pairing("pair", **(given | changes))


def world(*, ana: Person | None = None, **changes: object) -> World:
    return World(pairing(**changes), ana or person("ana", name="Ana Silva"), person("ben"), person("cem"))


def page(company: World, who: str = "ana", language: str = "en", pair: str = "pair") -> str | None:
    kind = FILES["certificate"]
    made = kind.make(company.see(kind.needs(ACME, f"{who}/{pair}")), f"{who}/{pair}", language, NOON)
    if made is None:
        return None
    name, content_type, body = made
    assert (name, content_type) == ("certificate.html", "text/html; charset=utf-8")
    return body.decode()


class TestThePage:
    def test_it_says_what_each_taught_and_learned(self) -> None:
        mine, theirs = page(world()), page(world(), "ben")
        assert mine is not None
        assert theirs is not None
        assert '<html lang="en">' in mine
        assert "Ana Silva" in mine
        assert "6 sessions held between Monday, 2 March 2026 and Monday, 15 June 2026" in mine
        assert "Brought along to teach: TikTok." in mine
        assert "Brought along to teach: Negotiation" in theirs
        assert "Came to learn: TikTok." in theirs
        assert "ben" not in mine.casefold()  # it is hers, not theirs

    def test_it_is_in_the_readers_language(self) -> None:
        german = page(world(), language="de")
        assert german is not None
        assert "Gekommen, um zu lernen: Verhandeln" in german

    def test_what_people_wrote_is_never_markup(self) -> None:
        company = world(ana=person("ana", name="<script>x</script> {lines}"))
        written = page(company)
        assert written is not None
        assert "<script>" not in written
        assert "&lt;script&gt;x&lt;/script&gt; {lines}" in written
        assert "&lt;b&gt;own words&lt;/b&gt;" in written

    @pytest.mark.parametrize(("who", "pair"), [("cem", "pair"), ("", "pair"), ("ana", "other"), ("ana", "")])
    def test_nobody_else_has_one(self, who: str, pair: str) -> None:
        assert page(world(), who, pair=pair) is None

    def test_who_never_met_has_none(self) -> None:
        assert page(world(held=0)) is None
        assert certificate.page(Snapshot(), "ana/pair", "en", NOON) is None


class TestTheButton:
    def test_it_says_the_same_beside_the_page(self) -> None:
        outcome = world().press("ana", "certificate.get", pairing="pair")
        assert keys(outcome) == ["certificate.title_of", *["certificate.line"] * 3]
        (file,) = (one for send in outcome.sends for one in send.message.blocks if isinstance(one, File))
        assert file.link == "file:certificate/ana/pair"

    @pytest.mark.parametrize("who", ["cem", "ada"])
    def test_somebody_else_gets_nothing(self, who: str) -> None:
        outcome = world().press(who, "certificate.get", pairing="pair")
        assert keys(outcome) == ["button_gone"]
