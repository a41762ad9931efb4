from datetime import UTC, datetime

from tools.verify import Result, read_results, record

REPORT = """<testsuites><testsuite>
<testcase name="test_a_run_ends_well[200]" time="402.7"/>
<testcase name="test_nothing_is_mixed" time="3.2"><failure message="1 != 2"/></testcase>
<testcase name="test_ray" time="0"><skipped message="Ray is not installed"/></testcase>
</testsuite></testsuites>"""


def test_every_long_test_is_recorded_with_its_outcome_and_the_machine() -> None:
    results = read_results(REPORT)
    assert results[1] == Result("test_nothing_is_mixed", "failed", 3.2)
    page = record(results, "a machine", "abc1234", datetime(2026, 11, 25, tzinfo=UTC))
    assert "| A run ends well (200) | passed | 403 s |" in page
    assert "| Ray | skipped: Ray is not installed | 0 s |" in page
    assert "commit abc1234, a machine: 1 of 3 passed." in page
