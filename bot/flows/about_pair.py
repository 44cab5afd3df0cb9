"""What the talks about a pairing share: the pair, the session, and names for their sentences."""

from __future__ import annotations

from bot.conversation.flow import Answers, Given
from bot.conversation.messages import Option, Value
from bot.conversation.reading import list_of
from bot.program.model import Session
from bot.program.pairs.pair import Pair, acts_for, my_pairs
from bot.scene import Scene


def pair_of(scene: Scene) -> Pair | None:
    """The live pair the talk is about, if it still is."""
    pairing_id = scene.talk.pairing if scene.talk else ""
    if pairing_id not in scene.snapshot.lives:
        return None
    pair = Pair(scene, pairing_id)
    return pair if pair.pairing.is_live and acts_for(scene, pair.pairing) else None


def partners_among(scene: Scene, answers: Answers) -> tuple[Option, ...]:
    """Whom a talk may be about that began without saying with whom: those of the pairings under "several"."""
    several = list_of(answers.get("several"))
    return tuple(
        Option(value=one.id, label=scene.first_name(one.partner_of(scene.me.id)))
        for one in scene.snapshot.pairings
        if one.id in several
    )


def chosen_pair(scene: Scene, answers: Answers) -> Pair | None:
    """The pair that was chosen under "who", else the talk's own; `None` when it is over, or has to be looked up first
    (then `scene.more` is set).
    """
    chosen = str(answers.get("who") or "")
    if not chosen:
        return pair_of(scene)
    if not scene.sees(lives=True):
        return None
    return next((pair for pair in my_pairs(scene) if pair.id == chosen), None)


def session_of(scene: Scene) -> Session | None:
    """The session the talk is about."""
    pair = pair_of(scene)
    return pair.session(scene.talk.about) if pair and scene.talk else None


def given_about(scene: Scene) -> Given:
    """Plain facts, and the partner's name for every sentence."""
    me, pair = scene.me, pair_of(scene)
    values: dict[str, Value] = {"partner": scene.first_name("")}
    if pair is not None:
        values["partner"] = pair.name(pair.partner(acts_for(scene, pair.pairing)))
    return Given(
        language=me.language,
        today=scene.today(me),
        now=scene.at,
        timezone=me.timezone,
        hours=me.hours,
        speaker=me.id,
        values=values,
    )
