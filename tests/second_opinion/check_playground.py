"""Does the bot talk to people in Microsoft's own Teams for a developer's machine, the Agents Playground, in a browser?

Installing it, buttons (Action.Execute), typed answers, a card with inputs, cards that are replaced, a message to
somebody who did nothing, a post in a channel and a mention there; two people. Pictures of all of it are left in the
test's folder (`--basetemp` says which).
"""

from __future__ import annotations

from pathlib import Path

from playwright.async_api import expect

from tests.e2e.process import AT_THE_STORIES_HOUR, run_command, running_program
from tests.second_opinion.agents_playground import (
    PATIENCE_MS,
    Client,
    clients,
    company,
    needs_chromium,
    needs_npm,
)

COLUMNS = "id,name,email,department,grade,manager_id,timezone,work_start,work_end,languages,teams_id"
RANKS = {"ines": 5, "ana": 2, "tom": 8, "yuki": 7, "sara": 9, "omar": 3}


def people_file() -> str:
    """The company of the sample, for `people import`."""
    sample = company("ines")
    rows = [COLUMNS]
    for person in [sample["currentUser"], *sample["users"]]:
        name = person["id"].removeprefix("29:")
        rows.append(
            f"{name},{person['name']},{person['email']},Everybody,{RANKS[name]},,Europe/Lisbon,08:00,18:00,en,"
            f"{person['aadObjectId']}"
        )
    return "\n".join(rows) + "\n"


@needs_npm
@needs_chromium
async def test_two_people_use_it_in_the_agents_playground(tmp_path: Path) -> None:
    sample = company("ines")
    settings = {"TEAMS_AUTH": "off", "ADMINS": f"teams:{sample['currentUser']['aadObjectId']}"}
    home, folder = tmp_path / "home", tmp_path / "playground"
    home.mkdir()
    folder.mkdir()
    (home / "people.csv").write_text(people_file(), "utf-8")
    ours = {**settings, "TEAMS_TENANT_ID": sample["tenantId"]}
    code, out, err = await run_command(home, "people", "import", "people.csv", settings=ours)
    assert code == 0, out + err
    async with (
        running_program(AT_THE_STORIES_HOUR, home, settings) as program,
        clients(folder, f"{program}/api/messages", "ines", "yuki") as (ines, yuki),
    ):
        await installed(ines, yuki)
        await set_up(ines)
        await told_to_somebody_else(ines, yuki)
        await posted(ines)
        await joined(ines)
        await looked_up(ines)
        await mentioned(ines)
        assert await ines.refused() == []
        assert await yuki.refused() == []


async def installed(ines: Client, yuki: Client) -> None:
    await ines.hears("I run reverse mentoring")
    await yuki.hears("I bring together colleagues")
    for client in (ines, yuki):
        await expect(client.cards).to_have_count(1)  # two events say that it was installed
        await client.look("installed")


async def set_up(ines: Client) -> None:
    await ines.go("Mentoring")  # from then on the bot is in the channel
    await ines.go("Personal Chat")
    await ines.press("Set up the program")
    await ines.hears("What should be different at the end?")
    await ines.look("asked")
    await ines.press("Leaders use new tools with confidence")
    await ines.hears("And how will you know?")
    before = ines.cards.filter(has_text="What should be different at the end?")
    await expect(before).to_contain_text("You said: Leaders use new tools with confidence")
    await expect(before.get_by_role("button")).to_have_count(0)
    await ines.say("Most pairs meet all six times")
    await ines.hears("Which shape shall it take?")
    await ines.press("The Hartford: six talks, every three weeks")
    await ines.hears("How many pairs to begin with?")
    await ines.say("12")
    await ines.hears("Who are the safe contacts?")
    await ines.look("people")
    await ines.say("Yuki Tanaka and Sara Lindqvist")
    await ines.hears("Which channel may I post in?")
    await ines.look("channels")
    await ines.last.get_by_role("button", name="#").first.click()
    await ines.hears("Which language")
    await ines.press("English")
    await expect(ines.cards.filter(has_text="The program is open.")).to_be_visible(timeout=PATIENCE_MS)
    await ines.look("open")


async def told_to_somebody_else(ines: Client, yuki: Client) -> None:
    await yuki.hears("safe contact")
    await yuki.look("duty")
    await yuki.press("Yes, I'll be one")
    await yuki.hears("Thank you.")
    told = ines.cards.filter(has_text="Yuki Tanaka is now a safe contact.")
    await expect(told).to_be_visible(timeout=PATIENCE_MS)
    await yuki.look("accepted")
    await ines.look("told")


async def posted(ines: Client) -> None:
    post = ines.cards.filter(has_text="Reverse mentoring begins")
    await ines.go("General")
    if not await post.count():  # the team's first channel, or the one in which it was first seen
        await ines.go("Mentoring")
    await expect(post).to_be_visible(timeout=PATIENCE_MS)
    await ines.look("channel")
    await ines.press("Join")
    await ines.go("Personal Chat")
    await ines.hears("How would you like to take part?")


async def joined(ines: Client) -> None:
    await ines.press("All at once")
    await ines.hears("Answer it all here")
    form = ines.last
    await ines.look("form")
    await form.get_by_role("radio", name="As a mentor").first.check()
    boxes = form.locator("input[type=text], textarea")
    await boxes.nth(0).fill("TikTok and a bit of Figma")
    await boxes.nth(1).fill("budgeting")
    await form.get_by_role("checkbox", name="Video call").check()
    for place in range(2):
        await form.get_by_role("radio", name="Yes").nth(place).check()
    await ines.press("Send")
    await ines.hears("How sure of yourself are you with Budgeting")
    await expect(ines.cards.filter(has_text="You said:").last).to_contain_text("TikTok and Figma")
    await ines.look("sent")
    await ines.press("3")


async def looked_up(ines: Client) -> None:
    await expect(ines.last).not_to_contain_text("How sure of yourself", timeout=PATIENCE_MS)
    for command, said in (
        ("/rm-me", "TikTok and Figma"),
        ("rm-status", "In the program"),
        ("help", "/rm-me"),
    ):
        await ines.say(command)
        await ines.hears(said)
        await ines.look(command.strip("/"))


async def mentioned(ines: Client) -> None:
    await ines.go("Mentoring")
    said = ines.page.get_by_text("I've answered you in our chat")
    before = await ines.cards.count()
    await ines.mention("rm-privacy")
    await expect(said).to_have_count(1)
    await expect(ines.cards).to_have_count(before + 1)
    await ines.look("mentioned")
    await ines.go("Personal Chat")
    await ines.hears("Who sees what")
    await ines.look("answered")
