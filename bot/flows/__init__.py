"""All talks, one a file. A new one is a file beside this one and a row here."""

from bot.flows.onboarding import ONBOARDING
from bot.flows.pause import PAUSE
from bot.flows.setup import SETUP
from bot.talks import Flows

FLOWS: Flows = {flow.name: flow for flow in (SETUP, ONBOARDING, PAUSE)}
