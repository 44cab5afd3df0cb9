"""Whatever others told in private, nobody's own page is any different for it: it is compared with that of a company in
which they told something else.
"""

from __future__ import annotations

from datetime import timedelta

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.conversation.flow import Progress
from bot.program.model import Membership, Record
from tests import factories as make
from tests.factories import NOON, after
from tests.unit.homes import home
from tests.unit.pairs import contacts
from tests.unit.world import ADMIN, World, admin

READERS = ("ana", "ben", "cem", "dora", "eve", ADMIN)
OUTSIDE: tuple[Membership, ...] = ("invited", "later", "declined")


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What there is in the company, whoever reads."""

    held: int
    booked: bool
    resting: bool
    raised: bool
    written: bool
    asked: bool


plans = st.builds(
    Plan,
    held=st.integers(0, 3),
    booked=st.booleans(),
    resting=st.booleans(),
    raised=st.booleans(),
    written=st.booleans(),
    asked=st.booleans(),
)


def company(plan: Plan, reader: str, secret: str, outside: Membership) -> World:
    """Everybody but the reader told `secret` wherever somebody tells something in private."""

    def told(who: str) -> str:
        return "my own words" if who == reader else secret

    def one(who: str, **changes: object) -> Record:
        other = "ana" if who != "ana" else "cem"
        own: dict[str, object] = {
            "teaches": (told(who),),
            "wants": (f"learning {told(who)}",),
            "confidence": {f"learning {told(who)}": 3 if who == reader else len(secret) % 5 + 1},
            "answers": {"boundaries": told(who)},
            "never_with": () if who == reader or secret == "alpha" else (reader, other),
            "brokered": who != reader and secret == "alpha",
        }
        return make.person(who, **(own | changes))

    records: list[Record] = [
        admin(state="joined"),
        one("ana"),
        one("ben", delegate="dora"),
        *(one(who) for who in ("cem", "dora", "eve", "fay")),
        make.person("zoe", state=outside, joined_at=None),
        make.pairing(
            "pair",
            state="paused" if plan.resting else "introduced",
            introduced_at=NOON,
            held=plan.held,
            paused_by="",
        ),
        make.agreement("pair"),
        contacts("eve", "fay"),
    ]
    for number in range(1, plan.held + 1):
        records.append(make.session(number, id=f"s{number}", state="held", starts_at=after(days=-number)))
        for who in ("ana", "ben"):
            shown = {"met": "yes", "taught": f"{who} {number}", "learned": f"by {who}"}
            records += [
                make.attendance(who, id=f"a{number}{who}", session=f"s{number}", **shown),
                make.feedback(
                    who,
                    id=f"f{number}{who}",
                    session=f"s{number}",
                    wish=told(who),
                    shared_at=None,
                    useful=1 if told(who) == "alpha" else 5,
                ),
            ]
    if plan.booked:
        records.append(make.session(9, id="s9", state="booked", starts_at=after(days=2)))
    if plan.raised:
        by = "ana" if reader != "ana" else "ben"
        records.append(make.concern("worry", by=by, contact="eve", contacts=("eve",), text=told(by)))
    if plan.written:
        writer = "ana" if reader != "ana" else "ben"
        records.append(make.check_in(writer, answers={"more": told(writer)}))
        records.append(make.background(writer, answers={"places": (told(writer),)}))
        records.append(make.tray(writer, stopped=("pulse",) if secret == "alpha" else ()))
    if plan.asked:
        writer = "ana" if reader != "ana" else "ben"
        progress = Progress(answers={"text": told(writer)}, asked="text")
        records.append(make.talk("open", person=writer, flow="concern", about="pair", progress=progress))
    return World(*records)


@settings(max_examples=60, deadline=timedelta(seconds=5), suppress_health_check=[HealthCheck.too_slow])
@given(plans, st.sampled_from(READERS), st.sampled_from(OUTSIDE), st.sampled_from(["en", "de"]))
def test_nobodys_page_tells_what_others_told(plan: Plan, reader: str, outside: Membership, lang: str) -> None:
    shown = home(company(plan, reader, "alpha", "invited"), reader, lang)
    other = home(company(plan, reader, "omega and more", outside), reader, lang)
    assert shown == other
    assert "alpha" not in shown


def test_a_page_says_enough_for_that_to_mean_something() -> None:
    full = Plan(held=2, booked=True, resting=False, raised=True, written=True, asked=True)
    shown = home(company(full, "ana", "alpha", "invited"), "ana")
    assert "my own words" in shown
    assert "ben 1" in shown
    assert "confidence" in home(company(full, "eve", "alpha", "invited"), "eve")
