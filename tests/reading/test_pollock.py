"""The scoreboard of `bench.pollock` holds: nothing is read wrong in silence."""

from collections import Counter

import pytest

from bench.pollock import CORPUS, SILENT, files, ours

pytestmark = pytest.mark.skipif(not (CORPUS / "csv").is_dir(), reason=f"no Pollock files at {CORPUS}")


def test_no_polluted_file_is_read_wrong_in_silence() -> None:
    verdicts = {path.name: ours(path, truth) for path, truth in files(CORPUS)}
    assert {name for name, verdict in verdicts.items() if verdict.said == "silent"} == set(SILENT)
    assert len(SILENT) < 0.01 * len(verdicts)
    assert sum(verdict.wrong for verdict in verdicts.values()) == 0


def test_a_polluted_row_costs_itself_only() -> None:
    lost = Counter()
    for path, truth in files(CORPUS):
        if path.name.startswith("row_"):
            lost[len(truth) - ours(path, truth).right] += 1
    assert max(lost) <= 2, lost  # a quote that opens at a line's end takes the line after it along
