"""What managers do to the guidelines from the page: see what would change, publish it, take it back."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from ingest.pipeline import Pipeline
from ingest.preview import KnownQuestion, Planner, Preview, SearcherOver
from ingest.report import IngestReport
from ingest.uploads import Uploads
from rag.domain import Publication
from rag.errors import BadInput, PlanOvertaken, SecondPersonNeeded
from rag.ports import Progress
from rag.records.known_questions import KnownQuestions
from rag.records.proposals import Proposal, Proposals
from rag.store.library import Library

Upload = tuple[str, bytes]
"""A file's name and its bytes."""
LARGEST_MIB = 200
"""Of a file that is given through the page; scanned manuals of a hundred have been met."""

MOST_TRIED = 200
"""Known questions that a plan is tried with, the newest: each takes two searches, of a tenth of a second."""


class Standing(StrEnum):
    """What a person may do with a plan."""

    MAY_PUBLISH = "may_publish"
    MAY_PROPOSE = "may_propose"
    """It takes two, and nobody has proposed this yet."""
    WAITS = "waits"
    """They proposed it themselves."""


@dataclass(frozen=True, slots=True)
class PlanMade:
    """A plan, and what it is a plan of."""

    preview: Preview
    source: str
    folder: Path
    """Where the files are."""
    newest: int
    """Number of the publication that it starts from; 0 where there was none."""

    @property
    def changes_nothing(self) -> bool:
        """Whether publishing it would leave all as it is."""
        return not self.preview.documents


class Publishing:
    """The same work as the commands', over one library."""

    def __init__(
        self,
        library: Library,
        uploads: Uploads,
        planner: Callable[[Progress], Planner],
        pipeline: Callable[[Progress], Pipeline],
        searcher_over: SearcherOver,
        allowed: Sequence[Path],
        proposals: Proposals,
        known: KnownQuestions,
        approvals: int = 1,
    ) -> None:
        """allowed: below which folders one may be pointed at; approvals: how many people publishing takes."""
        self._library = library
        self._uploads = uploads
        self._planner = planner
        self._pipeline = pipeline
        self._searcher_over = searcher_over
        self._allowed = tuple(allowed)
        self._proposals = proposals
        self._known = known
        self._needs_second = approvals > 1

    @property
    def kept(self) -> int:
        """How many publications, the newest among them, can be brought back."""
        return self._library.kept

    def publications(self) -> list[Publication]:
        """The newest publications, newest first; the first is what readers see."""
        return self._library.publications()

    def folders(self) -> Mapping[str, Path]:
        """Sources that were taken in from a folder which is there, and where it is."""
        known = {name: Path(folder) for name, folder in self._library.sources().items()}
        return {name: folder for name, folder in known.items() if folder.is_dir()}

    def is_free(self, source: str) -> bool:
        """Whether files given through the page may be a source of this name."""
        folder = self._library.sources().get(source)
        return folder is None or self._uploads.owns(Path(folder))

    def may_read(self, folder: Path) -> bool:
        """Whether managers may point at a folder."""
        resolved = folder.resolve()
        known = {each.resolve() for each in self.folders().values()}
        return resolved in known or any(resolved.is_relative_to(each.resolve()) for each in self._allowed)

    def source_of(self, folder: Path, names: Sequence[str]) -> str:
        """The source that a folder is, or would be; see Library.source_of."""
        return self._library.source_of(str(folder.resolve()), names)

    def plan_folder(self, folder: Path, source: str, groups: frozenset[str], progress: Progress) -> PlanMade:
        """What taking in a folder would change. Raises BadInput where managers may not point at it."""
        self._refuse_others(folder)
        return self._plan(folder, source, groups, progress)

    def plan_upload(
        self, files: Sequence[Upload], source: str, groups: frozenset[str], progress: Progress
    ) -> PlanMade:
        """What taking in these files would change: they come to those of the source. Raises BadInput."""
        known = self._library.sources().get(source)
        planned = self._uploads.plan(source, Path(known) if known else None, files)
        return self._plan(planned, source, groups, progress)

    def plan_proposed(self, proposal: Proposal, groups: frozenset[str], progress: Progress) -> PlanMade:
        """What somebody has proposed, as it is now. Raises BadInput where its files are gone."""
        folder = Path(proposal.folder)
        if not folder.is_dir():
            raise BadInput(f"The files of {proposal.source} are not there any more. Give them anew.")
        if self._uploads.owns(folder):
            return self._plan(folder, proposal.source, groups, progress)
        return self.plan_folder(folder, proposal.source, groups, progress)

    def proposals(self) -> list[Proposal]:
        """What waits for approval, the oldest first."""
        return self._proposals.waiting()

    def propose(self, plan: PlanMade, owner: str) -> None:
        """Ask for a second person's approval."""
        self._proposals.propose(plan.source, str(plan.folder), plan.preview.state, owner)

    def standing(self, plan: PlanMade, owner: str) -> Standing:
        """What the person may do with a plan."""
        if not self._needs_second:
            return Standing.MAY_PUBLISH
        proposal = self._proposals.of(plan.source)
        if proposal is None or proposal.state != plan.preview.state:
            return Standing.MAY_PROPOSE
        return Standing.WAITS if proposal.proposed_by == owner else Standing.MAY_PUBLISH

    def publish(self, plan: PlanMade, owner: str, progress: Progress) -> IngestReport:
        """Do what a plan foresees. Raises PlanOvertaken where something else was published since, and
        SecondPersonNeeded where nobody else has proposed the same."""
        if self.standing(plan, owner) is not Standing.MAY_PUBLISH:
            raise SecondPersonNeeded("Somebody else must approve this before it is published.")
        if self._newest() != plan.newest:
            raise PlanOvertaken("Something else was published since this plan was made. Make it anew.")
        if not self._uploads.owns(plan.folder):
            self._refuse_others(plan.folder)
        before = self._library.sources().get(plan.source)
        # what was seen is what is published, or nothing is
        report = self._pipeline(progress).ingest(plan.folder, plan.source, expected=plan.preview.state)
        self._proposals.withdraw(plan.source)
        if before and Path(before) != plan.folder:
            self._uploads.discard(Path(before))
        return report

    def discard(self, plan: PlanMade) -> None:
        """Forget a plan, and the files that were given for it unless they are proposed or published."""
        in_use = {Path(folder) for folder in self._library.sources().values()}
        proposed = {Path(each.folder) for each in self._proposals.waiting()}
        if plan.folder not in in_use | proposed:
            self._uploads.discard(plan.folder)

    def withdraw(self, plan: PlanMade) -> None:
        """Forget a proposal, and the files that were given for it."""
        self._proposals.withdraw(plan.source)
        self.discard(plan)

    def rollback(self, to: int, progress: Progress) -> Publication:
        """Publish an earlier state anew. Raises NothingPublished, BadInput."""
        return self._pipeline(progress).rollback(to)

    def _plan(
        self,
        folder: Path,
        source: str,
        groups: frozenset[str],
        progress: Progress,
    ) -> PlanMade:
        newest = self._newest()
        known = self._known.listed(groups, limit=MOST_TRIED).questions
        questions = [KnownQuestion(each.id, each.question) for each in known]
        preview = self._planner(progress).preview(folder, source, questions, self._searcher_over)
        return PlanMade(preview, source, folder, newest)

    def _newest(self) -> int:
        published = self._library.publications(limit=1)
        return published[0].number if published else 0

    def _refuse_others(self, folder: Path) -> None:
        if not self.may_read(folder):
            raise BadInput(f"The folder {folder} may not be read: `page.folders` names those that may.")
