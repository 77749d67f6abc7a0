"""Whatever is done to a file, it is read with every row accounted for, or refused in a sentence (see tools/fuzz.py)."""

import random
from collections import Counter
from pathlib import Path

from chizheng_audit.errors import UnreadableFile
from chizheng_audit.reading.worker import Workers
from tools.fuzz import FAILURES, ROOT, damaged, probe


def test_damaged_samples(tmp_path: Path) -> None:
    dice = random.Random(2023)
    samples = sorted((ROOT / "sample_data").iterdir())
    files = []
    for number in range(120):
        sample = dice.choice(samples)
        file = tmp_path / f"{number}{sample.suffix}"
        file.write_bytes(damaged(sample.read_bytes(), dice))
        files.append(str(file))
    with Workers(most=1, seconds=60) as workers:
        answers = list(workers.read_all([(file, (file,)) for file in files], probe))
    told = [a for a in answers if isinstance(a, UnreadableFile) or a[0] in FAILURES]
    assert told == []
    counts = Counter(answer[0] for answer in answers if not isinstance(answer, UnreadableFile))
    assert counts["read"] > 20 and counts["refused"] > 20
