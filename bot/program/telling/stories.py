"""From a good session to a story that both have approved: offered, asked for, written apart, joined, agreed to.

It is offered with the thanks for the feedback that held the 5, to that person alone: that is an answer to what they
have just done, so it uses up nothing of the two messages a week, and comes while they still have the session before
them. Their partner hears of it only when they ask them, as their wish. What lies waiting after that is mentioned
through the tray (topic "story"), once.

Each changes their own sentences only: nobody is made to say what they did not. A new text asks both again. What a
break, a parting or a concern means for it is in `told.py`, how it gets up and down again in `story_posts.py`.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from bot.conversation.messages import Block, Button, Buttons, Listed, Phrase, Say, phrase
from bot.program.meeting import bookings, session_view
from bot.program.model import Feedback, Story, Telling
from bot.program.moves import STORY_MOVES
from bot.program.pairs.pair import Pair
from bot.program.parts import family_button, pair_button
from bot.program.telling import changes, story_posts, told
from bot.program.telling import story as tale
from bot.program.telling.story_view import answer, card, lacking, show, story_button, tell
from bot.scene import Scene

BEST = 5
LOW = 2


def may(story: Story, move: str) -> bool:
    return story.state in STORY_MOVES[move].source


def moved(scene: Scene, story: Story, move: str, **changes: object) -> Story:
    to = STORY_MOVES[move].to or story.state
    return scene.save(msgspec.structs.replace(story, state=to, **changes))


# -- would you tell it? ------------------------------------------------------------------------------------------


def may_offer(scene: Scene, pair: Pair, given: Feedback, before: Feedback | None) -> bool:
    """Once for a session, after a 5; not while there is one of theirs, nor when anything is wrong.

    The concerns about the pair are to be seen.
    """
    first = given.useful == BEST and (before is None or before.useful != BEST)
    easy = given.free is None or given.free > LOW
    worried = any(one.pairing == pair.id and one.state != "closed" for one in scene.snapshot.concerns)
    theirs = any(one.is_open for one in pair.stories)
    return first and easy and not worried and not theirs and _can_ask(scene, pair)


def _can_ask(scene: Scene, pair: Pair) -> bool:
    partner = scene.person(pair.partner(scene.me.id))
    there = partner is not None and not partner.gone and not partner.is_paused
    return there and pair.pairing.state == "introduced"


def offer(scene: Scene, pair: Pair) -> tuple[Block, ...]:
    """To that person alone."""
    partner = pair.name(pair.partner(scene.me.id))
    return (
        Say(text=phrase("story.offer", partner=partner)),
        Say(text=phrase("story.offer_private", partner=partner), style="quiet"),
        Buttons(items=(ask_button(pair), changes.write_button(pair))),
    )


def ask_button(pair: Pair) -> Button:
    return family_button("story", "ask", pairing=pair.id)


def ask(scene: Scene, pair: Pair) -> None:
    """My wish reaches my partner, and nothing of a rating."""
    me, partner = scene.me.id, pair.partner(scene.me.id)
    story = told.under_way(pair)
    away = scene.person(partner)
    if story is not None:
        show(scene, pair, story, phrase("story.begun_already"))
    elif not pair.pairing.held:
        scene.answer(
            Say(text=phrase("story.first_meet", partner=pair.name(partner))),
            Buttons(items=(pair_button("find", pair.id, main=True),)),
        )
    elif away is None or away.gone or away.is_paused:
        scene.answer(Say(text=phrase("story.away", partner=pair.name(partner))))
    else:
        fresh = scene.save(
            Story(
                id=scene.new_id(f"story/{pair.id}"),
                organization=pair.pairing.organization,
                cohort=pair.pairing.cohort,
                pairing=pair.id,
                mentor=pair.pairing.mentor,
                mentee=pair.pairing.mentee,
                by=me,
                begun_at=scene.at,
                waits_since=scene.at,
            )
        )
        show(scene, pair, fresh)
        tell(scene, pair, fresh, partner, *card(scene, pair, fresh, partner))


def accept(scene: Scene, pair: Pair, story: Story) -> None:
    """Both want to tell it: each is asked apart."""
    if scene.me.id == story.by or not may(story, "accept"):
        show(scene, pair, story, phrase("story.moved_on"))
        return
    story = moved(scene, story, "accept", waits_since=scene.at)
    asker = story.by
    tell(
        scene,
        pair,
        story,
        asker,
        *card(scene, pair, story, asker, phrase("story.accepted", partner=pair.name(scene.me.id))),
    )
    write(scene, pair, story)


def decline(scene: Scene, pair: Pair, story: Story) -> None:
    """Kindly, and without a reason."""
    if scene.me.id == story.by or not may(story, "decline"):
        show(scene, pair, story, phrase("story.moved_on"))
        return
    told.close(scene, story, STORY_MOVES["decline"].to)
    bookings.end_talks(scene, pair, "story")
    scene.answer(Say(text=phrase("story.you_declined", partner=pair.name(story.by))))
    session_view.tell_partner(
        scene, pair, Say(text=phrase("story.was_declined", partner=pair.name(scene.me.id)))
    )


# -- each their own words ----------------------------------------------------------------------------------------


def write(scene: Scene, pair: Pair, story: Story) -> None:
    """My part, from the first question on."""
    if not may_write(scene, pair, story):
        return
    if tale.is_written(tale.telling_of(story, scene.me.id)):
        edit(scene, pair, story)
        return
    notes = (Say(text=phrase("story.write", partner=pair.name(pair.partner(scene.me.id)))),)
    scene.begin("story", about=story.id, pairing=pair.id, notes=notes)


def may_write(scene: Scene, pair: Pair, story: Story) -> bool:
    """May I? If not, how it stands is said."""
    if may(story, "write") and (story.state != "asked" or scene.me.id == story.by):
        return True
    show(scene, pair, story, phrase("story.moved_on"))
    return False


def edit(scene: Scene, pair: Pair, story: Story) -> None:
    """Which part of mine? Each is shown as it is."""
    if not may_write(scene, pair, story):
        return
    mine = tale.telling_of(story, scene.me.id)
    blocks: list[Block] = [Say(text=phrase("story.which"))]
    for part in tale.PARTS:
        said = getattr(mine, part)
        shown = phrase("feedback.quoted", words=said) if said else phrase("story.nothing")
        title = Phrase(f"story.{part}.label")
        blocks += [
            Say(text=phrase("story.part", title=title, words=shown)),
            Buttons(items=_part_buttons(story, part, said)),
        ]
    shows = story_button("shows", story, part="shows")
    answer(scene, pair, story, *blocks, Say(text=_standing(mine)), Buttons(items=(shows,)))


def _part_buttons(story: Story, part: str, said: str) -> tuple[Button, ...]:
    change = story_button("part", story, part=part)
    return (change, story_button("clear", story, part=part)) if said and part != "did" else (change,)


def _standing(mine: Telling) -> Phrase:
    """What stands beside my words."""
    shown = tuple(Phrase(f"story.shows.plain.{name}") for name in mine.shows)
    return phrase("story.standing", shown=Listed(shown)) if shown else phrase("story.standing_nothing")


def clear(scene: Scene, pair: Pair, story: Story, part: str) -> None:
    """Leave one of my parts out; what we did has to stay."""
    if part not in tale.PARTS or part == "did":
        scene.answer(Say(text=phrase("button_gone")))
    elif may_write(scene, pair, story):
        put(scene, pair, story, {part: ""})


def put(scene: Scene, pair: Pair, story: Story, answers: Mapping[str, object]) -> None:
    """What I have written, all of it or one part; nothing of it is lost, even where there is too much or too little."""
    if not may_write(scene, pair, story):
        return
    me = scene.me.id
    mine = msgspec.structs.replace(tale.telling_of(story, me), **_fields(answers))
    side = "by_mentor" if me == story.mentor else "by_mentee"
    fresh = msgspec.structs.replace(story, **{side: mine})
    if story.state == "asked":
        notes = (phrase("story.kept"), *((lacking(fresh),) if tale.missing(fresh) else ()))
        show(scene, pair, moved(scene, fresh, "write"), *notes)
    elif tale.missing(fresh):
        _lacks(scene, pair, fresh)
    elif not tale.both_written(fresh):
        show(scene, pair, moved(scene, fresh, "write"), phrase("story.kept"))
    else:
        _compose(scene, pair, story, fresh)


def _fields(answers: Mapping[str, object]) -> dict[str, object]:
    fields: dict[str, object] = {part: str(answers[part] or "") for part in tale.PARTS if part in answers}
    if "shows" in answers:
        ticked = answers["shows"]
        fields["shows"] = tuple(n for n in tale.SHOWS if isinstance(ticked, list) and n in ticked)
    return fields


def _lacks(scene: Scene, pair: Pair, fresh: Story) -> None:
    """Too short or too long: both hear by how much, once the parts of both are there."""
    story = moved(scene, fresh, "lack", text=(), approved=(), waits_since=scene.at)
    show(scene, pair, story, phrase("story.kept"))
    partner = pair.partner(scene.me.id)
    if tale.both_written(story):
        tell(scene, pair, story, partner, *card(scene, pair, story, partner))


def _compose(scene: Scene, pair: Pair, before: Story, fresh: Story) -> None:
    """The draft of both; the same text as before leaves every yes as it was."""
    text = tale.composed(scene, fresh)
    if before.text == text:
        show(scene, pair, scene.save(fresh), phrase("story.same"))
        return
    story = moved(
        scene,
        fresh,
        "compose",
        text=text,
        edition=before.edition + 1,
        approved=(),
        waits_since=scene.at,
    )
    key = "story.renewed" if before.text else "story.ready"
    show(scene, pair, story, Phrase(key))
    partner = pair.partner(scene.me.id)
    note = Phrase(f"{key}_partner", {"partner": pair.name(scene.me.id)})
    tell(scene, pair, story, partner, *card(scene, pair, story, partner, note))


# -- yes to the very words ---------------------------------------------------------------------------------------


def approve(scene: Scene, pair: Pair, story: Story, read: str) -> None:
    """Yes to the text that was read; the second yes passes it on to an admin, whom the snapshot has to have."""
    me = scene.me.id
    if not may(story, "approve") or me in story.approved:
        show(scene, pair, story, phrase("story.moved_on"))
    elif read != str(story.edition):
        show(scene, pair, story, phrase("story.changed_since"))
    else:
        approved = tuple(dict.fromkeys((*story.approved, me)))
        if set(approved) >= {story.mentor, story.mentee}:
            _agreed(scene, pair, moved(scene, story, "agree", approved=approved, waits_since=scene.at))
        else:
            story = moved(scene, story, "approve", approved=approved)
            partner = pair.partner(me)
            _short(scene, pair, story, phrase("story.you_approved", partner=pair.name(partner)))
            tell(scene, pair, story, partner, *card(scene, pair, story, partner))


def _short(scene: Scene, pair: Pair, story: Story, said: Phrase) -> None:
    """Without the text, which they have just read."""
    answer(scene, pair, story, Say(text=said), _ways(story))


def _ways(story: Story) -> Buttons:
    return Buttons(items=(story_button("edit", story), story_button("take_back", story)))


def _agreed(scene: Scene, pair: Pair, story: Story) -> None:
    me = scene.me.id
    partner = pair.partner(me)
    _short(scene, pair, story, phrase("story.both_approved", partner=pair.name(partner)))
    said = Say(text=phrase("story.both_approved", partner=pair.name(me)))
    tell(scene, pair, story, partner, said, _ways(story))
    story_posts.ask_admins(scene, story)
