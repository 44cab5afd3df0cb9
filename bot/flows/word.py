"""What do words mean that the catalog does not know? Whoever runs the program says so, for everybody in the company."""

from __future__ import annotations

from functools import partial

import msgspec

from bot.conversation.flow import Answer, Answers, Choice, Flow, Given, Skills, SkillsHeard, said
from bot.conversation.flow import Text as Words
from bot.conversation.messages import Option, Phrase, SkillName, phrase
from bot.conversation.reading import list_of
from bot.flows.hearing import catalog_here, hear_skills
from bot.program.company import words_view
from bot.program.company.terms import Decision
from bot.program.keeping import audit
from bot.program.skills import Catalog, understand_skills
from bot.scene import Scene

IS = "is/"  # before a skill that was offered
LONGEST_NAME = 60


def _only_known(text: str, language: str, *, catalog: Catalog) -> SkillsHeard:
    """Skills there are: other words would be as unknown as those that were asked about."""
    heard = hear_skills(text, language, catalog=catalog)
    return msgspec.structs.replace(heard, sure=tuple(name for name in heard.sure if catalog.has(name)))


def _prepare(scene: Scene) -> Given:
    catalog = catalog_here(scene)
    words = str(scene.talk.progress.answers.get("words", "")) if scene.talk else ""
    near = tuple(
        Option(value=f"{IS}{name}", label=phrase("word.meaning.is", skill=SkillName(name)))
        for name in words_view.guesses(scene, words)
    )
    others = tuple(Option(value=one, label=Phrase(f"word.meaning.{one}")) for one in ("joins", "new", "none"))
    categories = tuple(Option(value=one, label=category_label(one)) for one in catalog.categories)
    return Given(
        language=scene.me.language,
        today=scene.today(scene.me),
        options={
            "meaning": (*near, *others),
            "called": (Option(value=words, label=words[:LONGEST_NAME]),),
            "category": categories,
        },
        values={"words": words},
        hear=partial(_only_known, catalog=catalog),
        refuse=partial(_refuse, catalog=catalog, language=scene.me.language),
    )


def category_label(category: str) -> Phrase:
    return Phrase(f"category.{category.replace(' ', '_')}")


def _refuse(question: str, answer: Answer, *, catalog: Catalog, language: str) -> str | None:
    """A new skill must be new."""
    if question != "called" or not isinstance(answer, str):
        return None
    heard = understand_skills(answer, catalog, lang=language)
    is_known = len(heard.skills) == 1 and not heard.own_words
    return "word.called.known" if is_known else None


def _finish(scene: Scene, answers: Answers) -> None:
    if not scene.me.is_admin:
        audit.refuse(scene)
    elif scene.talk is not None and scene.sees(own_word=scene.talk.about, terms=True):
        words_view.decide(scene, scene.snapshot.own_word, _decision(answers))


def _decision(answers: Answers) -> Decision:
    meaning = str(answers.get("meaning"))
    if meaning.startswith(IS):
        return Decision(skill=meaning.removeprefix(IS))
    if meaning == "joins":
        return Decision(skill=next(iter(list_of(answers.get("joins"))), ""))
    if meaning == "new":
        return Decision(skill=str(answers.get("called")).strip(), category=str(answers.get("category")))
    return Decision()


WORD = Flow(
    "word",
    questions=(
        Choice("meaning"),
        Skills("joins", hear=hear_skills, most=1, when=said("meaning", "joins")),
        Words("called", longest=LONGEST_NAME, when=said("meaning", "new")),
        Choice("category", when=said("meaning", "new")),
    ),
    prepare=_prepare,
    finish=_finish,
)
