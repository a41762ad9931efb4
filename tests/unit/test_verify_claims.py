import json
import subprocess
import sys
from pathlib import Path

PROGRAM = Path(sys.executable).with_name("paragraf")
EVIDENCE = "You may not accept gifts worth more than 300 kronor."


def verify(claims: str, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(PROGRAM), "verify", *words], input=claims, capture_output=True, text=True, timeout=120
    )


def test_claims_on_standard_input_get_a_verdict_and_a_score_a_line() -> None:
    claims = [
        {"id": "a", "claim": EVIDENCE, "evidence": EVIDENCE},
        {"id": "b", "claim": "You may accept gifts worth more than 300 kronor.", "evidence": [EVIDENCE]},
    ]
    result = verify("\n".join(map(json.dumps, claims)), "--json")
    assert result.returncode == 0
    right, wrong = map(json.loads, result.stdout.splitlines())
    assert (right["id"], right["verdict"], right["score"]) == ("a", "supported", 1.0)
    assert EVIDENCE[right["start"] : right["end"]] == right["quote"] == EVIDENCE
    assert (wrong["id"], wrong["verdict"], wrong["reasons"]) == ("b", "contradicted", ["duty"])
    assert wrong["score"] < right["score"]


def test_a_person_reads_why() -> None:
    result = verify(json.dumps({"claim": "Gifts worth 500 kronor.", "evidence": EVIDENCE}))
    assert "number" in result.stdout
    assert EVIDENCE in result.stdout


def test_a_line_that_is_no_claim_is_named_and_the_status_says_wrong_use() -> None:
    result = verify('{"claim": "x", "evidence": "y"}\n{"claim": "x"}\n', "--json")
    assert result.returncode == 2
    assert "Line 2 is not a claim: evidence" in result.stderr
    assert "Traceback" not in result.stderr
    assert verify('{"claim": " ", "evidence": "y"}').returncode == 2


def test_a_file_that_is_not_there_is_named() -> None:
    result = verify("", "nowhere.jsonl")
    assert result.returncode == 2
    assert "nowhere.jsonl" in result.stderr
