"""Which messages must every platform be able to show?

`SAMPLES` are ordinary, one per block, all together, and what pairs get (`pair_messages.py`); `PLACES` puts people's
words wherever they can stand, and `NASTY` are words that would do harm where a platform took them for markup; the
`LONG_...` are larger than platforms allow.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time

from bot.conversation.messages import (
    AtMoment,
    Bar,
    Block,
    Button,
    Buttons,
    Chart,
    Divider,
    Fact,
    Facts,
    Field,
    File,
    Form,
    Hours,
    Listed,
    Message,
    OnDay,
    Option,
    Phrase,
    Pick,
    Rows,
    Say,
    SkillName,
    SkillShown,
    Text,
    Value,
    ZoneName,
    phrase,
)
from bot.program.model import Passage
from bot.program.telling.story import post_blocks
from tests.contracts.pair_messages import PAIR_MESSAGES


class PlainWords:
    """Wording for tests: a phrase becomes its key and its values, everything else stays readable as it is."""

    language = "en"

    def text(self, text: Text) -> str:
        return self.value(text)

    def value(self, value: Value) -> str:
        match value:
            case str() | int() | float():
                return str(value)
            case Phrase():
                return " ".join((value.key, *(self.value(part) for part in value.values.values())))
            case Listed():
                return f" {value.joined_by} ".join(self.value(item) for item in value.items)
            case OnDay():
                return value.day.isoformat()
            case AtMoment():
                return value.at.isoformat()
            case Hours():
                return ", ".join(f"{start:%H:%M}-{end:%H:%M}" for start, end in value.spans)
            case SkillName() | SkillShown():
                return value.name
            case ZoneName():
                return value.zone


WORDS = PlainWords()


def message(*blocks: Block, summary: Text = "Summary") -> Message:
    return Message(blocks=blocks, summary=summary)


PICK_ONE = Pick(
    name="zone",
    label=phrase("pick.zone"),
    action="zone",
    data={"talk": "t1"},
    options=(Option(value="Europe/Berlin", label="Berlin"), Option(value="UTC", label="UTC")),
    chosen=("UTC",),
)
PICK_MANY = Pick(
    name="skills",
    label="What do you teach?",
    action="skills",
    options=tuple(Option(value=f"s{n}", label=f"Skill {n}") for n in range(7)),
    many=True,
    chosen=("s1", "s2"),
    submit="That is all",
)
PICK_PEOPLE = Pick(
    name="person",
    label="Whom?",
    action="nominate",
    options=(Option(value="p1", label="Ana"),),
    search="people",
)
FORM = Form(
    title="Your goal",
    fields=(
        Field(name="title", label="Title", value="Old title", hint="You two see this.", longest=80),
        Field(name="why", label="Why", kind="long", optional=True),
        Field(name="until", label="Until", kind="day", value="2026-12-24"),
        Field(
            name="side",
            label="Side",
            kind="one",
            options=(Option(value="teach", label="Teaching"), Option(value="learn", label="Learning")),
            value="learn",
        ),
        Field(
            name="skills",
            label="Skills",
            kind="many",
            options=tuple(Option(value=f"k{n}", label=f"Kind {n}") for n in range(4)),
        ),
    ),
    action="goal",
    data={"pairing": "p7"},
)

SAMPLES: dict[str, Message] = {
    "say": message(Say(text=phrase("hello.intro", name="Ana"))),
    "heading": message(Say(text="Welcome", style="heading"), Say(text="Small print", style="quiet")),
    "facts": message(
        Facts(
            items=(
                Fact(label="Zone", value=ZoneName("Europe/Berlin")),
                Fact(label="Hours", value=Hours(((time(9), time(17, 30)),))),
                Fact(label="Since", value=OnDay(date(2026, 9, 4))),
                Fact(label="Next", value=AtMoment(datetime(2026, 9, 7, 8, tzinfo=UTC))),
                Fact(label="Teaches", value=Listed((SkillName("Python"), "Knitting"))),
                Fact(label="Sessions", value=3),
            )
        )
    ),
    "rows": message(
        Rows(
            columns=("Mentor", "Mentee", "Fit"),
            rows=(("Ana", "Bo", 0.91), ("Cy", "Di", 0.5)),
            page=2,
            pages=3,
        )
    ),
    "buttons": message(
        Buttons(
            items=(
                Button(label="Yes", action="join", data={"cohort": "c1"}, style="primary"),
                Button(label="No", action="decline", data={"cohort": "c1"}),
                Button(label="Stop", action="leave", style="danger"),
                Button(label="Read more", link="https://example.org/privacy?a=1&b=2"),
            )
        )
    ),
    "pick_one": message(PICK_ONE),
    "pick_many": message(PICK_MANY),
    "pick_people": message(PICK_PEOPLE),
    "pick_nothing_yet": message(Pick(name="x", label="Which skill?", action="x", search="skills")),
    "form": message(FORM),
    "chart": message(
        Chart(
            title="Sessions",
            bars=(Bar(label="Week 1", value=3), Bar(label="Week 2", value=5, shown="5 or more")),
            words="3, then 5",
        )
    ),
    "picture": message(
        Chart(
            title="Sessions",
            bars=(Bar(label="Held", value=3),),
            words="3 held",
            picture="https://example.org/files/abc",
        )
    ),
    "file": message(File(name="people.csv", title="Everybody", link="https://example.org/files/abc")),
    "divider": message(Say(text="Above"), Divider(), Say(text="Below")),
}
SAMPLES["everything"] = message(
    *(block for sample in list(SAMPLES.values()) for block in sample.blocks),
    summary=phrase("all.summary", n=1),
)

SAMPLES |= {name: message(*blocks) for name, blocks in PAIR_MESSAGES.items()}

NASTY: dict[str, str] = {
    "channel ping": "<!channel> <!here>",
    "person ping": "<@U123> <@U123|ana>",
    "group ping": "<!subteam^S123> @channel",
    "angle link": "<https://evil.example|your bank>",
    "teams mention": "<at>Everyone</at>",
    "markdown link": "[click](https://evil.example)",
    "picture": "![x](https://evil.example/x.png)",
    "html": "<b>x</b><script>alert('1')</script>",
    "entity": "&lt;!channel&gt; &amp;amp; AT&T",
    "quotes": "\"double\" 'single' \\back\\",
    "templates": "%s %(a)d {0} {x} {{x}} ${y}",
    "emphasis": "*bold* _x_ ~y~ **b** __u__ ~~s~~",
    "code": "`z` ```w```",
    "quote and list": "> quoted - item",
    "heading": "# Title | cell | cell",
    "emoji": "👩🏽‍🚀 🇩🇪 👨‍👩‍👧‍👦 é",
    "right to left": "שלום مرحبا",
    "email": "ana@example.org",
}

HIDDEN = "\u0000\u0007\u001b\u202e\u2066\ud800"  # must not reach anybody

LONG = "Zwölf Boxkämpfer 👩🏽‍🚀 & <b>jagen</b> Viktor " * 1_200  # more than 50,000 characters


def _row_of(cell: Value) -> Rows:
    return Rows(columns=("One", "Two"), rows=((cell, "b"),))


def _form_with(field: Field) -> Form:
    return Form(title="A form", fields=(field,), action="act")


PLACES: dict[str, Callable[[str], Message]] = {
    "say": lambda words: message(Say(text=words)),
    "heading": lambda words: message(Say(text=words, style="heading")),
    "quiet": lambda words: message(Say(text=words, style="quiet")),
    "value of a sentence": lambda words: message(Say(text=phrase("hello.intro", name=words))),
    "list in a sentence": lambda words: message(Say(text=phrase("x.y", names=Listed((words, "Bo"))))),
    "summary": lambda words: message(Say(text="x"), summary=words),
    "fact": lambda words: message(Facts(items=(Fact(label="Name", value=words),))),
    "fact label": lambda words: message(Facts(items=(Fact(label=words, value="x"),))),
    "skill": lambda words: message(Facts(items=(Fact(label="Skill", value=SkillName(words)),))),
    "cell": lambda words: message(_row_of(words)),
    "column": lambda words: message(Rows(columns=(words,), rows=(("a",),))),
    "button": lambda words: message(Buttons(items=(Button(label=words, action="act"),))),
    "link": lambda words: message(Buttons(items=(Button(label=words, link="https://example.org/"),))),
    "pick label": lambda words: message(Pick(name="n", label=words, action="a", options=PICK_ONE.options)),
    "option": lambda words: message(
        Pick(name="n", label="L", action="a", options=(Option(value="v", label=words),), submit="Go")
    ),
    "option of many": lambda words: message(
        Pick(name="n", label="L", action="a", options=(Option(value="v", label=words),), many=True)
    ),
    "form title": lambda words: message(Form(title=words, fields=FORM.fields, action="a")),
    "field label": lambda words: message(_form_with(Field(name="n", label=words))),
    "field hint": lambda words: message(_form_with(Field(name="n", label="L", hint=words or "x"))),
    "field value": lambda words: message(_form_with(Field(name="n", label="L", value=words))),
    "long value": lambda words: message(_form_with(Field(name="n", label="L", kind="long", value=words))),
    "field option": lambda words: message(
        _form_with(Field(name="n", label="L", kind="one", options=(Option(value="v", label=words),)))
    ),
    "submit": lambda words: message(Form(title="T", fields=FORM.fields, action="a", submit=words)),
    "story": lambda words: message(
        *post_blocks((Passage(heading="What we did", lines=(f"Ana: {words}", f"{words}: it was fun")),))
    ),
    "chart title": lambda words: message(Chart(title=words, bars=(Bar(label="a", value=1),), words="w")),
    "chart words": lambda words: message(Chart(title="t", bars=(Bar(label="a", value=1),), words=words)),
    "file": lambda words: message(File(name="a.csv", title=words, link="https://example.org/f")),
}

LONG_BUTTONS = message(
    Say(text="Choose"),
    Buttons(items=tuple(Button(label=f"Button {n}", action="act", data={"n": str(n)}) for n in range(60))),
)
LONG_PICK = message(
    Pick(
        name="person",
        label="Whom?",
        action="act",
        options=tuple(Option(value=f"person-{n}", label=f"Person {n}") for n in range(200)),
    )
)
LONG_ROWS = message(
    Rows(
        columns=("Name", "Skill", "Fit"),
        rows=tuple((f"Name {n}.", SkillName("Python"), n / 60) for n in range(60)),
    )
)
LONG_EVERYTHING = message(
    *(block for sample in (LONG_BUTTONS, LONG_PICK, LONG_ROWS) for block in sample.blocks),
    *(Say(text=LONG) for _ in range(60)),
    Buttons(items=(Button(label="The last", action="last"),)),
    summary=LONG,
)


def words_in(block: Block) -> list[str]:
    """What a person must be able to read of a block, wherever it stands."""
    match block:
        case Say():
            found: list[Value] = [block.text]
        case Facts():
            found = [part for fact in block.items for part in (fact.label, fact.value)]
        case Rows():
            found = [*block.columns, *(cell for row in block.rows for cell in row)]
        case Buttons():
            found = [button.label for button in block.items]
        case Pick():
            found = [block.label, *(option.label for option in block.options)]
            found += [block.submit] if block.options else []
        case Form():
            found = [block.title, block.submit, *(field.label for field in block.fields)]
            found += [field.value for field in block.fields if field.kind in ("text", "long", "day")]
            found += [option.label for field in block.fields for option in field.options]
            found += [field.hint for field in block.fields if field.hint]
        case Chart():
            found = [block.title, block.words]
        case File():
            found = [block.title]
        case Divider():
            found = []
    return [WORDS.value(value) for value in found]
