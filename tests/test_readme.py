"""The READMEs say what the tool does: their transcript is run, their table of rules is compared, each command exists."""

import re

import pytest

from chizheng_audit.__main__ import run
from tools.readme import READMES, ROOT, renewed


@pytest.mark.parametrize("name", READMES)
def test_generated_parts_are_current(name: str) -> None:
    assert renewed(name) == (ROOT / name).read_text("utf-8")


@pytest.mark.parametrize("name", READMES)
def test_commands_that_are_named_exist(name: str) -> None:
    named = set(re.findall(r"`audit ([a-z]+)", (ROOT / name).read_text("utf-8")))
    assert named >= {"run", "dupes", "amounts", "ids", "inspect", "rules", "policy", "demo"}
    for command in named:
        assert run([command, "--help"]) == 0


@pytest.mark.parametrize("name", READMES)
def test_every_option_and_variable_is_mentioned(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    from chizheng_audit.reading.formats import ALLOWANCE
    from chizheng_audit.reading.limits import MEMORY_VARIABLE, SECONDS_VARIABLE, WORKERS_VARIABLE
    from chizheng_audit.reading.paths import SUFFIXES

    text = (ROOT / name).read_text("utf-8")
    options: set[str] = set()
    for command in ("run", "inspect"):
        run([command, "--help"])
        options |= set(re.findall(r"^  (?:-\w, )?(--[a-z-]+)", capsys.readouterr().out, re.M))
    assert {"--out", "--write-columns", "--quiet"} <= options
    assert [option for option in options - {"--help"} if f"{option}" not in text] == []
    assert [
        v for v in (ALLOWANCE, MEMORY_VARIABLE, SECONDS_VARIABLE, WORKERS_VARIABLE) if v not in text
    ] == []
    assert [s for s in SUFFIXES - {".parquet", ".arrow", ".feather"} if s not in text] == []
