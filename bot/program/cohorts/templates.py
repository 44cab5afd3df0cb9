"""Which shapes of program are there to start from? One table; the sentences are in the catalog ([template.<name>]).

A template sets what a program is for and how that is measured, its rhythm, what people may begin with, lines of the
agenda, what is asked at the end and the words of the invitation. What is said of a company there names its source; of
whom nothing can be quoted, nothing is. Read next: `template_view.py`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from bot.conversation.messages import Phrase
from bot.conversation.understand.words import folded, tokens
from bot.text.catalog import has

SESSION_MINUTES = 25
DEFAULT = "hartford"
WORDS = frozenset({"template", "templates", "vorlage", "vorlagen", "programmvorlage", "programmvorlagen"})
A_WISH = 8  # words at most
SURVEY = ("heard", "personal")  # what may be asked at the end beside how far people have come


class Template(msgspec.Struct, frozen=True, kw_only=True):
    """One session every `rhythm_weeks`, `sessions` in all. `topics` are skills of the catalog, `survey` names of
    questions in `bot/flows/survey.py`; `called` are the words it is named by.
    """

    rhythm_weeks: int = 3
    sessions: int = 6
    topics: tuple[str, ...]
    survey: tuple[str, ...] = SURVEY
    called: tuple[str, ...]


# Source: The Hartford, diversityjournal.com/11474 (every 3 weeks, 6 sessions);
# NHS ReMEDI, hsj.co.uk/workforce/
# reverse-mentoring-delivers-real-value/7025222.article (6 meetings in 6 months).
# The others publish no rhythm: the default's.
TEMPLATES = {
    "hartford": Template(
        topics=("Social media", "Smartphone tips", "How decisions are made"), called=("hartford",)
    ),
    "nhs": Template(
        rhythm_weeks=4,
        topics=("Inclusion and diversity", "Allyship", "Active listening"),
        survey=("heard",),
        called=("nhs", "remedi", "lived experience"),
    ),
    "cisco": Template(topics=("Generative AI", "Digital transformation", "Strategy"), called=("cisco",)),
    "ge": Template(
        topics=("Generative AI", "Digital basics", "Decision making"),
        survey=("personal",),
        called=("ge", "general electric", "welch"),
    ),
    "pg": Template(
        topics=("Accessibility", "Disability inclusion", "How decisions are made"),
        survey=("heard",),
        called=("p&g", "pg", "procter", "procter & gamble", "mentoring up"),
    ),
    "pershing": Template(
        topics=("Social media", "How decisions are made", "Career planning"), called=("pershing",)
    ),
    "ogilvy": Template(
        topics=("Social media", "Storytelling", "Instagram"), called=("ogilvy", "ogilvy & mather")
    ),
    "johnson": Template(
        topics=("Digital transformation", "Generative AI", "Change management"),
        survey=("personal",),
        called=("johnson", "johnson & johnson", "j&j", "jnj"),
    ),
    "lauder": Template(
        topics=("Our customers", "Influencer marketing", "Our products"),
        called=("lauder", "estee lauder", "estée lauder"),
    ),
}


def of(name: str) -> Template:
    """The template of a program; the default for a name that is none any more."""
    return TEMPLATES.get(name, TEMPLATES[DEFAULT])


def worded(template: str, part: str, otherwise: str) -> str:
    """The key of a sentence of the template's own, else the usual one."""
    own = f"template.{template}.{part}"
    return own if has(own) else otherwise


def named(text: str) -> str:
    """The one template that words name ("use the Cisco template"); "" for none or several."""
    said = folded(text)
    found = {name for name, one in TEMPLATES.items() if _is_called(said, one.called)}
    return found.pop() if len(found) == 1 else ""


def is_wish(text: str) -> bool:
    """Do words ask for a template, where something else was asked?"""
    return bool(set(tokens(text)) & WORDS) and len(tokens(text)) <= A_WISH


def _is_called(said: str, names: Sequence[str]) -> bool:
    return any(re.search(rf"(?<!\w){re.escape(folded(name))}(?!\w)", said) for name in names)


def title(name: str) -> Phrase:
    return Phrase(f"template.{name}.name")
