"""Somebody else's Teams: Microsoft's Agents Playground, one process for each person, each a page in Chromium.

Microsoft's license is for evaluation, so it is fetched from npm into a folder of the test's own and kept nowhere.
"""

from __future__ import annotations

import asyncio
import json
import re
import shutil
import subprocess
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import yaml
from playwright.async_api import Browser, Locator, Page, async_playwright, expect

from tests.e2e.playground_visit import CHROMIUM, FLAGS
from tests.e2e.process import ROOT, free_port

PACKAGE = "@microsoft/m365agentsplayground@0.2.28"
SAMPLE = ROOT / "adapters" / "teams" / "playground.yml"
QUIET = ("--no-audit", "--no-fund", "--ignore-scripts")
MINUTES_5 = 300
READY_S = 60.0
PATIENCE_MS = 30_000
BOT = "Turnabout"
CALL = re.compile(r"(?:User Application|Playground) -> .* (\d{3})\b.*")

needs_npm = pytest.mark.skipif(
    not (shutil.which("npm") and shutil.which("node")), reason="npm is missing: install Node.js 20 or newer"
)
needs_chromium = pytest.mark.skipif(
    CHROMIUM is None, reason="Chromium is missing: install it (apt-get install chromium)"
)


def fetched(folder: Path) -> Path:
    """The program, in that folder; skips with the reason where it cannot be had."""
    words = ["npm", "install", "--prefix", str(folder), *QUIET, PACKAGE]
    done = subprocess.run(words, capture_output=True, text=True, timeout=MINUTES_5, check=False)
    if done.returncode:
        pytest.skip(f"npm cannot fetch {PACKAGE}; is the network up?")
    return folder / "node_modules" / "@microsoft" / "m365agentsplayground" / "cli.js"


def company(me: str) -> dict[str, Any]:
    """The sample's configuration, used by that person (the first word of the id)."""
    sample: dict[str, Any] = yaml.safe_load(SAMPLE.read_text("utf-8"))
    everybody = [sample["currentUser"], *sample["users"]]
    mine = next(person for person in everybody if person["id"] == f"29:{me}")
    others = [person for person in everybody if person is not mine]
    return {**sample, "currentUser": mine, "users": others, "personalChat": {"id": f"chat-of-{me}"}}


class Client:
    """Teams, as one person has it open."""

    def __init__(self, page: Page, pictures: Path, name: str) -> None:
        self.page, self.name = page, name
        self._pictures, self._taken = pictures, 0

    @property
    def _box(self) -> Locator:
        return self.page.locator("[role=textbox][data-lexical-editor]").first

    @property
    def cards(self) -> Locator:
        return self.page.locator(".ac-adaptiveCard")

    @property
    def last(self) -> Locator:
        return self.cards.last

    async def go(self, place: str) -> None:
        """The personal chat, or a channel by its name."""
        await self.page.get_by_text(place, exact=True).first.click()
        await expect(self._box).to_be_visible()

    async def mention(self, text: str) -> None:
        """A new post in the channel that is open, which mentions the bot."""
        await self._box.click()
        await self.page.keyboard.type(f"@{BOT[:3]}")
        await self.page.get_by_role("menuitem", name=BOT).first.click()
        await self.page.keyboard.type(f" {text}")
        await self.page.get_by_role("button", name="Post").click()

    async def say(self, text: str) -> None:
        await self._box.click()
        await self.page.keyboard.type(text)
        await self.page.get_by_role("button", name="Send Message").click()

    async def hears(self, text: str) -> None:
        """The newest card of the bot comes to hold these words."""
        await expect(self.last).to_contain_text(text, timeout=PATIENCE_MS)

    async def press(self, label: str) -> None:
        """A button of the newest card that has it."""
        await self.cards.get_by_role("button", name=label, exact=True).last.click()

    async def look(self, what: str) -> None:
        """A picture of the page, for whoever wants to see it."""
        self._taken += 1
        await self.page.wait_for_timeout(300)
        path = self._pictures / f"{self.name}-{self._taken:02}-{what}.png"
        await self.page.screenshot(path=path)

    async def refused(self) -> list[str]:
        """Calls, back and forth, that either of the two did not take, as the page notes them; but 501, which is how it
        says that there is no deleting here.
        """
        lines = (await self.page.inner_text("body")).splitlines()
        noted = [found for line in lines if (found := CALL.search(line))]
        assert noted
        return [found[0] for found in noted if found[1] not in ("200", "201", "202", "501")]


@asynccontextmanager
async def clients(folder: Path, endpoint: str, *people: str) -> AsyncIterator[Sequence[Client]]:
    """Each of them has Teams open, the bot is installed for them. `endpoint` is the bot's."""
    program = await asyncio.to_thread(fetched, folder)
    pictures = folder / "pictures"
    pictures.mkdir(exist_ok=True)
    async with AsyncExitStack() as stack:
        playwright = await stack.enter_async_context(async_playwright())
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        stack.push_async_callback(browser.close)
        opened = []
        for name in people:
            address = await stack.enter_async_context(playground(folder, program, endpoint, name))
            opened.append(Client(await _page(browser, address), pictures, name))
        yield opened


async def _page(browser: Browser, address: str) -> Page:
    context = await browser.new_context(viewport={"width": 1440, "height": 1100}, locale="en-GB")
    context.set_default_timeout(PATIENCE_MS)
    page = await context.new_page()
    await page.goto(address)
    await expect(page.locator("[data-lexical-editor]").first).to_be_visible()
    return page


@asynccontextmanager
async def playground(folder: Path, program: Path, endpoint: str, name: str) -> AsyncIterator[str]:
    """The address of the page of one person."""
    config, port = folder / f"{name}.yml", free_port()
    config.write_text(json.dumps(company(name)), "utf-8")  # JSON is YAML
    words = [str(program), "start", "-e", endpoint, "-c", "msteams", "-p", str(port), "--disable-telemetry"]
    with (folder / f"{name}.txt").open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            str(shutil.which("node")),
            *words,
            cwd=folder,
            env={
                "PATH": str(Path(str(shutil.which("node"))).parent),
                "HOME": str(folder),
                "BROWSER": "none",
                "M365_AGENTS_PLAYGROUND_CONFIG_PATH": str(config),
            },
            stdin=asyncio.subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    address = f"http://127.0.0.1:{port}"
    try:
        await _ready(address, process, folder / f"{name}.txt")
        yield address
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def _ready(address: str, process: asyncio.subprocess.Process, log: Path) -> None:
    async with asyncio.timeout(READY_S), aiohttp.ClientSession() as http:
        while True:
            assert process.returncode is None, log.read_text("utf-8")
            try:
                async with http.get(address) as answer:
                    if answer.status == 200:
                        return
            except aiohttp.ClientConnectionError:
                pass  # not listening yet
            await asyncio.sleep(0.1)
