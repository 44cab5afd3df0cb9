"""All talks, one a file or a few short ones together. A new one is a row here and its sentences in the catalog."""

from bot.conversation.flow import People
from bot.flows.agreement import AGREEMENT
from bot.flows.background import BACKGROUND
from bot.flows.care import CHECK_IN, DELEGATE, FAREWELL, LATER, PAUSE_US, REMATCH
from bot.flows.channel import CHANNEL
from bot.flows.concern import CONCERN
from bot.flows.feedback import FEEDBACK
from bot.flows.goal import GOAL
from bot.flows.met import MET
from bot.flows.nominate import NOMINATE
from bot.flows.onboarding import ONBOARDING
from bot.flows.pause import PAUSE
from bot.flows.privacy import FORGET
from bot.flows.session import AGENDA, ARRANGE, CALL_OFF, SLOTS
from bot.flows.setup import SETUP
from bot.flows.sponsor import SPONSOR, SPONSOR_WHO
from bot.flows.story import CHANGE, SEND_BACK, STORY, TAKE_BACK
from bot.flows.suggest import SUGGEST
from bot.flows.survey import SURVEY
from bot.flows.word import WORD
from bot.talks import Flows

FLOWS: Flows = {
    flow.name: flow
    for flow in (
        WORD, SETUP, ONBOARDING, PAUSE, SLOTS, ARRANGE, CALL_OFF, AGENDA, MET, FEEDBACK, GOAL, AGREEMENT, CONCERN,
        CHECK_IN, PAUSE_US, REMATCH, FAREWELL, LATER, DELEGATE, NOMINATE, SUGGEST, SPONSOR, SPONSOR_WHO,
        STORY, SEND_BACK, TAKE_BACK, CHANGE, FORGET, SURVEY, BACKGROUND, CHANNEL,
    )
}  # fmt: skip
# Only there all this is looked up: where typed words may name colleagues, and where it matters who is above whom.
NAMED_IN = tuple(
    f"{flow.name}.{question.name}"
    for flow in FLOWS.values()
    for question in flow.questions
    if isinstance(question, People)
)
LINES_IN = (CONCERN.name, SETUP.name)
