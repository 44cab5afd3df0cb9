"""What does a platform's own list of commands say of each?"""

from __future__ import annotations

from adapters.wording import Wording
from bot.conversation.messages import Phrase
from bot.program.commands import Command
from bot.text.catalog import has


def line_of(command: Command, words: Wording) -> str:
    """One line: a short one where there is one; those for admins say so."""
    short = f"platform.command.{command.name}"
    what = words.text(Phrase(short if has(short) else f"command.{command.name}"))
    what = what[:1].upper() + what[1:]
    return words.text(Phrase("command.for_admins", {"what": what})) if command.admin else what
