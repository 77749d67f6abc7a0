import subprocess
import sys
from pathlib import Path

import pytest

CODE = """
import resource
from chizheng_audit.reading.allocator import keep_freed_memory
if {kept}:
    keep_freed_memory()
for _ in range(20):
    bytearray(b"x") * (64 << 20)
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="asked of glibc only")
def test_large_blocks_are_reused() -> None:
    def faults(kept: bool) -> int:
        root = Path(__file__).parents[2]
        run = subprocess.run(
            [sys.executable, "-c", CODE.format(kept=kept)], cwd=root, capture_output=True, check=True
        )
        return int(run.stdout)

    assert faults(kept=True) < faults(kept=False) / 4
