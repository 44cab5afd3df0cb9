"""Who was forgotten and when somebody left; who looked is found by whom it was about; what was handled is known by a
digest only.
"""

from __future__ import annotations

from hashlib import blake2b

import sqlalchemy as sa
from alembic import op

from migrations import columns

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

AT_ONCE = 1000


def upgrade() -> None:
    op.create_table("forgotten", columns.key("organization"), columns.key("mark"))
    op.create_index("audit_subject", "audit", ["organization", "subject", "saved"])
    op.create_index("audit_actor", "audit", ["organization", "actor", "saved"])
    op.add_column("person", columns.moment("left_at"))
    _digest()


def _digest() -> None:
    """An event's own id may hold that of a person; what was handled stays known."""
    inbox = sa.table("inbox", sa.column("event"))
    ids = list(op.get_bind().execute(sa.select(inbox.c.event)).scalars())
    change = inbox.update().where(inbox.c.event == sa.bindparam("known")).values(event=sa.bindparam("digest"))
    for at in range(0, len(ids), AT_ONCE):
        some = ids[at : at + AT_ONCE]
        digests = [blake2b(one.encode(), digest_size=16).hexdigest() for one in some]
        op.get_bind().execute(
            change, [{"known": one, "digest": digest} for one, digest in zip(some, digests, strict=True)]
        )


def downgrade() -> None:
    """Digests stay: events handled before are no longer known, and none of them is delivered again so late."""
    op.drop_column("person", "left_at")
    op.drop_index("audit_actor", "audit")
    op.drop_index("audit_subject", "audit")
    op.drop_table("forgotten")
