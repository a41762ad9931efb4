"""A folder in which nothing is found is more often a disk that is not connected than a decision."""

from conftest import House

from ingest.report import IngestReport
from rag.domain import Outcome, Question


def _ingest(house: House) -> IngestReport:
    return house.pipeline.ingest(house.guidelines, "guidelines")


def _outcomes(report: IngestReport) -> set[Outcome]:
    return {file.outcome for file in report.files}


def _answers(house: House) -> bool:
    return bool(house.searcher.search(Question("gifts"), 10).found)


def test_an_empty_folder_takes_nothing_out_before_a_person_says_so(furnished: House) -> None:
    for file in furnished.guidelines.iterdir():
        file.unlink()
    for _ in range(2):
        report = _ingest(furnished)
        assert _outcomes(report) == {Outcome.REMOVED}
        assert report.held and "what is published stays" in report.held
        furnished.pipeline.publish()
        assert _answers(furnished)
    planned = furnished.planner.preview(furnished.guidelines, "guidelines")
    assert (planned.report.held, planned.passages_removed) == (report.held, 0)
    furnished.pipeline.ingest(furnished.guidelines, "guidelines", publish=False)
    furnished.pipeline.publish()
    assert not _answers(furnished)


def test_a_folder_that_is_filled_again_is_as_if_it_had_never_been_empty(furnished: House) -> None:
    texts = {file: file.read_text() for file in furnished.guidelines.iterdir()}
    for file in texts:
        file.unlink()
    assert _ingest(furnished).held
    for file, text in texts.items():
        file.write_text(text)
    report = _ingest(furnished)
    assert (report.held, _outcomes(report)) == (None, {Outcome.UNCHANGED})
    assert _answers(furnished)
