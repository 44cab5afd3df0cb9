"""Which skills do people mean? Start reading in `understand.py`."""

from bot.program.skills.catalog import Catalog, load_catalog
from bot.program.skills.understand import SkillWords, understand_skills

__all__ = ["Catalog", "SkillWords", "load_catalog", "understand_skills"]
