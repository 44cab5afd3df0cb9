"""`/rm-pair why Ana and Tom`: how well two people fit, part by part, what forbids them, and whom they have instead.

An admin may ask about any two people, so nothing here may tell what is nobody's to look up. A secret wish looks like
hours that do not meet, and of such two nothing is shown: not their hours, and not what they could teach each other
either, since beside "nobody offers what they want" that would tell which of the two it is. What people rated about
themselves counts, and is shown neither alone nor inside a sum.

Who takes part and asks about themselves knows their own hours, partners and wishes: from any "no" they could tell the
other's wish. They read what the two partners may read, and the same whatever stands between them.
"""

from __future__ import annotations

from typing import NamedTuple

from bot.conversation.messages import Block, Button, Buttons, Fact, Facts, Listed, Phrase, Rows, Say, phrase
from bot.program.keeping import audit
from bot.program.matching import PARTS, Member, ProposedPair, Rules, check, score
from bot.program.matching.rules import NEUTRAL, PRIVATE_PARTS, weights
from bot.program.matching.rules import visible_fit as share_visible
from bot.program.model import Cohort, Line, Pairing, Person, Suggested
from bot.program.parts import command_button
from bot.program.proposing.board import lines_of, live_pairings, members
from bot.program.proposing.explain import in_common, reason_for, taught
from bot.program.proposing.pooling import history_of, rules_of
from bot.scene import Scene

UNKNOWN_AT_HALF = frozenset({"language", "department", "site", "channel"})
"""Parts that are all or nothing: half means that nobody knows."""

SECRET = frozenset({"never_with", "hours"})
"""One must look like the other."""

FROM_DIRECTORY = ("guest", "reporting_line", "department", "site")
"""Rules that hold whether or not somebody has joined."""

HUNDRED = 100


class Look(NamedTuple):
    """Two people in the direction in which less stands between them; `broken` as matching names it."""

    mentor: Member
    mentee: Member
    broken: tuple[str, ...]
    pair: ProposedPair

    @property
    def is_open(self) -> bool:
        """Whether all that is counted may be shown."""
        return not SECRET.intersection(self.broken) and "past_partner" not in self.broken


def button(one: str, other: str) -> Button:
    """Asks why about these two people (ids)."""
    return Button(label=phrase("pair.button.why"), action="proposal.why", data={"one": one, "other": other})


def show(scene: Scene, one: Person, other: Person) -> None:
    """Answer for any two people of the directory; put down as a look at both."""
    cohort = scene.cohort
    if cohort is None:
        scene.answer(Say(text=phrase("pair.no_program")), Buttons(items=(command_button("setup"),)))
        return
    audit.note(scene, "why", *dict.fromkeys((one.id, other.id)))
    if one.id == other.id:
        scene.answer(Say(text=phrase("why.same", name=scene.name(one.id))))
        return
    title = Say(text=phrase("why.title", one=scene.name(one.id), other=scene.name(other.id)), style="heading")
    look, rules = look_at(scene, cohort, one.id, other.id), rules_of(cohort)
    outside = [person for person in (one, other) if not person.is_joined]
    if outside:
        body = _outside(scene, look, outside)
    elif scene.me.id in (one.id, other.id):
        body = _mine(scene, look)
    else:
        body = _inside(scene, look, rules)
    scene.answer(title, *body, Buttons(items=(command_button("pair"),)))


def look_at(scene: Scene, cohort: Cohort, one: str, other: str) -> Look:
    """Both directions, and of these the one that could be; else the one that breaks least."""
    past, rules, on = scene.snapshot.past, rules_of(cohort), scene.at.date()
    both = members(scene, (one, other), live_pairings(past))
    history = history_of(past, scene.snapshot.rulings)
    looks = [
        Look(mentor, mentee, check(mentor, mentee, history, rules, on), score(mentor, mentee, rules, on))
        for mentor, mentee in ((both[one], both[other]), (both[other], both[one]))
    ]
    return min(
        looks, key=lambda look: (len(look.broken), "role" in look.broken, -look.pair.fit, look.mentor.id)
    )


# -- what is said ------------------------------------------------------------------------------------------------


def _outside(scene: Scene, look: Look, outside: list[Person]) -> list[Block]:
    """Who has not joined has told nothing; the directory may say no all the same."""
    names = Listed(tuple(scene.name(person.id) for person in outside))
    return [Say(text=phrase("why.outside", count=len(outside), names=names)), *_directory(look)]


def _directory(look: Look) -> list[Block]:
    """What everybody could look up."""
    known = [rule for rule in FROM_DIRECTORY if rule in look.broken]
    reasons = Listed(tuple(Phrase(f"pair.broken.{rule}") for rule in known))
    return [Say(text=phrase("why.outside_no", reasons=reasons))] if known else []


def _mine(scene: Scene, look: Look) -> list[Block]:
    """What the two of them may read themselves: of a partner, what brought them together."""
    two, me = {look.mentor.id, look.mentee.id}, scene.me.id
    pairings = (one for one in live_pairings(scene.snapshot.past) if {one.mentor, one.mentee} == two)
    pairing = next((one for one in pairings if one.state != "approved"), None)  # they have been introduced
    said: list[Block] = [Say(text=phrase("why.mine"))]
    if pairing is None:
        return [*said, *_directory(look)]
    reasons = (reason_for(one, pairing, me, scene.first_name) for one in pairing.reasons[:3])
    partner = scene.first_name(pairing.partner_of(me))
    said.append(Say(text=phrase("why.mine_pair", partner=partner)))
    return [*said, *(Say(text=phrase("intro.reason", reason=reason)) for reason in reasons)]


def _inside(scene: Scene, look: Look, rules: Rules) -> list[Block]:
    two = {look.mentor.id, look.mentee.id}
    is_pair = any({one.mentor, one.mentee} == two for one in live_pairings(scene.snapshot.past))
    line = next((one for one in lines_of(scene) if {one.mentor, one.mentee} == two), None)
    said: list[Block] = [Say(text=_verdict(scene, look, rules, line, is_pair=is_pair))]
    if is_pair or look.is_open:
        said += [Facts(items=_facts(scene, look)), *_parts(look, rules)]
    if not is_pair and line is None and not look.broken:
        said += _instead(scene, look, rules)
    return said


def _verdict(scene: Scene, look: Look, rules: Rules, line: Line | None, *, is_pair: bool) -> Phrase:
    if is_pair:
        return phrase("why.are_pair")
    if look.broken:
        return phrase("why.forbidden", reasons=Listed(_forbidding(scene, look, rules)))
    if line is not None:
        return phrase("why.proposed", mentor=scene.name(line.mentor), mentee=scene.name(line.mentee))
    if not look.pair.parts["topics"]:
        return phrase("why.nothing_to_share")
    return phrase("why.allowed", mentor=scene.name(look.mentor.id), mentee=scene.name(look.mentee.id))


def _forbidding(scene: Scene, look: Look, rules: Rules) -> tuple[Phrase, ...]:
    """Each rule in plain words; what an admin knows is said, what nobody may know looks like what nobody can know."""
    found: list[Phrase] = []
    for name in look.broken:
        match name:
            case "unavailable":
                away = [one for one in (look.mentor, look.mentee) if not one.available]
                found += [phrase("why.broken.away", name=scene.name(one.id)) for one in away]
            case "capacity":
                full = [one for one in (look.mentor, look.mentee) if one.open_pairings >= one.capacity]
                found += [phrase("why.broken.full", name=scene.name(one.id)) for one in full]
            case "seniority":
                found.append(_too_close(look, rules))
            case "never_with" | "hours" | "past_partner":
                pass
            case _:
                found.append(Phrase(f"pair.broken.{name}"))
    return (*found, *_apart(scene, look))


def _too_close(look: Look, rules: Rules) -> Phrase:
    """By grade, else by how long they have been here; else nobody can tell who is the senior one."""
    if look.mentor.seniority is not None and look.mentee.seniority is not None:
        return phrase("why.broken.seniority", count=rules.min_seniority_gap)
    if look.mentor.start is not None and look.mentee.start is not None:
        return phrase("why.broken.tenure", count=rules.min_tenure_years)
    return phrase("why.broken.who_is_senior")


def _apart(scene: Scene, look: Look) -> tuple[Phrase, ...]:
    two = {look.mentor.id, look.mentee.id}
    if "past_partner" in look.broken:
        return (phrase("why.broken.past"),)
    if any({one.first, one.second} == two and one.kind == "excluded" for one in scene.snapshot.rulings):
        return (phrase("why.broken.excluded"),)
    return (phrase("pair.broken.private"),) if SECRET.intersection(look.broken) else ()


def _facts(scene: Scene, look: Look) -> tuple[Fact, ...]:
    reasons = {str(one.values.get("teacher")): one for one in look.pair.reasons if "teacher" in one.values}
    facts = []
    for teacher, learner in ((look.mentor.id, look.mentee.id), (look.mentee.id, look.mentor.id)):
        names = {"teacher": scene.first_name(teacher), "learner": scene.first_name(learner)}
        reason = reasons.get(teacher)
        value = taught(Suggested(kind=reason.kind, values=reason.values)) if reason else None
        facts.append(
            Fact(label=Phrase("why.could_show", {**names}), value=value or phrase("why.nothing", **names))
        )
    if look.pair.overlap_hours:
        half_hours = round(2 * look.pair.overlap_hours)
        facts.append(Fact(label=phrase("why.hours"), value=in_common(half_hours)))
    return tuple(facts)


def _parts(look: Look, rules: Rules) -> list[Block]:
    """A row for each part that counts, and their sum without those that are nobody's to see."""
    share = weights(rules)
    whole = sum(share.values())
    rows = tuple(
        (Phrase(f"why.part.{part.name}"), _result(part.name, look.pair.parts[part.name]), counts)
        for part in PARTS
        if share[part.name]
        for counts in (phrase("why.counts", percent=round(HUNDRED * share[part.name] / whole)),)
    )
    columns = tuple(Phrase(f"why.column.{name}") for name in ("part", "result", "counts"))
    return [
        Say(text=phrase("why.fit", fit=visible_fit(look.pair, rules))),
        Rows(columns=columns, rows=rows),
        Say(text=phrase("why.private_aim" if share["aim"] else "why.private"), style="quiet"),
    ]


def _result(name: str, value: float) -> Phrase:
    if name in PRIVATE_PARTS:
        return phrase("why.hidden")
    if name in UNKNOWN_AT_HALF and value == NEUTRAL:
        return phrase("why.unknown_part")
    return phrase("why.of_hundred", value=round(HUNDRED * value))


def visible_fit(pair: ProposedPair, rules: Rules) -> int:
    """The fit out of a hundred, without the parts that are nobody's to see."""
    return round(HUNDRED * share_visible(pair.parts, rules))


# -- whom they have instead --------------------------------------------------------------------------------------


def _instead(scene: Scene, look: Look, rules: Rules) -> list[Block]:
    """Two who could be a pair and are not: what each has, and how that compares."""
    proposal = scene.snapshot.proposal
    if proposal is None or proposal.state not in ("ready", "approved"):
        return []
    said: list[Block] = [
        Say(text=one) for member in (look.mentor, look.mentee) for one in _has(scene, member.id, rules)
    ]
    own = phrase("why.would_be", fit=visible_fit(look.pair, rules))
    return [*said, Say(text=own), Say(text=phrase("why.order"), style="quiet")]


def _has(scene: Scene, person: str, rules: Rules) -> list[Phrase]:
    now: list[Pairing] = [
        one for one in live_pairings(scene.snapshot.past) if person in (one.mentor, one.mentee)
    ]
    lines = [one for one in lines_of(scene) if person in (one.mentor, one.mentee)]
    name = scene.name(person)
    found = [phrase("why.has", name=name, partner=scene.name(one.partner_of(person))) for one in now]
    for line in lines:
        partner = line.mentee if line.mentor == person else line.mentor
        both = members(scene, (line.mentor, line.mentee), ())
        if len(both) == 2:
            pair = score(both[line.mentor], both[line.mentee], rules, scene.at.date())
            names = {"name": name, "partner": scene.name(partner)}
            found.append(Phrase("why.has_proposed", {**names, "fit": visible_fit(pair, rules)}))
    return found or [phrase("why.has_nobody", name=name)]
