"""Putting guidelines in from the page: a plan first, then a publication, and the way back."""

import time
from collections.abc import Callable
from fcntl import LOCK_EX, flock
from functools import partial
from pathlib import Path

import pytest
from conftest import House, read_here
from streamlit.testing.v1 import AppTest

from ingest.pipeline import Pipeline
from ingest.preview import Planner
from ingest.uploads import Uploads
from rag.domain import EVERYONE, Question
from rag.errors import DataFolderBusy
from rag.ports import Progress
from rag.records.known_questions import Expected, KnownQuestions
from rag.records.proposals import Proposals
from tests.screen.page_fixtures import Kept
from tests.screen.reading import labels, shown
from ui.parts import service
from ui.parts.jobs import Jobs
from ui.parts.plan_start import Place
from ui.publishing import PlanMade, Publishing

PATIENCE = 20.0


@pytest.fixture
def jobs(monkeypatch: pytest.MonkeyPatch) -> Jobs:
    """The long work of this page."""
    made = Jobs()
    monkeypatch.setattr(service, "jobs", lambda: made)
    return made


@pytest.fixture
def approvals() -> int:
    """How many people publishing takes."""
    return 1


@pytest.fixture
def managed(
    furnished: House,
    records: Kept,
    jobs: Jobs,
    approvals: int,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> House:
    """A house with three guidelines, that a manager keeps from the page."""

    def planner(progress: Progress) -> Planner:
        return Planner(furnished.library, furnished.indexing, read_here, progress)

    def pipeline(progress: Progress) -> Pipeline:
        return Pipeline(furnished.library, furnished.indexing, read_here, furnished.folder, progress)

    made = Publishing(
        furnished.library,
        Uploads(furnished.folder / "uploads"),
        planner,
        pipeline,
        furnished.searcher_over,
        [tmp_path / "allowed"],
        Proposals(furnished.library.engine),
        KnownQuestions(furnished.library.engine),
        approvals,
    )
    records.roles = ("manager",)
    monkeypatch.setattr(service, "get_publishing", lambda: made)
    return furnished


@pytest.fixture
def publishing(managed: House) -> AppTest:
    """The publishing page as a manager meets it."""
    return met_by("v" * 43)


def met_by(visitor: str) -> AppTest:
    """The page in somebody's browser."""
    script = "from ui.pages.publishing_page import show_publishing_page\nshow_publishing_page()"
    page = AppTest.from_string(script, default_timeout=20)
    page.session_state["visitor"] = visitor
    return page.run()


def press(page: AppTest, label: str) -> AppTest:
    next(button for button in page.button if button.label == label).click().run()
    assert not page.exception
    return page


def until_done(page: AppTest, jobs: Jobs) -> AppTest:
    """The page after the work that was begun."""
    deadline = time.monotonic() + PATIENCE
    while (job := jobs.newest()) and job.is_running:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    page.run()
    assert not page.exception
    return page


def planned(page: AppTest, jobs: Jobs) -> AppTest:
    """The plan for the folder that was taken in before."""
    page.radio[0].set_value(known()).run()
    return until_done(press(page, "Visa vad som skulle ändras"), jobs)


def known() -> Place:
    return next(Place("known", *each) for each in service.get_publishing().folders().items())


def sources(house: House, question: str) -> list[str]:
    return [each.document for each in house.searcher.search(Question(question), 3).found]


def test_a_plan_shows_what_would_change_and_changes_nothing(
    managed: House, publishing: AppTest, jobs: Jobs
) -> None:
    managed.write("gifts.md", "# Gifts\n\nYou may not accept gifts worth more than 500 kronor.\n")
    managed.write("new.md", "# Parking\n\nPark behind the house.\n")
    (managed.guidelines / "leave.md").unlink()
    page = planned(publishing, jobs)
    assert "Det här skulle ändras" in shown(page)
    assert '<th scope="row">Ny</th><td>1</td>' in shown(page)
    assert '<th scope="row">Borttagen</th><td>1</td>' in shown(page)
    lines = [part.label.replace("\\", "") for part in page.expander]
    assert any("gifts.md: ändrad" in line for line in lines)
    assert "leave.md" in sources(managed, "annual leave ahead")


def test_what_was_planned_is_published_and_can_be_taken_back(
    managed: House, publishing: AppTest, jobs: Jobs
) -> None:
    (managed.guidelines / "leave.md").unlink()
    page = until_done(press(planned(publishing, jobs), "Publicera"), jobs)
    assert "Publikation 2 gäller nu: 2 dokument" in page.success[0].value
    assert "leave.md" not in sources(managed, "annual leave ahead")
    page = until_done(press(page, "Gå tillbaka"), jobs)
    assert "samma innehåll som nummer 1" in page.success[0].value
    assert "leave.md" in sources(managed, "annual leave ahead")
    assert "Tog tillbaka nummer 1" in shown(page)


def test_a_plan_that_is_left_changes_nothing(managed: House, publishing: AppTest, jobs: Jobs) -> None:
    (managed.guidelines / "leave.md").unlink()
    page = press(planned(publishing, jobs), "Låt det vara")
    assert "Det här skulle ändras" not in shown(page)
    assert "leave.md" in sources(managed, "annual leave ahead")


def test_a_plan_without_changes_offers_no_publishing(publishing: AppTest, jobs: Jobs) -> None:
    page = planned(publishing, jobs)
    assert "Ingenting skulle ändras." in shown(page)
    assert "Publicera" not in labels(page)


def test_a_plan_that_another_publication_has_overtaken_is_not_carried_out(
    managed: House, publishing: AppTest, jobs: Jobs
) -> None:
    (managed.guidelines / "leave.md").unlink()
    page = planned(publishing, jobs)
    managed.write("gifts.md", "# Gifts\n\nTake anything.\n")
    managed.ingest()
    page = until_done(press(page, "Publicera"), jobs)
    assert "gör en ny plan" in page.error[0].value


def test_what_a_manager_may_not_read_is_counted_and_not_named(
    managed: House, publishing: AppTest, jobs: Jobs
) -> None:
    managed.write("secret.md", "# Salaries\n\nAll salaries are raised.\n")
    managed.write("secret.md.paragraf.toml", 'groups = ["hr"]\n')
    managed.write("new.md", "# Parking\n\nPark behind the house.\n")
    page = planned(publishing, jobs)
    assert "secret" not in shown(page)
    assert "secret" not in " ".join(part.label for part in page.expander)
    assert "1 dokument får du inte läsa" in shown(page)


@pytest.mark.parametrize(
    ("folder", "told"),
    [
        (lambda house: str(house.folder), "får inte läsas härifrån"),
        (lambda house: "relative", "Det finns ingen sådan mapp."),
        (lambda house: "", "Det finns ingen sådan mapp."),
        (lambda house: str(house.folder.parent / "allowed" / "nowhere"), "Det finns ingen sådan mapp."),
        (lambda house: str(house.folder.parent / "allowed" / ".." / "data"), "får inte läsas härifrån"),
    ],
)
def test_a_folder_that_may_not_be_read_or_is_not_there_is_told(
    managed: House, publishing: AppTest, folder: Callable[[House], str], told: str
) -> None:
    publishing.radio[0].set_value(Place("other")).run()
    publishing.text_input(key="publishing_folder").set_value(folder(managed))
    page = press(publishing, "Visa vad som skulle ändras")
    assert told in page.warning[0].value


def test_a_folder_below_an_allowed_one_becomes_a_source(
    managed: House, publishing: AppTest, jobs: Jobs, tmp_path: Path
) -> None:
    folder = tmp_path / "allowed" / "handbook"
    folder.mkdir(parents=True)
    (folder / "parking.md").write_text("# Parking\n\nPark behind the house.\n", encoding="utf-8")
    publishing.radio[0].set_value(Place("other")).run()
    publishing.text_input(key="publishing_folder").set_value(str(folder))
    page = until_done(press(publishing, "Visa vad som skulle ändras"), jobs)
    until_done(press(page, "Publicera"), jobs)
    assert "parking.md" in sources(managed, "park behind the house")
    assert managed.library.sources()["handbook"] == str(folder)


def test_files_given_through_the_page_become_a_source_of_their_own(managed: House, jobs: Jobs) -> None:
    work = service.get_publishing()
    give = partial(
        work.plan_upload, [("parking.md", b"# Parking\n\nPark behind the house.\n")], "given", EVERYONE
    )
    plan = jobs.start("planning", give).future.result(PATIENCE)
    assert "parking.md" not in sources(managed, "park behind the house")
    jobs.start("publishing", partial(work.publish, plan, "somebody")).future.result(PATIENCE)
    assert "parking.md" in sources(managed, "park behind the house")
    assert work.is_free("given")
    assert not work.is_free("guidelines")


def given(text: str, jobs: Jobs) -> PlanMade:
    """A plan of one file that somebody gives."""
    work = service.get_publishing()
    files = [("parking.md", text.encode())]
    plan: PlanMade = jobs.start(
        "planning", partial(work.plan_upload, files, "given", EVERYONE)
    ).future.result(PATIENCE)
    return plan


def test_what_two_people_give_is_kept_apart(managed: House, jobs: Jobs) -> None:
    work = service.get_publishing()
    one, two = (given(text, jobs) for text in ("# Parking\n\nPark left.\n", "# Parking\n\nPark right.\n"))
    work.discard(two)
    jobs.start("publishing", partial(work.publish, one, "somebody")).future.result(PATIENCE)
    (found,) = [
        each for each in managed.searcher.search(Question("park left"), 3).found if each.source == "given"
    ]
    assert "left" in found.text


def test_files_that_were_changed_after_the_plan_are_not_published(
    managed: House, publishing: AppTest, jobs: Jobs
) -> None:
    managed.write("gifts.md", "# Gifts\n\nTake nothing.\n")
    page = planned(publishing, jobs)
    managed.write("gifts.md", "# Gifts\n\nTake anything.\n")
    page = until_done(press(page, "Publicera"), jobs)
    assert "gör en ny plan" in page.error[0].value
    (newest, *_) = managed.library.publications()
    assert newest.number == 1
    assert managed.library.staged_count() == 0


def test_a_publication_that_fails_can_be_tried_again(managed: House, jobs: Jobs) -> None:
    work, plan = service.get_publishing(), given("# Parking\n\nPark behind the house.\n", jobs)
    with (managed.folder / "library.lock").open("w") as lock:
        flock(lock, LOCK_EX)
        failed = jobs.start("publishing", partial(work.publish, plan, "somebody")).future
        with pytest.raises(DataFolderBusy):
            failed.result(PATIENCE)
    jobs.start("publishing", partial(work.publish, plan, "somebody")).future.result(PATIENCE)
    assert "parking.md" in sources(managed, "park behind the house")


@pytest.mark.parametrize("approvals", [2])
def test_what_one_proposes_another_must_approve(managed: House, publishing: AppTest, jobs: Jobs) -> None:
    (managed.guidelines / "leave.md").unlink()
    page = press(planned(publishing, jobs), "Skicka för godkännande")
    assert "Någon annan måste godkänna" in page.info[0].value
    assert "Publicera" not in labels(page)
    second = met_by("w" * 43)
    (review,) = [button.label for button in second.button if "Granska" in button.label]
    second = until_done(press(second, review), jobs)
    assert "leave.md" in sources(managed, "annual leave ahead")
    second = until_done(press(second, "Publicera"), jobs)
    assert "leave.md" not in sources(managed, "annual leave ahead")
    assert not service.get_publishing().proposals()


@pytest.mark.parametrize("approvals", [2])
def test_what_has_changed_since_it_was_proposed_is_not_approved(
    managed: House, publishing: AppTest, jobs: Jobs
) -> None:
    (managed.guidelines / "leave.md").unlink()
    press(planned(publishing, jobs), "Skicka för godkännande")
    managed.write("gifts.md", "# Gifts\n\nTake anything.\n")
    second = met_by("w" * 43)
    (review,) = [button.label for button in second.button if "Granska" in button.label]
    second = until_done(press(second, review), jobs)
    assert "Publicera" not in labels(second)
    assert "Skicka för godkännande" in labels(second)


def test_a_plan_names_the_known_questions_whose_source_would_go(
    managed: House, publishing: AppTest, jobs: Jobs
) -> None:
    known = KnownQuestions(managed.library.engine)
    known.add(Question("How far ahead do I apply for annual leave?"), Expected("guidelines", "leave.md"))
    known.add(Question("Which gifts may I accept?"), Expected("guidelines", "gifts.md"))
    (managed.guidelines / "leave.md").unlink()
    drawn = shown(planned(publishing, jobs))
    assert "1 fråga skulle få en annan källa" in drawn
    assert "How far ahead do I apply for annual leave?" in drawn
    assert "Which gifts" not in drawn
    assert "leave.md" in sources(managed, "annual leave ahead")
