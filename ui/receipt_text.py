"""A receipt in words, for a person who looks into an answer."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from rag.domain import Language
from rag.records.content import Content
from ui.wording import load_wording

USES = {"cited": "cited", "rejected": "found, rejected", "undecided": "found, undecided"}
FATES = {
    "shown": "shown",
    "replaced": "shown in the guideline's own words instead",
    "repeated": "left out: the same is shown already",
    "dropped": "left out",
}


def receipt_text(content: Content) -> str:
    """All that a receipt keeps; `--json` alone has each weighed sentence and the settings."""
    parts = [_asked(content), _answered(content), _sources(content["sources"])]
    parts += [_judged(each) for each in content["judgements"]]
    if content["composition"]:
        parts += _composed(content["composition"])
    return "\n\n".join([*parts, _times(content["timings"])])


def ending_text(outcome: str, reason: str) -> str:
    """How an answer ended, in two sentences."""
    wording, key = load_wording(Language.ENGLISH), f"reason.{reason}"
    # receipts outlive the reasons of the version that kept them
    why = wording(key) if key in wording else reason
    return f"{wording(f'outcome.{outcome}').rstrip('.')}. {why}"


def groups_text(groups: Sequence[str]) -> str:
    """For whom an answer was made."""
    return f"somebody in {', '.join(groups)}" if groups else "somebody without groups"


def _asked(content: Content) -> str:
    moment = datetime.fromisoformat(content["made_at"]).astimezone()
    lines = [f"Receipt {content['receipt']}", f"Question: {content['question']}"]
    lines += [f"  earlier, {turn['speaker']}: {turn['text']}" for turn in content["history"]]
    lines.append(f"Asked: {moment:%Y-%m-%d %H:%M:%S}, by {groups_text(content['groups'])}")
    if content["standalone"] != content["question"]:
        lines.append(f"Searched for: {content['standalone']}")
    lines.append(f"Answered from: publication {content['publication']}, as in force on {content['day']}")
    if content["narrowed"]["documents"]:
        lines.append(f"Named in the question: {', '.join(content['narrowed']['documents'])}")
    made_with = (content["program"], content["model"], content["embedder"])
    lines.append("Made with: Paragraf {}, language model {}, embedder {}".format(*made_with))
    return "\n".join(lines)


def _answered(content: Content) -> str:
    lines = [f"Outcome: {ending_text(content['outcome'], content['reason'])}"]
    verdicts = load_wording(Language.ENGLISH)
    for number, statement in enumerate(content["statements"], start=1):
        lines += [f"{number}. {statement['text']}", f"   {verdicts('verdict.' + statement['verdict'])}"]
        lines += [
            f"   [{each['source']}] “{each['quote']}”, characters {each['start']} to {each['end']}"
            for each in statement["citations"]
        ]
    return "\n".join(lines)


def _sources(sources: Sequence[Content]) -> str:
    if not sources:
        return "Sources: none were found."
    return "\n".join(["Sources, best first:", *(line for each in sources for line in _source(each))])


def _source(source: Content) -> Iterator[str]:
    pages = f", page {', '.join(map(str, source['pages']))}" if source["pages"] else ""
    place = " > ".join((source["title"], *source["headings"]))
    yield f"[{source['number']}] {USES[source['use']]}: {place} ({source['document']}{pages})"
    yield (
        f"    found by {' and '.join(source['found_by'])}, score {source['score']}, "
        f"closeness {source['closeness']}, similarity {source['similarity']}"
    )
    yield (
        f"    passage {source['passage']} of version {source['version']}, characters {source['start']} to "
        f"{source['end']}, SHA-256 {source['text_sha256']}"
    )


def _judged(judgement: Content) -> str:
    lines = [f"Does it answer? {_margin_text(judgement['margin'])}"]
    if judgement["likelihoods"]:
        told = (f"[{each['source']}] {each['likelihood']}" for each in judgement["likelihoods"])
        lines.append(f"The model's judgement of sources: {', '.join(told)}")
    weighed = judgement["sentences"]
    if weighed:
        chosen = [each for each in weighed if each["is_chosen"]]
        told = (f"[{each['source']}] {each['relevance']}" for each in chosen)
        lines.append(f"Sentences weighed for quoting: {len(weighed)}, of these chosen: {', '.join(told)}")
    return "\n".join(lines)


def _margin_text(margin: float | None) -> str:
    if margin is None:
        return "No: there was nothing to quote."
    side = "above" if margin >= 0.0 else "below"
    return f"{'Yes' if margin >= 0.0 else 'No'}: confidence {abs(margin)} {side} its limit."


def _composed(composition: Content) -> list[str]:
    parameters: dict[str, Any] = composition["parameters"]
    told = ", ".join(f"{name} {json.dumps(value)}" for name, value in parameters.items())
    drafts = ["What the model wrote, checked:"]
    for draft in composition["drafts"]:
        numbers = "".join(f"[{number}]" for number in draft["sources"])
        drafts.append(f"– {draft['text']} {numbers}")
        drafts.append(f"  {draft['verdict']} (score {draft['score']}), {FATES[draft['fate']]}")
        if draft["evidence"]:
            drafts.append(f"  nearest sentence: “{draft['evidence']}”")
    if not composition["drafts"]:
        drafts.append("no statement, or no whole JSON document")
    raw = "none: the model server did not answer" if composition["raw"] is None else composition["raw"]
    return [
        "\n".join(drafts),
        f"Prompt, system:\n{composition['system']}",
        f"Prompt, user:\n{composition['user']}",
        f"Model parameters: {told}",
        f"Model output, as it came:\n{raw}",
    ]


def _times(timings: Content) -> str:
    told = (f"{stage.replace('_', ' ')} after {seconds} s" for stage, seconds in timings.items())
    return f"Times: {', '.join(told)}"
