"""With the network unplugged everything works, and no process so much as tries to reach out.

A network namespace has only loopback; strace writes down every address that any process asked for.
"""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.furniture.stack import PROGRAM, real_environment

pytestmark = pytest.mark.live

SAMPLES = Path(__file__).parents[2] / "samples" / "guidelines"
QUESTION = "How many characters do I need when I choose a new password?"
ADDRESS = re.compile(r'sin6?_addr=inet_(?:addr|pton)\((?:AF_INET6, )?"([^"]+)"')
ADDRESS_6 = re.compile(r'inet_pton\(AF_INET6, "([^"]+)"')
NAME_SERVICE = "htons(53)"
"""Where names are asked for; on a machine without a name server of its own that is asked on loopback."""
HOME = ("127.", "::1", "::ffff:127.")

SCRIPT = """
set -e
ip link set lo up
"$1" run > "$2/output.txt" 2>&1 &
running=$!
for second in $(seq 400); do
    if grep -q 'Paragraf is ready' "$2/output.txt"; then break; fi
    sleep 1
done
python3 -c "import urllib.request; urllib.request.urlopen('http://127.0.0.1:$PARAGRAF_PAGE__PORT')"
"$1" search "$3" --json > "$2/search.json" 2> "$2/search.err"
"$1" ask "$3" --json > "$2/answer.json" 2> "$2/answer.err"
kill -INT $running
wait $running
"""


def missing() -> str | None:
    """What has to be installed for this test."""
    needed = {"strace": "strace", "ip": "iproute2", "unshare": "util-linux"}
    return next((package for program, package in needed.items() if shutil.which(program) is None), None)


def can_unplug() -> bool:
    """Whether this user may make a network namespace."""
    return (
        missing() is None and subprocess.run(["unshare", "-rn", "true"], capture_output=True).returncode == 0
    )


@pytest.mark.skipif(missing() is not None, reason=f"not here: install it with `apt-get install {missing()}`")
@pytest.mark.skipif(not can_unplug(), reason="this user may not make a network namespace: run as root")
@pytest.mark.timeout(600)
def test_everything_works_unplugged_and_nothing_tries_to_connect_out(tmp_path: Path) -> None:
    environment = real_environment(tmp_path / "data")
    trace = tmp_path / "trace"
    subprocess.run(
        [
            *("unshare", "-rn"),
            *("strace", "-f", "-qq", "--seccomp-bpf", "-e", "trace=connect,sendto,sendmsg", "-o", str(trace)),
            *("bash", "-c", SCRIPT, "bash", str(PROGRAM), str(tmp_path), QUESTION),
        ],
        env=environment,
        check=True,
        timeout=580,
    )
    answer = json.loads((tmp_path / "answer.json").read_text("utf-8"))
    assert answer["outcome"] == "quoted"
    assert json.loads((tmp_path / "search.json").read_text("utf-8"))["results"]
    addresses = set(ADDRESS.findall(trace.read_text(errors="replace")))
    addresses |= set(ADDRESS_6.findall(trace.read_text(errors="replace")))
    assert any(address.startswith("127.") for address in addresses)
    assert [line for line in trace.read_text(errors="replace").splitlines() if NAME_SERVICE in line] == []
    assert {address for address in addresses if not address.startswith(HOME)} == set()
