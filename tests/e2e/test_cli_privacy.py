"""`app.py export` and `app.py erase`: files an admin may have, and somebody who is gone everywhere."""

from __future__ import annotations

import csv
import json
import sqlite3
from pathlib import Path

import pytest

from bot.program.keeping.exports import TABLES
from bot.program.model import Person
from storage import open_storage
from tests import factories as make
from tests.e2e.test_cli import SLACK, Terminal, terminal

__all__ = ["terminal"]
KEY = "a key of this test"
NASTY = ("=cmd()", "+1", "-1", "@a", "\t=1", "＝1+1", " =2", "plain", 'Zoë, "the" one')


@pytest.fixture
def company(terminal: Terminal) -> Terminal:
    storage = open_storage(f"sqlite:///{terminal.home / 'turnabout.sqlite'}", KEY, home=terminal.home)
    with storage.begin() as work:
        named = [
            make.person(
                f"p{at}", external=f"hr-{at}", name=name, email=f"p{at}@example.com", joined_at=make.NOON
            )
            for at, name in enumerate(NASTY)
        ]
        outside = [
            make.person(state, external=f"hr-{state}", name=f"Never {state}", state=state)
            for state in ("known", "invited", "later", "declined", "onboarding")
        ]
        work.save(
            [
                make.organization(),
                *named,
                *outside,
                make.pairing(
                    mentor="p0", mentee="p7", state="ended", ended_because="concern", opener="secret"
                ),
                make.session(agenda=("secret", "", "")),
            ]
        )
    storage.close()
    return terminal


def read(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text("utf-8-sig").splitlines()))


class TestExport:
    def test_names_states_and_dates_and_nothing_else(self, company: Terminal, tmp_path: Path) -> None:
        code, out, _ = company.run("export", "--out", str(tmp_path / "files"), SECRET_KEYS=KEY)
        assert code == 0
        assert f"people.csv: {len(NASTY)} rows" in out
        people = read(tmp_path / "files" / "people.csv")
        assert list(people[0]) == list(TABLES["people"].columns)
        assert [one["state"] for one in people] == ["joined"] * len(NASTY)
        assert [one["name"] for one in people] == [
            "'=cmd()",
            "'+1",
            "'-1",
            "'@a",
            "'\t=1",
            "'＝1+1",
            "' =2",
            "plain",
            'Zoë, "the" one',
        ]
        (pairing,) = read(tmp_path / "files" / "pairings.csv")
        assert (pairing["mentor"], pairing["mentee"], pairing["state"]) == ("'=cmd()", "plain", "ended")
        everything = "".join(path.read_text("utf-8-sig") for path in (tmp_path / "files").iterdir())
        assert not [word for word in ("secret", "concern", "Never", "example.com") if word in everything]

    def test_json_stays_as_it_is(self, company: Terminal) -> None:
        code, out, _ = company.run("export", "--json", SECRET_KEYS=KEY)
        found = json.loads(out)
        assert (code, list(found)) == (0, list(TABLES))
        assert [one["name"] for one in found["people"]] == list(NASTY)

    def test_everything_about_one_person(self, company: Terminal, tmp_path: Path) -> None:
        code, out, _ = company.run("export", "--person", "P7@example.com", "--json", SECRET_KEYS=KEY)
        assert (code, json.loads(out)["person"][0]["name"]) == (0, "plain")
        assert company.run("export", "--person", "hr-7", "--out", str(tmp_path), SECRET_KEYS=KEY)[0] == 0
        assert any(line["value"] == "p7@example.com" for line in read(tmp_path / "about-me.csv"))

    def test_what_is_wrong_is_one_line(self, company: Terminal, tmp_path: Path) -> None:
        file = tmp_path / "file"
        file.write_text("in the way")
        code, out, err = company.run("export", "--out", str(file), SECRET_KEYS=KEY)
        assert (code, out, err.count("\n")) == (1, "", 1)
        code, _, err = company.run("export", "--organization", "nope", SECRET_KEYS=KEY)
        assert (code, err) == (2, "--organization: there is none of that name (acme)\n")
        code, _, err = company.run("export", "--person", "nobody", SECRET_KEYS=KEY)
        assert (code, err.count("\n")) == (1, 1)


class TestErase:
    @pytest.mark.parametrize("said", ["p7", "hr-7", "P7@EXAMPLE.com"])
    def test_by_id_or_address(self, said: str, company: Terminal) -> None:
        code, out, _ = company.run("erase", said, "--yes", SECRET_KEYS=KEY)
        assert (code, out) == (0, "Done: everything about them is gone.\n")
        database = company.home / "turnabout.sqlite"
        assert b"plain" not in database.read_bytes()
        with sqlite3.connect(database) as db:
            assert db.execute("SELECT count(*) FROM person WHERE id = 'p7'").fetchone() == (0,)

    def test_a_new_file_does_not_bring_them_back(self, company: Terminal, tmp_path: Path) -> None:
        company.run("erase", "p7", "--yes", SECRET_KEYS=KEY)
        people = tmp_path / "people.csv"
        people.write_text("id,name,manager_id\nhr-boss,Bo Boss,\nhr-7,plain,hr-boss\nhr-new,Una Under,hr-7\n")
        code, out, _ = company.run("people", "import", str(people), "--json", SECRET_KEYS=KEY, **SLACK)
        report = json.loads(out)
        assert (code, report["added"], report["forgotten"]) == (0, 2, 1)
        storage = open_storage(f"sqlite:///{company.home / 'turnabout.sqlite'}", KEY, home=company.home)
        found = {person.external: person for person in storage.page_of(Person, make.ACME)}
        storage.close()
        assert "hr-7" not in found
        assert found["hr-new"].manager == "hr-boss"
        code, out, _ = company.run("people", "import", str(people), "--json", SECRET_KEYS=KEY, **SLACK)
        assert (json.loads(out)["unchanged"], json.loads(out)["forgotten"]) == (2, 1)

    def test_it_asks_once_more(self, company: Terminal) -> None:
        code, _, err = company.run("erase", "p7", SECRET_KEYS=KEY)
        assert (code, err) == (2, "erase asks once more; without a terminal say --yes\n")
        code, _, err = company.run("erase", "nobody", "--yes", SECRET_KEYS=KEY)
        assert (code, err) == (1, "nobody is known by that id or address; nothing has been changed\n")

    def test_an_empty_database_has_nobody(self, terminal: Terminal) -> None:
        code, _, err = terminal.run("erase", "p7", "--yes", SECRET_KEYS=KEY)
        assert (code, err) == (1, "there is no company in this database yet\n")
