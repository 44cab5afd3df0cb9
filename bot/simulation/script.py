"""What does the admin of a simulated program do? Sets it up, invites, and has pairs made every few weeks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.conversation.messages import Message
from bot.program.people import PersonRow
from bot.simulation.habits import Habit
from bot.simulation.personas import act_by
from bot.simulation.seeing import Act, Persona, Seen, press, see

SET_UP = Act(text="/rm-setup")
ROUND = Act(text="/rm-pair")
CONTACTS = 4
SIZES = (6, 12, 24, 50)
DUTIES = (
    Habit(press="invite.all", when="setup.opened"),
    Habit(press="proposal.approve"),
    Habit(press="proposal.show", when="pair.ready"),
)


class Script:
    """`ids` are people's own by those of the HR file."""

    def __init__(self, rows: Sequence[PersonRow], ids: Mapping[str, str], admin: str) -> None:
        self._persona = Persona(id=admin)
        self._contacts = tuple(ids[row.id] for row in safe_contacts(rows, admin))
        self._size = str(next((size for size in SIZES if size * 2 >= len(rows)), SIZES[-1]))

    def act(self, message: Message, at: datetime) -> Act | None:
        """What the admin does as the admin; `None` leaves it to them as a person."""
        seen = see(self._persona, message, at)
        if seen.asked == "setup.safe_contacts":
            return self._name_contacts(seen)
        if seen.asked == "setup.size":
            button = next((one for one in seen.buttons if one.data.get("value") == self._size), None)
            return press(button) if button else None
        return act_by(DUTIES, seen)

    def _name_contacts(self, seen: Seen) -> Act | None:
        pick = seen.pick
        return Act(action=pick.action, data=pick.data, values={pick.name: self._contacts}) if pick else None


def safe_contacts(rows: Sequence[PersonRow], admin: str) -> list[PersonRow]:
    """Experienced people whom nobody reports to, of several departments where there are: they stand in few lines."""
    leading = {row.manager_id for row in rows}
    free = [row for row in rows if row.id not in leading and row.id != admin and row.manager_id]
    free.sort(key=lambda row: (-(row.grade or 0), row.id))
    firsts = {row.department: row.id for row in reversed(free)}
    return sorted(free, key=lambda row: row.id != firsts[row.department])[:CONTACTS]
