"""Two people tell of themselves: each their own part of a story, an admin's reason, a line of what changed."""

from __future__ import annotations

import msgspec

from bot.conversation.flow import Answer, Answers, Choice, Flow, Given, Many, Text, YesNo
from bot.conversation.messages import Option, Phrase, Say, phrase
from bot.flows.about_pair import given_about, pair_of
from bot.program.meeting import session_view
from bot.program.model import Change, Story
from bot.program.pairs.pair import Pair
from bot.program.telling import changes, stories, story_posts
from bot.program.telling import story as tale
from bot.scene import Scene
from bot.text.catalog import words_for

NOTHING = "nothing"  # beside my words
LONGEST = 1000  # characters of one answer


def _story(scene: Scene) -> Story | None:
    """The story the talk is about, as it is now: `<id>`, or `<id>/<question>` for one part of it."""
    wanted = scene.talk.about.partition("/")[0] if scene.talk else ""
    found = [*scene.snapshot.stories, *([scene.snapshot.story] if scene.snapshot.story else [])]
    return next((one for one in map(scene.latest, found) if one.id == wanted), None)


def _pair(scene: Scene) -> Pair | None:
    """Of the two, when they meet; else it is said how things are."""
    pair = pair_of(scene)
    if pair is None:
        scene.answer(Say(text=phrase("session.pairing_over")))
    elif pair.pairing.state == "paused":
        session_view.show_paused(scene, pair)
    else:
        return pair
    return None


# -- my part of a story ------------------------------------------------------------------------------------------


def _prepare(scene: Scene) -> Given:
    given, story, me = given_about(scene), _story(scene), scene.me
    mine = tale.telling_of(story, me.id) if story else None
    known: dict[str, Answer] = {part: getattr(mine, part) for part in tale.PARTS} if mine else {}
    if mine and (tale.is_written(mine) or mine.shows):
        known["shows"] = list(mine.shows) or [NOTHING]
    role = "mentor" if story and me.id == story.mentor else "mentee"
    shown = ((name, tale.shown_of(me, name)) for name in tale.SHOWS)
    options = [
        Option(value=name, label=Phrase(f"story.shows.{name}", {"words": words}))
        for name, words in shown
        if words
    ]
    posted_as = words_for(scene.organization.language, "UTC").text(Phrase(f"story.speaker.{role}"))
    nothing = Phrase(f"story.shows.{NOTHING}", {"speaker": posted_as})
    return msgspec.structs.replace(
        given,
        known=known,
        options={"shows": (*options, Option(value=NOTHING, label=nothing))},
        refuse=_refuse,
    )


def _refuse(question: str, answer: Answer) -> str | None:
    """ "Nothing" beside a name is neither."""
    both = question == "shows" and isinstance(answer, list) and NOTHING in answer and len(answer) > 1
    return "story.shows.both" if both else None


def _finish(scene: Scene, answers: Answers) -> None:
    pair, story = _pair(scene), _story(scene)
    if pair is not None and story is not None:
        stories.put(scene, pair, story, answers)


STORY = Flow(
    "story",
    questions=(
        Text("did", longest=LONGEST, sees="story_draft"),
        Text("surprised", optional=True, longest=LONGEST, sees="story_draft"),
        Text("changed", optional=True, longest=LONGEST, sees="story_draft"),
        Many("shows", ("name", "role", "team", NOTHING), sees="story_draft"),
    ),
    prepare=_prepare,
    finish=_finish,
)


# -- back to the two ---------------------------------------------------------------------------------------------


def _finish_send_back(scene: Scene, answers: Answers) -> None:
    about, _, read = scene.talk.about.partition("/") if scene.talk else ("", "", "")
    if not scene.sees(story=about, admins=True):
        return
    story = _story(scene)
    if story is None or not scene.me.is_admin or not story_posts.may_decide(scene, story, read):
        return
    story_posts.send_back(scene, Pair(scene, story.pairing), story, str(answers["reason"]))


SEND_BACK = Flow(
    "send_back",
    questions=(Text("reason", longest=500, sees="authors"),),
    prepare=lambda scene: Given(language=scene.me.language, today=scene.today(scene.me), speaker=scene.me.id),
    finish=_finish_send_back,
)


# -- taking a story back -----------------------------------------------------------------------------------------


def _finish_take_back(scene: Scene, answers: Answers) -> None:
    story = _story(scene)
    if story is None or scene.me.id not in (story.mentor, story.mentee):
        scene.answer(Say(text=phrase("button_gone")))
    elif answers.get("sure") != "yes":
        scene.answer(Say(text=phrase("story.stays")))
    elif not stories.may(story, "take_back"):
        scene.answer(
            Say(
                text=Phrase(
                    f"story.state.{story.state}", {"partner": scene.first_name(story.partner_of(scene.me.id))}
                )
            )
        )
    elif not story.posts or scene.sees(stories=True):
        story_posts.take_back(scene, story)


TAKE_BACK = Flow(
    "take_back",
    questions=(YesNo("sure", sees="take_back"),),
    prepare=given_about,
    finish=_finish_take_back,
)


# -- what changed ------------------------------------------------------------------------------------------------


def _change(scene: Scene) -> Change | None:
    wanted = scene.talk.about if scene.talk else ""
    return next((one for one in map(scene.latest, scene.snapshot.changes) if one.id == wanted), None)


def _prepare_change(scene: Scene) -> Given:
    change = _change(scene)
    known: dict[str, Answer] = {}
    if change is not None:
        known = {"words": change.text, "naming": "named" if scene.me.id in change.names else "unnamed"}
    return msgspec.structs.replace(given_about(scene), known=known)


def _finish_change(scene: Scene, answers: Answers) -> None:
    pair = _pair(scene)
    if pair is not None:
        named = answers.get("naming") == "named"
        changes.propose(scene, pair, _change(scene), str(answers["words"]), named=named)


CHANGE = Flow(
    "change",
    questions=(
        Text("words", longest=changes.LONGEST, sees="change"),
        Choice("naming", ("unnamed", "named"), sees="change"),
    ),
    prepare=_prepare_change,
    finish=_finish_change,
    at_once=2,
)
