"""An entailment model without a model."""

from collections.abc import Sequence

from rag.fakes.embedder import beginnings


class FakeEntailment:
    """An EntailmentModel of rag.ports: a claim follows as far as the text has the beginnings of its words."""

    def entailed(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """See rag.ports.EntailmentModel."""
        return [_share(set(beginnings(claim)), set(beginnings(text))) for text, claim in pairs]


def _share(wanted: set[str], there: set[str]) -> float:
    return len(wanted & there) / len(wanted) if wanted else 1.0
