"""A saved run gives the view that it was written from, part by part, and so the same papers."""

import io
import json
from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal
from rich.console import Console

from chizheng_audit.errors import AuditError
from chizheng_audit.finding import STANDING
from chizheng_audit.reports import console, saved, write, writers
from chizheng_audit.reports.pens import jsonl
from chizheng_audit.reports.view import View
from tests.reports.conftest import RULES
from tests.reports.test_figures import HIRES, MONTHS

UNSAVED = ["visibility", "columns", "hidden_rows", "hidden_columns", "content"]
"""Facts of sheets that no pen draws."""


def alike(one: View, other: View) -> None:
    """Every part of a view, so that a part which is added and not saved is seen here."""
    for part in fields(View):
        a, b = getattr(one, part.name), getattr(other, part.name)
        if part.name == "figures":
            for figure in fields(a):
                _same(getattr(a, figure.name), getattr(b, figure.name), figure.name)
            continue
        if part.name == "sheets":
            a, b = a.drop(UNSAVED), b.drop(UNSAVED)
        _same(a, b, part.name)


def _same(a: Any, b: Any, name: str) -> None:
    if isinstance(a, pl.DataFrame):
        assert_frame_equal(a, b)
    else:
        assert a == b, name


def kept(view: View, folder: Path) -> Path:
    write(view, folder / "run.jsonl")
    return folder / "run.jsonl"


@pytest.mark.parametrize("which", ["view", "open_view", "empty_view"])
def test_the_view_comes_back_whole(which: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    view: View = request.getfixturevalue(which)
    alike(view, saved.load(str(kept(view, tmp_path))))


def test_caps_and_months_come_back(make: Callable[..., View], tmp_path: Path) -> None:
    view = make(HIRES, {**RULES, "insurance_months": MONTHS})
    assert len(view.figures.strips) and len(view.figures.caps) and len(view.figures.lives)
    alike(view, saved.load(str(kept(view, tmp_path))))


def test_what_was_answered_comes_back(view: View, tmp_path: Path) -> None:
    answered: list[dict[str, Any]] = [
        {"standing": "open", "settled": False, "result": "true_error", "note": "已退", "decided_by": "李*",
         "decided_on": date(2024, 2, 3), "recovered": Decimal("40.00"), "decided_at_stake": Decimal("200.00")},
        {"standing": "waived", "settled": True, "note": "经批准"},
        {"standing": "decided", "settled": True, "result": "not_true", "decided_on": date(2024, 2, 4)},
    ]  # fmt: skip
    new = [{"standing": "new", "settled": False}] * (len(view.findings) - len(answered))
    known = pl.DataFrame([*answered, *new], schema={k: v for k, v in STANDING.items() if k != "fingerprint"})
    standings = pl.DataFrame(
        {
            "standing": ["new", "open"],
            "findings": [len(new), 1],
            "at_stake": [Decimal("1.00"), Decimal("240.00")],
        },
        schema=view.standings.schema,
    )
    told = replace(view, findings=view.findings.with_columns(known), standings=standings)
    alike(told, saved.load(str(kept(told, tmp_path))))


@pytest.mark.parametrize("suffix", sorted(writers()))
def test_every_pen_writes_the_same_bytes_again(view: View, tmp_path: Path, suffix: str) -> None:
    again = saved.load(str(kept(view, tmp_path)))
    write(view, tmp_path / f"a{suffix}")
    write(again, tmp_path / f"b{suffix}")
    assert (tmp_path / f"a{suffix}").read_bytes() == (tmp_path / f"b{suffix}").read_bytes()


def test_the_screen_shows_the_same_again(view: View, tmp_path: Path) -> None:
    told = []
    for each in (view, saved.load(str(kept(view, tmp_path)))):
        stream = io.StringIO()
        console.write(each, Console(file=stream, width=100))
        told.append(stream.getvalue())
    assert told[0] == told[1] != ""


def _lines(view: View, folder: Path) -> list[str]:
    return kept(view, folder).read_text("utf-8").split("\n")[:-1]


def _refused(folder: Path, text: str | bytes) -> str:
    path = folder / "bad.jsonl"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(AuditError) as refused:
        saved.load(str(path))
    assert str(refused.value).startswith(str(path)) and "\n" not in str(refused.value)
    return str(refused.value)


def test_what_is_not_whole_is_refused(view: View, tmp_path: Path) -> None:
    lines = _lines(view, tmp_path)
    whole = "\n".join(lines) + "\n"
    finding = next(n for n, line in enumerate(lines) if '"type": "finding"' in line)
    unit = next(n for n, line in enumerate(lines) if '"type": "unit"' in line)
    for n in (finding, unit, len(lines) - 1):
        assert "不完整" in _refused(tmp_path, "\n".join(lines[:n] + lines[n + 1 :]) + "\n")
    for cut in range(len(whole) - 1, len(whole) - 1200, -97):
        assert "不完整" in _refused(tmp_path, whole[:cut])
    assert "不完整" in _refused(tmp_path, "\n".join([*lines, lines[-1]]) + "\n")
    assert "不完整" in _refused(tmp_path, lines[0] + "\n")


def test_what_is_damaged_is_refused_with_its_line(view: View, tmp_path: Path) -> None:
    lines = _lines(view, tmp_path)
    spoil: dict[str, Callable[[str], str]] = {
        "no JSON": lambda line: line[:-1],
        "another kind": lambda line: line.replace('"finding"', '"else"', 1),
        "no fingerprint": lambda line: line.replace('"fingerprint"', '"print"', 1),
        "no object": lambda line: f"[{line}]",
    }
    for why, spoiled in spoil.items():
        bad = [lines[0], spoiled(lines[1]), *lines[2:]]
        assert "第 2 行读不懂" in _refused(tmp_path, "\n".join(bad) + "\n"), why


def test_no_byte_can_change_unseen(view: View, tmp_path: Path) -> None:
    """A sum that was 240.00 must not come back as 640.00: every byte here and there, each of its bits in turn."""
    whole = kept(view, tmp_path).read_bytes()
    for turn, at in enumerate(range(0, len(whole), len(whole) // 120)):
        spoiled = bytearray(whole)
        spoiled[at] ^= 1 << turn % 8
        _refused(tmp_path, bytes(spoiled))
    swapped = whole.split(b"\n")
    swapped[1], swapped[2] = swapped[2], swapped[1]
    assert "对不上" in _refused(tmp_path, b"\n".join(swapped))
    assert "对不上" in _refused(tmp_path, whole.replace(b"240.00", b"640.00", 1))


def test_what_a_console_escaped_is_the_same_run(view: View, tmp_path: Path) -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="gbk", newline="\r\n")
    jsonl.write_stream(view, stream)
    stream.flush()
    (tmp_path / "gbk.jsonl").write_bytes(raw.getvalue())
    alike(view, saved.load(str(tmp_path / "gbk.jsonl")))


def test_what_was_changed_is_refused(view: View, tmp_path: Path) -> None:
    lines = [json.loads(line) for line in _lines(view, tmp_path)]
    changes: list[Callable[[dict[str, Any]], object]] = [
        lambda line: line.pop("as_of"),
        lambda line: line.update(as_of="2024-13-31"),
        lambda line: line["policy"].update(status="guess"),
        lambda line: line["policy"].pop("clauses"),
        lambda line: line.update(sources=[1]),
    ]
    for change in changes:
        run = json.loads(json.dumps(lines[0]))
        change(run)
        text = "\n".join(json.dumps(line) for line in [run, *lines[1:]]) + "\n"
        assert "对不上" in _refused(tmp_path, text)
    wrong: list[dict[str, Any]] = [{"confidence": "sure"}, {"at_stake": "many"}, {"rule": "no_such"}]
    for part in wrong:
        text = "\n".join(json.dumps(line) for line in [lines[0], lines[1] | part, *lines[2:]]) + "\n"
        assert "对不上" in _refused(tmp_path, text)


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"\n",
        b"{}\n",
        b'{"type": "finding"}\n',
        b"\xff\xfe{\x00",
        b"name,id\n1,2\n",
        b"\x00" * 40,
        b"PK\x03\x04",
    ],
)
def test_what_is_something_else_is_refused(tmp_path: Path, text: bytes) -> None:
    assert "不是本工具审计写出的" in _refused(tmp_path, text)


def test_an_older_run_and_answers_of_why_are_refused(view: View, tmp_path: Path) -> None:
    lines = _lines(view, tmp_path)
    old = lines[0].replace('"schema": 2', '"schema": 1', 1)
    assert "第 1 版" in _refused(tmp_path, "\n".join([old, *lines[1:]]) + "\n")
    assert "audit why" in _refused(tmp_path, '{"type": "why", "schema": 1}\n')


def test_windows_line_ends_and_a_mark_at_the_head_do_no_harm(view: View, tmp_path: Path) -> None:
    path = kept(view, tmp_path)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    alike(view, saved.load(str(path)))


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(AuditError, match="读不了"):
        saved.load(str(tmp_path / "none.jsonl"))


def test_lines_of_other_commands_before_the_summary_are_no_part_of_the_view(
    view: View, tmp_path: Path
) -> None:
    with (tmp_path / "paid.jsonl").open("w", encoding="utf-8", newline="\n") as stream:
        jsonl.write_stream(view, stream, [{"type": "payout", "file": "x"}])
    alike(view, saved.load(str(tmp_path / "paid.jsonl")))
