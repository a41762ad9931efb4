"""The plain way to answer from passages, which Paragraf is compared with: a prompt with passages, no check.

The prompt is the one that LangChain's tutorial on retrieval takes (https://smith.langchain.com/hub/rlm/rag-prompt),
with passages numbered and asked for by number, so that its citations can be measured at all.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

import httpx
import openai
from langchain_openai import ChatOpenAI

from rag.answering.sentences import sentences_of
from rag.domain import Source, embedded_text
from rag.errors import ModelUnavailable
from rag.processes import Address

PROMPT = """You are an assistant for question-answering tasks. Use only the following pieces of retrieved \
context to answer the question. If you don't know the answer, just say that you don't know. Use three \
sentences maximum and keep the answer concise. After each sentence give the number of the piece it is from, \
as [1].
Question: {question}
Context:
{context}
Answer:"""
MOST_TOKENS = 256
"""Room for three sentences."""
_CITATION = re.compile(r"\s*\[(\d+(?:\s*,\s*\d+)*)\]")
_STOP_BEFORE = re.compile(r"([.!?])((?:\s*\[\d+(?:\s*,\s*\d+)*\])+)")
_DECLINES = re.compile(
    r"\b(?:do not|don['’]t|does not|doesn['’]t|cannot|can['’]t|could not) (?:\w+ )?"
    r"(?:know|find|answer|say|provide)\b"
    r"|\b(?:no|not enough) (?:\w+ )?information\b|\bnot (?:mentioned|stated|specified|provided|given)\b"
    r"|\bvet (?:jag )?inte\b|\bframgår inte\b|\bingen information\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One of the peer's own sentences."""

    text: str
    """Without its citations."""
    sources: tuple[int, ...]
    """Numbers that it cites, such as were offered or not."""


@dataclass(frozen=True, slots=True)
class Written:
    """What the peer wrote."""

    sentences: tuple[Sentence, ...]
    confidence: float
    """Mean log-probability of its tokens: the only sign of doubt that this way has."""

    @property
    def declines(self) -> bool:
        """Whether it says nothing, or begins by saying that it does not know."""
        return not self.sentences or bool(_DECLINES.search(self.sentences[0].text))


class PeerWay:
    """The served model, left to write."""

    def __init__(self, address: Address, served_name: str, answer_seconds: float) -> None:
        """served_name: what the server calls the model; answer_seconds: as long as the product waits."""
        self._client = ChatOpenAI(
            model=served_name,
            base_url=f"{address.url}/v1",
            api_key="none",  # type: ignore[arg-type]
            temperature=0.0,
            timeout=answer_seconds,
            max_retries=0,
            http_client=httpx.Client(trust_env=False, timeout=answer_seconds),
            logprobs=True,
        ).bind(max_tokens=MOST_TOKENS)

    def written(self, question: str, sources: Sequence[Source]) -> Written:
        """The answer from the passages. Raises ModelUnavailable."""
        try:
            message = self._client.invoke(prompt(question, sources))
        except (openai.OpenAIError, httpx.HTTPError) as error:
            raise ModelUnavailable("The model server does not answer.") from error
        tokens = message.response_metadata["logprobs"]["content"]
        confidence = fmean(token["logprob"] for token in tokens) if tokens else 0.0
        return Written(tuple(sentences_with_sources(str(message.content))), confidence)


def prompt(question: str, sources: Sequence[Source]) -> str:
    """Question and passages as the peer is given them."""
    context = "\n\n".join(f"[{each.number}] {_passage(each)}" for each in sources)
    return PROMPT.format(question=question, context=context)


def sentences_with_sources(text: str) -> list[Sentence]:
    """The sentences of an answer with the numbers that each cites, before its full stop or after it."""
    joined = _STOP_BEFORE.sub(lambda match: f"{''.join(match[2].split())}{match[1]}", text)
    return [
        Sentence(bare, tuple(_numbers(each.text)))
        for each in sentences_of(joined)
        if any(map(str.isalnum, bare := _CITATION.sub("", each.text).strip()))
    ]


def _numbers(text: str) -> dict[int, None]:
    cited = (number for group in _CITATION.findall(text) for number in group.split(","))
    return dict.fromkeys(int(number) for number in cited)


def _passage(source: Source) -> str:
    found = source.found
    return embedded_text(found.title, found.headings, found.text, found.lead())
