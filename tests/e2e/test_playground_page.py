"""The playground's page in a real browser: by mouse and keyboard, on a phone, in several tabs, through trouble."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Page, expect

from bot.conversation.messages import Button, Buttons, Field, Form, Message, Option, Phrase, Pick, Say
from bot.events import Arrived, Commanded, Pressed, Said, Submitted
from bot.outcome import Reply
from tests.contracts.messages import NASTY, PLACES, SAMPLES
from tests.e2e.playground_stage import Stage
from tests.e2e.playground_visit import CHROMIUM, NO_BROWSER, be, typed

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.skipif(CHROMIUM is None, reason=NO_BROWSER),
]


def say(text: str) -> Message:
    return Message(summary=text, blocks=(Say(text=text),))


class TestTalking:
    async def test_the_first_visit_says_what_to_do(self, page: Page, stage: Stage) -> None:
        welcome = page.get_by_role("region", name="Welcome to Quillhaven")
        await expect(welcome).to_contain_text("You are Ines, who runs the program.")
        await welcome.get_by_role("button", name="Set up the program").click()
        await expect(page.locator(".mine")).to_have_text(re.compile("/rm-setup"))
        (commanded,) = stage.heard(Commanded)
        assert (commanded.command, commanded.sender.user) == ("setup", "E000")
        await welcome.get_by_role("button", name="Close the welcome").click()
        await page.reload()
        await expect(page.locator(".post")).to_have_count(2)
        await expect(welcome).to_be_hidden()

    async def test_words_are_sent_and_answered(self, page: Page, stage: Stage) -> None:
        stage.answers = lambda event: (say("Nice to hear from you"),)
        await page.locator("#words").fill("Hello")
        await page.keyboard.press("Shift+Enter")
        await page.keyboard.type("there")
        await page.keyboard.press("Enter")
        await expect(page.locator(".bot").last).to_contain_text("Nice to hear from you")
        await expect(page.locator(".mine")).to_contain_text("Hello\nthere")
        await expect(page.locator(".pending")).to_have_count(0)
        await expect(page.locator("#words")).to_have_value("")
        await expect(page.locator("#announcer")).to_have_text("Turnabout: Nice to hear from you")
        await expect(page.locator("#thinking")).to_be_hidden()
        assert [event.text for event in stage.heard(Said)] == ["Hello\nthere"]

    async def test_a_button_says_its_label_and_can_be_replaced_in_place(
        self, page: Page, stage: Stage
    ) -> None:
        await page.get_by_role("button", name="Set up", exact=True).dblclick()
        await expect(page.locator(".mine")).to_have_text(re.compile("Set up"))
        (pressed,) = stage.heard(Pressed)
        assert (pressed.action, pressed.data, pressed.message) == ("command", {"command": "setup"}, "d1")
        await stage.deliver(say("This is done"), "E000", replaces="d1")
        await expect(page.locator(".post").first).to_contain_text("This is done")
        await expect(page.locator(".post")).to_have_count(2)

    async def test_focus_stays_where_a_message_was_replaced(self, page: Page, stage: Stage) -> None:
        await page.get_by_role("button", name="Set up", exact=True).focus()
        await stage.deliver(
            Message(summary="Again?", blocks=(Buttons(items=(Button(label="Again", action="a"),)),)),
            "E000",
            replaces="d1",
        )
        await expect(page.get_by_role("button", name="Again")).to_be_focused()

    async def test_commands_are_completed(self, page: Page, stage: Stage) -> None:
        await page.locator("#words").press_sequentially("/")
        options = page.get_by_role("listbox", name="Commands").get_by_role("option")
        await expect(options).to_have_count(3)
        await page.keyboard.type("he")
        await expect(options).to_have_text([re.compile("/rm-help")])
        await page.keyboard.press("Enter")
        await expect(page.locator("#words")).to_have_value("/rm-help")
        await page.keyboard.press("Enter")
        await expect(page.locator(".mine")).to_have_text(re.compile("/rm-help"))
        assert [event.command for event in stage.heard(Commanded)] == ["help"]

    async def test_trouble_is_said_and_nothing_typed_is_lost(self, page: Page, stage: Stage) -> None:
        stage.failing = 1
        await typed(page, "Do not lose this")
        await expect(page.get_by_role("alert").first).to_contain_text("could not be stored")
        await expect(page.locator("#words")).to_have_value("Do not lose this")
        await expect(page.locator(".mine")).to_have_count(0)
        await page.locator("#words").press("Enter")
        await expect(page.locator(".mine")).to_have_count(1)
        await expect(page.locator("#trouble")).to_be_hidden()
        assert len(stage.heard(Said)) == 1

    async def test_the_same_words_twice_are_two_doings(self, page: Page, stage: Stage) -> None:
        for _ in range(2):
            await page.locator("#words").fill("2")
            await page.locator("#words").press("Enter")
        await expect(page.locator(".mine")).to_have_count(2)
        await expect(page.locator(".pending")).to_have_count(0)
        assert [event.text for event in stage.heard(Said)] == ["2", "2"]

    async def test_typed_words_stay_with_whom_they_were_typed_for(self, page: Page) -> None:
        await page.locator("#words").fill("half a sentence")
        await be(page, "Bo Lindqvist")
        await expect(page.locator("#words")).to_have_value("")
        await page.go_back()
        await expect(page.locator("#words")).to_have_value("half a sentence")

    async def test_a_long_talk_comes_in_pages(self, page: Page, stage: Stage) -> None:
        for number in range(1, 140):
            await stage.deliver(say(f"Line {number}."), "E001")
        await be(page, "Bo Lindqvist")
        await expect(page.locator(".post")).to_have_count(120)
        await expect(page.locator(".post").last).to_be_in_viewport()
        await page.get_by_role("button", name="Show earlier messages").click()
        await expect(page.locator(".post")).to_have_count(139)
        await expect(page.locator(".post").first).to_contain_text("Line 1.")
        await expect(page.locator(".day")).to_have_count(1)


class TestAnswering:
    async def test_one_of_a_few_is_chosen_by_keyboard(self, page: Page, stage: Stage) -> None:
        await stage.deliver(SAMPLES["pick_one"], "E000")
        await page.get_by_role("radio", name="UTC").focus()
        await page.keyboard.press("ArrowUp")
        await page.keyboard.press("Enter")
        await expect(page.locator(".mine")).to_have_text(re.compile("Berlin"))
        (submitted,) = stage.heard(Submitted)
        assert (submitted.action, submitted.data) == ("zone", {"talk": "t1"})
        assert submitted.values == {"zone": ("Europe/Berlin",)}

    async def test_nothing_chosen_is_asked_again_beside_the_question(self, page: Page, stage: Stage) -> None:
        options = (Option(value="1", label="One"), Option(value="2", label="Two"))
        pick = Pick(name="x", label="Which?", action="x", options=options, submit="That one")
        await stage.deliver(Message(summary="Which?", blocks=(pick,)), "E000")
        await page.get_by_role("button", name="That one").click()
        await expect(page.locator(".pick .problem")).to_have_text("Please choose one.")
        assert stage.heard(Submitted) == []

    async def test_many_are_ticked(self, page: Page, stage: Stage) -> None:
        await stage.deliver(SAMPLES["pick_many"], "E000")
        await page.get_by_label("Skill 5").check()
        await page.get_by_label("Skill 1").uncheck()
        await page.get_by_role("button", name="That is all").click()
        await expect(page.locator(".mine")).to_have_text(re.compile("Skill 2, Skill 5"))
        (submitted,) = stage.heard(Submitted)
        assert submitted.values == {"skills": ("s2", "s5")}

    async def test_people_are_found_by_typing(self, page: Page, stage: Stage) -> None:
        pick = Pick(name="p", label="Whom?", action="p", search="people", many=True, submit="These")
        await stage.deliver(Message(summary="Whom?", blocks=(pick,)), "E000")
        box = page.get_by_role("combobox", name="Whom?")
        await box.press_sequentially("lind")
        await expect(page.get_by_role("option", name="Bo Lindqvist").first).to_be_visible()
        await page.keyboard.press("Enter")
        await box.press_sequentially("amara")
        await expect(page.get_by_role("option", name="Amara Okafor").first).to_be_visible()
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("button", name="Remove Bo Lindqvist")).to_be_visible()
        await box.press_sequentially("zzz")
        await expect(page.get_by_text("Nothing found")).to_be_visible()
        await page.keyboard.press("Escape")
        await page.get_by_role("button", name="These").click()
        await expect(page.locator(".mine")).to_have_text(re.compile("Bo Lindqvist, Amara Okafor"))
        assert stage.heard(Submitted)[0].values == {"p": ("p1", "p2")}

    async def test_two_hundred_options_are_searched_in_the_page(self, page: Page, stage: Stage) -> None:
        options = tuple(Option(value=f"v{n}", label=f"Größe {n}") for n in range(200))
        pick = Pick(name="x", label="Size", action="x", options=options, submit="Take it")
        await stage.deliver(Message(summary="Size", blocks=(pick,)), "E000")
        await page.get_by_role("combobox", name="Size").press_sequentially("grosse 19".replace("ss", "ß"))
        await expect(page.get_by_role("option", name="Größe 19", exact=True)).to_be_visible()
        await page.keyboard.press("Enter")
        await page.get_by_role("button", name="Take it").click()
        await expect(page.locator(".mine")).to_contain_text("Größe 19")
        assert stage.heard(Submitted)[0].values == {"x": ("v19",)}

    async def test_what_is_wrong_is_seen_on_a_small_screen(self, page: Page, stage: Stage) -> None:
        await page.set_viewport_size({"width": 390, "height": 480})
        await stage.deliver(SAMPLES["form"], "E000")
        title = page.get_by_label("Title")
        await title.fill("")
        await title.evaluate(
            "one => one.scrollIntoView({ block: 'end' })"
        )  # nothing is seen of what is below it
        await title.press("Enter")
        await expect(title).to_be_focused()
        await expect(page.locator(".form .problem").first).to_be_in_viewport(ratio=1)

    async def test_a_form_comes_back_as_filled_in(self, page: Page, stage: Stage) -> None:
        await stage.deliver(SAMPLES["form"], "E000")
        await page.get_by_label("Title").fill("Learn <b>to</b> teach")
        await page.get_by_label("Until").fill("2027-01-31")
        await page.get_by_label("Teaching").check()
        send = page.locator(".form button[type=submit]")
        await send.click()
        await expect(page.locator(".form .chips .problem").last).to_have_text(
            "This one still needs an answer."
        )
        await page.get_by_label("Kind 3").check()
        await send.click()
        await expect(page.locator(".mine")).to_contain_text("Title: Learn <b>to</b> teach")
        (submitted,) = stage.heard(Submitted)
        assert submitted.data == {"pairing": "p7"}
        assert submitted.values == {
            "title": ("Learn <b>to</b> teach",),
            "why": (),
            "until": ("2027-01-31",),
            "side": ("teach",),
            "skills": ("k3",),
        }

    async def test_a_bar_is_as_long_as_its_share(self, page: Page, stage: Stage) -> None:
        for name, widths in (("goals", ["75%", "0%"]), ("chart", ["60%", "100%"])):
            await stage.deliver(SAMPLES[name], "E000")
            parts = page.locator(".bot").last.locator(".bar-part")
            await expect(parts).to_have_count(2)
            drawn = [
                float((await part.get_attribute("width") or "").rstrip("%")) for part in await parts.all()
            ]
            assert [f"{width:.0f}%" for width in drawn] == widths

    async def test_a_direct_answer_stands_beside_its_field(self, page: Page, stage: Stage) -> None:
        form = Form(
            title="When?",
            fields=(Field(name="a", label="From", value="x"), Field(name="b", label="To", value="y")),
            action="g",
            submit="Save it",
        )
        await stage.deliver(Message(summary="When?", blocks=(form,)), "E000")
        stage.reply = Reply(text=Phrase("platform.not_stored"), field="b")
        await page.get_by_role("button", name="Save it").click()
        await expect(page.locator(".field").nth(1).locator(".problem")).to_contain_text("platform.not_stored")
        await expect(page.get_by_label("To", exact=True)).to_be_focused()
        await expect(page.get_by_label("To", exact=True)).to_have_value("y")
        await expect(page.locator(".mine")).to_have_count(0)


class TestShowing:
    async def test_every_block_can_be_read(self, page: Page, stage: Stage) -> None:
        for sample in SAMPLES.values():
            await stage.deliver(sample, "#general")
        await page.get_by_role("button", name="general").click()
        await expect(page.locator(".post")).to_have_count(len(SAMPLES))
        await expect(page.get_by_role("img", name="3, then 5").first).to_be_visible()
        await expect(page.locator("dd").first).to_have_text("Europe/Berlin")
        link = page.get_by_role("link", name="Everybody").first
        await expect(link).to_have_attribute("href", "https://example.org/files/abc")

    async def test_people_write_what_they_like_and_it_stays_words(self, page: Page, stage: Stage) -> None:
        words = "\n".join(NASTY.values())
        for place in PLACES.values():
            await stage.deliver(place(words), "E002")
        await stage.say_as("E002", words)
        await be(page, "Amara Okafor")
        await expect(page.locator(".post")).to_have_count(len(PLACES) + 1)
        shown = await page.locator("#posts").inner_text()
        assert shown.count(NASTY["html"]) > len(PLACES) - 3  # two stand in fields, one is the summary
        assert await page.locator("#posts").locator("script, b, at, img").count() == 0
        assert await page.locator('a[href*="evil"]').count() == 0


class TestPeople:
    async def test_somebody_else_has_a_conversation_of_their_own(self, page: Page, stage: Stage) -> None:
        await be(page, "Bo Lindqvist")
        await expect(page.locator(".bot")).to_contain_text("Hello there!")
        assert [event.sender.user for event in stage.heard(Arrived)] == ["E000", "E001"]
        await expect(page).to_have_url(re.compile("#/E001$"))
        await expect(page.locator("#welcome")).to_be_hidden()

    async def test_what_was_not_read_is_marked(self, page: Page, stage: Stage) -> None:
        row = page.get_by_role("list", name="People").get_by_role("button", name=re.compile("^Amara Okafor"))
        await stage.deliver(say("Would you like to join?"), "E002")
        await expect(row).to_have_accessible_name(re.compile("unread"))
        await be(page, "Amara Okafor")
        await expect(page.locator(".post").last).to_contain_text("Would you like to join?")
        await be(page, "Bo Lindqvist")
        await expect(row).not_to_have_accessible_name(re.compile("unread"))
        await stage.say_as("E002", "Yes, please")
        await stage.deliver(say("Something else"), "E003")
        other = page.get_by_role("list", name="People").get_by_role("button", name=re.compile("^Yusuf Demir"))
        await expect(other).to_have_accessible_name(re.compile("unread"))
        await expect(row).not_to_have_accessible_name(re.compile("unread"))

    async def test_people_are_filtered_and_walked_through_by_keyboard(self, page: Page) -> None:
        find = page.get_by_role("searchbox", name="Find people")
        await find.fill("engin lind")
        rows = page.get_by_role("list", name="People").get_by_role("listitem")
        await expect(rows).to_have_count(2)
        await find.fill("nobody at all")
        await expect(page.get_by_text("Nobody here is called that.")).to_be_visible()
        await find.fill("")
        await find.press("ArrowDown")
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("Enter")
        await expect(page.locator("#me strong")).to_have_text("Bo Lindqvist")

    async def test_autopilot_for_one_and_for_everybody_else(self, page: Page, stage: Stage) -> None:
        await page.get_by_role("switch", name="Autopilot for Bo Lindqvist").click()
        await expect(page.get_by_role("switch", name="Autopilot for Bo Lindqvist")).to_be_checked()
        assert stage.autopiloted() == {"E001"}
        await page.get_by_role("switch", name="Autopilot for everybody else").click()
        await expect(page.get_by_role("switch", name="Autopilot for everybody else")).to_be_checked()
        assert len(stage.autopiloted()) == 23
        assert "E000" not in stage.autopiloted()
        await be(page, "Bo Lindqvist")
        await page.get_by_role("button", name="Answer myself").click()
        await expect(page.locator("#pilot")).to_be_hidden()
        assert "E001" not in stage.autopiloted()


class TestTime:
    async def test_the_clock_moves_and_the_page_stays_usable(self, page: Page, stage: Stage) -> None:
        await expect(page.locator("#now")).to_contain_text("11:00")
        stage.gate.clear()
        await page.get_by_role("button", name="+1 week").click()
        await expect(page.get_by_role("progressbar", name="Moving the clock")).to_be_visible()
        await typed(page, "meanwhile")
        await expect(page.locator(".mine")).to_have_text(re.compile("meanwhile"))
        stage.gate.set()
        await expect(page.locator("#toast")).to_contain_text("Tuesday 1 December")
        await expect(page.locator("#toast")).to_contain_text("3 things happened")
        await expect(page.locator("#now")).to_contain_text("1 Dec")
        await expect(page.locator("#moving")).to_be_hidden()

    async def test_when_nothing_lies_ahead_it_says_so(self, page: Page) -> None:
        await page.get_by_role("button", name="Next thing that happens").click()
        await expect(page.locator("#toast")).to_contain_text("Nothing is waiting to happen")

    async def test_the_clock_is_that_of_the_person(self, page: Page) -> None:
        await be(page, "Yusuf Demir")
        await expect(page.locator("#now")).to_contain_text("06:00")

    async def test_starting_over_asks_first(self, page: Page, stage: Stage) -> None:
        await typed(page, "hello")
        await expect(page.locator(".mine")).to_have_count(1)
        await page.get_by_role("button", name="Start over").click()
        dialog = page.get_by_role("dialog", name="Start over?")
        await expect(dialog.get_by_role("button", name="Keep going")).to_be_focused()
        await page.keyboard.press("Escape")
        await expect(dialog).to_be_hidden()
        assert len(stage.heard(Said)) == 1
        await page.get_by_role("button", name="Start over").click()
        await dialog.get_by_role("button", name="Start over").click()
        await expect(page.locator(".mine")).to_have_count(0)
        await expect(page.locator(".bot")).to_have_count(1)
        assert stage.heard(Said) == []


class TestTabs:
    async def test_another_tab_hears_everything(self, page: Page, stage: Stage) -> None:
        other = await page.context.new_page()
        await other.goto(stage.address)
        await expect(other.locator(".post")).to_have_count(1)
        await typed(page, "From the first tab")
        await expect(other.locator(".mine")).to_have_text(re.compile("From the first tab"))
        await stage.deliver(say("To both"), "E000")
        for tab in (page, other):
            await expect(tab.locator(".post").last).to_contain_text("To both")
            await expect(tab.locator(".post")).to_have_count(3)

    async def test_a_lost_connection_comes_back_and_catches_up(self, page: Page, stage: Stage) -> None:
        await stage.deliver(SAMPLES["pick_many"], "E000")
        await page.get_by_label("Skill 5").check()
        stage.part.let_go()
        await stage.deliver(say("Said in between"), "E000")
        await expect(page.locator(".post").last).to_contain_text("Said in between")
        await expect(page.locator("#offline")).to_be_hidden()
        await expect(page.get_by_label("Skill 5")).to_be_checked()

    async def test_a_server_that_is_gone_is_said(self, page: Page, stage: Stage) -> None:
        await page.context.set_offline(True)
        await typed(page, "Is anybody there?")
        await expect(page.get_by_role("alert").first).to_contain_text("cannot be reached")
        await expect(page.locator("#words")).to_have_value("Is anybody there?")
        await page.context.set_offline(False)
        await page.locator("#words").press("Enter")
        await expect(page.locator(".mine")).to_have_count(1)


class TestLooks:
    @pytest.mark.parametrize(("width", "height"), [(390, 780), (640, 410), (320, 640)])
    async def test_a_phone_and_large_letters_have_all_of_it(
        self, page: Page, stage: Stage, width: int, height: int
    ) -> None:
        for name in ("rows", "form", "chart", "buttons"):
            await stage.deliver(SAMPLES[name], "E001")
        await page.set_viewport_size({"width": width, "height": height})
        menu = page.get_by_role("button", name="People and channels")
        await menu.click()
        await be(page, "Bo Lindqvist")
        await expect(menu).to_have_attribute("aria-expanded", "false")
        await expect(page.locator("#title")).to_be_focused()
        await expect(page.locator(".post")).to_have_count(4)
        wide = await page.evaluate("document.documentElement.scrollWidth > innerWidth")
        assert not wide
        for name in ("+1 week", "Next thing that happens", "Start over"):
            await expect(page.get_by_role("button", name=name)).to_be_in_viewport(ratio=1)
        await expect(page.locator("#send")).to_be_in_viewport(ratio=1)

    @pytest.mark.parametrize("scheme", ["light", "dark"])
    async def test_words_stand_out_from_their_ground(self, page: Page, stage: Stage, scheme: str) -> None:
        for name in ("heading", "buttons", "facts", "pick_many", "rows", "file"):
            await stage.deliver(SAMPLES[name], "E000")
        await page.emulate_media(
            color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce"
        )
        faint = await page.evaluate(CONTRAST)
        assert faint == []

    async def test_the_theme_can_be_chosen_and_is_remembered(self, page: Page) -> None:
        button = page.get_by_role("button", name="Colors")
        await button.click()
        await button.click()
        await expect(page.get_by_role("button", name="Colors: dark")).to_be_visible()
        assert await page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"
        await page.reload()
        await expect(page.get_by_role("button", name="Colors: dark")).to_be_visible()

    async def test_everything_that_can_be_used_has_a_name(self, page: Page, stage: Stage) -> None:
        for name in ("form", "pick_people", "pick_many", "buttons"):
            await stage.deliver(SAMPLES[name], "E000")
        nameless = await page.evaluate(NAMELESS)
        assert nameless == []

    async def test_a_keyboard_reaches_the_box_first(self, page: Page) -> None:
        await page.keyboard.press("Tab")
        await expect(page.get_by_role("link", name="Skip to the message box")).to_be_focused()
        await page.keyboard.press("Enter")
        await expect(page.locator("#words")).to_be_focused()


# Every visible text whose color is closer to the color behind it than WCAG AA allows (4.5, or 3 for large text).
CONTRAST = """() => {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 1;
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  const rgba = (color) => {
    pen.clearRect(0, 0, 1, 1); pen.fillStyle = color; pen.fillRect(0, 0, 1, 1);
    return [...pen.getImageData(0, 0, 1, 1).data];
  };
  const light = ([r, g, b]) => [r, g, b]
    .map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, at) => sum + v * [0.2126, 0.7152, 0.0722][at], 0);
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const style = getComputedStyle(at);
      if (style.backgroundImage !== "none") return null;
      const color = rgba(style.backgroundColor);
      if (color[3] > 250) return color;
    }
    return rgba(getComputedStyle(document.body).backgroundColor);
  };
  const faint = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.textContent.trim() || !element.checkVisibility()) continue;
    if (element.closest(".hidden, .skip, noscript, script, title, svg")) continue;
    const behind = ground(element);
    if (!behind) continue;
    const style = getComputedStyle(element);
    const [a, b] = [light(rgba(style.color)), light(behind)].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.6 && Number(style.fontWeight) >= 700);
    if (ratio < (large ? 3 : 4.5)) faint.push(`${walker.currentNode.textContent.trim()}: ${ratio.toFixed(2)}`);
  }
  return faint;
}"""

# Every control without a name that a screen reader could say.
NAMELESS = """() => [...document.querySelectorAll("button, input, textarea, a[href], [role]")]
  .filter((one) => one.checkVisibility() && !["presentation", "none", "alert", "status", "option"].includes(one.role))
  .filter((one) => {
    const ids = (one.getAttribute("aria-labelledby") ?? "").split(" ");
    const labelled = ids.map((id) => document.getElementById(id)?.textContent).join("");
    const label = [...(one.labels ?? [])].map((l) => l.textContent).join("");
    return !(one.getAttribute("aria-label") || labelled || label || one.textContent || "").trim();
  })
  .map((one) => one.outerHTML.slice(0, 120))"""
