"""How two people want to work together: written by one, confirmed by both, changed by either at any time."""

from __future__ import annotations

import msgspec

from bot.conversation.flow import Answer, Answers, Choice, Flow, Given, Text, YesNo, answered
from bot.conversation.messages import Option, Phrase, Say, phrase
from bot.flows.about_pair import given_about, pair_of
from bot.flows.onboarding import CHANNELS
from bot.program.model import Agreement, Goal
from bot.program.pairs import agreements
from bot.scene import Scene

RHYTHMS = ("2", "3", "4", "6")
REPLIES = ("day", "two_days", "week")
STAYS = ("all", "people", "ask_first")


def _prepare(scene: Scene) -> Given:
    pair, given = pair_of(scene), given_about(scene)
    agreement = pair.agreement if pair else None
    rhythm = pair.pairing.rhythm_weeks if pair else 3
    common = [c for c in CHANNELS if pair and all(c in person.channels for person in pair.people)]
    return msgspec.structs.replace(
        given,
        known=_known(agreement),
        suggested={"channel": common[0] if common else "", "rhythm": str(rhythm)},
        options={
            "rhythm": tuple(
                Option(value=weeks, label=phrase("agreement.every", count=int(weeks))) for weeks in RHYTHMS
            ),
            "stays": tuple(Option(value=name, label=Phrase(f"agreement.stays.{name}")) for name in STAYS),
        },
        refuse=_refuse,
    )


def _known(agreement: Agreement | None) -> dict[str, Answer]:
    if agreement is None:
        return {}
    goals = [goal.text for goal in agreement.goals]
    names = ("goal", "second_goal", "third_goal")
    return {
        "channel": agreement.channel,
        "rhythm": str(agreement.rhythm_weeks),
        "reply": agreement.reply,
        "stays": agreement.stays,
        **dict(zip(names, goals, strict=False)),
    }


def _refuse(question: str, answer: Answer) -> str | None:
    return "agreement.candor.refused" if question == "candor" and answer == "no" else None


def _finish(scene: Scene, answers: Answers) -> None:
    pair = pair_of(scene)
    if pair is None:
        scene.answer(Say(text=phrase("session.pairing_over")))
        return
    before = pair.agreement
    known = {goal.text: goal for goal in before.goals} if before else {}
    texts = [str(answers[name]) for name in ("goal", "second_goal", "third_goal") if answers.get(name)]
    written = before or Agreement(
        id=f"{pair.id}/agreement",
        organization=pair.pairing.organization,
        pairing=pair.id,
        channel="",
        rhythm_weeks=0,
        reply="",
        goals=(),
        stays="",
        changed_by=scene.me.id,
        changed_at=scene.at,
    )
    agreements.propose(
        scene,
        pair,
        msgspec.structs.replace(
            written,
            channel=str(answers["channel"]),
            rhythm_weeks=int(str(answers["rhythm"])),
            reply=str(answers["reply"]),
            goals=tuple(known.get(text, Goal(text=text)) for text in dict.fromkeys(texts)),
            stays=str(answers["stays"]),
        ),
    )


AGREEMENT = Flow(
    "agreement",
    questions=(
        Choice("channel", CHANNELS, sees="both"),
        Choice("rhythm", RHYTHMS, sees="both"),
        Choice("reply", REPLIES, sees="both"),
        Text("goal", longest=120, sees="both"),
        Text("second_goal", optional=True, longest=120, sees="both"),
        Text("third_goal", optional=True, longest=120, when=answered("second_goal"), sees="both"),
        Text("stays", longest=200, sees="both"),
        YesNo("candor", sees="both"),
    ),
    prepare=_prepare,
    finish=_finish,
)
