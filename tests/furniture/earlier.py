"""Libraries as earlier versions of Paragraf left them."""

import sqlalchemy as sql


def take_back_0009(connection: sql.Connection) -> None:
    """Take away what migration 0009 added, and those after it."""
    for table in ("exchanges", "conversations", "feedback", "attestations", "known_questions", "proposals"):
        connection.execute(sql.text(f"DROP TABLE {table}"))
    for index in ("versions_listed", "versions_replaced"):
        connection.execute(sql.text(f"DROP INDEX {index}"))
    for column in ("authority_level", "replaced_by"):
        connection.execute(sql.text(f"ALTER TABLE versions DROP COLUMN {column}"))
