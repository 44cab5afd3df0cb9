"""What does Slack refuse in rich text? Of its elements those that the program may ever need; the rest is refused.

Source: https://docs.slack.dev/reference/block-kit/blocks/rich-text-block and .../block-elements/rich-text-*
(November 2026).
"""

from __future__ import annotations

from tests.slack.shapes import (
    Check,
    address,
    boolean,
    by_type,
    each,
    integer,
    matching,
    one_of,
    shape,
    string,
)

_STYLE = shape(
    {}, {"bold": boolean, "italic": boolean, "strike": boolean, "code": boolean, "underline": boolean}
)
_MENTION_STYLE = shape(
    {},
    {
        "bold": boolean,
        "italic": boolean,
        "strike": boolean,
        "highlight": boolean,
        "client_highlight": boolean,
    },
)


def _part(kind: str, fields: dict[str, Check], more: dict[str, Check] | None = None) -> Check:
    return shape({"type": one_of(kind), **fields}, more or {})


PARTS = {
    "text": _part("text", {"text": string(3_000)}, {"style": _STYLE}),
    "link": _part("link", {"url": address}, {"text": string(3_000), "unsafe": boolean, "style": _STYLE}),
    "emoji": _part("emoji", {"name": matching(r"[a-z0-9_+'-]+")}, {"unicode": string(100), "style": _STYLE}),
    "user": _part("user", {"user_id": matching(r"[UW][A-Z0-9]+")}, {"style": _MENTION_STYLE}),
    "channel": _part("channel", {"channel_id": matching(r"[CG][A-Z0-9]+")}, {"style": _MENTION_STYLE}),
    "usergroup": _part("usergroup", {"usergroup_id": matching(r"S[A-Z0-9]+")}, {"style": _MENTION_STYLE}),
    "broadcast": _part("broadcast", {"range": one_of("here", "channel", "everyone")}, {"style": _STYLE}),
    "date": _part(
        "date",
        {"timestamp": integer(0, 2**33), "format": string(200)},
        {"url": address, "fallback": string(200)},
    ),
}
_WORDS = each(by_type(PARTS), most=10_000)
_PLAIN_WORDS = each(by_type({"text": PARTS["text"], "link": PARTS["link"]}), most=10_000)
_SECTION = _part("rich_text_section", {"elements": _WORDS})
_BORDER = {"border": integer(0, 1)}
_LIST = _part(
    "rich_text_list",
    {"style": one_of("bullet", "ordered"), "elements": each(_SECTION, most=1_000)},
    {"indent": integer(0, 8), "offset": integer(0, 10_000), **_BORDER},
)
RICH_TEXT = each(
    by_type(
        {
            "rich_text_section": _SECTION,
            "rich_text_list": _LIST,
            "rich_text_quote": _part("rich_text_quote", {"elements": _WORDS}, {**_BORDER}),
            "rich_text_preformatted": _part(
                "rich_text_preformatted", {"elements": _PLAIN_WORDS}, {**_BORDER, "language": string(50)}
            ),
        }
    ),
    most=1_000,
)
