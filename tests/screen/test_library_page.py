"""The library as a manager keeps it from the page: found, opened, tried and withdrawn."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from conftest import House
from streamlit.testing.v1 import AppTest

from rag.domain import EVERYONE
from rag.errors import FolderClosed, IndexDamaged
from rag.retrieval.within_document import DocumentTrial
from rag.store.catalogue import Catalogue
from rag.store.document_record import DocumentRecords
from tests.screen.fake_service import HOSTILE, HOSTILE_TITLE, SAMPLES
from tests.screen.page_fixtures import Kept
from tests.screen.reading import shown
from ui.keeping import Keeping
from ui.parts import service
from ui.parts.library_place import Place

PASSED = (date.today() - timedelta(days=3)).isoformat()
SCRIPT = "from ui.pages.library_page import show_library_page\nshow_library_page()\n"


@pytest.fixture
def kept(house: House, records: Kept, monkeypatch: pytest.MonkeyPatch) -> House:
    """A house whose documents a manager keeps from the page."""
    records.roles = ("manager", "evaluator")
    documents = DocumentRecords(house.library.engine)

    def trial() -> DocumentTrial:
        return DocumentTrial(house.searcher, house.reader, documents, house.archive, house.embedder)

    made = Keeping(Catalogue(house.library.engine), documents, house.reader, trial, lambda: house.pipeline)
    monkeypatch.setattr(service, "get_keeping", lambda: made)
    monkeypatch.setattr(service, "get_paragraf", lambda: SimpleNamespace(reader=house.reader))
    return house


@pytest.fixture
def library(kept: House) -> AppTest:
    """The page over three guidelines, one of them overdue and one for HR alone."""
    facts = f"---\ntitle: Gåvor\nowner: Registrator\nreview_by: {PASSED}\n---\n\n"
    kept.write("gåvor.md", facts + "# Gåvor\n\nDu får inte ta emot gåvor värda mer än 300 kronor.\n")
    kept.write("resor.md", "# Resor\n\nDu ska boka resan två veckor i förväg.\n")
    kept.write("hr/lön.md", "---\ntitle: Lön\ngroups: [hr]\n---\n\n# Lön\n\nLönen sätts i mars.\n")
    kept.ingest()
    return drawn()


def drawn() -> AppTest:
    page = AppTest.from_string(SCRIPT, default_timeout=20)
    page.session_state["visitor"] = "v" * 43
    return page.run()


def opened(page: AppTest, path: str, shown_part: str = "overview") -> AppTest:
    page.selectbox(key="library_chosen").set_value(Place("guidelines", path)).run()
    page.radio(key="library_shown").set_value(shown_part).run()
    assert not page.exception
    return page


def test_the_list_says_in_words_what_is_overdue_and_hides_what_one_may_not_read(library: AppTest) -> None:
    text = shown(library)
    assert "2 dokument. 1 av dem skulle ha setts över." in text
    assert f"{PASSED} (den dagen har passerat)" in text
    assert text.index("gåvor.md") < text.index("resor.md")
    assert "Lön" not in text
    assert "<caption>Publicerade dokument</caption>" in text
    assert library.selectbox(key="library_source").options == ["Alla", "guidelines"]


def test_a_list_can_be_searched_and_filtered(library: AppTest) -> None:
    library.text_input(key="library_words").set_value("REGISTRATOR").run()
    assert "gåvor.md" in shown(library)
    assert "resor.md" not in shown(library)
    library.text_input(key="library_words").set_value("").run()
    library.checkbox(key="library_overdue").check().run()
    assert "resor.md" not in shown(library)
    library.text_input(key="library_words").set_value("månen").run()
    assert "Inget dokument stämmer" in shown(library)


def test_what_was_searched_for_is_still_there_after_a_document_was_looked_at(library: AppTest) -> None:
    library.text_input(key="library_words").set_value("gåv").run()
    opened(library, "gåvor.md")
    library.button(key="library_back").click().run()
    assert library.text_input(key="library_words").value == "gåv"
    assert "resor.md" not in shown(library)


def test_before_anything_is_published_the_page_says_what_to_do(kept: House) -> None:
    assert "Ingenting är publicerat än" in shown(drawn())


def test_many_documents_come_a_page_at_a_time(kept: House) -> None:
    for number in range(27):
        kept.write(f"{number:02}.md", f"# Nummer {number:02}\n\nText om nummer {number}.\n")
    kept.ingest()
    page = drawn()
    assert "Nummer 24" in shown(page)
    assert "Nummer 25" not in shown(page)
    assert page.button(key="library_before").disabled
    page.button(key="library_after").click().run()
    assert "Nummer 26" in shown(page)
    assert "Sida 2 av 2" in shown(page)
    assert page.button(key="library_after").disabled
    page.text_input(key="library_words").set_value("nummer 0").run()
    assert "Nummer 03" in shown(page), "another list begins at its beginning"


def test_a_document_shows_its_facts_its_coverage_and_its_versions(library: AppTest, kept: House) -> None:
    kept.write("resor.md", "# Resor\n\nDu ska boka resan tre veckor i förväg.\n")
    kept.ingest()
    text = shown(opened(library, "resor.md"))
    assert '<h2 id="paragraf-library-document" tabindex="-1"><span lang="sv">Resor</span></h2>' in text
    assert str(kept.guidelines) in text
    assert "alla" in text
    assert "<caption>Hur dokumentet lästes in</caption>" in text
    assert text.count("nummer 1, ") == 2
    assert "gäller nu" in text


def test_passages_are_shown_as_the_index_has_them_some_at_a_time(kept: House) -> None:
    sections = [f"## Avsnitt {n}\n\n" + f"Mening nummer {n} om resor i tjänsten. " * 30 for n in range(23)]
    kept.write("resor.md", "# Resor\n\n" + "\n\n".join(sections) + "\n")
    kept.ingest()
    page = opened(drawn(), "resor.md", "passages")
    assert "Stycke 1–20 av" in shown(page)
    assert "<h3>Stycke 20</h3>" in shown(page)
    page.button(key="library_passages_after").click().run()
    assert "Stycke 21–" in shown(page)
    assert "<h3>Stycke 20</h3>" not in shown(page)


def test_a_passage_of_a_pdf_is_drawn_on_its_page(kept: House) -> None:
    name = "upphandling.pdf"
    (kept.guidelines / name).write_bytes((SAMPLES / "sv" / name).read_bytes())
    kept.ingest()
    page = opened(drawn(), name, "passages")
    first = page.expander[0]
    assert first.label == "Visa på sidan: stycke 1"
    version = kept.library.published_files("guidelines")[name].version
    passage = DocumentRecords(kept.library.engine).passages(version, EVERYONE, limit=1).passages[0]
    page.session_state[f"library_picture_{passage.passage_id}"] = True
    assert 'src="data:image/png;base64,' in shown(page.run())


def test_a_question_is_tried_on_the_document_alone(library: AppTest) -> None:
    page = opened(library, "gåvor.md", "trial")
    page.text_input(key="library_question").set_value("Hur mycket får gåvor vara värda?")
    page.button(key="FormSubmitter:library_trial_form-Pröva").click().run()
    text = shown(page)
    assert "Det bästa stycket kommer på plats 1 när hela biblioteket söks." in text
    assert "300 kronor" in text
    assert "gåvor" in text.partition("Ord ur frågan som står där: ")[2][:40]
    assert "boka resan" not in text


def test_an_empty_question_is_not_tried(library: AppTest) -> None:
    page = opened(library, "gåvor.md", "trial")
    page.button(key="FormSubmitter:library_trial_form-Pröva").click().run()
    assert page.warning[0].value == "Skriv en fråga först."


def test_a_damaged_index_is_told_in_a_sentence(
    library: AppTest, kept: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def damaged(*_: object) -> None:
        raise IndexDamaged("secret detail")

    monkeypatch.setattr(service.get_keeping(), "try_question", damaged)
    page = opened(library, "gåvor.md", "trial")
    page.text_input(key="library_question").set_value("Gåvor?")
    page.button(key="FormSubmitter:library_trial_form-Pröva").click().run()
    assert "Sökregistret" in page.error[0].value
    assert "secret" not in page.error[0].value


def test_a_document_is_withdrawn_only_after_a_confirmation(library: AppTest, kept: House) -> None:
    page = opened(library, "gåvor.md", "withdrawal")
    assert str(kept.guidelines) in shown(page)
    button = page.button(key="library_withdraw")
    assert button.disabled
    page.checkbox[0].check().run()
    page.button(key="library_withdraw").click().run()
    text = shown(page)
    assert "Gåvor är tillbakadraget. Publikation 2 gäller nu: 2 dokument." in text
    assert "gåvor.md" not in text
    assert set(kept.library.published_files("guidelines")) == {"resor.md", "hr/lön.md"}


def test_a_withdrawal_that_must_wait_is_told_and_changes_nothing(library: AppTest, kept: House) -> None:
    kept.write("ny.md", "# Ny\n\nNågot nytt.\n")
    kept.pipeline.ingest(kept.guidelines, "guidelines", publish=False)
    page = opened(library, "gåvor.md", "withdrawal")
    page.checkbox[0].check().run()
    page.button(key="library_withdraw").click().run()
    assert "väntar på att publiceras" in page.error[0].value
    assert "gåvor.md" in kept.library.published_files("guidelines")


def test_a_document_that_somebody_else_has_withdrawn_is_gone(library: AppTest, kept: House) -> None:
    page = opened(library, "gåvor.md")
    kept.pipeline.withdraw("guidelines", "gåvor.md")
    page.run()
    assert "inte publicerat längre" in page.warning[0].value
    page.button(key="library_back").click().run()
    assert "gåvor.md" not in shown(page)


def test_words_of_a_document_are_shown_as_text(kept: House) -> None:
    kept.write("elak.txt", f"---\ntitle: '{HOSTILE_TITLE}'\nowner: '<img src=x>'\n---\n\n# T\n\n{HOSTILE}\n")
    kept.ingest()
    page = drawn()
    assert "<b>T</b>" not in shown(page)
    assert "&lt;b&gt;T&lt;/b&gt;" in shown(page)
    opened(page, "elak.txt")
    for part in ("overview", "passages", "withdrawal"):
        text = shown(page.radio(key="library_shown").set_value(part).run())
        assert "<img src=x" not in text
        assert "<script>window" not in text
    assert "](" not in page.checkbox[0].label


SAVE = "FormSubmitter:library_facts_{version}-Spara"


def fact(kept: House, name: str) -> str:
    """The key of a box for a fact of the guideline on gifts."""
    return f"library_fact_{name}_{kept.library.published_files('guidelines')['gåvor.md'].version}"


def save(page: AppTest, kept: House) -> str:
    version = kept.library.published_files("guidelines")["gåvor.md"].version
    return shown(page.button(key=SAVE.format(version=version)).click().run())


def test_changed_facts_are_written_beside_the_document_for_the_next_ingestion(
    library: AppTest, kept: House
) -> None:
    page = opened(library, "gåvor.md", "facts")
    assert page.text_input(key=fact(kept, "owner")).value == "Registrator"
    page.text_input(key=fact(kept, "reference")).set_value("A 2026/1")
    assert "sparade i gåvor.md.paragraf.toml" in save(page, kept)
    sidecar = kept.guidelines / "gåvor.md.paragraf.toml"
    assert sidecar.read_text(encoding="utf-8") == 'reference = "A 2026/1"\n'
    assert "Ingenting är ändrat." in save(page, kept)


def test_facts_that_make_no_sense_are_told_and_not_written(library: AppTest, kept: House) -> None:
    page = opened(library, "gåvor.md", "facts")
    page.text_input(key=fact(kept, "valid_from")).set_value("i fjol")
    assert "i fjol är ingen dag" in save(page, kept)
    page.text_input(key=fact(kept, "valid_from")).set_value("2026-05-01")
    page.text_input(key=fact(kept, "valid_until")).set_value("2026-01-01")
    assert "Uppgifterna går inte ihop" in save(page, kept)
    page.text_input(key=fact(kept, "valid_from")).set_value("")
    page.text_input(key=fact(kept, "owner")).set_value("HR")
    assert "något annat: Ansvarig" in save(page, kept)
    assert not (kept.guidelines / "gåvor.md.paragraf.toml").exists()


def test_where_the_folder_is_closed_the_words_to_put_there_are_shown(
    library: AppTest, kept: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def closed(*_: object) -> None:
        raise FolderClosed("secret detail")

    monkeypatch.setattr("ui.parts.library_facts.write_facts", closed)
    page = opened(library, "gåvor.md", "facts")
    page.text_input(key=fact(kept, "reference")).set_value("A 1")
    assert str(kept.guidelines) in save(page, kept)
    assert page.code[0].value == 'reference = "A 1"'


def test_facts_of_a_file_that_is_gone_cannot_be_changed(library: AppTest, kept: House) -> None:
    (kept.guidelines / "gåvor.md").unlink()
    assert "Uppgifterna går inte att ändra här" in shown(opened(library, "gåvor.md", "facts"))
