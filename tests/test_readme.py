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
