"""Do the commands do what they say, with one clear line and the right exit code when they cannot?"""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import termios
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

import app
from bot.program.model import Organization, Person, Place
from bot.program.people import COLUMNS
from bot.runtime import cli
from bot.runtime.cli_doctor import Findings
from bot.runtime.cli_words import KINDS
from bot.runtime.errors import ConfigError, TryLater
from bot.runtime.logs import set_up_logging, trace
from bot.runtime.ports import SetAside
from bot.runtime.settings import Settings
from storage import MemoryStorage
from tests import factories as make
from tests.e2e.process import ROOT, environment
from tests.slack import TEAM, TOKEN, FakeSlack

SAMPLE = ROOT / "bot" / "simulation" / "sample_people.csv"
SLACK = {"SLACK_BOT_TOKEN": TOKEN, "SLACK_SIGNING_SECRET": "0123456789abcdef" * 2}
OAUTH = {
    "SLACK_CLIENT_ID": "1.2",
    "SLACK_CLIENT_SECRET": "walrus",
    "PUBLIC_URL": "https://turnabout.example.com",
}
COMMANDS = [
    "run",
    "doctor",
    "manifest",
    "migrate",
    "replay",
    "people",
    "people import",
    "outcomes",
    "outcomes compare",
    "export",
    "erase",
    "skills",
    "match",
    "understand",
    "simulate",
]

SIMULATED = {
    *("people", "weeks", "seed", "joined", "pairs", "sessions_booked", "sessions_held", "messages"),
    *(
        "most_messages_in_a_week",
        "outside_hours",
        "due",
        "due_missed",
        "due_doubled",
        "undelivered",
        "seconds",
    ),
}


class Terminal:
    """Runs commands as a terminal does, each with the same home folder."""

    def __init__(self, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.home, self._capsys = home, capsys
        self.places: list[str] = ["slack:T1"]
        self.found: Findings = []

    def run(self, *words: str, **environment: str) -> tuple[int, str, str]:
        """Exit code, stdout, stderr."""
        settings = {"TURNABOUT_HOME": str(self.home), **environment}
        self._capsys.readouterr()
        code = cli.main(words, self.tools(), environment=settings, env_file=None)
        captured = self._capsys.readouterr()
        return code, captured.out, captured.err

    def document(self, *words: str, **environment: str) -> Any:
        """What --json prints: one document and nothing else."""
        _, out, _ = self.run(*words, "--json", **environment)
        return json.loads(out)

    def file(self, name: str, text: str) -> str:
        path = self.home / name
        path.write_text(text, "utf-8")
        return str(path)

    def people(self, *rows: str, header: str = "id,name,email,slack_id") -> str:
        return self.file("people.csv", "\n".join([header, *rows, ""]))

    def stored(self, realm: str = "playground") -> dict[str, Person]:
        settings = Settings.model_validate({"turnabout_home": self.home})
        storage = app.opened(settings)
        try:
            organization = storage.organization_of("live" if realm == "live" else "playground")
            people = storage.people_of(organization) if organization else ()
            return {person.external: person for person in people}
        finally:
            storage.close()

    def tools(self) -> cli.Tools:
        async def places(_: Settings) -> list[str]:
            if not self.places:
                raise TryLater("slack cannot be reached")
            return self.places

        async def examine(_: Settings) -> Findings:
            return self.found

        async def serve(_: Settings) -> None:
            raise AssertionError("nothing is served here")

        return cli.Tools(
            serve=serve, open_storage=app.opened, examine=examine, places=places, memory=MemoryStorage
        )


@pytest.fixture
def terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Terminal]:
    """Logging is put back as it was: a command sets it up for its process."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield Terminal(tmp_path, capsys)
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.captureWarnings(False)


class TestHelp:
    @pytest.mark.parametrize("command", ["", *COMMANDS])
    def test_every_command_has_help(
        self, command: str, capsys: pytest.CaptureFixture[str], terminal: Terminal
    ) -> None:
        with pytest.raises(SystemExit) as ended:
            terminal.run(*command.split(), "--help")
        assert ended.value.code == 0
        assert "usage: app.py" in capsys.readouterr().out

    @pytest.mark.parametrize("words", [(), ("dance",), ("people",), ("understand",), ("doctor", "--loud")])
    def test_wrong_use_is_exit_2(self, words: tuple[str, ...], terminal: Terminal) -> None:
        with pytest.raises(SystemExit) as ended:
            terminal.run(*words)
        assert ended.value.code == 2


class TestDoctor:
    def test_all_is_well(self, terminal: Terminal) -> None:
        assert terminal.run("doctor")[:2] == (0, "All is well.\n")
        assert terminal.document("doctor") == {"healthy": True, "problems": [], "notes": []}

    def test_every_problem_of_the_settings_at_once(self, terminal: Terminal) -> None:
        code, out, _ = terminal.run("doctor", PORT="x", TEAMS_APP_PASSWORD="walrus", ADMINS="walrus")
        assert code == 1
        assert {line.partition(":")[0] for line in out.splitlines()} == {"PORT", "TEAMS_APP_ID", "ADMINS"}
        found = terminal.document("doctor", PORT="x")
        assert (found["healthy"], [problem["key"] for problem in found["problems"]]) == (False, ["PORT"])

    def test_what_the_platforms_say_and_what_has_no_effect(self, terminal: Terminal) -> None:
        terminal.found = [("SLACK_BOT_TOKEN", "lacks the scope commands")]
        code, out, _ = terminal.run("doctor", **SLACK, ADMINS="slack:U1", SLACK_APP_TOKEN="xapp-1")
        assert code == 1
        assert [line.partition(":")[0] for line in out.splitlines()] == ["SLACK_BOT_TOKEN", "note", "note"]

    @pytest.mark.parametrize(
        "url",
        [
            "postgresql://postgres:walrus@/turnabout?host=/nowhere",
            "postgresql://postgres:walrus@/turnabout?walrus=1",
            "postgresql://postgres:walrus@127.0.0.1:1/turnabout",
        ],
    )
    def test_a_database_that_is_not_there_is_a_finding(self, url: str, terminal: Terminal) -> None:
        code, out, err = terminal.run("doctor", DATABASE_URL=url, SECRET_KEYS="walrus")
        assert (code, out.partition(":")[0]) == (1, "DATABASE_URL")
        assert "walrus" not in out + err

    def test_a_file_that_is_no_database_is_a_finding(self, terminal: Terminal) -> None:
        path = terminal.file("other.db", "this is no database, walrus " * 100)
        code, out, err = terminal.run("doctor", DATABASE_URL=f"sqlite:///{path}")
        assert (code, out.partition(":")[0]) == (1, "DATABASE_URL")
        assert "walrus" not in out + err

    def test_the_key_that_is_missing_is_named(self, terminal: Terminal) -> None:
        assert terminal.run("migrate", SECRET_KEYS="first")[0] == 0
        code, _, err = terminal.run("migrate", SECRET_KEYS="second")
        assert code == 2
        assert err.startswith("SECRET_KEYS:")


class TestExamineSlack:
    """One question to a Slack of our own."""

    async def found(self, api_url: str, token: str = TOKEN) -> dict[str, str]:
        given = {"slack_bot_token": token, "slack_signing_secret": "s", "slack_api_url": api_url}
        return {text: key for key, text in await app.examine(Settings.model_validate(given))}

    async def test_each_scope_that_is_missing_is_named(self) -> None:
        workspace = FakeSlack()
        workspace.scopes -= {"commands", "im:history", "users:read"}
        async with workspace.serving() as slack:
            found = await self.found(f"{slack}/api/")
        assert set(found.values()) == {"SLACK_BOT_TOKEN"}
        assert sorted(text.split(",")[0].rpartition(" ")[2] for text in found) == [
            "commands",
            "im:history",
            "users:read",
        ]

    async def test_a_wrong_token(self) -> None:
        async with FakeSlack().serving() as slack:
            found = await self.found(f"{slack}/api/", token="xoxb-walrus")
        assert list(found.values()) == ["SLACK_BOT_TOKEN"]
        assert "walrus" not in str(found)

    async def test_no_network_is_a_finding(self) -> None:
        found = await self.found("http://127.0.0.1:1/api/")
        assert list(found.values()) == ["SLACK_API_URL"]

    async def test_the_workspace_is_where_people_are_imported_to(self) -> None:
        async with FakeSlack().serving() as slack:
            given = {"slack_bot_token": TOKEN, "slack_signing_secret": "s", "slack_api_url": f"{slack}/api/"}
            assert await app.places(Settings.model_validate(given)) == [f"slack:{TEAM}"]


class TestMigrate:
    def test_the_file_and_its_key_are_made_once(self, terminal: Terminal) -> None:
        assert terminal.run("migrate")[0] == 0
        assert {path.name for path in terminal.home.iterdir()} >= {"turnabout.sqlite", "secret.key"}
        assert terminal.run("migrate")[0] == 0


class TestPeopleImport:
    def test_the_sample_goes_in_and_a_second_run_changes_nothing(self, terminal: Terminal) -> None:
        code, out, err = terminal.run("people", "import", str(SAMPLE))
        assert (code, out, err) == (0, "120 added, 0 changed, 0 unchanged, 0 gone, 0 rejected.\n", "")
        before = terminal.stored()
        assert terminal.document("people", "import", str(SAMPLE)) == {
            "added": 0,
            "changed": 0,
            "unchanged": 120,
            "left": 0,
            "missing": 0,
            "rejected": [],
            "warnings": [],
            "dry_run": False,
        }
        assert terminal.stored() == before
        assert {person.state for person in before.values()} == {"known"}  # nobody joins by this

    def test_a_dry_run_changes_nothing(self, terminal: Terminal) -> None:
        code, out, _ = terminal.run("people", "import", str(SAMPLE), "--dry-run")
        assert (code, out) == (
            0,
            "120 would be added, 0 would be changed, 0 unchanged, 0 would be gone, 0 rejected.\n",
        )
        assert terminal.stored() == {}

    def test_good_rows_go_in_and_each_bad_one_is_named(self, terminal: Terminal) -> None:
        file = terminal.people("1,Ana,ana@example.com,", "2,,ben@example.com,", "3,Cem,walrus,")
        code, out, err = terminal.run("people", "import", file)
        assert (code, err) == (1, "")
        assert out.splitlines()[-1] == "1 added, 0 changed, 0 unchanged, 0 gone, 2 rejected."
        told = terminal.document("people", "import", file)
        assert [(row["line"], row["column"]) for row in told["rejected"]] == [(3, "name"), (4, "email")]
        assert all(row["reason"] for row in told["rejected"])
        assert terminal.stored().keys() == {"1"}

    def test_a_changed_row_changes_one_person(self, terminal: Terminal) -> None:
        terminal.run("people", "import", terminal.people("1,Ana,a@example.com,", "2,Ben,b@example.com,"))
        told = terminal.document(
            "people", "import", terminal.people("1,Ana,new@example.com,", "2,Ben,b@example.com,")
        )
        assert (told["added"], told["changed"], told["unchanged"]) == (0, 1, 1)
        assert terminal.stored()["1"].email == "new@example.com"

    def test_a_shrunken_file_removes_nobody_unless_told_to(self, terminal: Terminal) -> None:
        rows = [f"{number},Person {number},," for number in range(20)]
        terminal.run("people", "import", terminal.people(*rows))
        shrunken = terminal.people(*rows[:15])
        code, out, _ = terminal.run("people", "import", shrunken)
        assert code == 0
        assert "5 known people are not in this file. Nobody is removed" in out
        assert not any(person.gone for person in terminal.stored().values())
        assert "5 would be gone" in terminal.run("people", "import", shrunken, "--yes", "--dry-run")[1]
        assert not any(person.gone for person in terminal.stored().values())
        assert terminal.document("people", "import", shrunken, "--yes")["left"] == 5
        assert sum(person.gone for person in terminal.stored().values()) == 5
        assert terminal.document("people", "import", shrunken)["missing"] == 0

    def test_one_who_left_is_gone_at_once_and_may_come_back(self, terminal: Terminal) -> None:
        rows = [f"{number},Person {number},," for number in range(20)]
        terminal.run("people", "import", terminal.people(*rows))
        assert terminal.document("people", "import", terminal.people(*rows[:19]))["left"] == 1
        assert terminal.stored()["19"].gone
        assert terminal.document("people", "import", terminal.people(*rows))["added"] == 1
        assert not terminal.stored()["19"].gone

    @pytest.mark.parametrize(
        ("content", "code"),
        [("", 1), ("nothing of ours\n", 1), ("id\n1\n", 1), ("PK\x03\x04", 1)],
    )
    def test_a_file_that_is_none_is_one_line(self, content: str, code: int, terminal: Terminal) -> None:
        given, out, err = terminal.run("people", "import", terminal.file("people.csv", content))
        assert (given, out) == (code, "")
        assert len(err.splitlines()) == 1
        assert "people.csv" in err

    def test_a_file_that_is_not_there(self, terminal: Terminal) -> None:
        code, out, err = terminal.run("people", "import", "nowhere.csv")
        assert (code, out, err) == (2, "", "nowhere.csv: No such file or directory\n")

    def test_unknown_columns_are_named(self, terminal: Terminal) -> None:
        file = terminal.people("1,Ana,blue", header="id,name,color")
        told = terminal.document("people", "import", file)
        assert any("color" in warning["reason"] for warning in told["warnings"])

    def test_admins_of_the_settings_are_admins(self, terminal: Terminal) -> None:
        file = terminal.people("1,Ana,Ana@example.com,", "2,Ben,,U2", "3,Cem,cem@example.com,U3")
        terminal.run("people", "import", file)
        assert not any(person.is_admin for person in terminal.stored().values())
        terminal.run(
            "people", "import", file, ADMINS="ana@example.com,slack:U2"
        )  # rows that have not changed
        assert {name for name, person in terminal.stored().items() if person.is_admin} == {"1", "2"}


class TestOutcomes:
    def test_a_file_of_outcomes_is_compared_and_not_kept(self, terminal: Terminal) -> None:
        assert terminal.run("people", "import", str(SAMPLE))[0] == 0
        path = terminal.file("outcomes.csv", "id,retained\nE001,yes\nE002,no\n")
        code, out, _ = terminal.run("outcomes", "compare", str(path))
        assert (code, out.splitlines()[0]) == (
            0,
            "Still here: too few people are alike to compare; it takes five of either kind.",
        )
        assert "association, not a cause" in out
        found = terminal.document("outcomes", "compare", str(path))
        assert (found["retained"], found["promoted"]) == (None, None)

    def test_without_people_it_says_what_to_do_first(self, terminal: Terminal) -> None:
        path = terminal.file("outcomes.csv", "id,retained\n")
        code, _, err = terminal.run("outcomes", "compare", str(path))
        assert (code, "people import" in err) == (2, True)


class TestProgress:
    def test_a_bar_on_a_terminal(self, terminal: Terminal) -> None:
        master, slave = os.openpty()
        termios.tcsetwinsize(slave, (24, 80))
        words = [sys.executable, str(ROOT / "app.py"), "people", "import", str(SAMPLE), "--json"]
        done = subprocess.run(
            words,
            env=environment(terminal.home),
            cwd=terminal.home,
            stdout=subprocess.PIPE,
            stderr=slave,
            check=True,
        )
        os.close(slave)
        with os.fdopen(master, "rb", buffering=0) as screen:
            assert b"120/120" in screen.read(100_000)
        assert json.loads(done.stdout)["added"] == 120

    def test_plain_lines_elsewhere_and_only_for_many(self, terminal: Terminal) -> None:
        rows = [f"{number},Person {number},," for number in range(5200)]
        code, _, err = terminal.run("people", "import", terminal.people(*rows), LOG_FORMAT="text")
        assert code == 0
        assert [line.rpartition(": ")[2] for line in err.splitlines()] == ["5000 of 5200 people"]


class TestWhereTo:
    """Which organization an import goes to."""

    def test_the_configured_workspace_gets_an_organization(self, terminal: Terminal) -> None:
        file = terminal.people("1,Ana,,U1")
        assert terminal.run("people", "import", file, **SLACK)[0] == 0
        assert terminal.stored("live").keys() == {"1"}
        assert terminal.stored("playground") == {}
        terminal.places = []  # it is known by now: nobody has to be asked
        assert terminal.document("people", "import", file, **SLACK)["unchanged"] == 1

    def test_nobody_is_imported_when_the_workspace_is_not_known(self, terminal: Terminal) -> None:
        terminal.places = []
        code, _, err = terminal.run("people", "import", terminal.people("1,Ana,,"), **SLACK)
        assert code == 1
        assert "slack cannot be reached" in err
        assert terminal.stored("live") == {}

    def test_of_several_the_one_of_the_configured_workspace(self, terminal: Terminal) -> None:
        storage = app.opened(Settings.model_validate({"turnabout_home": terminal.home}))
        with storage.begin() as work:
            for name in ("one", "two"):
                work.save([Organization(id=name, organization=name)])
            work.save([Place(id="slack:T1", organization="two", platform="slack", place="T1")])
        storage.close()
        assert terminal.run("people", "import", terminal.people("1,Ana,,U1"), **SLACK)[0] == 0
        storage = app.opened(Settings.model_validate({"turnabout_home": terminal.home}))
        assert [len(storage.people_of(name)) for name in ("one", "two")] == [0, 1]
        storage.close()

    def test_the_only_company_may_be_one_that_installed_the_app_itself(self, terminal: Terminal) -> None:
        storage = app.opened(Settings.model_validate({"turnabout_home": terminal.home}))
        with storage.begin() as work:
            work.save([Organization(id="theirs", organization="theirs")])
            work.save([Place(id="slack:T9", organization="theirs", platform="slack", place="T9")])
        storage.close()
        both = {**SLACK, **OAUTH, "ADMINS": "ana@example.com"}
        file = terminal.people("1,Ana,ana@example.com,U1")
        assert terminal.run("people", "import", file, **both)[0] == 0
        storage = app.opened(Settings.model_validate({"turnabout_home": terminal.home}))
        assert storage.people_of("theirs") == ()
        (ours,) = (one for one in storage.organizations() if one.id != "theirs")
        assert [person.is_admin for person in storage.people_of(ours.id)] == [True]
        storage.close()

    def test_who_runs_the_server_names_no_admins_where_others_installed_the_app(
        self, terminal: Terminal
    ) -> None:
        storage = app.opened(Settings.model_validate({"turnabout_home": terminal.home}))
        with storage.begin() as work:
            work.save([Organization(id="theirs", organization="theirs")])
        storage.close()
        alone = {"SLACK_SIGNING_SECRET": SLACK["SLACK_SIGNING_SECRET"], **OAUTH}
        file = terminal.people("1,Ana,ana@example.com,U1")
        assert terminal.run("people", "import", file, **alone, ADMINS="ana@example.com")[0] == 0
        assert [person.is_admin for person in terminal.stored("live").values()] == [False]


class TestReplay:
    def test_what_was_set_aside_is_handled_once_more(self, terminal: Terminal) -> None:
        terminal.run("people", "import", terminal.people("1,Ana,,U1"), **SLACK)
        storage = app.opened(Settings.model_validate({"turnabout_home": terminal.home}))
        with storage.begin() as work:
            event = make.said(text="hello", at=make.NOON)
            assert work.is_new(event)
            work.set_aside(SetAside(event=event, organization="", error="KeyError at step:1"))
        storage.close()
        assert terminal.run("replay") == (0, "1 events handled, 0 still failing.\n", "")
        assert terminal.run("replay") == (0, "0 events handled, 0 still failing.\n", "")


class TestSkills:
    def test_words_become_skills(self, terminal: Terminal) -> None:
        assert terminal.document("skills", "k8s, insta reels and basket weaving") == [
            ["Kubernetes", "Instagram"]
        ]
        code, out, _ = terminal.run("skills", "k8s")
        assert (code, out) == (0, "k8s\tKubernetes\n")

    def test_what_is_not_sure_not_known_or_not_wanted_is_said(self, terminal: Terminal) -> None:
        words = "figma, management, basket weaving, no excel"
        code, out, _ = terminal.run("skills", words)
        asked = "“management” (People management or Project management or Operations management?)"
        assert code == 0
        assert out == f"{words}\tFigma; unsure: {asked}; unknown: “basket weaving”; not: Excel\n"
        assert terminal.run("skills", "n/a")[1] == "n/a\tno skill\n"
        assert (
            terminal.run("skills", "Öfentlich reden", "--lang", "de")[1]
            == "Öfentlich reden\tPublic speaking\n"
        )

    def test_every_line_of_a_long_file_has_its_answer(self, terminal: Terminal) -> None:
        lines = [f"how to use k8s {'!' * (n % 3)}" if n % 2 else f"word{n} and sql" for n in range(3000)]
        told = terminal.document("skills", "--file", terminal.file("many.txt", "\n".join(lines)))
        assert told == [["Kubernetes"] if n % 2 else ["SQL"] for n in range(3000)]

    def test_one_answer_a_line_in_order(self, terminal: Terminal) -> None:
        file = terminal.file("answers.txt", "\ufeffk8s\r\n\nfigma\x0b\u2028python\nexcel")
        told = terminal.document("skills", "--file", file)
        assert len(told) == 4
        assert (told[0], told[1], told[3]) == (["Kubernetes"], [], ["Excel"])

    @pytest.mark.parametrize(
        "words", [("skills",), ("skills", "k8s", "--file", "x"), ("skills", "--file", "nowhere")]
    )
    def test_wrong_use(self, words: tuple[str, ...], terminal: Terminal) -> None:
        code, out, err = terminal.run(*words)
        assert (code, out, len(err.splitlines())) == (2, "", 1)

    def test_a_file_that_is_no_text(self, terminal: Terminal) -> None:
        path = terminal.home / "answers.txt"
        path.write_bytes(b"k8s\n\xff\xfe")
        assert terminal.run("skills", "--file", str(path))[0] == 2


DIRECTORY = [
    {"id": "p1", "name": "Ana Lee", "nickname": None, "department": None, "title": None},
    {"id": "p2", "name": "Tom Lee"},
]


class TestUnderstand:
    @pytest.mark.parametrize(
        ("asked", "meant"),
        [
            ({"kind": "yes_no", "text": "yep"}, "yes"),
            ({"kind": "yes_no", "text": "nö", "lang": "de"}, "no"),
            ({"kind": "choice", "text": "the second one", "options": ["Phone", "Video"]}, "Video"),
            ({"kind": "scale", "text": "four"}, 4),
            ({"kind": "control", "text": "go back"}, "back"),
            ({"kind": "control", "text": "spreadsheets"}, "none"),
            (
                {
                    "kind": "date",
                    "text": "until end of August",
                    "today": "2026-03-02",
                    "zone": "Europe/Berlin",
                },
                "2026-08-31",
            ),
            (
                {
                    "kind": "moment",
                    "text": "Thursday at 3",
                    "now": "2026-03-02T12:00:00+00:00",
                    "zone": "Europe/Berlin",
                },
                "2026-03-05T14:00:00+00:00",
            ),
            (
                {"kind": "moment", "text": "today at 4", "now": "2026-03-02T12:00", "zone": "Asia/Kolkata"},
                "2026-03-02T10:30:00+00:00",
            ),
            ({"kind": "moment", "text": "tomorrow at 4", "today": "2026-03-02"}, "2026-03-03T16:00:00+00:00"),
            ({"kind": "moment", "text": "Thursday", "now": "2026-03-02T12:00:00Z"}, "unclear"),
            ({"kind": "hours", "text": "9 to 5:30"}, [["09:00", "17:30"]]),
            ({"kind": "timezone", "text": "Berlin"}, "Europe/Berlin"),
            (
                {"kind": "skills", "text": "k8s and insta reels"},
                {"skills": ["Kubernetes", "Instagram"], "own_words": []},
            ),
            ({"kind": "skills", "text": "nothing"}, {"skills": [], "own_words": []}),
            ({"kind": "skills", "text": "???"}, "unclear"),
            ({"kind": "skills", "text": "idk"}, "unclear"),
            ({"kind": "date", "text": "today", "today": "2026-03-18"}, "2026-03-18"),
            ({"kind": "date", "text": "tomorrow", "today": "2026-03-18", "zone": "Mars/Base"}, "2026-03-19"),
            ({"kind": "yes_no", "text": None, "zone": "Mars/Base"}, "unclear"),
            ({"kind": "yes_no", "text": "yes, if Ana agrees"}, "unclear"),
            ({"kind": "yes_no", "text": "yes and no"}, "unclear"),
            ({"kind": "person", "text": "Tom", "directory": DIRECTORY}, "p2"),
            ({"kind": "person", "text": "Lee", "directory": DIRECTORY}, ["p1", "p2"]),
            ({"kind": "person", "text": "me", "directory": DIRECTORY, "speaker": "p1"}, "p1"),
            ({"kind": "person", "text": "Zoltan", "directory": DIRECTORY}, "unclear"),
            ({"kind": "free_intent", "text": "I need a break", "speaker": "employee"}, "pause"),
            ({"kind": "free_intent", "text": "propose pairs", "speaker": "admin"}, "pair"),
            ({"kind": "free_intent", "text": "propose pairs", "speaker": "employee"}, "unclear"),
        ],
    )
    def test_what_words_mean(self, asked: dict[str, object], meant: object, terminal: Terminal) -> None:
        file = terminal.file("asked.json", json.dumps([{"lang": "en", **asked}]))
        assert terminal.document("understand", "--file", file) == [meant]

    @pytest.mark.parametrize("kind", KINDS)
    def test_nothing_but_kind_and_text_is_needed(self, kind: str, terminal: Terminal) -> None:
        optional = ("lang", "options", "today", "now", "zone", "directory", "speaker")
        empty = {"kind": kind, "text": "", **dict.fromkeys(optional)}
        asked = [{"kind": kind, "text": "hm"}, empty]
        assert (
            len(terminal.document("understand", "--file", terminal.file("asked.json", json.dumps(asked))))
            == 2
        )

    @pytest.mark.parametrize(
        "content",
        [
            '[{"kind": "mood", "text": "fine"}]',
            '[{"kind": "date", "text": "tomorrow", "zone": "Mars/Base"}]',
            '[{"kind": "date", "text": "tomorrow", "today": "soon"}]',
            '[{"kind": "moment", "text": "at 3", "zone": "Mars/Base"}]',
            '[{"kind": "moment", "text": "at 3", "now": "soon"}]',
            '[{"text": "fine"}]',
            '{"kind": "scale", "text": "3"}',
            "[",
            "",
        ],
    )
    def test_what_cannot_be_read_is_one_line(self, content: str, terminal: Terminal) -> None:
        code, out, err = terminal.run("understand", "--file", terminal.file("asked.json", content), "--json")
        assert (code, out, len(err.splitlines())) == (2, "", 1)

    def test_a_file_that_is_not_there(self, terminal: Terminal) -> None:
        assert terminal.run("understand", "--file", "nowhere.json")[::2] == (
            2,
            "nowhere.json: No such file or directory\n",
        )

    def test_plain_lines_without_json(self, terminal: Terminal) -> None:
        file = terminal.file("asked.json", '[{"kind": "scale", "text": "3"}]')
        assert terminal.run("understand", "--file", file)[1] == "scale\t'3'\t3\n"


class TestSimulate:
    def test_json_has_the_numbers_and_nothing_else(self, terminal: Terminal) -> None:
        code, out, err = terminal.run("simulate", "--people", "16", "--weeks", "4", "--seed", "2", "--json")
        found = json.loads(out)
        assert (code, set(found)) == (0, SIMULATED)
        assert (found["people"], found["weeks"], found["seed"]) == (16, 4, 2)
        assert found["pairs"] > 0 < found["sessions_booked"]
        assert [found[name] for name in ("outside_hours", "due_missed", "due_doubled", "undelivered")] == [
            0
        ] * 4
        assert err.splitlines() == ["day 28 of 28"]

    def test_a_table_for_people_and_a_database_that_has_nobody_yet(self, terminal: Terminal) -> None:
        url = f"sqlite:///{terminal.home / 'simulated.sqlite'}"
        words = ("simulate", "--people", "10", "--weeks", "1", "--database", url)
        code, out, _ = terminal.run(*words)
        assert (code, out.splitlines()[0]) == (0, "10 people, 1 weeks, seed 1")
        assert "joined the program" in out
        code, out, err = terminal.run(*words)
        assert (code, out, len(err.splitlines())) == (1, "", 1)
        assert "already" in err

    @pytest.mark.parametrize(
        "words",
        [
            ("--people", "many", "--weeks", "4"),
            ("--people", "5", "--weeks", "4"),
            ("--people", "20", "--weeks", "0"),
            ("--people", "20", "--weeks", "4", "--seed", "-1"),
            ("--people", "20", "--weeks", "4", "--database", "mysql://here"),
        ],
    )
    def test_wrong_arguments_are_one_line(self, words: tuple[str, ...], terminal: Terminal) -> None:
        code, out, err = terminal.run("simulate", *words)
        assert (code, out, len(err.splitlines())) == (2, "", 1)


class TestLogs:
    def test_an_error_of_others_tells_where_and_never_what_it_says(
        self, capsys: pytest.CaptureFixture[str], terminal: Terminal
    ) -> None:
        for form in ("text", "json"):
            set_up_logging(Settings.model_validate({"log_format": form}))
            try:
                raise LookupError("walrus")
            except LookupError:
                logging.getLogger("tests").exception("something failed")
            told = capsys.readouterr().err
            assert "something failed" in told
            assert "LookupError" in told
            assert "walrus" not in told
            assert (form == "json") is told.startswith("{")

    def test_our_own_errors_and_causes_are_told(self) -> None:
        error = ConfigError([("PORT", "is wrong")])
        error.__cause__ = OSError(13, "walrus")
        assert "PORT: is wrong" in trace(error)
        assert "PermissionError (13)" in trace(error)
        assert "walrus" not in trace(error)

    def test_a_mistake_of_ours_is_one_line_without_words(
        self, terminal: Terminal, capsys: pytest.CaptureFixture[str]
    ) -> None:
        def open_storage(_: Settings) -> Any:
            raise KeyError("walrus")

        tools = msgspec.structs.replace(terminal.tools(), open_storage=open_storage)
        assert cli.main(["migrate"], tools, environment={}, env_file=None) == 1
        told = capsys.readouterr().err
        assert "unexpected KeyError in open_storage" in told
        assert "walrus" not in told


def test_the_sample_has_every_column() -> None:
    assert SAMPLE.read_text("utf-8").splitlines()[0].split(",") == list(COLUMNS)
