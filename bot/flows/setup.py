"""An admin sets up the program. It does not open without an objective and how it is measured, nor without
two safe contacts.
"""

from __future__ import annotations

from itertools import combinations

import msgspec

from bot.conversation import messages
from bot.conversation.flow import Answer, Answers, Choice, Flow, Given, People, Text
from bot.conversation.messages import Block, Button, Buttons, Fact, Facts, Listed, Option, Phrase, Say, phrase
from bot.conversation.reading import list_of
from bot.flows.hearing import colleague, colleagues
from bot.outcome import About, Send
from bot.program.awareness import rotation
from bot.program.calendar import zone_named
from bot.program.cohorts.templates import DEFAULT, SESSION_MINUTES, TEMPLATES, is_wish, title
from bot.program.cohorts.templates import of as template_of
from bot.program.keeping import audit
from bot.program.model import Cohort, SafeContact
from bot.program.parts import command_button, family_button
from bot.program.telling import channels
from bot.program.telling.digest import morning
from bot.program.trust.safety import FEWEST_CONTACTS, safe_contacts
from bot.scene import Scene, summary_of
from bot.text.catalog import words_for

OBJECTIVES = ("digital", "listening", "inclusion", "growth")
MEASURES = ("sessions", "ratings", "changes", "retention")
SIZES = ("6", "12", "24", "50")
SHAPES = (
    "hartford",
    "nhs",
    "cisco",
    "ge",
    "pg",
    "pershing",
)  # as many as are read at a glance; `/rm-template` has all


def _options(question: str, values: tuple[str, ...], now: Answer, language: str) -> tuple[Option, ...]:
    """What may be chosen, what holds now being the first of it, and there once."""
    words = words_for(language, "UTC")
    options = tuple(Option(value=value, label=Phrase(f"setup.{question}.{value}")) for value in values)
    others = tuple(option for option in options if words.text(option.label) != now)
    return (Option(value="now", label=now), *others) if isinstance(now, str) and now else options


def _shapes(now: Answer) -> tuple[Option, ...]:
    """The usual ones, after the one that holds now if it is another."""
    usual = tuple(Option(value=name, label=Phrase(f"setup.template.{name}")) for name in SHAPES)
    other = isinstance(now, str) and now in TEMPLATES and now not in SHAPES
    return (Option(value=now, label=title(now)), *usual[:-1]) if isinstance(now, str) and other else usual


def _known(scene: Scene) -> dict[str, Answer]:
    """The program as it is, as answers of this talk."""
    cohort = scene.cohort
    if cohort is None:
        return {}
    contacts = [c.person for c in cohort.safe_contacts if c.state != "declined"]
    return {
        "objective": cohort.objective,
        "measure": cohort.measure,
        "template": cohort.template,
        "size": str(cohort.size),
        "safe_contacts": list(contacts),
        "channel": cohort.channel or channels.NONE,
        "language": scene.organization.language,
    }


def _said_so_far(scene: Scene) -> dict[str, Answer]:
    """What a template has answered, so that going back to it shows it."""
    said = scene.talk.progress.answers if scene.talk else {}
    return {name: said[name] for name in ("objective", "measure", "template") if name in said}


def _prepare(scene: Scene) -> Given:
    me, known = scene.me, _known(scene) | _said_so_far(scene)
    now = scene.cohort.channel if scene.cohort else ""
    labels: dict[str, messages.Text] = {p.id: p.name for p in scene.snapshot.people.values()}

    def refuse(question: str, answer: Answer) -> str | None:
        if question in ("objective", "measure") and is_wish(str(answer)):
            return "setup.template_meant"
        return _same_line(scene, list_of(answer)) if question == "safe_contacts" else None

    return Given(
        language=me.language,
        today=scene.today(me),
        speaker=me.id,
        known=known,
        suggested={"template": DEFAULT, "size": "12", "language": me.language},
        options={
            "objective": _options("objective", OBJECTIVES, known.get("objective"), me.language),
            "measure": _options("measure", MEASURES, known.get("measure"), me.language),
            "template": _shapes(known.get("template")),
            "channel": channels.options(scene, now),
        },
        beside={"objective": (command_button("template"),), "template": (command_button("template"),)},
        directory=(*colleagues(scene), colleague(me)),
        labels=labels,
        refuse=refuse,
    )


def _same_line(scene: Scene, contacts: tuple[str, ...]) -> str | None:
    """Two safe contacts in one reporting line could both be above the person who needs one."""
    above = scene.snapshot.above
    for one, other in combinations(contacts, 2):
        if other in above.get(one, ()) or one in above.get(other, ()):
            return "setup.safe_contacts.same_line"
    return None


def _finish(scene: Scene, answers: Answers) -> None:
    if not scene.me.is_admin:  # not any more
        audit.refuse(scene)
        return
    if not scene.sees(awareness=True) or _is_over(scene):
        return
    before = scene.cohort
    asked = _contacts(scene, list_of(answers.get("safe_contacts")))
    cohort = scene.save(_cohort(scene, answers, asked))
    scene.save(msgspec.structs.replace(scene.organization, language=str(answers["language"])))
    rotation.plan(scene, cohort)
    _report(scene, cohort, opened=before is None)
    waiting = (
        {contact.person for contact in before.safe_contacts if contact.state == "asked"} if before else set()
    )
    for contact in asked:
        if contact.state == "asked" and contact.person not in waiting:
            ask_duty(scene, contact.person)
    if cohort.state == "open" and cohort.channel and not (before and before.channel):
        post_opening(scene, cohort)
    if before and before.opened_by != scene.me.id:
        changed = phrase("setup.changed_by", name=scene.name(scene.me.id))
        scene.tell(before.opened_by, "admin", Say(text=changed))


def _is_over(scene: Scene) -> bool:
    """Begun to change a program that has ended meanwhile: that opens no other one, unless it is asked for."""
    edited = scene.talk.about if scene.talk else ""
    if not edited or (scene.cohort is not None and scene.cohort.id == edited):
        return False
    ways = Buttons(items=(command_button("setup"),))
    scene.answer(Say(text=phrase("setup.is_over")), ways)
    return True


def _contacts(scene: Scene, people: tuple[str, ...]) -> tuple[SafeContact, ...]:
    """Whoever has accepted before, or names themselves, need not be asked."""
    before = scene.cohort
    accepted = {c.person for c in before.safe_contacts if c.state == "accepted"} if before else set()
    accepted.add(scene.me.id)
    return tuple(
        SafeContact(person=person, state="accepted" if person in accepted else "asked") for person in people
    )


def _cohort(scene: Scene, answers: Answers, contacts: tuple[SafeContact, ...]) -> Cohort:
    """The program that was described: a new one, or the one there is with these answers."""
    name = str(answers["template"])
    template, channel = template_of(name), str(answers["channel"])
    before = scene.cohort or Cohort(
        id=scene.new_id("cohort"),
        organization=scene.organization.id,
        objective="",
        measure="",
        minutes=SESSION_MINUTES,
        zone=scene.me.timezone,
        digest_at=morning(scene.at, zone_named(scene.me.timezone)),
        opened_at=scene.at,
        opened_by=scene.me.id,
    )
    return msgspec.structs.replace(
        before,
        objective=str(answers["objective"]),
        measure=str(answers["measure"]),
        template=name,
        size=int(str(answers["size"])),
        rhythm_weeks=template.rhythm_weeks,
        sessions=template.sessions,
        channel="" if channel == channels.NONE else channel,
        safe_contacts=contacts,
        reshaped=(),
    )


def _report(scene: Scene, cohort: Cohort, *, opened: bool) -> None:
    contacts = tuple(scene.name(contact.person) for contact in cohort.safe_contacts)
    plan = phrase(
        "setup.plan_text",
        size=cohort.size,
        sessions=cohort.sessions,
        weeks=cohort.rhythm_weeks,
        minutes=cohort.minutes,
    )
    scene.answer(
        Say(text=phrase("setup.opened" if opened else "setup.changed"), style="heading"),
        Facts(
            items=(
                Fact(label=phrase("setup.objective.label"), value=cohort.objective),
                Fact(label=phrase("setup.measure.label"), value=cohort.measure),
                Fact(label=phrase("setup.plan.label"), value=plan),
                Fact(label=phrase("setup.safe_contacts.label"), value=Listed(contacts)),
            )
        ),
        *_duty_note(scene, cohort),
        *_next(cohort),
        *(_aim_too() if opened else ()),
        *(_connect_too(scene) if opened else ()),
    )


def _next(cohort: Cohort) -> tuple[Block, ...]:
    """While it is closing nobody new comes in."""
    if cohort.state != "open":
        return ()
    return (
        Say(text=phrase("setup.next")),
        Buttons(
            items=(
                Button(label=phrase("button.invite"), action="invite.all", style="primary"),
                Button(label=phrase("button.join_myself"), action="command", data={"command": "join"}),
            )
        ),
    )


def _aim_too() -> tuple[Block, ...]:
    """Nobody has to think of it to have pairs: it is a choice for later."""
    return Say(text=phrase("setup.aim"), style="quiet"), Buttons(items=(family_button("aim", "show"),))


def _connect_too(scene: Scene) -> tuple[Block, ...]:
    """The playground is alone, and a company that has been joined already knows how."""
    if scene.organization.realm == "playground" or len(scene.snapshot.places) > 1:
        return ()
    return Say(text=phrase("connect.too"), style="quiet"), Buttons(items=(family_button("connect", "show"),))


def _duty_note(scene: Scene, cohort: Cohort) -> tuple[Say, ...]:
    """Naming somebody is not enough: two have to accept."""
    asked = tuple(scene.name(contact.person) for contact in cohort.safe_contacts if contact.state == "asked")
    if not asked or len(safe_contacts(scene, cohort)) >= FEWEST_CONTACTS:
        return ()
    return (Say(text=phrase("setup.duty_asked", names=Listed(asked))),)


def ask_duty(scene: Scene, person: str) -> None:
    """Being a safe contact is a duty somebody accepts, not one they find themselves in."""
    data = {"person": person}
    scene.tell(
        person,
        "duty",
        Say(text=phrase("duty.ask", admin=scene.me.name)),
        Say(text=phrase("duty.what"), style="quiet"),
        Buttons(
            items=(
                Button(label=phrase("button.accept_duty"), action="duty.accept", data=data, style="primary"),
                Button(label=phrase("button.decline_duty"), action="duty.decline", data=data),
            )
        ),
    )


def post_opening(scene: Scene, cohort: Cohort) -> None:
    """Tell the program's channel that it has begun, with a way in."""
    blocks = (
        Say(text=phrase("opening.title"), style="heading"),
        Say(text=phrase("opening.what", minutes=cohort.minutes, sessions=cohort.sessions)),
        Say(text=phrase("opening.why", objective=cohort.objective)),
        Buttons(
            items=(
                Button(
                    label=phrase("button.join"), action="command", data={"command": "join"}, style="primary"
                ),
            )
        ),
    )
    message = messages.Message(blocks=blocks, summary=summary_of(blocks))
    scene.send(Send(kind="post", message=message, channel=cohort.channel, about=About()))


SETUP = Flow(
    "setup",
    questions=(
        Text("objective", longest=300, sees="everybody"),
        Text("measure", longest=300, sees="everybody"),
        Choice("template", SHAPES, sees="everybody"),
        Choice("size", SIZES, sees="everybody"),
        People("safe_contacts", fewest=FEWEST_CONTACTS, sees="everybody"),
        Choice("channel", sees="everybody"),
        Choice("language", ("en", "de"), sees="everybody"),
    ),
    prepare=_prepare,
    finish=_finish,
)
