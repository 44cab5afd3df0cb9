"""How does a database get its newest form? Alembic's migrations, run from here inside one transaction."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"


def configuration(db: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = db
    return config


def migrate(db: Connection, revision: str = "head") -> None:
    """Bring the database to a revision; one that a newer release has written is left as it is: old code can
    use it.
    """
    config = configuration(db)
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if set(MigrationContext.configure(db).get_current_heads()) <= known:
        command.upgrade(config, revision)


def migrate_down(db: Connection, revision: str = "base") -> None:
    command.downgrade(configuration(db), revision)
