"""Twenty pairs read aloud: two or three reasons each, specific, none about anybody's sex, age or rank, none twice."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from bot.flows import FLOWS
from bot.program.matching import History, Member, Pool, ProposedPair, Rules, propose
from bot.program.model import Leftover, Line, Suggested
from bot.program.proposing.explain import first_reason, in_common, leftover_sentence, reason_for, taught
from bot.program.skills import load_catalog, understand_skills
from bot.simulation.company import make_company
from bot.text.catalog import LANGUAGES, sentences, words_for
from tests.factories import line
from tests.unit.matching.company import MONDAY

UNSAYABLE = re.compile(
    r"\b(he|she|him|her|his|hers|er|ihm|ihn|seine?[mnrs]?|junior|senior|younger|older|age|level|grade|manager|"
    r"boss|j[uü]nger|[aä]lter|ebene|chef|confiden\w+|unsicher)\b",
    re.IGNORECASE,
)
WAYS_TO_TALK = (("video",), ("call", "video"), ("chat",), ("in_person", "call"), ("in_person",))


def skills(said: tuple[str, ...]) -> tuple[str, ...]:
    heard = understand_skills("; ".join(said), load_catalog(), lang="en")
    return (*heard.skills, *heard.own_words)


def company(seed: int) -> tuple[tuple[ProposedPair, ...], dict[str, str]]:
    """The pairs of a made-up company, and everybody's name."""
    rows, members = make_company(seed, 60), []
    for number, row in enumerate(rows):
        teaches, wants = skills(row.teach), skills(row.learn)
        hours = ((row.work_start, row.work_end),) if row.work_start and row.work_end else ()
        members.append(
            Member(
                id=row.id,
                seniority=row.grade,
                role="mentor" if (row.grade or 0) <= 3 else "mentee",
                teaches=teaches,
                wants=wants,
                kinds=load_catalog().kinds((*teaches, *wants)),
                zone=row.timezone,
                hours=hours,
                department=row.department,
                site=row.site,
                languages=row.languages,
                channels=WAYS_TO_TALK[number % len(WAYS_TO_TALK)],
            )
        )
    proposal = propose(Pool(members=tuple(members), on=MONDAY), History(), Rules())
    return proposal.pairs[:20], {row.id: row.name for row in rows}


def as_line(pair: ProposedPair, number: int) -> Line:
    reasons = tuple(Suggested(kind=one.kind, values=one.values) for one in pair.reasons)
    return line(number, mentor=pair.mentor, mentee=pair.mentee, reasons=reasons)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("seed", [3, 7, 11])
def test_twenty_pairs_read_aloud(seed: int, language: str) -> None:
    pairs, names = company(seed)
    words = words_for(language, "UTC")
    lists: list[list[str]] = []
    for number, pair in enumerate(pairs, 1):
        proposed = as_line(pair, number)
        for reader in (pair.mentor, pair.mentee):
            lists.append(
                [words.text(reason_for(one, proposed, reader, names.__getitem__)) for one in proposed.reasons]
            )
        lists.append(
            [words.text(first_reason(one, proposed, names.__getitem__, number)) for one in proposed.reasons]
        )
    assert len(lists) == 60
    assert all(2 <= len(said) <= 3 for said in lists)
    by_reader = [[sentence for said in lists[place::3] for sentence in said[:2]] for place in range(3)]
    for said in by_reader:
        assert len(set(said)) == len(said)
    everything = [sentence for said in lists for sentence in said]
    shouted = [sentence for sentence in everything if UNSAYABLE.search(sentence) or "{" in sentence]
    assert not shouted
    assert all(sentence[0].isupper() and not sentence.endswith("..") for sentence in everything)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_wording_says_that_somebody_asked_for_what_can_be_shown(language: str) -> None:
    """They asked about a skill, not "what to do about stage fright": that is ours."""
    asked = re.compile(r"\b(want\w*|would like|asked|möchte\w*|wollte\w*|gefragt)\b")
    wordings = {key: said for key, said in sentences(language).items() if key.startswith("reason.")}
    shown = [said for said in wordings.values() if isinstance(said, str) and "{shown}" in said]
    assert len(shown) > 15
    assert not [said for said in shown if asked.search(said) and "{wishes}" not in said]


def test_whoever_is_asked_for_what_reasons_tell_an_admin_reads_so() -> None:
    told = {"role", "teaches", "wants", "timezone", "hours", "channels"}
    asked = {question.name: question.sees for question in FLOWS["onboarding"].questions}
    assert {asked[name] for name in told} == {"partner_and_admin", "partner_and_shared"}


def test_neighbors_in_a_list_are_worded_differently() -> None:
    reason = Suggested(kind="teaches", values={"teacher": "ana", "learner": "ben", "skills": ["TikTok"]})
    keys = [first_reason(reason, line(number), str, number).key for number in range(1, 12)]
    assert all(one != other for one, other in pairwise(keys))


def test_a_pair_always_reads_the_same_and_its_two_directions_apart() -> None:
    one = Suggested(kind="teaches", values={"teacher": "ana", "learner": "ben", "skills": ["TikTok"]})
    other = Suggested(kind="learns", values={"teacher": "ben", "learner": "ana", "skills": ["TikTok"]})
    assert reason_for(one, line(1), "ben", str) == reason_for(one, line(9), "ben", str)
    assert first_reason(one, line(), str, 1).key != first_reason(other, line(), str, 1).key


ENGLISH = words_for("en", "UTC")


@pytest.mark.parametrize(
    ("reason", "pattern"),
    [
        (
            Suggested(
                kind="teaches", values={"teacher": "ana", "learner": "ben", "skills": ["my sourdough"]}
            ),
            r"my sourdough",
        ),
        (
            Suggested(
                kind="teaches",
                values={"teacher": "ana", "learner": "ben", "skills": ["my sourdough", "Canva"]},
            ),
            r"Canva.*Also: my sourdough\.",
        ),
        (
            Suggested(
                kind="near_teaches",
                values={
                    "teacher": "ana",
                    "learner": "ben",
                    "skills": ["Illustrator"],
                    "wishes": ["Photoshop"],
                },
            ),
            r"Photoshop",
        ),
        (Suggested(kind="departments", values={"departments": ["Sales", "Board"]}), r"Sales|different|Board"),
        (Suggested(kind="of a later release"), r"You two fit well\."),
        (Suggested(kind="hours", values={"half_hours": 7}), r"three and a half hours"),
        (Suggested(kind="hours", values={"half_hours": 40}), r"more than ten hours"),
    ],
)
def test_what_a_reason_holds_is_said(reason: Suggested, pattern: str) -> None:
    for reader in ("ana", "ben"):
        assert re.search(pattern, ENGLISH.text(reason_for(reason, line(), reader, str.title)))


def test_the_readers_own_comes_first() -> None:
    reason = Suggested(kind="apart", values={"half_hours": 4, "zones": ["Europe/Lisbon", "America/Toronto"]})
    said = {reader: reason_for(reason, line(), reader, str.title).values for reader in ("ana", "ben")}
    assert ENGLISH.value(said["ana"]["place_one"]) == "Lisbon"
    assert ENGLISH.value(said["ben"]["place_one"]) == "Toronto"


def test_an_admin_never_hears_exact_hours_beyond_what_tells_when_somebody_works() -> None:
    long, longer = (Suggested(kind="hours", values={"half_hours": count}) for count in (8, 15))
    assert [ENGLISH.text(first_reason(one, line(), str)) for one in (long,)] == [
        ENGLISH.text(first_reason(longer, line(), str))
    ]
    assert ENGLISH.text(in_common(8)) == ENGLISH.text(in_common(16)) == "at least four hours"
    assert ENGLISH.text(in_common(5)) == "two and a half hours"


def test_what_is_only_related_says_to_what() -> None:
    near = Suggested(kind="near_learns", values={"skills": ["Illustrator"], "wishes": ["Photoshop"]})
    assert ENGLISH.value(taught(near)) == "Illustrator, which is close to Photoshop"


def test_why_somebody_is_left_over() -> None:
    left = Leftover(id="l", organization="acme", proposal="p", number=1, person="ana", reason="from_later")
    assert leftover_sentence(left, str).key == "leftover.other"
