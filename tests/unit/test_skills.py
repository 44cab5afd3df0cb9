"""Do we understand which skills people mean, and never take one for another?

`skills_corpus.txt` beside this file holds what people might write, one a line: language | words | skills,
`?` before one that may or may not be found. The rest are promises kept word for word.
"""

from collections import Counter
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.program.skills import Addition, SkillWords, load_catalog, understand_skills
from bot.program.skills.catalog import SOURCE, UNRELATED

CORPUS = Path(__file__).with_name("skills_corpus.txt")
CATALOG = load_catalog()


def said(text: str, lang: str = "en") -> SkillWords:
    return understand_skills(text, CATALOG, lang=lang)


def corpus() -> list[tuple[str, str, set[str], set[str]]]:
    """Language, words, skills that must be found, skills that may be."""
    entries = []
    for line in CORPUS.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            lang, rest = line.split("|", 1)
            text, expected = rest.rsplit("|", 1)
            names = [name.strip() for name in expected.split(";") if name.strip()]
            allowed = {name[1:] for name in names if name.startswith("?")}
            entries.append((lang, text, set(names) - {f"?{name}" for name in allowed}, allowed))
    return entries


def test_corpus_names_skills_of_the_catalog() -> None:
    assert {name for *_, must, may in corpus() for name in must | may} <= set(CATALOG.names)


def test_corpus_is_understood() -> None:
    right = wrong = missed = 0
    notes = []
    for lang, text, must, may in corpus():
        found = set(said(text, lang).skills)
        right += len(found & must)
        wrong += len(found - must - may)
        missed += len(must - found)
        if found - must - may or must - found:
            notes.append(f"{text!r}: wrong {sorted(found - must - may)}, missed {sorted(must - found)}")
    report = "\n".join(notes)
    assert right / (right + wrong) >= 0.985, report
    assert right / (right + missed) >= 0.98, report


@pytest.mark.parametrize("name", CATALOG.names)
def test_every_name_means_itself(name: str) -> None:
    assert said(name).skills == (name,)


@pytest.mark.parametrize("name", CATALOG.names)
def test_every_german_label_means_its_skill(name: str) -> None:
    assert said(CATALOG.label(name, "de"), "de").skills == (name,)


def aliases() -> list[tuple[str, str]]:
    """Everything the table itself says for each skill, and the skill."""
    table = msgspec.toml.decode(SOURCE.read_bytes())
    return [(words, skill["name"]) for skill in table["skill"] for words in skill.get("words", ())]


def test_every_other_name_means_its_skill_however_it_is_written() -> None:
    wrong = [
        (written, name, said(written).skills)
        for words, name in aliases()
        for written in (words, words.upper(), f"  {words}. ")
        if said(written).skills != (name,)
    ]
    assert not wrong


SENTENCES = [
    (
        "TikTok, a bit of figma & how to use ChatGPT for slides",
        ("TikTok", "Figma", "Generative AI", "PowerPoint"),
    ),
    ("I can teach python and some excel, maybe also public speeking", ("Python", "Excel", "Public speaking")),
    ("insta reels", ("Instagram",)),
    ("k8s", ("Kubernetes",)),
    ("modelling financial", ("Financial modelling",)),
    ("C, C++, C# and R", ("C", "C++", "C#", "R")),
    (".NET and Node.js", ("C#", "Node.js")),
    ("Inclusion and diversity", ("Inclusion and diversity",)),
    ("P&L", ("Finance for non-financial managers",)),
    ("a/b testing", ("A/B testing",)),
    ("HTML and CSS", ("HTML and CSS",)),
    ("research and development", ("Research and development",)),
    ("time and project management", ("Time management", "Project management")),
    ("machine learning for marketing", ("Machine learning", "Marketing")),
    ("Python 🐍 SQL 💾", ("Python", "SQL")),
    ("helth & safety", ("Health and safety",)),
    ("<https://example.org|python> :tada: excel", ("Python", "Excel")),
    ("speak in public because I present at marketing events", ("Public speaking",)),
]


@pytest.mark.parametrize(("text", "skills"), SENTENCES)
def test_sentence_names_skills_in_the_order_said(text: str, skills: tuple[str, ...]) -> None:
    assert said(text).skills == skills


GERMAN_SENTENCES = [
    ("Excel-Kenntnisse, Python-Grundlagen und Grundkurs Figma", ("Excel", "Python", "Figma")),
    ("ich würde gern lernen, wie man Photoshop benutzt", ("Photoshop",)),
    ("ein bisschen Verhandlungstechniken und Oeffentlich reden", ("Negotiation", "Public speaking")),
    ("Projekt-, Zeit- und Stressmanagement", ("Project management", "Time management", "Stress management")),
    (
        "Vorträge halten, soziale Medien, künstlicher Intelligenz",
        ("Public speaking", "Social media", "Generative AI"),
    ),
    (
        "Führung, Recht, Steuern, Vertrieb, Einkauf",
        ("Leadership", "Legal basics", "Tax", "Sales", "Procurement"),
    ),
]


@pytest.mark.parametrize(("text", "skills"), GERMAN_SENTENCES)
def test_german_sentence_names_skills_in_the_order_said(text: str, skills: tuple[str, ...]) -> None:
    assert said(text, "de").skills == skills


EXCLUSIONS = [
    ("en", "anything but Excel", (), ("Excel",)),
    ("en", "everything except SQL, Python and R", (), ("SQL", "Python", "R")),
    ("en", "no Excel please", (), ("Excel",)),
    ("en", "no Excel, Word or PowerPoint", (), ("Excel", "Microsoft Word", "PowerPoint")),
    ("en", "not Java, JavaScript", ("JavaScript",), ("Java",)),
    ("en", "Excel is not for me", (), ("Excel",)),
    ("en", "I don't want to do Excel but I'd love Python", ("Python",), ("Excel",)),
    ("en", "rather Kotlin than Java", ("Kotlin",), ("Java",)),
    ("en", "not only Excel but also SQL", ("Excel", "SQL"), ()),
    ("en", "I can't wait to learn SQL", ("SQL",), ()),
    ("en", "saying no, no code tools", ("Assertiveness", "No-code tools"), ()),
    ("de", "alles außer Excel", (), ("Excel",)),
    ("de", "kein Python", (), ("Python",)),
    ("de", "Excel möchte ich nicht lernen, lieber Python", ("Python",), ("Excel",)),
    ("de", "weder Excel noch Word", (), ("Excel", "Microsoft Word")),
    ("de", "nicht nur Excel, sondern auch VBA", ("Excel", "VBA"), ()),
    ("de", "statt Java lieber Kotlin", ("Kotlin",), ("Java",)),
]


@pytest.mark.parametrize(("lang", "text", "skills", "without"), EXCLUSIONS)
def test_excluded_skills_are_kept_apart(
    lang: str, text: str, skills: tuple[str, ...], without: tuple[str, ...]
) -> None:
    words = said(text, lang)
    assert (words.skills, words.without, words.own_words) == (skills, without, ())


@pytest.mark.parametrize("text", ["anything but my dog", "no french fries", "alles außer Mathe"])
def test_excluded_words_are_not_kept(text: str) -> None:
    assert said(text, "de") == SkillWords()


@pytest.mark.parametrize(
    ("text", "skills"),
    [
        ("Excel, no wait, PowerPoint", ("PowerPoint",)),
        ("Excel, no, PowerPoint", ("PowerPoint",)),
        ("SQL, sorry, I meant NoSQL", ("NoSQL",)),
        ("Python. Scratch that, R.", ("R",)),
        ("Tableau, or rather Power BI", ("Power BI",)),
        ("Python, Excel, ach nein, PowerPoint", ("Python", "PowerPoint")),
    ],
)
def test_slip_is_taken_back(text: str, skills: tuple[str, ...]) -> None:
    assert said(text).skills == skills
    assert not said(text).without


OWN_WORDS = [
    ("beekeeping", "beekeeping"),
    ("I'd love to learn French fries", "French fries"),
    ("contract law in Brazil", "contract law in Brazil"),
    ("my dog", "my dog"),
    ("vitamin C", "vitamin C"),
    ("go to market", "go to market"),
    ("python snakes", "python snakes"),
    ("rust on my car", "rust on my car"),
    ("notion of fairness", "notion of fairness"),
    ("excel at my job", "excel at my job"),
    ("Java Island", "Java Island"),
    ("retail therapy", "retail therapy"),
    ("scuba diving, please", "scuba diving"),
]


@pytest.mark.parametrize(("text", "kept"), OWN_WORDS)
def test_unknown_things_stay_in_peoples_words(text: str, kept: str) -> None:
    assert said(text) == SkillWords(own_words=(kept,))


@pytest.mark.parametrize(
    ("text", "choices"),
    [
        ("management", ("People management", "Project management", "Operations management")),
        ("swift justice", ("Swift",)),
        ("band management", ("Brand management",)),
        ("I know nothing about Kubernetes", ("Kubernetes",)),
    ],
)
def test_doubtful_words_are_asked_about(text: str, choices: tuple[str, ...]) -> None:
    words = said(text)
    assert words.skills == ()
    assert [names for _, names in words.unsure] == [choices]


@pytest.mark.parametrize(
    "text",
    [
        "nothing",
        "n/a",
        "No thanks.",
        "nope",
        "nichts",
        "Mir fällt nichts ein",
    ],
)
def test_nothing_to_say_is_declined(text: str) -> None:
    assert said(text, "de") == SkillWords(declined=True)


@pytest.mark.parametrize("text", ["idk", "not sure yet", "keine Ahnung", "weiß noch nicht"])
def test_nothing_yet_is_declined_and_told_from_nothing(text: str) -> None:
    assert said(text, "de") == SkillWords(declined=True, undecided=True)


def test_a_word_of_nothing_but_signs_is_read_to_its_end() -> None:
    assert said("1/" * 20_000 + "SQL", "en").skills == ()
    assert said("a1/b2&c3/SQL", "en").skills == ("SQL",)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "🎉🎉",
        "👍🏽",
        "...",
        "asdfgh",
        "qwertz",
        "stuff",
        "everything",
        "alles",
        "1234",
        "???",
        "zzzzz",
    ],
)
def test_noise_is_nothing_at_all(text: str) -> None:
    assert said(text) == SkillWords()


def test_names_of_the_first_catalog_are_kept() -> None:
    assert {"Public speaking", "C", "C++", "C#", ".NET"} - set(CATALOG.names) == {".NET"}
    assert len(CATALOG.names) >= 317


def test_label_category_and_about() -> None:
    assert CATALOG.label("Sustainability", "de-AT") == "Nachhaltigkeit"
    assert CATALOG.label("Sustainability", "en") == "Sustainability"
    assert CATALOG.label("Beekeeping", "de") == "Beekeeping"
    assert (CATALOG.category("Tax"), CATALOG.about("Tax")) == ("finance", "outside")
    assert CATALOG.about("Company history") == "company"
    assert (CATALOG.category("Tableau"), CATALOG.family("Tableau")) == ("data analysis", "data")
    assert (CATALOG.category("Beekeeping"), CATALOG.family("Beekeeping")) == ("other", "other")


def test_categories_are_narrow_and_not_lonely() -> None:
    sizes = Counter(CATALOG.category(name) for name in CATALOG.names)
    assert set(sizes) == set(CATALOG.categories)
    related = {category: size for category, size in sizes.items() if category not in UNRELATED}
    assert max(related.values()) <= 15, related
    lonely = sum(size for size in related.values() if size < 4)
    assert lonely <= len(CATALOG.names) // 50, related
    assert all(CATALOG.family(name) != "other" for name in CATALOG.names)


@pytest.mark.parametrize(
    ("one", "other", "related"),
    [
        ("Photoshop", "Illustrator", True),
        ("Power BI", "Tableau", True),
        ("TikTok", "Instagram", True),
        ("Kubernetes", "Docker", True),
        ("Public speaking", "Storytelling", True),
        ("Public speaking", "Grant writing", False),
        ("Excel", "Salesforce", False),
        ("Python", "Cybersecurity", False),
        ("Mental health", "Time management", False),
    ],
)
def test_related_skills_share_a_category(one: str, other: str, related: bool) -> None:
    assert (CATALOG.category(one) == CATALOG.category(other)) is related


def test_search_begins_with_what_begins_so() -> None:
    assert CATALOG.search("pow", 3) == ("PowerPoint", "Power BI", "Power Automate")
    assert CATALOG.search("barrierefr", 1) == ("Accessibility",)
    assert CATALOG.search("pubic speeking", 5) == ("Public speaking",)
    assert CATALOG.search("", 2) == CATALOG.names[:2]
    assert CATALOG.search("xyzzyx", 5) == ()


def test_organization_adds_words_and_skills() -> None:
    larger = CATALOG.with_terms(
        (
            Addition(words="Zahlenfriedhof", skill="Excel"),
            Addition(words="falcon", skill="Project Falcon", category="projects"),
            Addition(words="golang", skill="logistik"),
        )
    )
    found = understand_skills("zahlenfriedhof, Falcon und golang", larger, lang="de")
    assert found.skills == ("Excel", "Project Falcon", "Logistics")
    assert (larger.about("Project Falcon"), larger.family("Project Falcon")) == ("company", "leadership")
    assert larger.search("falc", 1) == ("Project Falcon",)
    assert said("falcon").skills == ()
    assert said("golang").skills == ("Go",)


def test_organization_cannot_take_the_name_of_another_skill() -> None:
    larger = CATALOG.with_terms(
        (Addition(words="Rust", skill="Logistics"), Addition(words="A", skill="FÜHRUNG"))
    )
    assert understand_skills("Rust", larger, lang="en").skills == ("Rust",)
    assert larger.names == CATALOG.names


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("Q-Gate", "q gate"),
        ("Q-Gate", "how to use Q-Gates"),
        ("Q.Gate", "I can teach Q.Gate and Excel"),
        ("gate reviews", "gate review"),
        ("nicht verzagen", "nicht verzagen"),
        ("Kundendienst und so", "Kundendienst und so"),
        ("C", "C"),
        ("management", "management"),
        ("french fries", "french fries"),
    ],
)
def test_own_words_are_understood_as_other_words_are(words: str, text: str) -> None:
    larger = CATALOG.with_terms([Addition(words=words, skill="Quality gates")])
    found = understand_skills(text, larger, lang="de").skills
    assert ("Quality gates" in found) is (words != "C")


@settings(deadline=None)
@given(
    added=st.lists(st.tuples(st.text(min_size=1, max_size=30), st.text(min_size=1, max_size=20)), max_size=5)
)
def test_no_words_of_an_organization_break_the_catalog(added: list[tuple[str, str]]) -> None:
    larger = CATALOG.with_terms([Addition(words=words, skill=skill) for words, skill in added])
    assert set(larger.names) >= set(CATALOG.names)
    for words, _ in added:
        assert set(understand_skills(words, larger, lang="en").skills) <= set(larger.names)
    assert understand_skills("Rust", larger, lang="en").skills == ("Rust",)


def test_long_text_is_cut() -> None:
    many = said(", ".join(CATALOG.names) + " beekeeping" * 5000)
    assert 0 < len(many.skills) + len(many.own_words) + len(many.unsure) <= 40


WORDS = st.lists(
    st.sampled_from(
        [
            *"abc,.;&/+-#' \n",
            "Excel",
            "not",
            "no wait",
            "but",
            "nicht",
            "und",
            "C++",
            "go",
            "ß",
            "🎉",
            "Projekt-",
        ]
    )
)


@given(text=st.one_of(st.text(), WORDS.map(" ".join), WORDS.map("".join)), lang=st.sampled_from(["en", "de"]))
def test_any_text_is_read_and_always_alike(text: str, lang: str) -> None:
    words = said(text, lang)
    assert words == said(text, lang)
    assert set(words.skills) <= set(CATALOG.names)
    assert not set(words.skills) & set(words.without)
    assert all(0 < len(names) <= 3 and said_so for said_so, names in words.unsure)
    assert all(own.strip() for own in words.own_words)


@given(text=st.text(alphabet=st.characters(categories=("So", "Po", "Zs", "Sm", "Sk", "Cf", "Cc"))))
def test_no_skill_comes_of_signs(text: str) -> None:
    words = said(text)
    assert not words.skills
    assert not words.own_words
