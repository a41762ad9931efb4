"""Opening the library's database, at the newest schema."""

from pathlib import Path

import sqlalchemy as sql
from sqlalchemy.pool import ConnectionPoolEntry

from rag.errors import ParagrafError

MIGRATIONS = Path(__file__).parent / "migrations"
NEWEST = "0013"
BUSY_SECONDS = 30
"""How long a writer waits for another one before it gives up."""


def open_database(file: Path) -> sql.Engine:
    """Open or make the SQLite database and bring its schema up to date."""
    file.parent.mkdir(parents=True, exist_ok=True)
    engine = sql.create_engine(
        f"sqlite:///{file}", connect_args={"timeout": BUSY_SECONDS}, hide_parameters=True
    )
    sql.event.listen(engine, "connect", _prepare)
    _migrate(engine)
    return engine


def _prepare(connection: object, _: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()  # type: ignore[attr-defined]
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _migrate(engine: sql.Engine) -> None:
    with engine.connect() as connection:
        current = _revision(connection)
    if current == NEWEST:
        return
    if current is not None and current > NEWEST:
        raise ParagrafError(
            f"The library was written by a newer Paragraf (schema {current}; this one knows {NEWEST}). "
            "Start the newer version, or name another data folder with PARAGRAF_DATA."
        )
    from alembic import command
    from alembic.config import Config

    configuration = Config()
    configuration.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        configuration.attributes["connection"] = connection
        command.upgrade(configuration, "head")


def _revision(connection: sql.Connection) -> str | None:
    if not sql.inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(sql.text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)
