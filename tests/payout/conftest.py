from collections.abc import Callable
from pathlib import Path

import pytest

from chizheng_audit.__main__ import run
from tests.payout.support import DAY

Said = Callable[..., tuple[str, str]]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working directory."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def payout(here: Path, capsys: pytest.CaptureFixture[str]) -> Said:
    """Run `audit payout` under the demo pack; what it says on both streams."""

    def ran(*argv: str, code: int = 0, policy: str = "demo") -> tuple[str, str]:
        capsys.readouterr()
        got = run(["payout", *argv, "--policy", policy, "--as-of", DAY])
        caught = capsys.readouterr()
        assert got == code, caught
        return caught.out, caught.err

    return ran


@pytest.fixture
def audit(here: Path, capsys: pytest.CaptureFixture[str]) -> Said:
    """Run any command."""

    def ran(*argv: str, code: int = 0) -> tuple[str, str]:
        capsys.readouterr()
        got = run([*argv])
        caught = capsys.readouterr()
        assert got == code, caught
        return caught.out, caught.err

    return ran
