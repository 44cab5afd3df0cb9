"""`/rm-pair rules`: how people are matched, changed in chat. What a change does is shown before it is kept.

A change is tried by the worker on everybody who joined (`effect.py`), without touching the proposal there is; then
whoever asked reads what it does, and keeps it or leaves it. What can be changed is in `pair_settings.py`.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from bot.conversation.messages import (
    Block,
    Button,
    Buttons,
    Fact,
    Facts,
    Option,
    Phrase,
    Pick,
    Say,
    phrase,
)
from bot.events import Pressed, Submitted
from bot.program.keeping import audit
from bot.program.model import Cohort, PairingRules, Proposal, Trial
from bot.program.parts import command_button, family_button
from bot.program.progress import WAITING
from bot.program.proposing.pair_settings import (
    FIRM,
    RULES,
    WEIGHED,
    Rule,
    Setting,
    all_zero,
    named,
    setting_of,
    tells_ratings,
    wanted_by,
    with_setting,
)
from bot.scene import Scene

Press = Pressed | Submitted


def typed(scene: Scene, cohort: Cohort, text: str) -> None:
    """ "/rm-pair rules", "/rm-pair rules hours 2"."""
    meant = named(text) if text.strip() else None
    if not text.strip():
        show(scene, cohort)
    elif meant is None:
        show(scene, cohort, Say(text=phrase("rules.unknown")))
    elif not meant[1]:
        _ask(scene, cohort, meant[0])
    else:
        _try(scene, cohort, meant[0], meant[1])


def show(scene: Scene, cohort: Cohort, *notes: Block, base: Trial | None = None) -> None:
    """Every rule as it is now, or as it would be with what is being tried (`base`)."""
    setting = _from(cohort, base)
    scene.answer(
        *notes,
        Say(text=phrase("rules.title_tried" if base else "rules.title"), style="heading"),
        Say(text=phrase("rules.firm")),
        Facts(items=tuple(_fact(rule, setting) for rule in FIRM)),
        Say(text=phrase("rules.weighed")),
        Facts(items=tuple(_fact(rule, setting) for rule in WEIGHED)),
        Pick(
            name="rule",
            label=phrase("rules.choose"),
            action="rules.open",
            data={"trial": base.id} if base else {},
            options=tuple(Option(value=name, label=Phrase(f"rules.name.{name}")) for name in RULES),
            submit=phrase("rules.button.open"),
        ),
        Say(text=phrase("rules.how"), style="quiet"),
        Buttons(items=(command_button("pair"),)),
    )


def _from(cohort: Cohort, base: Trial | None) -> Setting:
    """What a further change starts from."""
    return wanted_by(base) if base else setting_of(cohort)


def _fact(rule: Rule, setting: Setting) -> Fact:
    return Fact(label=Phrase(f"rules.name.{rule.name}"), value=rule.shown(rule.now(setting)))


def _ask(scene: Scene, cohort: Cohort, rule: Rule, *notes: Block, base: Trial | None = None) -> None:
    """What it is now, and what it could be."""
    now = rule.now(_from(cohort, base))
    others = [value for value in rule.options if rule.read(value) != now]
    data = {"rule": rule.name, **({"trial": base.id} if base else {})}
    buttons = [
        Button(label=_option(rule, value), action="rules.try", data={**data, "value": value})
        for value in others
    ]
    what = Phrase(f"rules.name.{rule.name}")
    scene.answer(
        *notes,
        Say(text=phrase("rules.now", rule=what, now=rule.shown(now))),
        Say(text=Phrase(f"rules.what.{rule.name if rule in FIRM else 'weight'}"), style="quiet"),
        Buttons(items=(*buttons, family_button("rules", "show"))),
    )


def _option(rule: Rule, value: str) -> Phrase:
    if rule in WEIGHED:
        return Phrase(f"rules.level.{value}")
    return Phrase(f"rules.{value}") if value in ("yes", "no") else phrase("rules.figure", value=value)


# -- trying it ---------------------------------------------------------------------------------------------------


def _try(scene: Scene, cohort: Cohort, rule: Rule, text: str, *, base: Trial | None = None) -> None:
    """A value that makes no sense changes nothing, and says so."""
    value, setting = rule.read(text), _from(cohort, base)
    if value is None:
        kind = rule.name if rule in FIRM else "weight"
        wrong = Say(text=Phrase(f"rules.bad.{kind}", {"said": text[:40]}))
        _ask(scene, cohort, rule, wrong, base=base)
        return
    wanted = rule.put(setting, value)
    if rule.now(setting) == value:
        scene.answer(Say(text=phrase("rules.same")), Buttons(items=(family_button("rules", "show"),)))
    elif all_zero(wanted):
        scene.answer(Say(text=phrase("rules.all_zero")), Buttons(items=(family_button("rules", "show"),)))
    elif tells_ratings(wanted):
        scene.answer(
            Say(text=phrase("rules.tells_ratings")), Buttons(items=(family_button("rules", "show"),))
        )
    else:
        _begin(scene, cohort, wanted, rule, value)


def _begin(scene: Scene, cohort: Cohort, wanted: Setting, rule: Rule, value: float) -> None:
    """One trial for each admin: what they try next takes its place."""
    trial = Trial(
        id=scene.new_id("trial"),
        by=scene.me.id,
        rules=wanted.rules,
        min_seniority_gap=wanted.level,
        size=wanted.size,
        before=_held(cohort),
    )
    others = tuple(one for one in cohort.trial if one.by != scene.me.id)
    scene.save(msgspec.structs.replace(cohort, trial=(*others, trial)))
    scene.ask_worker("trial", trial.id)
    what = Phrase(f"rules.name.{rule.name}")
    scene.answer(Say(text=phrase("rules.trying", rule=what, value=rule.shown(value))))


def _held(cohort: Cohort) -> tuple[PairingRules, int, int]:
    return cohort.rules, cohort.min_seniority_gap, cohort.size


# -- keeping it --------------------------------------------------------------------------------------------------


def press(scene: Scene, event: Press) -> None:
    cohort = scene.cohort
    if cohort is None:
        scene.answer(
            Say(text=phrase("pair.no_program")), Buttons(items=(command_button("setup", main=True),))
        )
        return
    rule, base = RULES.get(_entered(event)), _trial(cohort, event)
    match event.action:
        case "rules.open" if rule is not None:
            _ask(scene, cohort, rule, base=base)
        case "rules.try" if rule is not None:
            _try(scene, cohort, rule, event.data.get("value", ""), base=base)
        case "rules.keep" | "rules.leave":
            _decide(scene, cohort, event)
        case _:
            show(scene, cohort, base=base)


def _trial(cohort: Cohort, event: Press) -> Trial | None:
    """The trial a button stood under, once its effect was read."""
    return next((one for one in cohort.trial if one.id == event.data.get("trial") and one.shown), None)


def _entered(event: Press) -> str:
    chosen = event.values.get("rule", ()) if isinstance(event, Submitted) else ()
    return chosen[0] if chosen else event.data.get("rule", "")


def _decide(scene: Scene, cohort: Cohort, event: Press) -> None:
    trial = _trial(cohort, event)
    ways = Buttons(items=(family_button("rules", "show"), command_button("pair")))
    if trial is None:
        scene.answer(Say(text=phrase("rules.gone")), ways)
        return
    without = tuple(one for one in cohort.trial if one is not trial)
    left = msgspec.structs.replace(cohort, trial=without)
    if event.action == "rules.leave":
        scene.save(left)
        scene.answer(Say(text=phrase("rules.left")), ways)
    elif trial.before != _held(cohort):
        scene.save(left)
        scene.answer(Say(text=phrase("rules.overtaken")), ways)
    elif scene.snapshot.proposal is not None and scene.snapshot.proposal.state == "making":
        scene.answer(Say(text=phrase("rules.wait")), Buttons(items=(_keep_again(trial),)))
    else:
        _keep(scene, with_setting(left, wanted_by(trial)))


def _keep_again(trial: Trial) -> Button:
    return family_button("rules", "keep", main=True, trial=trial.id)


def _keep(scene: Scene, cohort: Cohort) -> None:
    """The rules hold from now on; a proposal that is open is looked for again, with what is locked."""
    scene.save(cohort)
    audit.note(scene, "rules_kept")
    proposal = scene.snapshot.proposal
    state = proposal.state if proposal else ""
    AFTER.get(state, _kept)(scene, proposal)
    if cohort.opened_by not in ("", scene.me.id):
        scene.tell(
            cohort.opened_by, "admin", Say(text=phrase("rules.by_other", name=scene.name(scene.me.id)))
        )


def _kept(scene: Scene, _proposal: Proposal | None) -> None:
    scene.answer(Say(text=phrase("rules.kept")), Buttons(items=(command_button("pair", main=True),)))


def _kept_open(scene: Scene, proposal: Proposal | None) -> None:
    if proposal is not None:
        scene.save(msgspec.structs.replace(proposal, state="making", asked_by=scene.me.id))
        scene.ask_worker("propose", proposal.id)
        scene.answer(Say(text=phrase("rules.kept_again")), name=WAITING)


def _kept_approved(scene: Scene, _proposal: Proposal | None) -> None:
    scene.answer(Say(text=phrase("rules.kept_approved")), Buttons(items=(command_button("pair"),)))


AFTER: dict[str, Callable[[Scene, Proposal | None], None]] = {"ready": _kept_open, "approved": _kept_approved}
