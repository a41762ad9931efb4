"""What is embedded beside what."""

from collections.abc import Sequence

from conftest import House

from rag.fakes.embedder import FakeEmbedder
from rag.ports import Progress, Vectors, no_progress


class NotingEmbedder(FakeEmbedder):
    """Notes which texts it is given at once."""

    def __init__(self) -> None:
        super().__init__()
        self.given: list[list[str]] = []

    def embed_passages(self, texts: Sequence[str], progress: Progress = no_progress) -> Vectors:
        self.given.append(list(texts))
        return super().embed_passages(texts, progress)


def test_what_everybody_may_read_is_embedded_beside_nothing_that_is_hidden(house: House) -> None:
    house = House(house.folder, house.guidelines, NotingEmbedder())
    for number in range(6):
        house.write(f"{number}.md", f"# Open {number}\n\n{'Open to all. ' * number}\n")
        house.write(f"hr/{number}.md", f"---\ngroups: [hr]\n---\n# Pay {number}\n\n{'Pay. ' * number}\n")
        house.write(f"it/{number}.md", f"---\ngroups: [it]\n---\n# Key {number}\n\n{'Key. ' * number}\n")
    house.write("it/copy.md", "---\ngroups: [it]\n---\n# Open 3\n\nOpen to all. Open to all. Open to all. \n")
    house.ingest()
    kinds = [{text.split()[0] for text in texts} for texts in house.embedder.given]
    assert sorted(map(sorted, kinds)) == [["Key"], ["Open"], ["Pay"]]
    assert [len(texts) for texts in house.embedder.given] == [6, 6, 6]
