"""A person at the page without a browser: speaks with Streamlit as its script in a browser does."""

import re
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from html import unescape

from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Common_pb2 import ChatInputValue
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets import Subprotocol
from websockets.sync.client import ClientConnection, connect

from rag.processes import Address

PATIENCE = 120.0
"""Seconds that may pass without anything being drawn."""
MAIN = 0
"""Where places of the page's body begin; its style and the box for questions are elsewhere."""
LARGEST_MESSAGE = 50 * 1024**2


class PageBroken(AssertionError):
    """The page drew an error, or did not go on."""


@dataclass(frozen=True, slots=True)
class Watched:
    """What a person saw of one answer."""

    question: str
    first_source_seconds: float
    """From sending the question to the first source on the page."""
    seconds: float
    """To the whole answer."""
    quotations: tuple[str, ...]
    """What stands under the question as quoted, in order."""
    heading: str
    """How the question ended."""

    def says_the_same(self, other: "Watched") -> bool:
        """Whether it is the same answer to the same question."""
        own = (self.question, self.heading, self.quotations)
        return own == (other.question, other.heading, other.quotations)


@dataclass
class Person:
    """One browser tab. A context manager."""

    address: Address
    drawn: dict[tuple[int, ...], str] = field(default_factory=dict)
    """HTML by its place on the page."""
    _open: ExitStack = field(default_factory=ExitStack)
    _kept: dict[str, ForwardMsg] = field(default_factory=dict)
    _widgets: dict[tuple[int, ...], str] = field(default_factory=dict)
    """Ids by place; each ends with the widget's key."""
    _of_this_run: set[tuple[int, ...]] = field(default_factory=set)
    """Places that were drawn since the page began to be drawn."""
    _run: int = 0
    """How often the page was drawn to its end."""

    def __enter__(self) -> "Person":
        place = f"ws://{self.address.host}:{self.address.port}/_stcore/stream"
        # pings of a page that thirty people use come late, and are not what is measured
        opened = connect(
            place,
            subprotocols=[Subprotocol("streamlit")],
            max_size=LARGEST_MESSAGE,
            ping_timeout=None,
        )
        self._line: ClientConnection = self._open.enter_context(opened)
        self._send()
        self._until_drawn()
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def ask(self, question: str) -> Watched:
        """Put a question and watch its answer come. Raises PageBroken."""
        begun = time.monotonic()
        self._send(WidgetState(id=self._id_of("question"), chat_input_value=ChatInputValue(data=question)))
        first_source = 0.0
        runs = self._run
        while self._run == runs or not self._is_answered(question):
            self._take()
            if not first_source and self._has_source_below(question):
                first_source = time.monotonic() - begun
        below = self._below(question)
        quoted = re.findall(r"<blockquote[^>]*><p>(.*?)</p>", " ".join(below), re.DOTALL)
        headings = re.findall(r"<h3>(.*?)</h3>", " ".join(below))
        return Watched(
            question,
            first_source,
            time.monotonic() - begun,
            tuple(_read(each) for each in quoted),
            headings[0] if headings else "",
        )

    def press(self, key: str) -> None:
        """Press the button with a key, and wait until the page is drawn."""
        self._send(WidgetState(id=self._id_of(key), trigger_value=True))
        self._until_drawn()

    def begin_anew(self) -> None:
        """Begin another conversation, as its button does."""
        self.press("new")

    def marked(self) -> list[str]:
        """What is marked in the source that is open, mark by mark, in the order of the page."""
        return [_read(each) for each in re.findall(r"<mark>(.*?)</mark>", self.texts(), re.DOTALL)]

    def texts(self) -> str:
        """All that is drawn, in the order of the page."""
        return "\n".join(self.drawn[place] for place in sorted(self.drawn))

    def _id_of(self, key: str) -> str:
        found = [each for each in self._widgets.values() if each.endswith(f"-{key}")]
        if not found:
            raise PageBroken(f"there is no {key} on the page")
        return found[0]

    def _send(self, *changed: WidgetState) -> None:
        message = BackMsg()
        message.rerun_script.query_string = ""
        message.rerun_script.widget_states.widgets.extend(changed)
        self._line.send(message.SerializeToString())

    def _until_drawn(self) -> None:
        runs = self._run
        while self._run == runs:
            self._take()

    def _take(self) -> None:
        try:
            received = self._line.recv(timeout=PATIENCE)
        except TimeoutError as error:
            raise PageBroken("the page did not go on") from error
        message = ForwardMsg.FromString(bytes(received))  # type: ignore[arg-type]
        if message.WhichOneof("type") == "ref_hash":
            # what was sent before is not sent again, only where it goes
            place = list(message.metadata.delta_path)
            message = self._kept[message.ref_hash]
            message.metadata.delta_path[:] = place
        elif message.metadata.cacheable:
            self._kept[message.hash] = message
        self._draw(message)

    def _draw(self, message: ForwardMsg) -> None:
        kind = message.WhichOneof("type")
        place = tuple(message.metadata.delta_path)
        if kind == "new_session":
            self._of_this_run.clear()
        elif kind == "script_finished" and message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
            # what was not drawn again is not there any more
            for known in (self.drawn, self._widgets):
                for gone in known.keys() - self._of_this_run:
                    del known[gone]
            self._run += 1
        elif kind == "delta":
            self._put(place, message)

    def _put(self, place: tuple[int, ...], message: ForwardMsg) -> None:
        self._of_this_run.add(place)
        for known in (self.drawn, self._widgets):
            for below in [each for each in known if each[: len(place)] == place]:
                del known[below]
        if message.delta.WhichOneof("type") != "new_element":
            return
        element = message.delta.new_element
        kind = element.WhichOneof("type")
        if kind == "exception":
            raise PageBroken(element.exception.message)
        if kind == "alert" and element.alert.format == Alert.ERROR:
            raise PageBroken(element.alert.body)
        if kind == "html":
            self.drawn[place] = element.html.body
        elif kind in ("chat_input", "button"):
            self._widgets[place] = getattr(element, kind).id

    def _is_answered(self, question: str) -> bool:
        return any("<h3>" in html for html in self._below(question))

    def _has_source_below(self, question: str) -> bool:
        return any("paragraf-place" in html or "<li" in html for html in self._below(question))

    def _below(self, question: str) -> Sequence[str]:
        """What is drawn under the last question, which must be this one. Empty where it is not there yet."""
        ordered = [self.drawn[place] for place in sorted(self.drawn) if place[0] == MAIN]
        heads = [number for number, html in enumerate(ordered) if 'class="paragraf-question"' in html]
        if not heads or _read(ordered[heads[-1]]).rpartition(": ")[2] != question:
            return ()
        return ordered[heads[-1] + 1 :]


def _read(html: str) -> str:
    """The words, without the marks."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())
