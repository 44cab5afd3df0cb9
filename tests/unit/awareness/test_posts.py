"""What the channel is told: no figure without its source and its limits, and how many hours it takes."""

from __future__ import annotations

import re

import msgspec
import pytest

from bot.conversation.messages import Phrase, Say
from bot.outcome import KINDS
from bot.program.awareness.posts import POSTS, SOMETIMES, TOPICS, WANTED, message
from bot.program.model import Cohort
from bot.program.snapshot import Query
from bot.scene import Scene
from bot.text.catalog import LANGUAGES, Sentence, has, sentences, words_for
from storage import MemoryStorage
from tests.factories import ACME, awareness, cohort, fell_due, organization
from tests.unit.test_text import forms

SECTIONS = ("awareness.", "announce.", "sponsor.", "opening.", "invitation.", "nominate.")
SOURCED = re.compile(r"\((?:source|Quelle): [^()]*\b[a-z0-9-]+\.com\b[^()]*\)")
NO_PROOF = re.compile(r"\b(?:not proof|kein Beweis|beweist das nicht)\b")
FIGURES = {"72", "88"}


def told(language: str) -> dict[str, Sentence]:
    return {key: said for key, said in sentences(language).items() if key.startswith(SECTIONS)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_share_stands_beside_its_source_and_what_it_does_not_prove(language: str) -> None:
    quoted = {key: form for key, said in told(language).items() for form in forms(said) if "%" in form}
    assert set(quoted) == {"awareness.top_50.body", "awareness.johnson.body"}
    for key, form in quoted.items():
        assert SOURCED.search(form), key
        assert NO_PROOF.search(form), key
        assert set(re.findall(r"(\d+) %", form)) <= FIGURES, key


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_other_claim_is_made_with_a_number(language: str) -> None:
    """Profits, promotions "six times as often": nobody knows where these come from."""
    claims = re.compile(
        r"(?i)\b(profits?|gewinn\w*|promoted|beförder\w*|times (?:as|more)|retention|mal so)\b"
    )
    assert not [key for key, said in told(language).items() for form in forms(said) if claims.search(form)]


def scene_of(here: Cohort) -> Scene:
    storage = MemoryStorage()
    with storage.begin() as work:
        work.save([organization(), here])
    with storage.begin() as work:
        return Scene(work.load(Query(organization=ACME)), fell_due())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("sessions", "minutes", "hours"), [(6, 25, ("2.5", "2,5")), (4, 15, ("one hour", "eine Stunde"))]
)
@pytest.mark.parametrize("name", [name for name in POSTS if name not in SOMETIMES])
def test_each_says_how_many_hours_it_takes(
    language: str, sessions: int, minutes: int, hours: tuple[str, str], name: str
) -> None:
    here = cohort(sessions=sessions, minutes=minutes, channel="slack:T1:C1")
    said = message(scene_of(here), name, here, awareness())
    words = words_for(language, "UTC")
    paragraphs = [words.text(block.text) for block in said.blocks if isinstance(block, Say)]
    text = " ".join(paragraphs)
    assert hours[LANGUAGES.index(language)] in text
    assert f"{sessions} " in text
    assert f"{minutes} " in text
    assert len(text) < 700


def wishes(language: str, name: str, **found: object) -> list[str]:
    """A post about wishes as it is read."""
    here = cohort(channel="slack:T1:C1")
    told = msgspec.structs.replace(awareness(), **found)
    said = message(scene_of(here), name, here, told)
    return [words_for(language, "UTC").text(one.text) for one in said.blocks if isinstance(one, Say)]


def test_five_wishes_or_more_are_a_number_in_words() -> None:
    found = {"Accessibility": 20, "Negotiation": 10, "Figma": 5, "TikTok": 5}
    assert wishes("en", WANTED, short=found)[1:4] == [
        "At least twenty people would like to learn about Accessibility.",
        "At least ten people would like to learn about Negotiation.",
        "At least five people would like to learn about Figma.",
    ]
    assert wishes("de", WANTED, short={"Accessibility": 5})[1:3] == [
        "Mindestens fünf Leute möchten etwas dazu lernen: Barrierefreiheit.",
        "Bisher fragen mehr danach, als es zeigen können. Kannst du es? "
        "Du musst dafür nicht alles wissen, ein Schritt voraus genügt.",
    ]


def test_fewer_are_neither_a_number_nor_a_group() -> None:
    title, body, _hours = wishes("en", TOPICS, topics=("Accessibility", "Figma", "TikTok"))
    assert body.startswith(
        "Wished for here, and taught by few of us so far: Accessibility, Figma and TikTok."
    )
    assert not re.search(r"(?i)\d|\b(people|person|one of us|two|three|four|five|some|many|several)\b", body)
    assert not re.search(r"\d", title)


@pytest.mark.parametrize("topics", [(), ("Figma",), ("Figma", "TikTok")])
def test_fewer_than_three_topics_are_no_post(topics: tuple[str, ...]) -> None:
    with pytest.raises(LookupError):
        wishes("en", TOPICS, topics=topics)
    with pytest.raises(LookupError):
        wishes("en", WANTED, topics=topics)


@pytest.mark.parametrize("name", POSTS)
def test_each_has_a_title_of_its_own(name: str) -> None:
    assert has(f"awareness.{name}.title")
    titles = [words_for("en", "UTC").text(Phrase(f"awareness.{one}.title")) for one in POSTS]
    assert len(set(titles)) == len(POSTS)


def test_a_post_is_never_doubled_and_taking_back_never_says_anything_new() -> None:
    assert KINDS["post"].in_doubt == "ask"
    assert KINDS["unpost"].only_replaces
