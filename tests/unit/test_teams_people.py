"""Who counts as one of the company, by Teams' rosters and by Microsoft Graph?"""

from __future__ import annotations

import pytest

from adapters.teams.people import graph_member, graph_profile, roster_member
from adapters.teams.zones import iana_zone
from bot.program.company.members import Standing
from bot.runtime.errors import BadPayload
from tests.teams.graph import graph_person
from tests.teams.requests import TENANT
from tests.teams.roster import roster_person
from tests.teams.rules import Json

HERE = {"service_url": "https://smba.trafficmanager.net/emea/", "bot_id": "28:app"}
ELSEWHERE = "99999999-aaaa-bbbb-cccc-222222222222"
FROM_OUTSIDE = "ana_other.example#EXT#@acme.onmicrosoft.com"

IN_ROSTERS: list[tuple[Standing, Json]] = [
    ("member", {}),
    ("member", {"userRole": "owner"}),
    ("member", {"userRole": None, "tenantId": None}),
    ("member", {"tenantId": TENANT.upper()}),
    ("guest", {"userRole": "guest"}),
    ("guest", {"userRole": "Guest"}),
    ("guest", {"userPrincipalName": FROM_OUTSIDE}),
    ("stranger", {"userRole": "anonymous"}),
    ("stranger", {"userRole": "anonymous", "tenantId": ELSEWHERE}),
    ("foreign", {"tenantId": ELSEWHERE}),
    ("foreign", {"tenantId": ELSEWHERE, "userRole": "guest"}),
    ("bot", {"id": "28:another"}),
]


@pytest.mark.parametrize(("standing", "changes"), IN_ROSTERS)
def test_standing_in_a_roster(standing: Standing, changes: Json) -> None:
    assert roster_member(roster_person("UANA", **changes), TENANT, HERE).standing == standing


IN_GRAPH: list[tuple[Standing, Json]] = [
    ("member", {}),
    ("member", {"userType": None, "accountEnabled": None}),
    ("guest", {"userType": "Guest"}),
    ("guest", {"userPrincipalName": FROM_OUTSIDE}),
    ("deactivated", {"accountEnabled": False}),
    ("deactivated", {"accountEnabled": False, "userType": "Guest"}),
]


@pytest.mark.parametrize(("standing", "changes"), IN_GRAPH)
def test_standing_in_graph(standing: Standing, changes: Json) -> None:
    assert graph_member(graph_person("u1", **changes)).standing == standing


def test_a_member_of_a_roster_can_be_written_to() -> None:
    member = roster_member(roster_person("UANA", "Ana\u202e\n Lee"), TENANT, HERE)
    assert (member.user, member.name, member.email) == ("UANA", "Ana Lee", "uana@example.com")
    assert member.extra == HERE | {"user_id": "29:UANA", "tenant": TENANT}
    assert member.reachable


def test_either_name_of_the_directory_id_does() -> None:
    made = roster_person("UANA")
    assert roster_member(made | {"aadObjectId": None}, TENANT, {}).user == "UANA"
    assert roster_member(made | {"objectId": None}, TENANT, {}).user == "UANA"
    assert roster_member(made | {"objectId": None, "aadObjectId": None}, TENANT, {}).user == "29:UANA"


def test_the_parts_of_a_name_do_where_the_whole_is_missing() -> None:
    assert roster_member(roster_person("UANA", "Ana Lee") | {"name": None}, TENANT, {}).name == "Ana Lee"


@pytest.mark.parametrize(
    ("changes", "address"),
    [
        ({"email": None}, "uana@example.com"),
        ({"email": "", "userPrincipalName": FROM_OUTSIDE}, ""),
        ({"email": "ana", "userPrincipalName": "ana"}, ""),
        ({"email": None, "userPrincipalName": None}, ""),
    ],
)
def test_the_name_people_sign_in_with_is_an_address_of_theirs_only(changes: Json, address: str) -> None:
    assert roster_member(roster_person("UANA", **changes), TENANT, {}).email == address


def test_graph_says_what_they_are_and_not_that_we_may_write() -> None:
    member = graph_member(graph_person("u1", "Ana Lee", jobTitle="Baker\n", department="Bakery"))
    assert (member.name, member.email, member.title, member.department) == (
        "Ana Lee",
        "u1@example.com",
        "Baker",
        "Bakery",
    )
    assert (member.language, member.reachable, member.extra) == ("de", False, {})


def test_of_a_profile_only_what_was_asked_for() -> None:
    made = graph_person("u1", jobTitle="Baker", department="Bakery", manager={"id": "u2"})
    asked = graph_profile(made, {"title": "department", "manager": "manager"})
    assert (asked.title, asked.department, asked.above) == ("Bakery", "", ("u2",))
    nothing = graph_profile(made | {"manager": None}, {"manager": "manager", "title": "birthday"})
    assert (nothing.title, nothing.department, nothing.above) == ("", "", ())


@pytest.mark.parametrize("odd", [None, [], "x", {}, {"id": 7}, {"id": "29:1", "name": ["a"]}, {"id": None}])
def test_what_is_of_no_form_we_know_is_refused(odd: object) -> None:
    with pytest.raises(BadPayload):
        roster_member(odd, TENANT, {})
    with pytest.raises(BadPayload):
        graph_member(odd if not isinstance(odd, dict) or "name" not in odd else odd | {"displayName": 7})


@pytest.mark.parametrize(
    ("said", "zone"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        ("W. Europe Standard Time", "Europe/Berlin"),
        ("Tokyo Standard Time", "Asia/Tokyo"),
        ("UTC", "Etc/UTC"),
        ("", ""),
        ("Somewhere Standard Time", ""),
        ("../../etc/passwd", ""),
        ("\x00", ""),
        ("Europe/Berlin" * 100, ""),
    ],
)
def test_a_zone_is_one_that_there_is(said: str, zone: str) -> None:
    assert iana_zone(said) == zone
