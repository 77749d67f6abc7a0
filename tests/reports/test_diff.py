"""Two runs compared: each kind of difference, each told once, and what else differs."""

import io
import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from jsonschema import Draft202012Validator
from rich.console import Console

from chizheng_audit.__main__ import run
from chizheng_audit.errors import AuditError
from chizheng_audit.reports import write
from chizheng_audit.reports.diff import lines, screen
from chizheng_audit.reports.diff import view as differing
from chizheng_audit.reports.diff.view import Diff
from chizheng_audit.reports.kept import read as lines_of
from chizheng_audit.reports.view import View

VALID = Draft202012Validator(json.loads((files("chizheng_audit.reports") / "schema.json").read_text("utf-8")))
KEY, OTHER = "a" * 16, "b" * 16


def kept(run_view: View, path: Path) -> str:
    """A view kept as a run; counts follow its findings."""
    counts = {v: int((run_view.findings["verdict"] == v).sum()) for v in run_view.counts}
    write(replace(run_view, counts=counts), path)
    return str(path)


def compared(old: View, new: View, folder: Path) -> Diff:
    paths = kept(old, folder / "old.jsonl"), kept(new, folder / "new.jsonl")
    found = differing.build("old", lines_of(paths[0]), "new", lines_of(paths[1]))
    VALID.validate(lines.whole(found, found.exit_code("violation")))
    assert len(found.changed) + found.same + len(found.gone) == len(old.findings)
    assert len(found.changed) + found.same + len(found.found) == len(new.findings)
    return found


def shown(found: Diff, worst: int = 10) -> str:
    stream = io.StringIO()
    screen.write(found, Console(file=stream, width=200), worst)
    return stream.getvalue()


def without(whole: View, at: int) -> View:
    return replace(whole, findings=whole.findings.filter(pl.int_range(pl.len()) != at))


def changed(whole: View, **columns: Any) -> View:
    """The first finding with other cells."""
    first = pl.int_range(pl.len()) == 0
    told = [
        pl.when(first).then(pl.lit(value, dtype=whole.findings.schema[name])).otherwise(name).alias(name)
        for name, value in columns.items()
    ]
    return replace(whole, findings=whole.findings.with_columns(told))


def test_a_run_beside_itself_shows_nothing(view: View, tmp_path: Path) -> None:
    found = compared(view, view, tmp_path)
    assert (len(found.found), len(found.gone), len(found.changed)) == (0, 0, 0)
    assert found.same == len(view.findings) and not found.conditions
    assert "新增 0；消失 0；变化 0" in shown(found)


def test_new_and_gone_mirror_each_other(view: View, tmp_path: Path) -> None:
    for at in range(len(view.findings)):
        less = without(view, at)
        came, went = compared(less, view, tmp_path), compared(view, less, tmp_path)
        assert came.found.to_dicts() == went.gone.to_dicts()
        assert came.found["fingerprint"].to_list() == [view.findings["fingerprint"][at]]
        assert came.found["why"].to_list() == [None]


def test_each_part_that_changes_is_told(view: View, tmp_path: Path) -> None:
    worst = view.findings.row(0, named=True)
    changes: dict[str, tuple[Any, str]] = {
        "at_stake": (Decimal("77.00"), f"涉及金额：{worst['at_stake']} → 77.00"),
        "verdict": ("suspicion", "疑点类型：违规 → 疑点"),
        "confidence": ("possible", "置信度：确定 → 可能"),
        "message": ("另一句话", f"判断依据原为：{worst['message']}"),
        "evidence": ([], "所在行："),
    }
    for column, (value, said) in changes.items():
        found = compared(view, changed(view, **{column: value}), tmp_path)
        part = "rows" if column == "evidence" else column
        assert [row["parts"] for row in found.changed.to_dicts()] == [[part]], column
        assert said in shown(found)
        told = lines.whole(found, 0)["changed_findings"][0]
        assert list(told["was"]) == [part] and told["was"][part] != told[part]


def test_rows_that_only_moved_stand_last(view: View, tmp_path: Path) -> None:
    moved = replace(view, rows=view.rows.with_columns(pl.col("row") + 1))
    first = view.findings["fingerprint"][0]
    found = compared(view, changed(moved, message="另一句话"), tmp_path)
    assert found.changed["fingerprint"][0] == first
    assert found.changed["parts"].to_list()[1:] == [["rows"]] * (len(found.changed) - 1)


def test_exit_codes(view: View, tmp_path: Path) -> None:
    verdicts = view.findings["verdict"].to_list()
    expected = {"violation": (1, 1, 0), "suspicion": (0, 1, 0), "unverifiable": (0, 0, 0)}
    for verdict, codes in expected.items():
        found = compared(without(view, verdicts.index(verdict)), view, tmp_path)
        assert tuple(int(found.exit_code(on)) for on in ("violation", "suspicion", "never")) == codes
        assert compared(view, without(view, verdicts.index(verdict)), tmp_path).exit_code("suspicion") == 0
    settled = view.findings.with_columns(
        settled=pl.lit(True), standing=pl.lit("waived", view.findings.schema["standing"])
    )
    assert compared(without(view, 0), replace(view, findings=settled), tmp_path).exit_code("suspicion") == 0
    incomplete = replace(view, exit_code=3)
    for pair in ((view, incomplete), (incomplete, view)):
        found = compared(*pair, tmp_path)
        assert found.exit_code("never") == 3
        assert "不完整" in shown(found)


def test_what_the_other_run_could_not_find_is_said(view: View, tmp_path: Path) -> None:
    rule = view.findings["rule"][0]
    idle = pl.when(pl.col("rule") == rule).then(pl.lit("no_table")).otherwise("status")
    not_run = replace(
        view,
        findings=view.findings.filter(pl.col("rule") != rule),
        coverage=view.coverage.with_columns(status=idle.cast(view.coverage.schema["status"])),
    )
    assert set(compared(view, not_run, tmp_path).gone["why"]) == {"rule"}
    assert "这条规则上次没有跑" in shown(compared(not_run, view, tmp_path))
    file = view.sheets["file"][1]
    view = replace(view, sheets=view.sheets.with_columns(sha256=pl.Series(["1" * 64, "2" * 64])))
    own = view.findings["file"] == file
    unread = replace(view, findings=view.findings.filter(~own), sheets=view.sheets[:1])
    found = compared(view, unread, tmp_path)
    assert set(found.gone["why"]) == {"source"} and len(found.gone) == own.sum() > 0
    assert [c.what for c in found.conditions] == ["source"] and "材料：少了" in shown(found)
    other_name = pl.when(pl.col("file") == file).then(pl.lit("别名.csv")).otherwise("file").alias("file")
    moved = replace(unread, sheets=view.sheets.with_columns(other_name))
    assert set(compared(view, moved, tmp_path).gone["why"]) == {None}


def test_the_same_files_elsewhere_change_no_finding(view: View, tmp_path: Path) -> None:
    sheets = view.sheets.with_columns(file=pl.Series(["季度/甲.xlsx", "季度/乙.csv"]))
    names = dict(zip(view.sheets["file"], sheets["file"], strict=True))
    told = replace(
        view,
        sheets=sheets.with_columns(sha256=pl.Series(["1" * 64, "2" * 64])),
        findings=view.findings.with_columns(pl.col("file").replace(names)),
        rows=view.rows.with_columns(pl.col("file").replace(names)),
    )
    elsewhere = replace(
        told,
        **{
            name: getattr(told, name).with_columns(("../备份/" + pl.col("file")).alias("file"))
            for name in ("sheets", "findings", "rows")
        },
    )
    found = compared(told, elsewhere, tmp_path)
    assert found.same == len(view.findings)
    assert [(c.what, c.old, c.new) for c in found.conditions] == [("place", ".", "../备份")]
    assert "材料所在不同：. → ../备份" in shown(found)
    # two of the same bytes: each is found again by its own name
    alike = told.sheets.with_columns(sha256=pl.lit("1" * 64))
    found = compared(
        replace(told, sheets=alike),
        replace(elsewhere, sheets=alike.with_columns(("../备份/" + pl.col("file")).alias("file"))),
        tmp_path,
    )
    assert found.same == len(view.findings)
    # called otherwise
    renamed = replace(
        told, sheets=told.sheets.with_columns(pl.col("file").replace({"季度/乙.csv": "丙.csv"}))
    )
    found = compared(told, renamed, tmp_path)
    assert [(c.what, c.old, c.new) for c in found.conditions] == [("place", "季度/乙.csv", "丙.csv")]


def test_what_else_differs_is_said(view: View, open_view: View, tmp_path: Path) -> None:
    law = replace(view.law, sha256="1" * 64)
    other = replace(view, law=law, as_of=date(2024, 4, 30), command="dupes", tool_version="9")
    assert [c.what for c in compared(view, other, tmp_path).conditions] == [
        "command", "policy", "as_of", "tool_version",
    ]  # fmt: skip
    text = shown(compared(view, other, tmp_path))
    assert "审计基准日不同：2024-03-31 → 2024-04-30" in text and "政策不同" in text
    same = replace(open_view, exit_code=1, failed=view.failed, sheets=view.sheets)
    found = compared(view, same, tmp_path)
    assert "脱敏不同：已脱敏 → 未脱敏" in shown(found)
    assert not [row for row in found.changed.to_dicts() if "message" in row["parts"]]


def test_fingerprints_of_two_keys_are_not_compared(view: View, tmp_path: Path) -> None:
    one, other = replace(view, keyed=KEY), replace(view, keyed=OTHER)
    assert compared(one, one, tmp_path).same == len(view.findings)
    with pytest.raises(AuditError, match="不是同一个密钥"):
        compared(one, other, tmp_path)


def test_long_lists_say_what_they_leave_out(view: View, tmp_path: Path) -> None:
    none = replace(view, findings=view.findings.clear())
    text = shown(compared(none, view, tmp_path), worst=2)
    assert f"另有 {len(view.findings) - 2} 条" in text


def test_runs_of_the_first_version_can_be_compared(view: View, tmp_path: Path) -> None:
    path = tmp_path / "one.jsonl"
    write(replace(view, keyed=KEY), path)
    older = []
    later = {"language", "fingerprint_key", "title", "page", "lines"}
    for told in map(json.loads, path.read_text("utf-8").split("\n")[:-1]):
        line = {key: value for key, value in told.items() if key not in later}
        if line["type"] == "run":
            line["schema"] = 1
        if line["type"] == "finding":
            line["rows"] = [{k: v for k, v in row.items() if k != "row_id"} for row in line["rows"]]
        if line["type"] in ("run", "finding", "coverage", "summary"):
            older.append(json.dumps(line, ensure_ascii=False) + "\n")
    (tmp_path / "older.jsonl").write_text("".join(older), "utf-8")
    found = view_of(tmp_path / "older.jsonl", path)
    assert found.same == len(view.findings) and [c.what for c in found.conditions] == ["language"]


def view_of(old: Path, new: Path) -> Diff:
    return differing.build("old", lines_of(str(old)), "new", lines_of(str(new)))


def test_the_command(view: View, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old, new = kept(without(view, 0), tmp_path / "o.jsonl"), kept(view, tmp_path / "n.jsonl")
    assert run(["diff", old, new]) == 1
    assert "新增 1" in capsys.readouterr().out
    assert run(["diff", old, new, "--fail-on", "never", "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    VALID.validate(told)
    assert told["counts"]["new"]["violation"] == len(told["new_findings"]) == 1 and told["exit_code"] == 0
    assert run(["diff", old, str(tmp_path / "none")]) == 2
    assert run(["diff", old, new, "--format", "xml"]) == 2
