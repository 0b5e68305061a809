"""${message}.

Going back: say here what is lost by `downgrade`, or why there is no way back.
"""

from alembic import op
import sqlalchemy as sa
${imports if imports else ""}
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}


# A migration holds locks until it is committed, and while it waits for one, everybody waits
# behind it. It asks for as few as it can, and gives up soon rather than stop the service:
# SQLite after BUSY_SECONDS (db/sqlite.py), PostgreSQL after LOCK_TIMEOUT (env.py).
def upgrade() -> None:
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    ${downgrades if downgrades else "pass"}
