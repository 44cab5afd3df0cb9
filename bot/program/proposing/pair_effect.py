"""What would other rules do? In words, for whoever asked, before anything is kept."""

from __future__ import annotations

import msgspec

from bot.conversation.messages import Block, Buttons, Phrase, Say, Value, phrase
from bot.events import RulesTried
from bot.outcome import About
from bot.program.model import Trial
from bot.program.parts import family_button
from bot.program.proposing.effect import Effect, Example
from bot.program.proposing.pair_settings import RULES, Setting, setting_of, wanted_by
from bot.program.proposing.proposal_lists import fit_words
from bot.scene import Scene


def tried(scene: Scene, event: RulesTried) -> None:
    """The worker has compared: whoever asked reads what would be different."""
    cohort = scene.cohort
    trial = next((one for one in cohort.trial if one.id == event.trial), None) if cohort else None
    if cohort is None or trial is None:
        return  # put away meanwhile
    if trial.by not in {admin.id for admin in scene.snapshot.admins}:
        scene.save(
            msgspec.structs.replace(cohort, trial=tuple(one for one in cohort.trial if one is not trial))
        )
        return  # no longer theirs to read
    shown = msgspec.structs.replace(trial, shown=True)
    trials = tuple(shown if one is trial else one for one in cohort.trial)
    scene.save(msgspec.structs.replace(cohort, trial=trials))
    scene.tell(
        trial.by,
        "admin",
        *_changed(setting_of(cohort), trial),
        *_effect(scene, event.effect),
        Say(text=phrase("rules.not_yet"), style="quiet"),
        Buttons(
            items=(
                family_button("rules", "keep", main=True, trial=trial.id),
                family_button("rules", "leave", trial=trial.id),
                family_button("rules", "more", trial=trial.id),
            )
        ),
        about=About(person=trial.by),
    )


def _changed(now: Setting, trial: Trial) -> list[Block]:
    """Every rule that would be another."""
    wanted = wanted_by(trial)
    rules = [rule for rule in RULES.values() if rule.now(wanted) != rule.now(now)]
    return [
        Say(
            text=phrase(
                "rules.would", rule=Phrase(f"rules.name.{rule.name}"), value=rule.shown(rule.now(wanted))
            ),
            style="heading",
        )
        for rule in rules
    ]


def _effect(scene: Scene, effect: Effect) -> list[Block]:
    before, after = effect.before, effect.after
    if not before.pairs and not after.pairs:
        return [Say(text=phrase("rules.nobody"))]
    if not effect.changed and before == after:
        return [Say(text=phrase("rules.no_change", count=after.pairs))]
    people = "more" if after.people > before.people else "fewer" if after.people < before.people else "same"
    numbers: dict[str, Value] = {"count": after.people, "before": before.people}
    fit: dict[str, Value] = {
        "fit": fit_words(after.fit),
        "after": round(100 * after.fit),
        "before": round(100 * before.fit),
    }  # fmt: skip
    ways: dict[str, Value] = {"after": after.two_way, "before": before.two_way}
    said = [Phrase(f"rules.people.{people}", numbers)]
    if before.pairs and after.pairs:
        said.append(Phrase("rules.fit" if fit["after"] != fit["before"] else "rules.fit_same", fit))
        said += [Phrase("rules.ways", ways)] if after.two_way != before.two_way else []
    said.append(phrase("rules.changed", count=effect.changed))
    examples = [Say(text=_example(scene, one), style="quiet") for one in effect.examples]
    return [*(Say(text=one) for one in said), *examples]


def _example(scene: Scene, one: Example) -> Phrase:
    key = "other" if one.before and one.after else "none" if one.before else "new"
    names = {"person": one.person, "before": one.before, "after": one.after}
    return Phrase(f"rules.example.{key}", {name: scene.name(who) for name, who in names.items() if who})
