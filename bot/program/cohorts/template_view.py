"""`/rm-template`: which templates there are, what one sets, and using it, before a program is open or after.

Before, its sentences are the first answers of the set-up. After, whoever asked reads first what would change and what
stays; it can be taken back until the program is set up anew. The table is in `templates.py`.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from bot.conversation.flow import Answer
from bot.conversation.messages import (
    Block,
    Button,
    Buttons,
    Fact,
    Facts,
    Listed,
    Option,
    Phrase,
    Pick,
    Rows,
    Say,
    SkillName,
    Value,
    phrase,
)
from bot.conversation.understand.words import tokens
from bot.events import Pressed, Submitted
from bot.program.cohorts import cohort
from bot.program.cohorts.templates import SESSION_MINUTES, TEMPLATES, is_wish, named, of, title, worded
from bot.program.keeping import audit
from bot.program.model import Cohort, Shape
from bot.program.parts import command_button, family_button, first_name
from bot.scene import Scene
from bot.text.catalog import has, words_for

Press = Pressed | Submitted
A_NAME = 3  # words at most, where a name is meant and not a wish
SETUP = "setup"


def command(scene: Scene, text: str) -> None:
    """`/rm-template`, `/rm-template hartford`, "use the Cisco template"."""
    name = named(text)
    if name:
        show(scene, name)
    elif text.strip() and len(tokens(text)) <= A_NAME and not is_wish(text):
        show_all(scene, Say(text=phrase("template.unknown")))
    else:
        show_all(scene)


def show_all(scene: Scene, *notes: Block) -> None:
    rows = tuple(
        (
            title(name),
            Phrase(f"template.{name}.objective"),
            _plan(one.sessions, one.rhythm_weeks, _minutes(scene)),
        )
        for name, one in TEMPLATES.items()
    )
    options = tuple(Option(value=name, label=title(name)) for name in TEMPLATES)
    scene.answer(
        *notes,
        Say(text=phrase("template.title"), style="heading"),
        Say(text=phrase("template.what")),
        *_current(scene),
        Rows(columns=tuple(Phrase(f"template.column.{c}") for c in ("name", "idea", "plan")), rows=rows),
        Pick(
            name="template",
            label=phrase("template.choose"),
            action="template.open",
            options=options,
            submit=phrase("template.button.open"),
        ),
    )


def _current(scene: Scene) -> tuple[Block, ...]:
    now = scene.cohort
    return (Say(text=phrase("template.current", name=title(_name(now))), style="quiet"),) if now else ()


def _name(now: Cohort) -> str:
    return now.template if now.template in TEMPLATES else next(iter(TEMPLATES))


def _minutes(scene: Scene) -> int:
    return scene.cohort.minutes if scene.cohort else SESSION_MINUTES


def _plan(sessions: int, weeks: int, minutes: int) -> Phrase:
    return phrase("template.plan", sessions=sessions, minutes=minutes, weeks=weeks)


def show(scene: Scene, name: str) -> None:
    """All of one, and the way to use it."""
    is_ours = scene.cohort is not None and scene.cohort.template == name
    use = family_button("template", "use", main=not is_ours, template=name)
    if scene.cohort is not None:
        use = msgspec.structs.replace(use, label=phrase("template.button.compare"))
    scene.answer(
        Say(text=phrase("template.heading", name=title(name)), style="heading"),
        *((Say(text=phrase("template.is_it")),) if is_ours else ()),
        Facts(items=tuple(_facts(scene, name))),
        Buttons(items=(use, _all_button())),
    )


def _all_button() -> Button:
    return family_button("template", "show")


def _facts(scene: Scene, name: str) -> list[Fact]:
    one = of(name)
    about = f"template.{name}.about"
    rows: list[tuple[str, Value]] = [
        ("objective", Phrase(f"template.{name}.objective")),
        ("measure", Phrase(f"template.{name}.measure")),
        ("plan", _plan(one.sessions, one.rhythm_weeks, _minutes(scene))),
        ("topics", Listed(tuple(SkillName(topic) for topic in one.topics))),
        ("first", Phrase(worded(name, "path", "agenda.path"))),
        ("last", Phrase(worded(name, "close", "agenda.close"))),
        ("survey", Listed(tuple(Phrase(f"survey.{item}.label") for item in one.survey))),
        ("invitation", Phrase(worded(name, "hello", "invitation.hello"), {"name": first_name(scene.me)})),
        ("source", Phrase(about if has(about) else "template.nothing_quoted")),
    ]
    return [Fact(label=Phrase(f"template.label.{label}"), value=value) for label, value in rows]


# -- using it ----------------------------------------------------------------------------------------------------


def press(scene: Scene, event: Press) -> None:
    """A button names a template; what is true is looked up again."""
    chosen = event.values.get("template", ()) if isinstance(event, Submitted) else ()
    name = chosen[0] if chosen else event.data.get("template", "")
    what = event.action.partition(".")[2]
    if what in ABOUT_ONE and name in TEMPLATES:
        ABOUT_ONE[what](scene, name)
    elif what == "leave":
        scene.answer(Say(text=phrase("template.left")), Buttons(items=(_all_button(),)))
    elif what == "undo":
        _undo(scene, name)
    else:
        show_all(scene)


def _use(scene: Scene, name: str) -> None:
    if scene.cohort is None:
        _begin(scene, name)
    elif not cohort.no_more(scene):
        _ask(scene, scene.cohort, name)


def _shape(name: str, language: str) -> Shape:
    """What a template sets, in words of a language."""
    words, one = words_for(language, "UTC"), of(name)
    return Shape(
        template=name,
        objective=words.text(Phrase(f"template.{name}.objective")),
        measure=words.text(Phrase(f"template.{name}.measure")),
        rhythm_weeks=one.rhythm_weeks,
        sessions=one.sessions,
    )


def _of_cohort(now: Cohort) -> Shape:
    return Shape(**{name: getattr(now, name) for name in Shape.__struct_fields__})


def _begin(scene: Scene, name: str) -> None:
    """The set-up, with its first answers given; one that is under way goes on with them."""
    shape = _shape(name, scene.me.language)
    answers: dict[str, Answer] = {
        "template": name,
        "objective": shape.objective,
        "measure": shape.measure,
    }
    for talk in map(scene.latest, scene.snapshot.talks):
        if (talk.person, talk.flow, talk.state) == (scene.me.id, SETUP, "open"):
            answers = {**talk.progress.answers, **answers}
    scene.stop_talks(SETUP)
    said = phrase("template.chosen", name=title(name), objective=shape.objective, measure=shape.measure)
    scene.begin(SETUP, answers=answers, notes=(Say(text=said),))


def _ask(scene: Scene, now: Cohort, name: str) -> None:
    """What would change, and what stays."""
    fresh = _shape(name, scene.organization.language)
    if fresh == _of_cohort(now):
        scene.answer(Say(text=phrase("template.as_it_is", name=title(name))), Buttons(items=(_all_button(),)))
        return
    own_words = (now.objective, now.measure) != (fresh.objective, fresh.measure)
    buttons = [family_button("template", "change", main=True, template=name)]
    buttons += [family_button("template", "keep_aim", template=name)] if own_words else []
    buttons.append(family_button("template", "leave"))
    scene.answer(
        Say(text=phrase("template.changes", name=title(name))),
        Facts(items=_differences(scene, _of_cohort(now), fresh)),
        Say(text=phrase("template.words_too")),
        Say(text=phrase("template.stays"), style="quiet"),
        Buttons(items=tuple(buttons)),
    )


def _differences(scene: Scene, before: Shape, after: Shape) -> tuple[Fact, ...]:
    minutes = _minutes(scene)
    rows: list[tuple[str, Value, Value]] = [
        ("objective", before.objective, after.objective),
        ("measure", before.measure, after.measure),
        (
            "plan",
            _plan(before.sessions, before.rhythm_weeks, minutes),
            _plan(after.sessions, after.rhythm_weeks, minutes),
        ),
    ]
    return tuple(
        Fact(label=Phrase(f"template.label.{label}"), value=phrase("template.from_to", before=old, after=new))
        for label, old, new in rows
        if old != new
    )


def _change(scene: Scene, name: str) -> None:
    _apply(scene, name, keeps_aim=False)


def _keep_aim(scene: Scene, name: str) -> None:
    _apply(scene, name, keeps_aim=True)


def _apply(scene: Scene, name: str, *, keeps_aim: bool) -> None:
    now = scene.cohort
    if now is None:
        _begin(scene, name)
        return
    if cohort.no_more(scene):
        return
    before, fresh = _of_cohort(now), _shape(name, scene.organization.language)
    if keeps_aim:
        fresh = msgspec.structs.replace(fresh, objective=now.objective, measure=now.measure)
    if fresh == before:
        scene.answer(Say(text=phrase("template.as_it_is", name=title(name))), Buttons(items=(_all_button(),)))
        return
    scene.save(_shaped(now, fresh, (before,)))
    audit.note(scene, "template_change")
    undo = Buttons(
        items=(
            family_button("template", "undo", template=name),
            command_button("setup", called="set_up_again"),
        )
    )
    scene.answer(Say(text=phrase("template.changed", name=title(name))), undo)
    _tell(scene, now, name)


def _shaped(now: Cohort, shape: Shape, replaced: tuple[Shape, ...]) -> Cohort:
    return msgspec.structs.replace(now, **msgspec.structs.asdict(shape), reshaped=replaced)


def _undo(scene: Scene, name: str) -> None:
    """What the button stood under is taken back, and no change that came after it."""
    now = scene.cohort
    if now is None or not now.reshaped or now.template != name:
        scene.answer(Say(text=phrase("template.nothing_to_undo")), Buttons(items=(_all_button(),)))
    elif not cohort.no_more(scene):
        before = _shaped(now, now.reshaped[0], ())
        scene.save(before)
        audit.note(scene, "template_undo")
        scene.answer(
            Say(text=phrase("template.undone", name=title(_name(before)))), Buttons(items=(_all_button(),))
        )
        _tell(scene, now, _name(before))


def _tell(scene: Scene, now: Cohort, name: str) -> None:
    """Whoever opened the program hears what another admin has changed."""
    if now.opened_by not in ("", scene.me.id):
        said = phrase("template.by_other", name=scene.name(scene.me.id), template=title(name))
        scene.tell(now.opened_by, "admin", Say(text=said), Buttons(items=(command_button("template"),)))


ABOUT_ONE: dict[str, Callable[[Scene, str], None]] = {
    "open": show,
    "use": _use,
    "change": _change,
    "keep_aim": _keep_aim,
}
ACTS = ("show", *ABOUT_ONE, "leave", "undo")
