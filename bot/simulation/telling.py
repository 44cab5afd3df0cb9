"""What do made-up people write when they tell others of it? For a story, and for "what changed because of this".

Long enough that what two of them write together is a story (`FEWEST` words of `bot/program/story.py`).
"""

DID = (
    "We took one real question from that week, put it on a shared screen, and went through it together, "
    "slowly, until it made sense to both of us.",
    "Every three weeks one of us brought something unfinished, and the other was allowed to ask "
    "about it as if they knew nothing at all.",
    "We swapped chairs for twenty-five minutes: first one explained and the other tried it, "
    "then we turned it round and laughed a good deal.",
)
SURPRISED = (
    "How quickly it stopped being about tools, and became a talk about how we decide things here.",
    "That the simple questions were the ones neither of us could answer at first.",
    "How much I had never been asked before, and how good it was to be asked.",
)
DIFFERENT = (
    "I ask sooner now, and I show half-finished work, because the answer usually saves me a whole afternoon.",
    "Our team starts its Tuesday meeting with one thing somebody has just learned, and people look forward to it.",
    "I listen to the newest person in the room before I say what I think myself, and it changes what we do.",
)
CHANGES = (
    "Our weekly update is a two-minute video now, and people watch it.",
    "The newest person speaks first in our reviews.",
    "We dropped a monthly report nobody had read.",
    "Our team keeps a shared page of good prompts.",
)
