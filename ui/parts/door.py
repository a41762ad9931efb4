"""The page's door: the one place where errors are caught, and told as a sentence."""

import logging
from collections.abc import Callable
from uuid import uuid4

import streamlit as st

from config.settings import SettingsInvalid
from rag.errors import ParagrafError
from rag.records.exchange import Failure
from ui.wording import Wording

STOPPED = Failure("stopped")
BROKEN_OFF = Failure("broken_off")
"""Nothing has gone wrong: the person, or the page that was closed, ended the question."""
_log = logging.getLogger(__name__)


def guarded(step: Callable[[], object]) -> Failure | None:
    """What went wrong, for a person; None where nothing did."""
    try:
        step()
    except (ParagrafError, SettingsInvalid) as error:
        code = error.code if isinstance(error, ParagrafError) else "setting_invalid"
        _log.warning("%s: %s", code, error)
        return Failure(code)
    except Exception:
        reference = uuid4().hex[:8]
        _log.exception("Unexpected error %s", reference)
        return Failure("unexpected", reference)
    return None


def show_failure(failure: Failure, wording: Wording) -> None:
    """Draw the sentence of an error."""
    code = failure.code if f"error.{failure.code}" in wording else "error"
    sentence = wording(f"error.{code}", reference=failure.reference)
    if failure in (STOPPED, BROKEN_OFF):
        st.info(sentence)
    else:
        st.error(sentence)


def tried(step: Callable[[], object], wording: Wording) -> bool:
    """Whether a step went well; otherwise the sentence is drawn."""
    failure = guarded(step)
    if failure:
        show_failure(failure, wording)
    return failure is None
