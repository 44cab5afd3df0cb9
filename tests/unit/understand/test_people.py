import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.conversation.understand import Unclear
from bot.conversation.understand.people import Colleague, People, person, persons
from tests.unit.understand.corpora import Case, cases, lines


def _colleague(line: str) -> Colleague:
    id_, name, nickname, department, title = (part.strip() for part in line.split(";"))
    return Colleague(id=id_, name=name, nickname=nickname, department=department, title=title)


DIRECTORY = [_colleague(line) for line in lines("directory")]
OTHERS = [_colleague(line) for line in lines("directory_more")]
SPEAKER = "spk"
MESSY = st.text() | st.text(alphabet="tom becker,ana@'&\u202e\x00") | st.text().map("Tom ".__add__)


def meant(words: str, lang: str, directory: list[Colleague], speaker: str) -> str:
    """An id; several ids with commas, sorted, one alone with a comma after it; "unclear"."""
    found = person(words, directory, lang=lang, speaker=speaker)
    if isinstance(found, Unclear):
        return "unclear"
    return found if isinstance(found, str) else _listed(found)


def _listed(ids: tuple[str, ...]) -> str:
    return ",".join(sorted(ids)) + ("," if len(ids) == 1 else "")


def _wanted(case: Case) -> set[str]:
    return {_listed(tuple(one.strip(",").split(","))) if "," in one else one for one in case.meant}


@pytest.mark.parametrize("case", cases("people_en"), ids=lambda case: case.words)
def test_english_ways_to_name_somebody(case: Case) -> None:
    assert meant(case.words, "en", DIRECTORY, SPEAKER) in _wanted(case)


@pytest.mark.parametrize("case", cases("people_de"), ids=lambda case: case.words)
def test_german_ways_to_name_somebody(case: Case) -> None:
    assert meant(case.words, "de", DIRECTORY, SPEAKER) in _wanted(case)


@pytest.mark.parametrize("case", cases("people_more_en"), ids=lambda case: case.words)
def test_english_ways_among_names_alike(case: Case) -> None:
    assert meant(case.words, "en", OTHERS, "me") in _wanted(case)


@pytest.mark.parametrize("case", cases("people_more_de"), ids=lambda case: case.words)
def test_german_ways_among_names_alike(case: Case) -> None:
    assert meant(case.words, "de", OTHERS, "me") in _wanted(case)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Ana Silva and Tom Becker", People(found=("anas", "tomb"))),
        ("Becker, Tom; Tim Lee", People(found=("tomb", "timl"))),
        ("Becker, Tom", People(found=("tomb",))),
        ("@Tim Lee @Tom Becker", People(found=("timl", "tomb"))),
        ("Tim Lee, Wang Wei & Priya", People(found=("timl", "wang", "priy"))),
        ("me and Bob", People(found=("spk", "robj"))),
        ("Ana, Tim", People(found=("timl",), ask=(("Ana", ("ana", "anas")),))),
        ("Tom Becker, Xavier", People(found=("tomb",), unknown=("Xavier",))),
        ("Tim Lee, no, Tom Becker", People(found=("tomb",))),
        ("Tim\nTom Becker\n", People(found=("timl", "tomb"))),
        ("Tim, Tim Lee", People(found=("timl",))),
        ("everyone except Tom", People(unknown=("everyone except Tom",))),
        ("nobody", People()),
        ("no one really", People()),
        ("niemand", People()),
        ("keine", People()),
        ("", People()),
    ],
)
def test_several_people_in_a_line(words: str, expected: People) -> None:
    assert persons(words, DIRECTORY, lang="en", speaker=SPEAKER) == expected


def test_me_is_nobody_when_the_speaker_is_not_known() -> None:
    assert person("me", DIRECTORY, lang="en") == Unclear(reason="person")


def test_two_people_of_one_name_are_asked_between() -> None:
    twins = [
        Colleague(id="1", name="Anna Schmidt", department="IT"),
        Colleague(id="2", name="Anna Schmidt", department="Sales"),
    ]
    assert person("Anna Schmidt", twins, lang="en") == ("1", "2")
    assert person("Anna Schmidt from sales", twins, lang="en") == "2"


def test_a_name_with_one_other_letter_is_another_person() -> None:
    directory = [Colleague(id="1", name="Mario Rossi")]
    assert person("Maria", directory, lang="en") == Unclear(reason="person", likely=("1",))
    assert person("Maria Rossi", directory, lang="en") == ("1",)


def test_a_whole_name_wins_over_a_longer_one() -> None:
    directory = [Colleague(id="1", name="Ana López"), Colleague(id="2", name="Ana María López García")]
    assert person("Ana Lopez", directory, lang="en") == "1"


def test_an_empty_directory_and_a_long_text() -> None:
    assert person("Tom", [], lang="en") == Unclear(reason="person")
    assert person("Tom " * 10_000, DIRECTORY, lang="en") == Unclear(reason="person")
    assert persons("Tom " * 10_000, DIRECTORY, lang="en").found == ()


@pytest.mark.parametrize("one", DIRECTORY, ids=lambda one: one.id)
def test_everybody_is_found_by_the_full_name(one: Colleague) -> None:
    assert person(one.name, DIRECTORY, lang="en") == one.id
    assert person(one.name.lower(), DIRECTORY, lang="de") == one.id
    assert person(f"@{one.name}", DIRECTORY, lang="en") == one.id


@settings(deadline=None)
@given(words=MESSY, lang=st.sampled_from(["en", "de"]))
def test_no_text_breaks_it_and_ids_exist(words: str, lang: str) -> None:
    found = person(words, DIRECTORY, lang=lang, speaker=SPEAKER)
    several = persons(words, DIRECTORY, lang=lang, speaker=SPEAKER)
    assert found == person(words, DIRECTORY, lang=lang, speaker=SPEAKER)
    ids = (found,) if isinstance(found, str) else found.likely if isinstance(found, Unclear) else found
    asked = [one for _, some in several.ask for one in some]
    assert {*ids, *several.found, *asked} <= {one.id for one in DIRECTORY}


TEAM = [
    Colleague(id="1", name="Jürgen Groß", department="Einkauf"),
    Colleague(id="2", name="Peter Groß", department="IT", title="CTO"),
    Colleague(id="3", name="Priya Rao"),
    Colleague(id="4", name="William Stone", nickname="Bill", department="IT"),
]


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        ("our CTO, Peter", ("2",)),
        ("Herr Groß, der aus dem Einkauf", ("1",)),
        ("I'd like to work with Priya, she's great", ("3",)),
        ("Priya because she knows the market", ("3",)),
        ("nicht Priya, sondern Peter", ("2",)),
        ("Priya, no wait, Peter", ("2",)),
        ("am liebsten mit dem Jürgen", ("1",)),
        ("Priya, Jürgen", ("3", "1")),
        ("Priya and the CTO called Peter", ("3", "2")),
        ("Priya. Sorry, Jürgen", ("1",)),
        ("Stone, Bill", ("4",)),
        ("Bill from IT", ("4",)),
    ],
)
def test_what_is_said_beside_a_name_is_no_other_person(words: str, ids: tuple[str, ...]) -> None:
    assert persons(words, TEAM, lang="de") == People(found=ids)
