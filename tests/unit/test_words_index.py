"""The words index: one audience's passages to a block, and nothing left of what was cleared."""

from pathlib import Path

import pytest
import sqlalchemy as sql
from conftest import House

from rag.retrieval.words import WordQuery, word_query
from rag.store import words_index
from rag.store.database import open_database
from rag.store.postings import Postings
from rag.store.reading import Reader
from rag.store.schema import acronyms, passage_words, passages, versions, word_blocks, word_postings
from tests.furniture.contents import words_in
from tests.furniture.earlier import take_back_0009


def postings(house: House) -> tuple[Postings, dict[int, str]]:
    """Of what everyone is shown, and the documents of its passages by their place in it."""
    shown = house.reader.memory.shown(house.reader.scope(frozenset()))
    query = sql.select(passages.c.number, versions.c.path).join(versions)
    connection = house.library.engine.connect()
    paths = dict(map(tuple, connection.execute(query)))
    return Postings(connection, shown), {
        place: paths[number].removesuffix(".md") for place, number in enumerate(shown.numbers.tolist())
    }


def test_words_side_by_side_and_near_are_told_apart(house: House) -> None:
    apart = " och ".join(["ett"] * 8)
    house.write("beside.md", "# Ett\n\nRöda hus byggs.\n")
    house.write("near.md", "# Två\n\nHus byggs och målas ofta röda.\n")
    house.write("far.md", f"# Tre\n\nRöda {apart} hus.\n")
    house.write("heading.md", "---\ntitle: Röda\n---\n\nHus byggs.\n")
    house.ingest()
    found, documents = postings(house)
    beside, near = found.adjacent("röd", "hus"), found.near("röd", "hus", 7)
    assert {documents[place] for place in beside.places.tolist()} == {"beside"}
    assert {documents[place] for place in near.places.tolist()} == {"beside", "near"}


def test_a_block_has_passages_of_one_audience_only(furnished: House) -> None:
    furnished.write("hr/paragraf.toml", 'groups = ["hr"]\n')
    furnished.write("hr/pay.md", "# Pay\n\nPay is set in April.\n")
    furnished.ingest()
    query = (
        sql.select(word_blocks.c.audience, versions.c.audience)
        .select_from(passage_words.join(word_blocks).join(passages).join(versions))
        .distinct()
    )
    with furnished.library.engine.connect() as connection:
        rows = connection.execute(query).all()
    assert len(rows) == 2
    assert all(block == version for block, version in rows)


def test_a_search_reads_no_block_of_others(furnished: House) -> None:
    furnished.write("hr/paragraf.toml", 'groups = ["hr"]\n')
    furnished.write("hr/gifts.md", "# Gifts\n\nGifts of many kronor.\n")
    furnished.ingest()
    scope = furnished.reader.scope(frozenset())
    with furnished.library.engine.begin() as connection:
        hidden = sql.select(word_blocks.c.number).where(word_blocks.c.audience.not_in(scope.audiences))
        (block,) = connection.execute(hidden).scalars()
        # a search that read it would fail
        broken = sql.update(word_postings).where(word_postings.c.block == block).values(postings=b"?")
        assert connection.execute(broken).rowcount
    assert furnished.reader.by_words(scope, word_query("gifts kronor"), 10).scores
    with pytest.raises(ValueError, match="buffer"):
        furnished.reader.by_words(furnished.reader.scope(frozenset({"hr"})), word_query("gifts kronor"), 10)


def test_nothing_is_left_of_the_words_of_what_was_cleared(furnished: House) -> None:
    for number in range(furnished.library.kept + 1):
        furnished.write("gifts.md", f"# Gifts\n\nUnusualword{number} is declined.\n")
        furnished.ingest()
    stems = {stem for words in words_in(furnished.library.engine).values() for _, stem in words}
    assert "unusualword0" not in stems
    assert f"unusualword{furnished.library.kept}" in stems


def test_full_blocks_are_followed_by_others(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(7):
        house.write(f"{number}.md", f"# Nummer {number}\n\nResan bokas av chefen.\n")
    house.ingest()
    expected = house.reader.by_words(house.reader.scope(frozenset()), word_query("resan"), 10)
    for module in ("words_index", "shown"):
        monkeypatch.setattr(f"rag.store.{module}.BLOCK_PASSAGES", 3)
    other = House(house.folder.parent / "blocks", house.guidelines)
    other.ingest()
    with other.library.engine.connect() as connection:
        filled = list(connection.execute(sql.select(word_blocks.c.passages)).scalars())
    assert filled == [3, 3, 1]
    assert other.reader.by_words(other.reader.scope(frozenset()), word_query("resan"), 10) == expected


def test_an_index_of_before_is_carried_over(furnished: House, tmp_path: Path) -> None:
    words = words_in(furnished.library.engine)
    file = furnished.folder / "library.db"
    with furnished.library.engine.begin() as connection:
        _downgrade(connection, words)
    furnished.library.engine.dispose()
    engine = open_database(file)
    assert words_in(engine) == words
    query = WordQuery(word_query("gifts worth kronor").words)
    reader = Reader(engine)
    found = reader.by_words(reader.scope(frozenset()), query, 10)
    assert found == furnished.reader.by_words(furnished.reader.scope(frozenset()), query, 10)
    with engine.connect() as connection:
        tables = set(connection.execute(sql.text("SELECT name FROM sqlite_master")).scalars())
    assert not {name for name in tables if name.startswith(("words", "word_list", "word_places"))}


def _downgrade(connection: sql.Connection, words: dict[int, list[tuple[int, str]]]) -> None:
    """Make the words index as it was at 0006."""
    take_back_0009(connection)
    for table in (acronyms, word_postings, passage_words, word_blocks):
        table.drop(connection)
    for name in ("versions_shown", "versions_by_audience", "versions_by_reference"):
        connection.execute(sql.text(f"DROP INDEX {name}"))
    connection.execute(
        sql.text(
            "CREATE VIRTUAL TABLE words USING fts5(title, headings, body,"
            " tokenize=\"unicode61 remove_diacritics 0 categories 'L* N* Co'\")"
        )
    )
    for view, kind in (("word_places", "instance"), ("word_list", "row")):
        connection.execute(sql.text(f"CREATE VIRTUAL TABLE {view} USING fts5vocab('words', '{kind}')"))
    for number, stems in words.items():
        fields = [
            " ".join(stem for position, stem in stems if first <= position <= last)
            for first, last in zip(words_index.BEGINNINGS, words_index.LASTS, strict=True)
        ]
        connection.execute(
            sql.text("INSERT INTO words (rowid, title, headings, body) VALUES (:n, :a, :b, :c)"),
            {"n": number, "a": fields[0], "b": fields[1], "c": fields[2]},
        )
    connection.execute(sql.text("UPDATE alembic_version SET version_num = '0006'"))
