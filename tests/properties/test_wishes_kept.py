"""Can anybody learn from half a year of posts and of `/rm-status skills` whether one given person wishes for a topic?

The adversary of these tests sees every post in the channel, and as somebody who runs the program asks every week for
the numbers and for the next post. They know who joined and left when, in which role, and who was paired with whom. What
they do not know is what people answered. They have learned something when all companies that fit what they saw agree
about that person: so for each person and topic we look for another company, the same in all they know and see, in
which that person's wish is the other way round. (That somebody does not wish for what nobody spoke of is no secret.)

Some companies are small, in some nearly everybody wishes for the same, people change their answers, and often just one
person comes or goes between two looks: those are the dangerous ones.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from datetime import timedelta

import msgspec
import pytest

from bot.program.awareness.scarce import Participant, Supply, Survey, survey
from bot.program.model import Pairing, Person
from bot.program.skills import load_catalog
from tests.factories import NOON, after, awareness, channel, cohort, pairing, person
from tests.unit.world import ADMIN, World

WEEKS = 26
LOOKS = (4, 12, 20)
TOPICS = ("Accessibility", "Excel", "Figma", "Negotiation", "TikTok")
TAUGHT = ("Python", "SEO", *TOPICS)


class Answers(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody said, from a week on."""

    week: int = 0
    wants: tuple[str, ...] = ()
    teaches: tuple[str, ...] = ()
    brokered: bool = False


Private = Mapping[str, tuple[Answers, ...]]  # by person, the first first


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """What the adversary knows of somebody; weeks."""

    joined: int
    left: int = WEEKS + 1
    role: str = "mentee"


class Company:
    """A made-up one: `known` to everybody, `private` to nobody. Pairs are (mentor, mentee, from week, until week)."""

    def __init__(self, seed: int) -> None:
        dice = random.Random(seed)
        size, many = dice.choice((6, 10, 11, 12, 16, 24, 40)), dice.random()
        common, taught = dice.sample(TOPICS, 2), TAUGHT[: dice.choice((2, 3, 7))]
        self.known: dict[str, Known] = {}
        self.private: dict[str, tuple[Answers, ...]] = {}
        for number in range(size):
            joined = dice.choice((0, 1, 2, 3, 3, 5, 6, 13, 18)) if seed % 3 else dice.choice((1, 2, 3))
            left = joined + dice.randint(1, 12) if dice.random() < 0.2 else WEEKS + 1
            role = dice.choice(("mentor", "mentee", "both"))
            self.known[f"p{number}"] = Known(joined=joined, left=left, role=role)
            self.private[f"p{number}"] = tuple(self._answers(dice, joined, many, common, taught))
        self.pairs = list(self._pairs(dice, size // 3)) if seed % 2 else []

    def _answers(
        self, dice: random.Random, joined: int, many: float, common: list[str], taught: tuple[str, ...]
    ) -> Iterator[Answers]:
        changes = [joined] + ([joined + dice.randint(1, 9)] if dice.random() < 0.15 else [])
        for week in changes:
            wants = (
                set(common[:1]) if dice.random() < many else set(dice.sample(TOPICS, dice.choice((0, 1, 2))))
            )
            yield Answers(
                week=week,
                wants=tuple(sorted(wants)),
                teaches=tuple(sorted(set(dice.sample(taught, dice.choice((0, 0, 1, 2)))) - wants)),
                brokered=dice.random() < 0.6,
            )

    def _pairs(self, dice: random.Random, most: int) -> Iterator[tuple[str, str, int, int]]:
        free = [*self.known]
        dice.shuffle(free)
        for _ in range(most):
            mentor, mentee = free.pop(), free.pop()
            begun = max(self.known[mentor].joined, self.known[mentee].joined) + dice.randint(1, 8)
            ended = min(self.known[mentor].left, self.known[mentee].left)
            if begun < ended:
                yield mentor, mentee, begun, ended

    def present(self, week: int) -> list[str]:
        return [one for one, known in self.known.items() if known.joined <= week < known.left]

    def partners(self, one: str, week: int) -> tuple[str, ...]:
        """At most one each."""
        found = [pair for pair in self.pairs if one in pair[:2] and pair[2] <= week < pair[3]]
        return tuple(pair[1] if pair[0] == one else pair[0] for pair in found)


def said(private: Private, one: str, week: int) -> Answers:
    return [answers for answers in private[one] if answers.week <= week][-1]


def wishes(private: Private, one: str, topic: str) -> bool:
    return any(topic in answers.wants for answers in private[one])


# -- what there is to see ----------------------------------------------------------------------------------------


def replay(company: Company, private: Private) -> list[tuple[Supply, Survey]]:
    """What each look finds: all that is said until the next depends on nothing else, which `told` makes sure of."""
    asked, seen = Survey(), list[tuple[Supply, Survey]]()
    for week in LOOKS:
        now = [
            Participant(
                id=one,
                wants=said(private, one, week).wants,
                teaches=said(private, one, week).teaches,
                brokered=said(private, one, week).brokered,
                free=not company.partners(one, week),
                partners=company.partners(one, week),
                joined_at=after(weeks=company.known[one].joined),
            )
            for one in company.present(week)
        ]
        asked = msgspec.structs.replace(asked, until=after(weeks=week))
        found = survey(now, asked, load_catalog().names)
        if found.named:
            asked = msgspec.structs.replace(asked, topics_since=after(weeks=week))
        if found.counted:
            asked = msgspec.structs.replace(asked, counted_since=after(weeks=week))
        seen.append((found, asked))
    return seen


def told(company: Company, private: Private) -> list[str]:
    """The same company with the real engine: every post, and everything that is asked for, week by week."""
    here = World(
        channel(),
        cohort(channel="slack:T1:C1", zone="UTC", opened_by=ADMIN),
        awareness(next_at=after(days=8), look_at=after(weeks=LOOKS[0])),
    )
    heard: list[str] = []
    for week in range(WEEKS):
        here.now = NOON + timedelta(weeks=week)
        _go_on(here, company, private, week)
        heard += [str(send.message) for send in here.wait(after(weeks=week, minutes=1))]
        for command, text in (("status", "skills"), ("announce", "")):
            heard += [str(send.message) for send in here.command(ADMIN, command, text).sends]
        heard += [str(send.message) for send in here.wait(after(weeks=week, days=6))]
    return heard


def _go_on(here: World, company: Company, private: Private, week: int) -> None:
    """What happened by the beginning of this week."""
    for one, known in company.known.items():
        if week < known.joined:
            continue
        answers, before = said(private, one, week), here.records.get(one)
        state = "joined" if week < known.left else "left"
        now = person(
            one,
            state=state,
            role=known.role,
            wants=answers.wants,
            teaches=answers.teaches,
            brokered=answers.brokered,
            joined_at=after(weeks=known.joined),
            version=before.version + 1 if isinstance(before, Person) else 0,
        )
        if before is None:
            here.meet(now)
        elif msgspec.structs.replace(now, version=before.version) != before:
            here.keep([now])
    for number, (mentor, mentee, begun, ended) in enumerate(company.pairs):
        old = here.records.get(f"pair{number}")
        if week == begun and old is None:
            here.keep([pairing(f"pair{number}", mentor=mentor, mentee=mentee, state="introduced")])
        elif week == ended and isinstance(old, Pairing):
            here.keep([msgspec.structs.replace(old, state="ended", version=old.version + 1)])


# -- another company that fits -----------------------------------------------------------------------------------


def others(company: Company, one: str, topic: str) -> Iterator[Private]:
    """Companies the same in all that is known, in which this person's wish is the other way round."""
    private = company.private
    mine, wished = private[one], wishes(private, one, topic)
    for turned in _turned(mine, topic, wished=wished):
        yield {**private, one: turned}
        for other in company.known.keys() - {one}:
            if wishes(private, other, topic) != wished:
                for again in _turned(private[other], topic, wished=not wished):
                    yield {**private, one: turned, other: again}
    for other in company.known:
        theirs = private[other]
        if other != one and wishes(private, other, topic) != wished:
            yield {**private, one: _as_of(theirs, mine), other: _as_of(mine, theirs)}
        for instead in {t for answers in theirs for t in answers.wants} - {topic}:
            if other != one and wished and not wishes(private, one, instead):
                yield {
                    **private,
                    one: tuple(_exchanged(a, topic, instead) for a in mine),
                    other: tuple(_exchanged(a, instead, topic) for a in theirs),
                }


def _as_of(answers: tuple[Answers, ...], whose: tuple[Answers, ...]) -> tuple[Answers, ...]:
    """Somebody else's last answers, given when this person joined, and never changed."""
    return (msgspec.structs.replace(answers[-1], week=whose[0].week),)


def _turned(answers: tuple[Answers, ...], topic: str, *, wished: bool) -> Iterator[tuple[Answers, ...]]:
    """The wish taken away, or put there: beside the others or in their place, told to be brokered or not."""
    if wished:
        yield tuple(msgspec.structs.replace(a, wants=_without(a.wants, topic)) for a in answers)
        return
    for before in ((), None):
        for brokered in (True, False):
            yield tuple(
                msgspec.structs.replace(
                    a,
                    wants=tuple(sorted({*(a.wants if before is None else before), topic})),
                    brokered=brokered,
                )
                for a in answers
            )


def _without(topics: tuple[str, ...], topic: str) -> tuple[str, ...]:
    return tuple(one for one in topics if one != topic)


def _exchanged(answers: Answers, topic: str, instead: str) -> Answers:
    if topic not in answers.wants:
        return answers
    return msgspec.structs.replace(answers, wants=tuple(sorted({*answers.wants, instead} - {topic})))


@pytest.mark.parametrize("seeds", [range(first, first + 10) for first in range(0, 80, 10)], ids=str)
def test_nobody_can_tell_whether_somebody_wishes_for_a_topic(seeds: range) -> None:
    for company in map(Company, seeds):
        seen = replay(company, company.private)
        numbers = {topic for found, _ in seen for topic in (*found.short, *found.surplus, *found.beside)}
        for one in company.known:
            for topic in TOPICS:
                if not wishes(company.private, one, topic) and topic not in numbers:
                    continue
                fitting = (other for other in others(company, one, topic) if replay(company, other) == seen)
                assert next(fitting, None) is not None, f"all that fits agrees about {one} and {topic}"


@pytest.mark.parametrize("seed", [6, 27, 62, 77])
def test_everything_that_is_said_for_half_a_year_is_the_same(seed: int) -> None:
    """With the real engine, for one person who wishes for what was told, in the channel or to who runs the program."""
    company = Company(seed)
    seen = replay(company, company.private)
    spoken = {topic for found, _ in seen for topic in (*found.topics, *found.short)}
    one, topic = next(
        (one, topic) for one in company.known for topic in spoken if wishes(company.private, one, topic)
    )
    other = next(found for found in others(company, one, topic) if replay(company, found) == seen)
    heard = told(company, company.private)
    assert heard == told(company, other)
    assert any(name in line for line in heard for name in spoken)


def test_there_is_something_to_see() -> None:
    """Else the tests above would say nothing."""
    looks = [found for seed in range(80) for found, _ in replay(Company(seed), Company(seed).private)]
    assert sum(bool(found.topics) for found in looks) > 5
    assert sum(bool(found.short) for found in looks) > 30
    assert sum(bool(found.surplus) for found in looks) > 10


@pytest.mark.parametrize("careless", ["five", "again"])
def test_the_adversary_finds_what_carelessness_would_tell(careless: str) -> None:
    """Five newcomers of whom five wish for it; or a sixth whose coming alone brings a number about."""
    company = Company(0)
    company.known = {f"p{n}": Known(joined=1 if n < 5 or careless == "five" else 6) for n in range(6)}
    company.known = {one: known for one, known in company.known.items() if careless == "again" or one != "p5"}
    company.private = {one: (Answers(wants=("TikTok",)),) for one in company.known}
    company.pairs = []

    def told_of(private: Private) -> list[int]:
        """What a count without any rule but "five or more" would say at each look."""
        numbers = (sum(wishes(private, one, "TikTok") for one in company.present(week)) for week in LOOKS)
        return [number if number >= 5 else 0 for number in numbers]

    seen = told_of(company.private)
    assert not [found for found in others(company, "p0", "TikTok") if told_of(found) == seen]
