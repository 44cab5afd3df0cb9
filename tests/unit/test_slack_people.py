"""Who counts as one of the company, by Slack's list of people?"""

from __future__ import annotations

import pytest

from adapters.slack.people import member
from bot.program.company.members import Standing
from bot.runtime.errors import BadPayload
from tests.slack.workspace import TEAM, Json, new_person

ELSEWHERE = {"team_id": "T0OTHER"}
GRID = {"id": "U1", "enterprise_id": "E0GRID", "teams": ["T0OTHER", TEAM]}

STANDINGS: list[tuple[Standing, Json]] = [
    ("member", {}),
    ("member", {"is_admin": True, "is_owner": True}),
    ("member", {"is_app_user": True}),
    ("member", ELSEWHERE | {"enterprise_user": GRID}),
    ("member", {"id": "W012A3CDE"}),
    ("guest", {"is_restricted": True}),
    ("guest", {"is_restricted": True, "is_ultra_restricted": True}),
    ("stranger", {"is_stranger": True}),
    ("stranger", ELSEWHERE | {"is_stranger": True, "is_restricted": True}),
    ("foreign", ELSEWHERE),
    ("foreign", ELSEWHERE | {"enterprise_user": GRID | {"teams": ["T0OTHER"]}}),
    ("bot", {"is_bot": True}),
    ("bot", {"is_workflow_bot": True}),
    ("bot", {"is_bot": True, "deleted": True}),
    ("bot", {"id": "USLACKBOT"}),
    ("deactivated", {"deleted": True}),
    ("deactivated", {"deleted": True, "is_restricted": True}),
]


@pytest.mark.parametrize(("standing", "changes"), STANDINGS)
def test_standing(standing: Standing, changes: Json) -> None:
    assert member(new_person("U1ANA") | changes, TEAM).standing == standing


def test_what_is_read_of_somebody() -> None:
    person = new_person("U1ANA", "Ana Lee", locale="de-DE", tz="Asia/Kolkata")
    person["profile"] |= {"title": "Baker", "email": "Ana@example.com", "real_name": "Ana\n  Lee"}
    read = member(person, TEAM)
    assert (read.user, read.name, read.email) == ("U1ANA", "Ana Lee", "Ana@example.com")
    assert (read.timezone, read.language, read.title) == ("Asia/Kolkata", "de", "Baker")


def test_a_grid_organization_has_the_people_of_all_its_workspaces() -> None:
    person = new_person("W1") | {"team_id": "T0OTHER", "enterprise_user": GRID}
    assert member(person, "E0GRID").standing == "member"


@pytest.mark.parametrize(
    "changes", [{"profile": {}}, {"tz": None, "real_name": None, "profile": {"email": None, "title": None}}]
)
def test_little_is_enough(changes: Json) -> None:
    assert member(new_person("U1ANA") | changes, TEAM).user == "U1ANA"


@pytest.mark.parametrize("broken", [{}, {"id": 7}, {"id": "U1", "deleted": "no"}, [], None])
def test_what_is_no_person_is_refused(broken: Json) -> None:
    with pytest.raises(BadPayload):
        member(broken, TEAM)
