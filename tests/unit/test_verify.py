from tools.verify import Result, read_results, record

REPORT = """<testsuites><testsuite>
<testcase name="test_a_run_ends_well[200]" time="402.7"/>
<testcase name="test_nothing_is_mixed" time="3.2"><failure message="1 != 2"/></testcase>
<testcase name="test_ray" time="0"><skipped message="Ray is not installed"/></testcase>
</testsuite></testsuites>"""


def test_every_long_test_is_recorded_with_its_outcome_and_the_machine() -> None:
    results = read_results(REPORT)
    assert results[1] == Result("test_nothing_is_mixed", "failed", 3.2)
    page = record("", results, "2026-11-25, commit abc1234, a machine")
    assert "| A run ends well (200) | passed | 403 s | 1 |" in page
    assert "| Ray | skipped: Ray is not installed | 0 s | 1 |" in page
    assert "- 1: 2026-11-25, commit abc1234, a machine" in page
    assert "1 of 3 passed" in page


def test_what_was_not_run_again_stays_with_the_run_that_it_is_of() -> None:
    first = record("", read_results(REPORT), "first run")
    again = record(first, [Result("test_nothing_is_mixed", "passed", 4.0)], "second run")
    assert "| A run ends well (200) | passed | 403 s | 1 |" in again
    assert "| Nothing is mixed | passed | 4 s | 2 |" in again
    assert "- 1: first run\n- 2: second run" in again
    assert "2 of 3 passed" in again


def test_a_run_that_no_row_is_of_any_more_is_not_named() -> None:
    first = record("", [Result("test_ray", "failed", 1.0)], "first run")
    assert "first run" not in record(first, [Result("test_ray", "passed", 1.0)], "second run")
