"""The embedder for tests: near is what shares words, in whatever form."""

import pytest

from rag.fakes.embedder import FakeEmbedder


@pytest.mark.parametrize(
    ("question", "near", "far"),
    [
        ("resor i tjänsten", "Resan ska bokas i tjänsten", "Gåvor över 300 kronor"),
        ("PERSONUPPGIFTER", "personuppgifterna", "upphandling"),
        ("bor\u0308ja", "börja", "sluta"),
    ],
)
def test_texts_that_share_words_are_nearer(question: str, near: str, far: str) -> None:
    embedder = FakeEmbedder()
    to_near, to_far = (embedder.embed_questions([question]) @ embedder.embed_passages([near, far]).T)[0]
    assert to_near > to_far + 0.3


def test_another_number_of_dimensions_is_another_embedder() -> None:
    assert FakeEmbedder(64).fingerprint != FakeEmbedder(128).fingerprint
