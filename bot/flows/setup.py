"""An admin sets up the program. It does not open without an objective and how it is measured, nor without
two safe contacts.
"""

from __future__ import annotations

from itertools import combinations

import msgspec

from bot.conversation import messages
from bot.conversation.flow import Answer, Answers, Choice, Flow, Given, People, Text
from bot.conversation.messages import Button, Buttons, Fact, Facts, Listed, Option, Phrase, Say, phrase
from bot.conversation.reading import list_of
from bot.flows.hearing import colleagues
from bot.outcome import About, Send
from bot.program.model import Cohort, SafeContact
from bot.program.templates import SESSION_MINUTES, TEMPLATES
from bot.scene import Scene, summary_of

OBJECTIVES = ("digital", "listening", "inclusion", "growth")
MEASURES = ("sessions", "ratings", "changes", "retention")
SIZES = ("6", "12", "24", "50")


def _labels(question: str, values: tuple[str, ...]) -> tuple[Option, ...]:
    return tuple(Option(value=value, label=Phrase(f"setup.{question}.{value}")) for value in values)


def _prepare(scene: Scene) -> Given:
    me = scene.me
    channels = tuple(Option(value=c.id, label=f"#{c.name}") for c in scene.snapshot.channels)
    labels: dict[str, messages.Text] = {p.id: p.name for p in scene.snapshot.people.values()}

    def refuse(question: str, answer: Answer) -> str | None:
        return _same_line(scene, list_of(answer)) if question == "safe_contacts" else None

    return Given(
        language=me.language,
        today=scene.today(me),
        speaker=me.id,
        suggested={"template": "hartford", "size": "12", "language": me.language},
        options={
            "objective": _labels("objective", OBJECTIVES),
            "measure": _labels("measure", MEASURES),
            "channel": (*channels, Option(value="none", label=Phrase("setup.channel.none"))),
        },
        directory=(*colleagues(scene),),
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
    before = scene.cohort
    template = TEMPLATES[str(answers.get("template") or "hartford")]
    channel = str(answers.get("channel") or "none")
    language = str(answers.get("language") or scene.me.language)
    accepted = {c.person for c in before.safe_contacts if c.state == "accepted"} if before else set()
    contacts = tuple(
        SafeContact(person=i, state="accepted" if i in accepted or i == scene.me.id else "asked")
        for i in list_of(answers.get("safe_contacts"))
    )
    cohort = Cohort(
        id=before.id if before else scene.new_id("cohort"),
        organization=scene.organization.id,
        version=before.version if before else 0,
        objective=str(answers["objective"]),
        measure=str(answers["measure"]),
        template=str(answers.get("template") or "hartford"),
        size=int(str(answers.get("size") or 12)),
        rhythm_weeks=template.rhythm_weeks,
        sessions=template.sessions,
        minutes=SESSION_MINUTES,
        channel="" if channel == "none" else channel,
        safe_contacts=contacts,
        opened_at=before.opened_at if before else scene.at,
        opened_by=before.opened_by if before else scene.me.id,
    )
    scene.save(cohort)
    scene.save(msgspec.structs.replace(scene.organization, language=language))
    _report(scene, cohort, opened=before is None)
    for contact in contacts:
        if contact.state == "asked":
            ask_duty(scene, contact.person)
    if before is None and cohort.channel:
        post_opening(scene, cohort)


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
        Say(text=phrase("setup.next")),
        Buttons(
            items=(
                Button(label=phrase("button.invite"), action="invite.all", style="primary"),
                Button(label=phrase("button.join_myself"), action="command", data={"command": "join"}),
            )
        ),
    )


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
        Choice("template", tuple(TEMPLATES)),
        Choice("size", SIZES),
        People("safe_contacts", fewest=2, sees="everybody"),
        Choice("channel"),
        Choice("language", ("en", "de")),
    ),
    prepare=_prepare,
    finish=_finish,
)
