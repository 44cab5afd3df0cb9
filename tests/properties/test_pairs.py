"""Whatever two partners and a safe contact do, in whatever order: nothing raises, everything is answered, and what
somebody told in private reaches nobody else before they tapped.

Every text typed holds a word of its own, so that it is known wherever it turns up. Unless a question said that the
partner reads its answer, it is for nobody else.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from adapters.playground.transcript import message_lines
from bot.buttons import admin_buttons, care_buttons, pair_buttons, story_buttons
from bot.conversation.flow import Day, Many, Moment, Text, question_of
from bot.conversation.messages import Address, Buttons
from bot.events import Event, HomeOpened, PeopleRead, Pressed, Said, Sender
from bot.flows import FLOWS
from bot.program.model import Concern, SafeContact, Talk
from bot.program.snapshot import Query, Snapshot
from bot.runtime.ports import Row
from bot.runtime.service import due_event, handle
from bot.talks import QUIET
from bot.text.catalog import words_for
from storage import MemoryStorage
from tests import factories as make
from tests.factories import ACME, NOON

PEOPLE = ("ana", "ben", "eve", "fay", "dora", "ada")
PAIR = {"ana": "ben", "ben": "ana"}
READ_BY_BOTH = {
    ("feedback", name) for name in ("learned", "taught", "next_step")
} | {("agreement", name) for name in ("goal", "second_goal", "third_goal", "stays")} | {
    ("agenda", name) for name in ("first", "second", "third")
} | {("story", name) for name in ("did", "surprised", "changed")} | {
    ("farewell", "word"), ("change", "words"),
}  # fmt: skip
TOLD = frozenset(
    {"story", "change", "send_back"}
)  # flows whose words admins and a channel may read in the end
MOST_MOMENTS = 600  # in one move of the clock: more is a rule that never ends
WORDS = (
    "yes", "no", "2", "back", "skip", "stop", "go on", "help", "who can see this?", "change my answer", "tomorrow",
    "until 20 April", "Thursday at 3", "next week", "we agreed on Friday at 10", "Dora", "nobody", "<!channel>", "",
    "x" * 5000, "\x00", "I'm back", "video", "one",
)  # fmt: skip
COMMANDS = (
    "session",
    "me",
    "goal",
    "story",
    "concern",
    "pause until 20 April",
    "resume",
    "help",
    "leave",
    "privacy",
)

STORIES = sorted(name for name in admin_buttons.ACTIONS if name.startswith("stories."))
ACTIONS = [*sorted((*pair_buttons.ACTIONS, *care_buttons.ACTIONS, *story_buttons.ACTIONS)), *STORIES]
CHANNEL = "slack:T1:C1"
LONG = " and so it went on from one small thing to the next" * 2  # six of these are a story


class Company:
    """Ana teaches Ben, Dora arranges for Ben, Eve and Fay hear concerns; time passes from moment to moment."""

    def __init__(self) -> None:
        self.storage = MemoryStorage()
        self.now: datetime = NOON
        self.count = 0
        self.offered: dict[str, list[tuple[str, dict[str, str]]]] = {name: [] for name in PEOPLE}
        self.readers: dict[str, set[str]] = {}  # by private word
        self.posted: set[str] = set()  # words that a channel may read
        self.wishes: dict[str, tuple[str, str]] = {}  # word -> (whose, session)
        safe = tuple(SafeContact(person=name, state="accepted") for name in ("eve", "fay"))
        people = [make.person(name, is_admin=name == "ada") for name in PEOPLE if name != "ben"]
        with self.storage.begin() as work:
            work.save((make.organization(), make.place(), make.channel(CHANNEL)))
            work.save((make.cohort(safe_contacts=safe, opened_by="ada", channel=CHANNEL),))
            work.save((*people, make.person("ben", delegate="dora")))
            work.save(tuple(make.account(name, name, address=address(name)) for name in PEOPLE))
            work.save((make.pairing(state="introduced", introduced_at=NOON, first_writer="ben"),))

    def see(self, query: Query) -> Snapshot:
        with self.storage.begin() as work:
            return work.load(query)

    def asked(self, who: str) -> Talk | None:
        """The question that typed words answer."""
        talks = self.see(Query(organization=ACME, open_talks_of=(who,))).talks
        floor = (one for one in talks if one.offered is None and self.now - one.asked_at < QUIET)
        return next(floor, None) or next((one for one in talks[:1] if one.asked_in), None)

    # -- what people do -------------------------------------------------------------------------------------------

    def do(self, kind: str, who: str, number: int) -> None:
        self.count += 1
        match kind:
            case "press" if self.offered[who]:
                self.press(who, *self.offered[who][-1 - number % len(self.offered[who])])
            case "withdraw":
                taken = [one for one in self.offered[who] if one[0] == "concern.withdraw"]
                self.press(who, *taken[-1])
            case "steal":
                theirs = [one for name in PEOPLE for one in self.offered[name]]
                if theirs:
                    self.press(who, *theirs[-1 - number % len(theirs)])
            case "forge":
                action = ACTIONS[number % len(ACTIONS)]
                data = {"pairing": "pair", "session": f"pair/{number % 3}", "read": "1", "part": "did"}
                told = self.see(Query(organization=ACME, pairing="pair"))
                data |= {"story": told.stories[-1].id} if told.stories else {}
                data |= {"change": told.changes[-1].id} if told.changes else {}
                self.press(who, action, data)
            case "command":
                self.say(who, f"/rm-{COMMANDS[number % len(COMMANDS)]}")
            case "words":
                self.say(who, WORDS[number % len(WORDS)])
            case "told":
                self.tell(who, None, f"secret{self.count}", before="/rm-concern ")
            case "home":
                self.look(who)
            case "leaves":
                self.leaves(who)
            case "later":
                self.wait(timedelta(hours=number * 3))
            case _:
                self.answer(who, number)

    def answer(self, who: str, number: int) -> None:
        """What the question wants, as far as one can tell; else a private word out of the blue."""
        talk = self.asked(who)
        question = question_of(FLOWS[talk.flow], talk.progress.asked) if talk else None
        word = f"secret{self.count}"
        if talk is None or isinstance(question, Text):
            self.tell(who, talk, word)
        elif isinstance(question, Day | Moment):
            days = (self.now + timedelta(days=number + 1)).replace(hour=14, minute=0)
            value = days.date().isoformat() if isinstance(question, Day) else days.isoformat()
            self.pressed_answer(who, talk, value)
        elif isinstance(question, Many):
            options = question.options
            self.pressed_answer(who, talk, options[-1 - number % len(options)])
        else:
            choices = [
                data["value"]
                for action, data in self.offered[who]
                if action == "talk.answer"
                and (data["talk"], data.get("question")) == (talk.id, talk.progress.asked)
            ]
            self.pressed_answer(who, talk, choices[number % len(choices)] if choices else "nobody")

    def tell(self, who: str, talk: Talk | None, word: str, before: str = "") -> None:
        """Typed words with a word of their own; who may read it depends on what was asked."""
        name = talk.progress.asked.partition("/")[0] if talk else ""
        flow = talk.flow if talk else ""
        self.readers[word] = {who}
        if (flow, name) in READ_BY_BOTH:
            self.readers[word] |= {PAIR[who]}
        if flow in TOLD:
            self.readers[word] |= {*PAIR, "ada"}
            self.posted.add(word)
        if (flow, name) == ("feedback", "wish") and talk is not None:
            self.wishes[word] = (who, talk.about)
        longer = LONG if flow == "story" else ""
        self.say(who, f"{before}{word} and so on{longer}")

    def pressed_answer(self, who: str, talk: Talk, value: str) -> None:
        self.press(who, "talk.answer", {"talk": talk.id, "question": talk.progress.asked, "value": value})

    def press(self, who: str, action: str, data: dict[str, str]) -> None:
        if action == "feedback.share":
            for word, (owner, session) in self.wishes.items():
                if (owner, session) == (who, data.get("session")):
                    self.readers[word] |= {PAIR[owner]}  # they have seen the very words, and tapped
        if action == "concern.open":
            concern = self.see(Query(organization=ACME, concern=data.get("concern", ""))).concern
            if concern is not None and concern.contact == who:
                self.opens(concern)
        event = Pressed(id=f"e{self.count}", at=self.now, sender=sender(who), action=action, data=data)
        self.take(event, who)

    def opens(self, concern: Concern) -> None:
        for word in self.readers:
            if word in concern.text:
                self.readers[word] |= {concern.contact}

    def say(self, who: str, text: str) -> None:
        self.take(Said(id=f"e{self.count}", at=self.now, sender=sender(who), text=text), who)

    def look(self, who: str) -> None:
        """At their own page."""
        self.count += 1
        self.take(HomeOpened(id=f"e{self.count}", at=self.now, sender=sender(who)), who)

    def leaves(self, who: str) -> None:
        """They are not in the HR file any more."""
        event = PeopleRead(id=f"e{self.count}", at=self.now, organization=ACME, removed=(f"hr-{who}",))
        assert handle(self.storage, event).status == "handled", self.storage.set_aside_events()
        self.deliver()

    # -- what comes of it -----------------------------------------------------------------------------------------

    def take(self, event: Event, who: str) -> None:
        handled = handle(self.storage, event)
        assert handled.status == "handled", (event, self.storage.set_aside_events())
        said = self.deliver()
        answers = [row for row in said if row.send.person == who and row.id.startswith(f"{event.id}:")]
        assert answers or handled.reply is not None, f"{event} was not answered"

    def deliver(self) -> list[Row]:
        """All that may go out now, looked at as whoever gets it."""
        told: list[Row] = []
        while rows := self.storage.claim_rows("live", self.now, lease_s=600, limit=50):
            for row in rows:
                self.read(row)
                assert row.address is not None
                assert self.storage.mark_sending(row.id, lease_s=600)
                self.storage.mark_sent(row.id, row.id, row.address, at=self.now)
            told += rows
        return told

    def read(self, row: Row) -> None:
        lines = "\n".join(message_lines(row.send.message, words_for(row.language, row.timezone)))
        everything = lines + str(row.send)
        for word, readers in self.readers.items():
            told = f"{word} " in everything or f"{word}'" in everything
            fine = row.send.person in readers or (row.send.channel and word in self.posted)
            assert not told or fine, f"{row.send.person} reads {word}: {lines}"
        pairing = self.see(Query(organization=ACME, pairing="pair")).lives["pair"]
        own = "talk.left_open" in str(row.send)  # something they began themselves while it rests
        assert pairing.state == "introduced" or own or row.send.about.pairing != "pair", row.send
        for block in row.send.message.blocks:
            if isinstance(block, Buttons):
                reader = row.send.person or "ada"  # whoever is in the channel
                self.offered[reader] += [(one.action, one.data) for one in block.items if one.action]

    def wait(self, span: timedelta) -> None:
        target = self.now + span
        for _ in range(MOST_MOMENTS):
            self.deliver()
            for organization, due in self.storage.claim_due("live", self.now, limit=50):
                assert handle(self.storage, due_event(organization, due, self.now)).status != "set_aside", due
            self.deliver()
            moment = self.storage.next_moment("live")
            if moment is None or moment > target:
                self.now = target
                return
            self.now = max(self.now, moment)
        raise AssertionError(f"never ends: {self.storage.claim_due('live', self.now, limit=5)}")


def address(who: str) -> Address:
    return make.address(who, conversation=f"D-{who}")


def sender(who: str) -> Sender:
    return make.sender(who, address=address(who))


partners = st.sampled_from(["ana", "ben", "ana", "ben", "eve", "dora"])
steps = st.one_of(
    st.tuples(st.sampled_from(["press", "answer", "answer", "press"]), partners, st.integers(0, 40)),
    st.tuples(st.sampled_from(["words", "command", "later"]), partners, st.integers(0, 60)),
    st.tuples(st.sampled_from(["steal", "forge"]), st.sampled_from(PEOPLE), st.integers(0, 99)),
    st.tuples(st.just("told"), partners, st.just(0)),
    st.tuples(st.just("home"), partners, st.just(0)),
    st.tuples(st.just("leaves"), st.sampled_from(["eve", "fay"]), st.just(0)),
)
MEETING = [
    ("forge", "ana", ACTIONS.index("together.find")),
    ("press", "dora", 3),
    ("press", "ana", 3),
    ("later", "ana", 40),
]
HELD = [*MEETING, *(("answer", who, 0) for who in ("ana",) * 8 + ("ben",) * 8)]
RAISED = [
    ("forge", "ana", ACTIONS.index("concern.about")),
    ("answer", "ana", 0),
    ("answer", "ana", 0),
]
TELLING = [
    *HELD,
    ("forge", "ana", ACTIONS.index("story.ask")),
    ("later", "ana", 1),
    ("forge", "ben", ACTIONS.index("story.accept")),
    *(("answer", "ben", 0),) * 4,
    ("forge", "ana", ACTIONS.index("story.write")),
    *(("answer", "ana", 0),) * 4,
    ("forge", "ana", ACTIONS.index("story.approve")),
    ("forge", "ben", ACTIONS.index("story.approve")),
    ("forge", "ada", ACTIONS.index("stories.post")),
    ("later", "ana", 1),
]
UNTOLD = [("forge", "ben", ACTIONS.index("story.take_back")), ("answer", "ben", 0), ("later", "ana", 1)]
TAKEN_BACK = [("command", "ana", COMMANDS.index("concern")), ("withdraw", "ana", 0)]
PASSED_ON = [("leaves", "eve", 0), ("later", "ana", 0), ("press", "fay", 0)]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(steps, min_size=1, max_size=50))
@example(HELD)
@example([*HELD, *RAISED, ("press", "eve", 0), ("later", "eve", 60), ("press", "eve", 1)])
@example([*MEETING, *RAISED, ("later", "ana", 60), ("press", "fay", 0), ("press", "fay", 0)])
@example([*MEETING, *RAISED, *TAKEN_BACK, ("press", "eve", 0), ("later", "ana", 60)])
@example([*MEETING, *RAISED, ("press", "eve", 0), *PASSED_ON, ("press", "eve", 0), ("press", "fay", 1)])
@example([("told", "ana", 0), ("answer", "ana", 0), ("press", "eve", 0), *TAKEN_BACK])
@example([*TELLING, *UNTOLD])
@example([*TELLING[:-2], *RAISED, ("press", "ada", 0), ("steal", "ben", 0)])
def test_nothing_raises_all_is_answered_and_private_words_stay_private(
    story: list[tuple[str, str, int]],
) -> None:
    company = Company()
    for kind, who, number in story:
        company.do(kind, who, number)
    for who in PEOPLE:
        company.look(who)


def test_the_examples_get_as_far_as_they_say() -> None:
    """A property over nothing would hold."""
    company = Company()
    for kind, who, number in [*HELD, *RAISED, ("press", "eve", 0)]:
        company.do(kind, who, number)
    seen = company.see(Query(organization=ACME, pairing="pair"))
    assert [one.state for one in seen.sessions] == ["held"]
    assert seen.feedback
    assert all(one.wish for one in seen.feedback)
    assert seen.lives["pair"].state == "paused"
    assert any(readers == {"ana", "eve"} for readers in company.readers.values())


def test_the_examples_of_a_story_get_as_far_as_they_say() -> None:
    company = Company()
    for kind, who, number in TELLING:
        company.do(kind, who, number)
    (told,) = company.see(Query(organization=ACME, pairing="pair")).stories
    assert (told.state, len(told.text)) == ("posted", 3)
    row = company.see(Query(organization=ACME, outbox=told.post))
    assert (row.sent_state, "secret" in str(row.sent)) == ("sent", True)
    for kind, who, number in UNTOLD:
        company.do(kind, who, number)
    (told,) = company.see(Query(organization=ACME, pairing="pair")).stories
    assert (told.state, told.text) == ("withdrawn", ())
    assert "secret" not in str(company.see(Query(organization=ACME, outbox=told.post)).sent)


def test_the_examples_of_a_concern_get_as_far_as_they_say() -> None:
    company = Company()
    for kind, who, number in [*RAISED, ("press", "eve", 0), *TAKEN_BACK]:
        company.do(kind, who, number)
    (taken_back,) = mine(company)
    assert (taken_back.state, taken_back.contact) == ("closed", "eve")
    company = Company()
    told = [("told", "ana", 0), ("answer", "ana", 0)]
    for kind, who, number in [*told, ("press", "eve", 0), *PASSED_ON]:
        company.do(kind, who, number)
    (passed_on,) = mine(company)
    assert (passed_on.state, passed_on.contacts) == ("opened", ("eve", "fay"))
    assert passed_on.text.startswith("secret1 ")
    assert company.readers["secret1"] == {"ana", "eve", "fay"}


def mine(company: Company) -> tuple[Concern, ...]:
    """What Ana has told."""
    return company.see(Query(sender=sender("ana"), concerns=True)).concerns
