from pathlib import Path

import pytest

from tests.policy.support import Write


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a pack file and return its path."""

    def _write(body: str = "", name: str = "pack.toml", head: str | None = None) -> str:
        own = 'id = "x"\ntitle = "甲"\nplace = "乙"\nstatus = "test"\n' if head is None else head
        path = tmp_path / name
        path.write_text(own + body, "utf-8")
        return str(path)

    return _write
