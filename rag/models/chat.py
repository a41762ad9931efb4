"""The served language model, through LangChain's OpenAI client. The only module that speaks to vLLM."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any

from rag.errors import ModelUnavailable
from rag.ports import TEMPERATURE

if TYPE_CHECKING:
    import httpx
    from langchain_openai import ChatOpenAI

READY_SECONDS = 5.0
"""How long a busy server may take to say that it is there."""
LONGEST_TEXT = 750
"""Characters of a text that the model reads when it judges how well it answers. The median passage fits;
with 1,500 the slowest of 23 answers took 7.6 s, with 750 none of 15 over 4.9 s, the same documents first."""

LONGEST_QUESTION = 1000
"""Characters of a question that it is judged by; with a text they fit into the smallest model's context."""


class VllmChatModel:
    """Implements rag.ports.ChatModel over an OpenAI-compatible server that returns prompt_logprobs."""

    def __init__(self, host: str, port: int, served_name: str, model: str, answer_seconds: float) -> None:
        """served_name: what the server calls the model; model: what it is, for people and receipts."""
        self._root = f"http://{host}:{port}"
        self._name = served_name
        self._model = model
        self._answer_seconds = answer_seconds

    @property
    def name(self) -> str:
        """What the model is: its folder or hub id."""
        return self._model

    @cached_property
    def _client(self) -> "ChatOpenAI":
        from langchain_openai import ChatOpenAI

        return ChatOpenAI(
            model=self._name,
            base_url=f"{self._root}/v1",
            api_key="none",  # type: ignore[arg-type]
            temperature=TEMPERATURE,
            timeout=self._answer_seconds,
            max_retries=0,
            http_client=self._http,
        )

    @cached_property
    def _http(self) -> "httpx.Client":
        import httpx

        # Questions go to the model server and never by way of a proxy that the environment names.
        return httpx.Client(trust_env=False, timeout=self._answer_seconds)

    def is_ready(self) -> bool:
        """Whether the server answers, and serves this model: another program may have its address."""
        try:
            with self._available():
                answer = self._http.get(f"{self._root}/v1/models", timeout=READY_SECONDS)
        except ModelUnavailable:
            return False
        return answer.is_success and f'"{self._name}"' in answer.text

    def question_likelihoods(self, question: str, texts: Sequence[str]) -> list[float]:
        """See rag.ports.ChatModel. The prompt is that of UPR (Sachan et al. 2022), on one line less."""
        if not texts:
            return []
        question = question[:LONGEST_QUESTION]
        prompts = [_likelihood_prompt(text[:LONGEST_TEXT], question) for text in ("", *texts)]
        with self._available():
            tokens = self._token_count(question)
            answer = self._client.root_client.completions.create(
                model=self._name,
                prompt=prompts,
                max_tokens=1,
                temperature=TEMPERATURE,
                extra_body={"prompt_logprobs": 0},
            )
        alone, *given = [_mean_of_last(choice.prompt_logprobs, tokens) for choice in answer.choices]
        return [value - alone for value in given]

    def structured(self, system: str, user: str, schema: dict[str, Any], max_tokens: int) -> str:
        """See rag.ports.ChatModel."""
        bound = self._client.bind(max_tokens=max_tokens, extra_body={"structured_outputs": {"json": schema}})
        with self._available():
            message = bound.invoke([("system", system), ("user", user)])
        return str(message.content)

    def _token_count(self, text: str) -> int:
        body = {"model": self._name, "prompt": text, "add_special_tokens": False}
        response = self._http.post(f"{self._root}/tokenize", json=body)
        response.raise_for_status()
        return int(response.json()["count"])

    @contextmanager
    def _available(self) -> Iterator[None]:
        import httpx
        import openai

        try:
            yield
        except (openai.OpenAIError, httpx.HTTPError) as error:
            raise ModelUnavailable(
                f"The model server at {self._root} does not answer. The passages found are still shown; "
                "`paragraf doctor` says more."
            ) from error


def _likelihood_prompt(text: str, question: str) -> str:
    return f"{text}\nWrite a question that this text answers:\n{question}"


def _mean_of_last(prompt_logprobs: Sequence[dict[str, dict[str, float]] | None], tokens: int) -> float:
    own = [next(iter(entry.values()))["logprob"] for entry in prompt_logprobs[-tokens:] if entry]
    return sum(own) / len(own)
