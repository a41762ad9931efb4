"""What every EntailmentModel does, held against the fake and against the real adapter over a tiny model."""

from collections.abc import Callable
from pathlib import Path

import pytest

from rag.errors import ModelFilesWrong
from rag.fakes.entailment import FakeEntailment
from rag.models.entailment import CrossEncoderEntailment
from rag.ports import EntailmentModel
from tests.furniture.tiny_judge import tiny_judge

PAIRS = [
    ("You may not accept gifts worth more than 300 kronor.", "You may accept gifts."),
    ("The office has a garden.", "You may not accept gifts worth more than 300 kronor."),
    ("The office has a garden.", "The office has a garden."),
]
INFERENCE = ("contradiction", "entailment", "neutral")
MAKERS: dict[str, Callable[[Path], EntailmentModel]] = {
    "fake": lambda folder: FakeEntailment(),
    "three labels": lambda folder: CrossEncoderEntailment(str(tiny_judge(folder, INFERENCE))),
    "one label": lambda folder: CrossEncoderEntailment(str(tiny_judge(folder, ("factual consistency",)))),
}


@pytest.fixture(params=MAKERS)
def model(request: pytest.FixtureRequest, tmp_path: Path) -> EntailmentModel:
    return MAKERS[request.param](tmp_path / "judge")


def test_each_pair_has_a_probability(model: EntailmentModel) -> None:
    values = model.entailed(PAIRS)
    assert len(values) == len(PAIRS)
    assert all(0.0 <= value <= 1.0 for value in values)
    assert len(set(values)) > 1


def test_a_pair_is_judged_by_itself_alone(model: EntailmentModel) -> None:
    together = model.entailed(PAIRS)
    assert [model.entailed([pair])[0] for pair in PAIRS] == pytest.approx(together, abs=1e-4)


def test_no_pairs_have_no_probabilities(model: EntailmentModel) -> None:
    assert model.entailed([]) == []


def test_the_label_that_says_entailment_is_taken_wherever_it_stands(tmp_path: Path) -> None:
    judged = [
        CrossEncoderEntailment(str(tiny_judge(tmp_path / "-".join(labels), labels))).entailed(PAIRS)
        for labels in (INFERENCE, INFERENCE[1:] + INFERENCE[:1], INFERENCE[2:] + INFERENCE[:2])
    ]
    # the same weights, so of each pair the three are the probabilities of the three outputs
    assert [sum(values) for values in zip(*judged, strict=True)] == pytest.approx([1.0] * len(PAIRS))
    assert judged[0] != judged[1]


@pytest.mark.parametrize("labels", [("good", "bad"), ("entailment", "supported")])
def test_a_model_whose_labels_do_not_tell_is_refused_with_a_way_out(
    tmp_path: Path, labels: tuple[str, str]
) -> None:
    model = CrossEncoderEntailment(str(tiny_judge(tmp_path / "judge", labels)))
    with pytest.raises(ModelFilesWrong, match=r"labels .*answering\.entailment"):
        model.entailed(PAIRS)


def test_a_model_that_is_not_there_is_told_of(tmp_path: Path) -> None:
    with pytest.raises(ModelFilesWrong, match="is not on this machine"):
        CrossEncoderEntailment("nobody/has-this").entailed(PAIRS)
    broken = tiny_judge(tmp_path / "judge", INFERENCE)
    (broken / "model.safetensors").write_bytes(b"")
    with pytest.raises(ModelFilesWrong, match="cannot be used"):
        CrossEncoderEntailment(str(broken)).entailed(PAIRS)
