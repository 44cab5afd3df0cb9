"""Which skills do people mean? Start reading in `understand.py`."""

from bot.program.skills.catalog import Addition, Catalog, catalog_with, load_catalog
from bot.program.skills.understand import SkillWords, remembering, understand_skills

__all__ = [
    "Addition",
    "Catalog",
    "SkillWords",
    "catalog_with",
    "load_catalog",
    "remembering",
    "understand_skills",
]
