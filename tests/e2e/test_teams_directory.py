"""Teams' rosters, Microsoft Graph's list and the look at somebody new, against their doubles, over real HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import msgspec
import pytest

from adapters.teams.client.connector import Connector
from adapters.teams.client.directory import LEFT, MEMBERS_RATE, PAGES_RATE, TeamsDirectory
from adapters.teams.client.graph import Graph
from adapters.teams.client.rates import SECOND_CALL
from adapters.teams.client.rates import TENANT as TENANT_RATE
from adapters.teams.client.settings import TeamsSettings
from adapters.teams.inbound import Receipt, inbound
from adapters.teams.payloads import read_activity
from bot.conversation.messages import Address, Form
from bot.events import ErasureAsked, Said, Submitted
from bot.program.model import Account, Person, Record, by_id
from bot.runtime.newcomers import Newcomers
from bot.runtime.ports import Ask, RosterPage
from bot.runtime.whereabouts import Whereabouts
from storage import MemoryStorage
from tests import factories as make
from tests.factories import ACME
from tests.listing import Office
from tests.serving import serving
from tests.teams.double import APP_ID, PASSWORD, FakeTeams
from tests.teams.graph import FakeGraph, graph_person
from tests.teams.limiting import ALL, READING
from tests.teams.requests import BOT, TENANT, Requests, payload
from tests.teams.roster import roster_person
from tests.teams.rules import Json

PLACE = f"teams:{TENANT}"
TEAM, OTHER = "19:one@thread.tacv2", "19:two@thread.tacv2"
ELSEWHERE = "99999999-aaaa-bbbb-cccc-222222222222"


def uuid(number: int) -> str:
    return f"00000000-0000-0000-0000-{number:012}"


ANA, BEN, HEAD, ADA = uuid(1), uuid(2), uuid(3), uuid(4)


class Quick(TeamsDirectory):
    """Asks as often as it likes: the doubles do not count here."""

    def rates(self, place: str, ask: Ask) -> Sequence[tuple[str, float, int]]:
        return tuple((name, 1000.0, 1000) for name, *_ in super().rates(place, ask))


class Hall(Office):
    """The program of Acme in the double's tenant. Ada runs it."""

    place = PLACE
    teams: FakeTeams
    graph: FakeGraph
    newcomers: Newcomers
    requests: Requests
    quick: Quick

    def found(self, *people: Person, program: bool = True) -> None:
        """Those with a `teams_id` have written before."""
        self.keep(make.organization(), make.place(self.place))
        self.keep(make.person("ada", is_admin=True, state="known", teams_id=ADA), *people)
        wrote = [one for one in people if one.teams_id and one.reachable]
        self.keep(self.account("ada", ADA), *(self.account(one.id, one.teams_id) for one in wrote))
        self.teams.roster.people |= {one.teams_id: roster_person(one.teams_id, one.name) for one in wrote}
        self.teams.roster.people[ADA] = roster_person(ADA, "Ada")
        if program:
            self.keep(make.cohort(opened_by="ada"))

    def account(self, person: str, user: str) -> Record:
        extra = {"service_url": self.teams.address, "bot_id": BOT, "user_id": f"29:{user}", "tenant": TENANT}
        where = make.address(user, platform="teams", place=TENANT, conversation=f"a:{user}", extra=extra)
        return make.account(person, user, address=where)

    def join(self, team: str, *members: object) -> None:
        """The app is in that team, of which these are members."""
        self.teams.roster.teams[team] = list(members)
        extra = {"service_url": self.teams.address, "bot_id": BOT, "team": team}
        where = make.address("", platform="teams", place=TENANT, conversation=team, extra=extra)
        self.keep(make.channel(f"{PLACE}:{team}", address=where))

    async def says(self, user: str, text: str = "hello", **changes: object) -> None:
        sent = self.requests.say(text, user) | changes
        self.quick.hear(read_activity(sent))
        for event in inbound(sent, Receipt(at=self.clock.now())):
            await self.newcomers.handle(event)

    def called(self, name: str) -> list[Person]:
        return [one for one in self.people().values() if one.name == name]

    def accounts(self) -> dict[str, Account]:
        return {one.id: one for one in self.storage.page_of(Account, ACME)}

    async def pages(self) -> list[RosterPage]:
        """All of the list, as a reading asks for it."""
        pages: list[RosterPage] = []
        cursor = ""
        while not pages or cursor:
            pages.append(await self.directory.page(TENANT, cursor))
            cursor = pages[-1].cursor
        return pages


@asynccontextmanager
async def tenant(*, graph: bool = False) -> AsyncIterator[Hall]:
    teams, there = FakeTeams(), FakeGraph()
    async with teams.serving() as address, serving(there.routes()) as graph_address:
        there.address = graph_address
        settings = TeamsSettings(
            app_id=APP_ID,
            app_password=PASSWORD,
            tenant_id=TENANT,
            login_url=address,
            service_hosts=address.removeprefix("http://"),
        )
        ours = msgspec.structs.replace(
            settings, graph="on" if graph else "off", graph_url=graph_address, login_url=graph_address
        )

        async def teams_at(place: str) -> Sequence[Address]:
            return await Whereabouts(hall.service, "teams").channels(place)

        async def address_at(place: str, user: str) -> Address | None:
            return await Whereabouts(hall.service, "teams").of(place, user)

        quick = Quick(settings, Connector(settings), Graph(ours), teams_at, address_at)
        hall = Hall(MemoryStorage(), quick)
        hall.quick = quick
        hall.teams, hall.graph, hall.requests = teams, there, Requests(address)
        hall.newcomers = Newcomers(hall.service, {"teams": hall.quick}, hall.service.handle)
        hall.newcomers.look_up_s = 20.0  # however slow this machine is
        try:
            yield hall
        finally:
            hall.close()


@pytest.fixture
async def here() -> AsyncIterator[Hall]:
    async with tenant() as found:
        yield found


@pytest.fixture
async def consented() -> AsyncIterator[Hall]:
    async with tenant(graph=True) as found:
        found.graph.people = [
            graph_person(ADA, "Ada"),
            graph_person(ANA, "Ana Lee"),
            graph_person(BEN, "Ben"),
        ]
        yield found


def crowd(number: int) -> list[Json]:
    return [roster_person(f"UX{at:05}") for at in range(number)]


class TestNewcomers:
    async def test_who_they_are_is_known_before_they_are_answered(self, here: Hall) -> None:
        here.found()
        here.teams.roster.people[ANA] = roster_person(ANA, "Ana Lee")
        await here.says(ANA, "hello", locale="de-DE", localTimezone="W. Europe Standard Time", entities=[])
        (ana,) = here.called("Ana Lee")
        assert (ana.email, ana.teams_id) == (f"{ANA}@example.com", ANA)
        assert (ana.language, ana.timezone) == ("de", "Europe/Berlin")
        assert here.teams.roster.asked[0].endswith(f"/members/29%3A{ANA}")
        assert here.told()[ana.id]

    async def test_somebody_of_the_file_is_recognized_by_their_address(self, here: Hall) -> None:
        here.found(make.person("zoe", state="known", reachable=False, email=f"{ANA}@Example.com"))
        here.teams.roster.people[ANA] = roster_person(ANA)
        await here.says(ANA, "I'd like to join")
        assert set(here.people()) == {"ada", "zoe"}
        assert (here.person("zoe").teams_id, here.person("zoe").state) == (ANA, "onboarding")

    async def test_known_people_are_never_looked_up_and_followed_all_the_same(self, here: Hall) -> None:
        here.found()
        here.teams.roster.people[ANA] = roster_person(ANA, "Ana Lee")
        await here.says(ANA, localTimezone="Europe/Berlin", entities=[])
        (ana,) = here.called("Ana Lee")
        sender = {"id": f"29:{ANA}", "aadObjectId": ANA, "name": "Ana Berg"}
        sent = here.requests.say("hello", ANA) | {
            "from": sender,
            "localTimezone": "Asia/Tokyo",
            "entities": [],
        }
        later = Newcomers(here.service, {"teams": here.quick}, here.service.handle)
        for event in inbound(sent, Receipt(at=here.clock.now())):
            await later.handle(event)
        assert (here.person(ana.id).name, here.person(ana.id).timezone) == ("Ana Berg", "Asia/Tokyo")
        assert len(here.teams.roster.asked) == 1

    @pytest.mark.parametrize(
        "kind",
        [
            {"userRole": "guest"},
            {"userRole": "anonymous"},
            {"tenantId": ELSEWHERE},
            {"userPrincipalName": "a#EXT#@acme.example"},
        ],
    )
    async def test_whoever_is_from_outside_is_kept_out(self, here: Hall, kind: Json) -> None:
        here.found(make.person("zoe", state="known", reachable=False, email=f"{ANA}@example.com"))
        here.teams.roster.people[ANA] = roster_person(ANA, "Eve", **kind)
        await here.says(ANA, "/rm-join")
        (eve,) = here.called("Eve")
        assert (eve.is_guest, eve.state, eve.email) == (True, "known", "")
        assert "people of the company" in here.told()[eve.id][0]
        assert not here.person("zoe").reachable

    async def test_an_activity_that_names_another_company_is_believed_at_once(self, here: Hall) -> None:
        here.found()
        sender = {"id": f"29:{ANA}", "aadObjectId": ANA, "name": "Eve", "tenantId": ELSEWHERE}
        sent = here.requests.say("/rm-join", ANA) | {"from": sender}
        for event in inbound(sent, Receipt(at=here.clock.now())):
            await here.service.handle(event)
        (eve,) = here.called("Eve")
        assert (eve.is_guest, eve.state) == (True, "known")

    async def test_in_a_channel_the_team_is_asked(self, here: Hall) -> None:
        here.found()
        here.join(TEAM, roster_person(ANA, "Ana Lee"))
        where = {"id": f"{TEAM};messageid=17", "conversationType": "channel", "tenantId": TENANT}
        bot = {"type": "mention", "mentioned": {"id": BOT, "name": "Bot"}, "text": "<at>Bot</at>"}
        await here.says(ANA, text="<at>Bot</at> hello", conversation=where, entities=[bot])
        assert here.called("Ana Lee")[0].email

    @pytest.mark.parametrize("how", ["throttled", "away", "no_json", "unknown"])
    async def test_what_fails_is_handled_without_and_asked_again_later(self, here: Hall, how: str) -> None:
        here.found()
        here.teams.roster.people[ANA] = roster_person(ANA, "Ana Lee")
        here.teams.roster.failing.append(how)
        await here.says(ANA)
        assert here.called(f"{ANA} removed")
        assert here.told()
        if how == "throttled":
            refused = here.storage.take_turn(here.directory.rates(TENANT, "person"))
            assert refused is not None
            assert refused.wait_s > 8
            return
        while await here.errands.pump():
            pass
        assert here.called("Ana Lee")


class TestPicked:
    async def pick(self, hall: Hall, *users: str) -> None:
        """Ada picks them from Teams' own list."""
        (said, *_) = inbound(hall.requests.say("hello", ADA), Receipt(at=hall.clock.now()))
        assert isinstance(said, Said)
        picked = tuple(f"@{user}" for user in users)
        await hall.newcomers.handle(
            Submitted(id="pick", at=said.at, sender=said.sender, action="x", values={"who": picked})
        )

    async def test_a_colleague_of_a_team_is_known_and_can_be_written_to(self, here: Hall) -> None:
        here.found()
        here.join(TEAM)
        here.join(OTHER, roster_person(ANA, "Ana Lee"))
        await self.pick(here, ANA, BEN)
        (ana,) = here.called("Ana Lee")
        assert (ana.teams_id, ana.reachable, ana.state) == (ANA, True, "known")
        assert here.accounts()[f"{PLACE}:{ANA}"].address.extra["user_id"] == f"29:{ANA}"
        assert set(here.people()) == {"ada", ana.id}, "of whom nothing can be learned nothing is kept"

    @pytest.mark.parametrize("graph", [False, True])
    async def test_by_the_id_for_the_bot_the_one_of_the_directory_is_found(self, graph: bool) -> None:
        async with tenant(graph=graph) as here:
            here.found()
            here.join(TEAM, roster_person(ANA, "Ana Lee"))
            member = await here.quick.person(TENANT, f"29:{ANA}")
            assert member is not None
            assert (member.user, member.name) == (ANA, "Ana Lee")

    async def test_found_by_the_id_for_the_bot_they_are_asked_for_by_it_next(self, here: Hall) -> None:
        here.found()
        here.join(TEAM, roster_person(ANA, "Ana Lee"))
        await here.quick.person(TENANT, f"29:{ANA}")
        member = await here.quick.person(TENANT, ANA)
        assert member is not None
        assert member.user == ANA
        assert [path.rpartition("/")[2] for path in here.teams.roster.asked] == [f"29%3A{ANA}"] * 2

    async def test_with_graph_everybody_is_known_but_cannot_be_written_to_yet(self, consented: Hall) -> None:
        here = consented
        here.found()
        here.graph.people[2] |= {"userType": "Guest"}
        await self.pick(here, ANA, BEN, HEAD)
        (ana,) = here.called("Ana Lee")
        assert (ana.teams_id, ana.reachable) == (ANA, False)
        assert set(here.people()) == {"ada", ana.id}
        assert f"{PLACE}:{ANA}" not in here.accounts()

    async def test_whoever_wanted_to_be_forgotten_stays_so(self, consented: Hall) -> None:
        here = consented
        here.found(make.person("ana", state="known", external="", teams_id=ANA))
        asked = ErasureAsked(id="erase", at=here.clock.now(), organization=ACME, person="ana")
        await here.service.handle(asked)
        await self.pick(here, ANA)
        assert set(here.people()) == {"ada"}


class TestRoster:
    async def test_two_teams_in_pages_with_a_crash(self, here: Hall) -> None:
        here.found(make.person("zoe", state="known", reachable=False, email="UZOE@example.com"))
        here.join(TEAM, *crowd(1_100))
        here.join(OTHER, *crowd(3), roster_person("UZOE", "Zoe"))
        await here.begin()
        assert await here.errands.pump()
        here.close()
        here.restart()
        here.teams.roster.failing.append("away")
        await here.settle()
        pages = [path for path in here.teams.roster.asked if "pagedmembers" in path]
        assert len(pages) == 6 + 1 + 1
        assert all("pageSize=200" in path for path in pages)
        assert here.reading().people == 1_104
        zoe = here.person("zoe")
        assert (zoe.reachable, zoe.teams_id) == (True, "UZOE")
        address = here.accounts()[f"{PLACE}:UZOE"].address
        assert address.extra == {
            "service_url": here.teams.address,
            "bot_id": BOT,
            "channel_id": "msteams",
            "user_id": "29:UZOE",
            "tenant": TENANT,
        }
        assert set(here.people()) == {"ada", "zoe"}, "of everybody else nothing is kept"

    async def test_without_a_team_nothing_is_asked(self, here: Hall) -> None:
        here.found()
        await here.read()
        assert (here.reading().people, here.teams.roster.asked) == (0, [])
        assert here.told() == {}

    async def test_a_team_that_the_app_has_left_is_passed_over(self, here: Hall) -> None:
        here.found(make.person("zoe", state="known", reachable=False, email="UZOE@example.com"))
        here.join(TEAM)
        here.join(OTHER, roster_person("UZOE"))
        del here.teams.roster.teams[TEAM]
        await here.read()
        assert here.person("zoe").reachable
        assert here.told() == {}

    async def test_entries_that_cannot_be_read_hide_nobody(self, here: Hall) -> None:
        here.found(make.person("zoe", state="known", reachable=False, email="UZOE@example.com"))
        here.join(
            TEAM,
            None,
            7,
            "x",
            [],
            {},
            {"id": 3},
            roster_person("UODD") | {"name": ["a"]},
            roster_person("UZOE"),
        )
        await here.read()
        assert here.person("zoe").reachable
        assert here.reading().people == 1

    async def test_whoever_is_not_in_a_team_any_more_stays(self, here: Hall) -> None:
        here.found(*(make.person(f"p{at}", teams_id=uuid(100 + at)) for at in range(30)))
        here.join(TEAM, *(roster_person(uuid(100 + at)) for at in range(30)))
        await here.read()
        here.teams.roster.teams[TEAM] = []
        await here.night()
        assert not any(one.gone for one in here.people().values())
        assert not here.reading().short
        assert here.told() == {}

    async def test_whoever_is_gone_from_their_own_chat_has_left(self, here: Hall) -> None:
        here.found(make.person("ana", teams_id=ANA), make.person("ben", teams_id=BEN))
        here.keep(make.pairing(mentor="ana", mentee="ben", state="introduced", introduced_at=make.NOON))
        await here.read()
        del here.teams.roster.people[ANA]
        await here.night()
        assert (here.person("ana").gone, here.person("ben").gone) == (True, False)
        assert "Ana has left the company." in here.told()["ada"][-1]
        assert LEFT == "MemberNotFoundInConversation"

    @pytest.mark.parametrize("people", [4, 30])
    async def test_when_everybody_seems_to_have_left_nobody_is_taken_out(
        self, here: Hall, people: int
    ) -> None:
        here.found(*(make.person(f"p{at:02}", teams_id=uuid(100 + at)) for at in range(people)))
        await here.read()
        here.teams.roster.people.clear()
        await here.night()
        assert not any(one.gone for one in here.people().values())
        assert here.reading().short
        assert "looks cut off" in here.told()["ada"][0]

    @pytest.mark.parametrize("how", ["unknown", "throttled", "away", "no_json"])
    async def test_an_answer_that_says_nothing_takes_nobody_out(self, here: Hall, how: str) -> None:
        here.found(make.person("ana", teams_id=ANA))
        await here.read()
        here.teams.roster.failing += [how] * 2
        here.clock.move_to(here.next_night())
        await here.ticker.pump()
        for _ in range(4):
            await here.errands.pump()
        assert not here.person("ana").gone

    async def test_somebody_who_is_a_guest_by_now_is_out(self, here: Hall) -> None:
        here.found(make.person("ana", teams_id=ANA))
        here.join(TEAM, roster_person(ANA, "Ana", userRole="guest"))
        await here.read()
        ana = here.person("ana")
        assert (ana.is_guest, ana.state) == (True, "left")

    async def test_a_team_that_goes_round_in_a_circle_comes_to_an_end(self, here: Hall) -> None:
        here.found()
        here.join(TEAM, *crowd(50))
        here.teams.roster.largest = 0
        pages = await here.pages()
        assert len(pages) == 2

    async def test_a_new_team_is_read_at_once(self, here: Hall) -> None:
        here.found(make.person("zoe", state="known", reachable=False, email="UZOE@example.com"))
        await here.read()
        here.teams.roster.teams[TEAM] = [roster_person("UZOE"), roster_person(ADA, "Ada")]
        joined = payload("team_joined") | {"serviceUrl": here.teams.address}
        joined["channelData"] |= {"team": {"id": TEAM, "name": "All"}}
        for event in inbound(joined, Receipt(at=here.clock.now())):
            await here.service.handle(event)
        await here.settle()
        assert here.person("zoe").reachable

    async def test_an_admin_reads_how_far_the_list_goes(self, here: Hall) -> None:
        here.found()
        here.join(TEAM, *crowd(20))
        await here.read()
        await here.says(ADA, "/rm-people sync")
        await here.settle()
        told = here.told()["ada"]
        assert "It had 20 entries." in told[0]
        assert "who is in the teams I'm in" in told[0]
        assert told[1].startswith("I've read the list of people. It has 20 entries.")

    async def test_the_rates_stay_below_what_teams_allows(self) -> None:
        in_a_second = sum(
            burst + per_second for per_second, burst in (MEMBERS_RATE, TENANT_RATE, SECOND_CALL)
        )
        assert in_a_second < ALL[1]
        for seconds, most in READING.items():
            pages = PAGES_RATE[1] + PAGES_RATE[0] * seconds
            assert pages < most


class TestGraph:
    async def test_the_company_in_pages(self, consented: Hall) -> None:
        here = consented
        here.found(
            make.person("ana", external="", name=ANA, title="", department="", teams_id=ANA),
            make.person("zoe", state="known", reachable=False, email=f"{BEN}@example.com"),
        )
        here.graph.page = 2
        here.graph.people[1] |= {"jobTitle": "Baker", "department": "Bakery"}
        here.graph.people += [
            None,
            {"id": 7},
            {"displayName": "nobody"},
            graph_person(uuid(9), accountEnabled="no"),
        ]
        await here.read()
        assert here.reading().people == 3
        ana, zoe = here.person("ana"), here.person("zoe")
        assert (ana.name, ana.title, ana.department) == ("Ana Lee", "Baker", "Bakery")
        assert (zoe.teams_id, zoe.reachable) == (BEN, False), "to be listed does not mean to have the app"
        lists = [path for _, path, _ in here.graph.calls if path.startswith("/v1.0/users?")]
        assert len(lists) == 4

    async def test_members_of_teams_can_be_written_to_and_the_company_is_known(self, consented: Hall) -> None:
        here = consented
        here.found(make.person("zoe", state="known", reachable=False, email=f"{BEN}@example.com"))
        here.join(TEAM, roster_person(BEN))
        await here.read()
        assert here.person("zoe").reachable
        assert here.reading().people == 1 + 3

    async def test_deactivated_and_gone_people_have_left(self, consented: Hall) -> None:
        here = consented
        here.found(make.person("ana", teams_id=ANA), make.person("ben", teams_id=BEN))
        await here.read()
        here.graph.people[1] |= {"accountEnabled": False}
        del here.graph.people[2]
        await here.night()
        assert here.person("ana").gone
        assert here.person("ben").gone
        assert not here.person("ada").gone

    async def test_title_department_and_manager_once_an_admin_says_so(self, consented: Hall) -> None:
        here = consented
        here.found(
            make.person("ana", external="", teams_id=ANA), make.person("ben", external="", teams_id=BEN)
        )
        here.graph.people += [graph_person(HEAD, manager={"id": BEN})]
        here.graph.people[1] |= {"department": "Bakery", "manager": {"id": HEAD}}
        await here.read()
        await here.says(ADA, "/rm-people fields")
        await here.settle()
        assert here.reading().offered == (
            ("jobTitle", "Job title"),
            ("department", "Department"),
            ("manager", "Manager"),
        )
        await here.says(ADA, "/rm-people fields manager = Manager")
        await here.settle()
        assert here.person("ana").manager == by_id("ben")
        assert here.person("ben").manager == ""
        here.graph.people[1]["manager"] = None
        await here.night()
        assert here.person("ana").manager == ""

    async def test_the_question_has_its_answers_filled_in(self, consented: Hall) -> None:
        here = consented
        here.found()
        await here.read()
        await here.says(ADA, "/rm-people fields")
        assert here.told()
        await here.settle()
        rows = here.storage.claim_rows("live", make.after(days=1), lease_s=60, limit=9)
        (form,) = (block for row in rows for block in row.send.message.blocks if isinstance(block, Form))
        assert {field.name: field.value for field in form.fields} == {
            "title": "jobTitle",
            "department": "department",
            "manager": "manager",
        }

    async def test_chosen_by_day_nobody_is_taken_out_by_it(self, consented: Hall) -> None:
        """Whoever is missing there has left by a whole reading only."""
        here = consented
        here.found(make.person("ana", teams_id=ANA))
        await here.read()
        del here.graph.people[1]
        await here.says(ADA, "/rm-people fields")
        await here.settle()
        await here.says(ADA, "/rm-people fields manager = Manager")
        await here.settle()
        assert (here.person("ana").gone, here.reading().left) == (False, ())

    async def test_a_refused_consent_is_told_once_with_its_cure(self, consented: Hall) -> None:
        here = consented
        here.found()
        here.graph.consented = False
        await here.read()
        (said,) = here.told()["ada"]
        assert "User.Read.All" in said
        await here.night()
        assert here.told() == {}
        await here.says(ADA, "/rm-people fields")
        await here.settle()
        assert "to notice who has left" in here.told()["ada"][-1]

    async def test_a_consent_taken_back_takes_nobody_out(self, consented: Hall) -> None:
        here = consented
        here.found(make.person("ana", teams_id=ANA))
        await here.read()
        here.graph.consented = False
        await here.night()
        assert not here.person("ana").gone

    async def test_without_graph_the_admin_hears_how_to_turn_it_on(self, here: Hall) -> None:
        here.found()
        await here.read()
        await here.says(ADA, "/rm-people fields")
        await here.settle()
        assert "TEAMS_GRAPH=on" in here.told()["ada"][-1]

    async def test_a_next_page_elsewhere_is_not_asked_for(self, consented: Hall) -> None:
        here = consented
        here.found(make.person("ana", teams_id=ANA))
        here.graph.page = 1
        here.graph.next_link = "https://evil.example/v1.0/users?$skiptoken=1"
        await here.begin()
        assert await here.errands.pump()
        reading = here.reading()
        assert (reading.read_at, reading.page) == (None, 0)
        assert len(here.graph.calls) == 1

    async def test_slow_down_is_kept_to(self, consented: Hall) -> None:
        here = consented
        here.found()
        here.graph.failing.append("throttled")
        await here.begin()
        assert await here.errands.pump()
        refused = here.storage.take_turn(here.directory.rates(TENANT, "page"))
        assert refused is not None
        assert refused.wait_s > 10
        assert len(here.graph.calls) == 1
