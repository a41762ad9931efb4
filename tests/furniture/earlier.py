"""Libraries as earlier versions of Paragraf left them."""

import sqlalchemy as sql


def take_back_0009(connection: sql.Connection) -> None:
    """Take away what migration 0009 added, and those after it."""
    for table in ("exchanges", "conversations", "feedback", "attestations"):
        connection.execute(sql.text(f"DROP TABLE {table}"))
    connection.execute(sql.text("DROP INDEX versions_replaced"))
    for column in ("authority_level", "replaced_by"):
        connection.execute(sql.text(f"ALTER TABLE versions DROP COLUMN {column}"))
