"""The plain LangChain way to search documents, which Paragraf is compared with.

As its own tutorial has it (https://docs.langchain.com/oss/python/langchain/knowledge-base): documents cut by
RecursiveCharacterTextSplitter, embedded, kept in Chroma inside the process, and found by similarity alone.
What a careful reader would add is given to it: the words that a model wants in front of questions and
passages, vectors of length 1, batches of like lengths, and a document's title above its text.
"""

import os
from collections.abc import Iterable
from pathlib import Path

from langchain_chroma import Chroma
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter

from rag.evaluation.sets import KnownDocument
from rag.ports import Embedder

CHUNK, OVERLAP = 1000, 200
"""Characters, as in the tutorial."""


class SameEmbedder(Embeddings):
    """One of Paragraf's embedders as LangChain wants it: its own wrapper wants an older huggingface-hub."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """A vector for each text."""
        vectors: list[list[float]] = self._embedder.embed_passages(texts).tolist()
        return vectors

    def embed_query(self, text: str) -> list[float]:
        """A question's vector."""
        vector: list[float] = self._embedder.embed_questions([text])[0].tolist()
        return vector


class LangChainWay:
    """One collection in a folder."""

    def __init__(self, embedder: Embedder, folder: Path) -> None:
        """folder: where Chroma keeps its files."""
        os.environ["ANONYMIZED_TELEMETRY"] = "False"
        self._store = Chroma("documents", SameEmbedder(embedder), persist_directory=str(folder))

    def take_in(self, documents: Iterable[KnownDocument]) -> None:
        """Cut, embed and keep."""
        splitter = RecursiveCharacterTextSplitter(chunk_size=CHUNK, chunk_overlap=OVERLAP)
        whole = [
            Document(f"{each.title}\n\n{each.text}".strip(), metadata={"id": each.id}) for each in documents
        ]
        self._store.add_documents(splitter.split_documents(whole))

    def documents(self, text: str, chunks: int) -> list[str]:
        """The documents of the nearest chunks, best first, each as often as it was found."""
        return [found.metadata["id"] for found in self._store.similarity_search(text, k=chunks)]
