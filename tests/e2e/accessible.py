"""What would somebody with a screen reader, bad eyes or no mouse stumble over? axe-core looks at a page as it is."""

from __future__ import annotations

import msgspec
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One rule that is broken: how badly, what it asks for, and where."""

    rule: str
    impact: str
    help: str
    where: tuple[str, ...]

    def __str__(self) -> str:
        places = "\n".join(f"    {one}" for one in self.where)
        return f"{self.rule} ({self.impact}): {self.help}\n{places}"


async def findings(page: Page) -> list[Finding]:
    """Every rule of axe-core that the page breaks, best practices included, whatever its impact."""
    results = await Axe().run(page)
    return [
        Finding(
            rule=broken["id"],
            impact=broken["impact"],
            help=broken["help"],
            where=tuple(_where(node) for node in broken["nodes"]),
        )
        for broken in results.response["violations"]
    ]


def _where(node: dict[str, object]) -> str:
    target = node["target"]
    path = " ".join(map(str, target)) if isinstance(target, list) else str(target)
    return f"{path}: {str(node.get('failureSummary', '')).replace(chr(10), ' ')}"


async def is_accessible(page: Page, state: str) -> None:
    """Fails with every finding: rule, impact, selector and help."""
    found = await findings(page)
    assert not found, f"{state}:\n" + "\n".join(map(str, found))
