"""What do the buttons lead to that only those may press who run the program? `buttons.py` has the others.

Everybody else hears so, whatever the button, and the attempt is put down.
"""

from __future__ import annotations

from collections.abc import Callable

from bot.conversation.messages import Buttons, Say, phrase
from bot.conversation.understand.people import is_mention
from bot.events import Pressed, Submitted
from bot.flows.hearing import LONGEST_NAMES
from bot.program import commands, delivery_reports, nudges
from bot.program.awareness import supply, view
from bot.program.cohorts import aim, cohort, report, template_view
from bot.program.company import (
    connecting,
    directory_view,
    listing,
    profile_fields,
    reaching,
    words_view,
)
from bot.program.keeping import audit, audit_view
from bot.program.moves import PROPOSAL_MOVES
from bot.program.nudges import INVITE_BATCH
from bot.program.pairs import lines
from bot.program.pairs.pair import Pair
from bot.program.participant import nominations
from bot.program.parts import command_button
from bot.program.proposing import pair_rules, proposals, why_asked
from bot.program.proposing.proposal_decisions import AT_ONCE
from bot.program.snapshot import LISTS, LineList, Query
from bot.program.telling import channels, digest, groups_view, story_posts
from bot.scene import Scene

Press = Pressed | Submitted
GROUPS = frozenset(
    {
        "proposal",
        "rules",
        "lines",
        "invite",
        "doubt",
        "people",
        "audit",
        "nominate",
        "announce",
        "digest",
        "stories",
        "cohort",
        "report",
        "aim",
        "words",
        "directory",
        "supply",
        "template",
        "channels",
        "connect",
        "groups",
    }
)
PAGED = frozenset(
    f"proposal.{move}" for move in ("show", "open", "lock", "unlock")
)  # need no more than a page
SCORED = frozenset({"proposal.swap", "proposal.take", "proposal.hand"})  # pairs that were not proposed


def needs(event: Press) -> Query:
    """What a press must see; ids and pages come from its data, never truth."""
    sender, data = event.sender, event.data
    match event.action.partition(".")[0]:
        case "proposal":
            return _needs_proposal(event)
        case "lines":
            return lines.needs(event)
        case "rules":
            return Query(sender=sender, proposal="current")
        case "invite":
            return Query(sender=sender, invitable=INVITE_BATCH, counts=True, offers=True, middle_grade=True)
        case "doubt":
            return Query(sender=sender, outbox=data.get("outbox", ""), awareness=True)
        case "people":
            asked = listing.asked(data.get("group", ""), page_of(data.get("page", "")))
            return Query(sender=sender, listing=asked)
        case "announce":
            person = data.get("person", "")
            return Query(sender=sender, awareness=True, people=(person,), sponsor=person)
        case "audit":
            return Query(sender=sender, audit_page=page_of(data.get("page", "")))
        case "stories":
            return Query(sender=sender, story=data.get("story", ""), admins=True)
        case "cohort":
            return Query(sender=sender, cohort_pairs=True, proposal="current", counts=True)
        case "words":
            return words_view.needs(event, event.action, data)
        case "directory":
            return directory_view.needs(event)
        case "digest" | "report":
            return digest.needs_post(event)
        case "connect":
            return connecting.needs(event)
        case "aim" | "channels" | "groups":
            return Query(sender=sender)
        case "template":
            return Query(sender=sender, counts=True)
        case "supply":
            return Query(sender=sender, awareness=True, counts=True, roles=True)
        case _:
            return Query(sender=sender, people=(data.get("person", ""),))


def _needs_proposal(event: Press) -> Query:
    data = event.data
    if event.action == "proposal.why":
        return Query(
            sender=event.sender,
            proposal="current",
            their_lines=True,
            people=(data.get("one", ""), data.get("other", "")),
            history=True,
            managers=True,
            terms=True,
        )
    entered = tuple(v[0] for v in event.values.values() if v)[:2] if isinstance(event, Submitted) else ()
    opened = entered[0] if event.action == "proposal.open" and entered else ""
    named = () if opened else entered
    announces = event.action == "proposal.announce"
    return Query(
        sender=event.sender,
        proposal=data.get("proposal", ""),
        page=page_of(data.get("page", "")),
        all_lines=event.action not in PAGED and not announces,
        approved=AT_ONCE if announces else 0,
        homes=announces,
        lines=list_of(data.get("list", "")),
        line=opened or data.get("line", ""),
        people=named,
        # Where a platform has no list of people to choose from, names are typed.
        names_like=" ".join(name for name in named if not is_mention(name))[:LONGEST_NAMES],
        pairings_of_proposal=data.get("proposal", ""),
        history=True,
        managers=True,
        terms=event.action in SCORED,
    )


def list_of(text: str) -> LineList:
    """A list of lines as a button carries it; all of them for anything else."""
    return next((kind for kind in LISTS if kind == text), "all")


def page_of(text: str) -> int:
    """A page number as a button carries it; 1 for anything else."""
    return max(1, int(text)) if len(text) <= 4 and text.isdecimal() else 1


def press(scene: Scene, event: Press) -> None:
    """Do it, for those who run the program."""
    handler = ACTIONS.get(event.action)
    if not scene.me.is_admin:
        audit.refuse(scene)
    elif event.action in FOR_NEW_PAIRS and cohort.no_more(scene):
        return
    elif handler is None:
        scene.answer(Say(text=phrase("button_gone")), Buttons(items=(command_button("help"),)))
    else:
        handler(scene, event)


def _connect(scene: Scene, _event: Press) -> None:
    connecting.run(scene)


def _why(scene: Scene, event: Press) -> None:
    """How two people fit, of a proposal or not."""
    why_asked.pressed(scene, event.data.get("one", ""), event.data.get("other", ""))


def _invite_all(scene: Scene, _event: Press) -> None:
    if scene.cohort is None:
        commands.run(scene, "setup")
    elif not scene.snapshot.invitable:
        scene.answer(Say(text=phrase("invite.nobody")))
    else:
        nudges.invite_batch(scene, scene.cohort)
        audit.note(scene, "invite_all")


def _people(scene: Scene, event: Press) -> None:
    """A group of people, or another page of it; turning pages is not put down again."""
    listing.show(scene)
    if "page" not in event.data:
        audit.note(scene, "people")


def _audit(scene: Scene, _event: Press) -> None:
    """Another page of who looked; not put down, or the pages would move under the reader."""
    audit_view.show(scene)


def _nominate(scene: Scene, event: Press) -> None:
    """Which of several was meant."""
    nominations.chosen(scene, event.data.get("person", ""), nominated=event.action == "nominate.try")


def _story(scene: Scene, event: Press) -> None:
    """A story that both have approved: up, back to the two with a reason, or not this time."""
    story, read = scene.snapshot.story, event.data.get("read", "")
    if story is None or story.pairing not in scene.snapshot.lives:
        scene.answer(Say(text=phrase("button_gone")), Buttons(items=(command_button("help"),)))
    elif story_posts.may_decide(scene, story, read):
        pair = Pair(scene, story.pairing)
        match event.action:
            case "stories.post":
                story_posts.post(scene, pair, story)
            case "stories.refuse":
                story_posts.refuse(scene, pair, story)
            case _:
                scene.begin("send_back", about=f"{story.id}/{read}")


def _announce(scene: Scene, event: Press) -> None:
    view.BUTTONS[event.action](scene, event.data)


def _supply(scene: Scene, event: Press) -> None:
    """What is wanted and offered, or a post about it."""
    if event.action == "supply.post":
        view.show_post(scene, event.data)
    else:
        audit.note(scene, "status")
        supply.show(scene)


def _digest(scene: Scene, event: Press) -> None:
    digest.act(scene, event.action.partition(".")[2])


def _cohort(scene: Scene, event: Press) -> None:
    cohort.act(scene, event.action.partition(".")[2])


def _report(scene: Scene, event: Press) -> None:
    report.act(scene, event.action.partition(".")[2])


def _aim(scene: Scene, event: Press) -> None:
    name = event.action.partition(".")[2]
    if name == "show":
        aim.show(scene)
    else:
        aim.act(scene, name)


def _template(scene: Scene, event: Press) -> None:
    template_view.press(scene, event)


def _words(scene: Scene, event: Press) -> None:
    words_view.BUTTONS[event.action](scene, event.data)


def _directory(scene: Scene, event: Press) -> None:
    directory_view.BUTTONS[event.action](scene, event.data)


def _channels(scene: Scene, event: Press) -> None:
    channels.choose(scene, event.data.get("use", ""))


def _groups(scene: Scene, event: Press) -> None:
    groups_view.act(scene, event.action.partition(".")[2])


def _rules(scene: Scene, event: Press) -> None:
    pair_rules.press(scene, event)


RULES = ("show", "more", "open", "try", "keep", "leave")
FOR_NEW_PAIRS = frozenset(
    {
        "rules.try",
        "rules.keep",
        "invite.all",
        "nominate.try",
        "nominate.join",
        "proposal.approve",
        "proposal.again",
        "supply.post",
        *view.BUTTONS,
    }
)
ACTIONS: dict[str, Callable[[Scene, Press], None]] = {
    **{f"proposal.{move}": proposals.press for move in PROPOSAL_MOVES},
    "proposal.why": _why,
    **{f"rules.{name}": _rules for name in RULES},
    "lines.end": lines.end,
    "invite.all": _invite_all,
    "doubt.again": delivery_reports.post_again,
    "doubt.there": delivery_reports.it_is_there,
    "people.show": _people,
    "people.look": lambda scene, _event: reaching.ask(scene, "reach"),
    "people.install": lambda scene, _event: reaching.ask(scene, "install"),
    "audit.show": _audit,
    **{f"digest.{name}": _digest for name in digest.ACTS},
    **{f"cohort.{name}": _cohort for name in cohort.ACTS},
    **{f"report.{name}": _report for name in report.ACTS},
    **{f"aim.{name}": _aim for name in aim.ACTS},
    **{f"template.{name}": _template for name in template_view.ACTS},
    "nominate.try": _nominate,
    "nominate.join": _nominate,
    "stories.post": _story,
    "stories.send_back": _story,
    "stories.refuse": _story,
    "channels.choose": _channels,
    **{f"groups.{name}": _groups for name in groups_view.ACTS},
    "supply.show": _supply,
    "supply.post": _supply,
    **dict.fromkeys(view.BUTTONS, _announce),
    **dict.fromkeys(words_view.BUTTONS, _words),
    **dict.fromkeys(directory_view.BUTTONS, _directory),
    **profile_fields.BUTTONS,
    "connect.show": _connect,
}
