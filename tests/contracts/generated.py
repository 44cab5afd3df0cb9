"""Which messages could the program send? Any of these, made by Hypothesis.

Ids, names and actions are ours and short; all words may be anybody's.
"""

from __future__ import annotations

from hypothesis import strategies as st

from bot.conversation.messages import (
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
    Listed,
    Message,
    Option,
    Phrase,
    Pick,
    Rows,
    Say,
    Text,
    Value,
)
from tests.contracts.messages import LONG, NASTY

IDS = st.text("abcdefghijklmnopqrstuvwxyz0123456789-_:.", min_size=1, max_size=40)
NAMES = st.text("abcdefghijklmnopqrstuvwxyz_/", min_size=1, max_size=30)
WRITTEN = st.one_of(
    st.text(max_size=60),
    st.sampled_from(list(NASTY.values())),
    st.builds(lambda text, times: text * times, st.text(min_size=1, max_size=8), st.integers(1, 2_000)),
    st.sampled_from([LONG, "<" * 9_000, "👩🏽‍🚀" * 900, "e" + "\u0301" * 5_000]),
)
TEXTS: st.SearchStrategy[Text] = st.one_of(
    WRITTEN,
    st.builds(lambda words: Phrase("some.key", {"words": words}), WRITTEN),
    st.builds(lambda items: Listed(tuple(items)), st.lists(WRITTEN, max_size=4)),
)
VALUES: st.SearchStrategy[Value] = st.one_of(TEXTS, st.integers(), st.floats(allow_nan=False))
LINKS = st.sampled_from(
    ["https://example.org/a?b=1&c=2", "https://example.org/" + "x" * 4_000, "/files/x", "http://x"]
)
DATA = st.dictionaries(NAMES, IDS, max_size=4)
OPTIONS = st.lists(
    st.builds(lambda value, label: Option(value=value, label=label), IDS, WRITTEN), max_size=150
).map(tuple)
STYLES = st.sampled_from(["plain", "primary", "danger"])


@st.composite
def tables(draw: st.DrawFn) -> Rows:
    width = draw(st.integers(1, 6))
    row = st.lists(VALUES, min_size=width, max_size=width).map(tuple)
    return Rows(
        columns=tuple(draw(st.lists(TEXTS, min_size=width, max_size=width))),
        rows=tuple(draw(st.lists(row, max_size=6))) * draw(st.integers(1, 9)),
        page=draw(st.integers(1, 9)),
        pages=draw(st.integers(1, 9)),
    )


FIELDS = st.builds(
    Field,
    name=NAMES,
    label=TEXTS,
    kind=st.sampled_from(["text", "long", "day", "one", "many"]),
    options=OPTIONS,
    search=st.sampled_from(["", "people", "skills"]),
    value=st.one_of(WRITTEN, st.just("2026-09-01")),
    optional=st.booleans(),
)
BUTTONS = st.one_of(
    st.builds(Button, label=TEXTS, action=IDS, data=DATA, style=STYLES),
    st.builds(Button, label=TEXTS, link=LINKS, style=STYLES),
)
BLOCKS: st.SearchStrategy[Block] = st.one_of(
    st.builds(Say, text=TEXTS, style=st.sampled_from(["plain", "heading", "quiet"])),
    st.builds(Facts, items=st.lists(st.builds(Fact, label=TEXTS, value=VALUES), max_size=15).map(tuple)),
    tables(),
    st.builds(Buttons, items=st.lists(BUTTONS, max_size=30).map(tuple)),
    st.builds(
        Pick,
        name=NAMES,
        label=TEXTS,
        action=IDS,
        data=DATA,
        options=OPTIONS,
        search=st.sampled_from(["", "people", "skills"]),
        many=st.booleans(),
        chosen=st.lists(IDS, max_size=3).map(tuple),
        submit=TEXTS,
    ),
    st.builds(
        Form,
        title=TEXTS,
        fields=st.lists(FIELDS, min_size=1, max_size=6, unique_by=lambda field: field.name).map(tuple),
        action=IDS,
        data=DATA,
        submit=TEXTS,
    ),
    st.builds(
        Chart,
        title=TEXTS,
        bars=st.lists(st.builds(Bar, label=TEXTS, value=st.floats(-1e6, 1e6), shown=TEXTS), max_size=8).map(
            tuple
        ),
        words=TEXTS,
    ),
    st.builds(File, name=WRITTEN, title=TEXTS, link=LINKS),
    st.just(Divider()),
)


def generated_messages() -> st.SearchStrategy[Message]:
    many = st.builds(
        lambda blocks, times: tuple(blocks * times), st.lists(BLOCKS, max_size=5), st.integers(1, 8)
    )
    return st.builds(Message, blocks=many, summary=TEXTS)
