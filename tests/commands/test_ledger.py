"""`audit ledger` at the counter: what it says, what it exits with, and what it writes."""

import json
from pathlib import Path

import polars as pl
import pytest

from chizheng_audit.__main__ import run
from chizheng_audit.ledger.folder import opened

RECORD = ["ledger", "record", "good.csv", "--batch", "2023Q4", "--status"]


def said(capsys: pytest.CaptureFixture[str], *argv: str, code: int = 0) -> tuple[str, str]:
    capsys.readouterr()
    assert run(["ledger", *argv]) == code
    caught = capsys.readouterr()
    return caught.out, caught.err


def test_the_way_of_a_batch(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, err = said(capsys, "record", "good.csv", "--batch", "2023Q4", "--status", "claimed")
    assert out == ""
    assert "新建台账 ledger" in err
    assert "批次 2023Q4（已申报），1 条，240.00 元，1 个文件；第 1 笔" in err
    assert (
        "已在台账批次 2023Q4"
        in said(capsys, "record", "good.csv", "--batch", "X", "--status", "paid", code=2)[1]
    )
    assert "（已支付）" in said(capsys, "record", "--batch", "2023Q4", "--status", "paid")[1]
    out, _err = said(capsys, "history", "--format", "json")
    assert [(b["batch"], b["status"], b["rows"], b["amount"]) for b in json.loads(out)["batches"]] == [("2023Q4", "paid", 1, "240.00")]  # fmt: skip
    out, _err = said(capsys, "show", "2023Q4", "--format", "json")
    assert [(e["kind"], e["status"]) for e in json.loads(out)["entries"]] == [("record", "claimed"), ("advance", "paid")]  # fmt: skip
    assert "已支付" in said(capsys, "history")[0]
    assert "good.csv" in said(capsys, "show", "2023Q4")[0]
    assert "台账完好：共 2 笔" in said(capsys, "verify")[0]
    assert "冲回 1 条，240.00 元" in said(capsys, "undo", "2023Q4")[1]
    assert "已撤销" in said(capsys, "history")[0]


def test_quiet_says_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys, "record", "good.csv", "--batch", "A", "--status", "paid", "--quiet") == ("", "")
    assert said(capsys, "undo", "A", "--quiet") == ("", "")


def test_an_altered_ledger_is_one(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run([*RECORD, "paid"])
    path = next(Path("ledger/claims").glob("*.parquet"))
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    out, _err = said(capsys, "verify", code=1)
    assert "改动：批次 2023Q4 的明细文件" in out
    assert "台账有 1 处改动或缺失" in out


@pytest.mark.parametrize(
    "argv",
    [
        ["record", "good.csv", "--batch", "A", "--status", "spent"],
        ["record", "good.csv", "--batch", " ", "--status", "paid"],
        ["record", "good.csv", "--status", "paid"],
        ["record", "missing.csv", "--batch", "A", "--status", "paid"],
        ["record", "--batch", "A", "--status", "paid"],
        ["history", "--format", "xml"],
        ["history", "--ledger", "good.csv"],
        ["show", "A"],
        ["undo", "A"],
        ["verify"],
        ["export", "--out", "x.pdf"],
        ["export", "--out", "x.csv"],
        ["export", "--out", "good.csv"],
    ],
)
def test_mistakes_are_two_and_one_sentence_and_make_nothing(
    folder: Path, argv: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    before = sorted(folder.iterdir())
    out, err = said(capsys, *argv, code=2)
    assert out == ""
    assert len(err.strip().splitlines()) == 1
    assert "Traceback" not in err
    assert sorted(folder.iterdir()) == before


def test_half_a_batch_is_not_recorded(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "broken.xlsx").write_bytes(b"PK\x03\x04 broken")
    _out, err = said(capsys, "record", ".", "--batch", "A", "--status", "paid", code=2)
    assert "1 处没有读成，什么也没有入账" in err
    assert not (folder / "ledger").exists()


def test_what_is_no_claim_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "prices.csv").write_text("物料,数量\n螺丝,3\n", "utf-8")
    _out, err = said(capsys, "record", "good.csv", "prices.csv", "--batch", "A", "--status", "paid")
    assert "1 张表不是申报明细，未入账：prices.csv" in err


@pytest.mark.parametrize("suffix", ["csv", "parquet", "xlsx"])
def test_export_is_masked_unless_told(folder: Path, capsys: pytest.CaptureFixture[str], suffix: str) -> None:
    run([*RECORD, "paid"])
    out = f"out/x.{suffix}"

    def cells() -> list[str]:
        if suffix == "csv":
            frame = pl.read_csv(out, infer_schema=False)
        elif suffix == "parquet":
            frame = pl.read_parquet(out)
        else:
            import openpyxl

            rows = list(openpyxl.load_workbook(out).active.values)  # type: ignore[union-attr] # it has one
            frame = pl.DataFrame(rows[1:], schema=[str(name) for name in rows[0]], orient="row")
        return [str(cell) for cell in frame.row(0)]

    assert "1 条" in said(capsys, "export", "--out", out)[1]
    assert {"2023Q4", "已支付", "good.csv", "张*丁", "419900********0018", "S000041000001234000001"} <= set(
        cells()
    )
    assert ("评价补贴" if suffix != "parquet" else "evaluation") in cells()
    force = [] if suffix != "parquet" else ["--force"]  # a Parquet file does not show whose it is
    said(capsys, "export", "--out", out, "--unmask", *force)
    assert {"张一丁", "419900199003070018"} <= set(cells())


def test_export_takes_the_batches_that_are_named(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run([*RECORD, "paid"])
    run(["ledger", "record", "twice.csv", "--batch", "2024Q1", "--status", "claimed"])
    said(capsys, "export", "--out", "x.parquet", "--batch", "2024Q1")
    assert pl.read_parquet("x.parquet")["batch"].to_list() == ["2024Q1", "2024Q1"]
    assert "没有批次 2024Q2" in said(capsys, "export", "--out", "y.csv", "--batch", "2024Q2", code=2)[1]


def test_an_export_is_known_as_the_tools_own(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run([*RECORD, "paid"])
    said(capsys, "export", "--out", "x.csv")
    (folder / "good.csv").unlink()
    (folder / "twice.csv").unlink()
    assert run(["dupes", "x.csv", "--quiet"]) == 2


def test_a_ledger_among_the_files_is_not_audited(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run([*RECORD, "paid"])
    capsys.readouterr()
    assert run(["dupes", ".", "--policy", "demo", "--format", "jsonl", "--quiet"]) == 1
    head = json.loads(capsys.readouterr().out.splitlines()[0])
    assert [source["file"] for source in head["sources"]] == ["good.csv", "twice.csv"]
    assert head["unread"] == [{"file": "ledger/", "why": "own_output"}]
    assert run(["dupes", "ledger", "--quiet"]) == 2
    assert "ledger 是本工具自己写出的文件" in capsys.readouterr().err.replace("/", "")


def test_what_only_looks_like_one_is(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "ledger.json").write_text("{}", "utf-8")
    assert run(["dupes", ".", "--policy", "demo", "--quiet"]) == 1


def findings(capsys: pytest.CaptureFixture[str], *argv: str, code: int = 1) -> list[dict[str, object]]:
    capsys.readouterr()
    assert (
        run(["dupes", *argv, "--policy", "demo", "--as-of", "2024-03-31", "--format", "jsonl", "--quiet"])
        == code
    )
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    return [line for line in lines if line["type"] in ("run", "finding")]


def test_history_is_looked_at_and_named(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run([*RECORD, "paid"])
    (folder / "now.csv").write_text(
        (folder / "good.csv").read_text("utf-8").replace("1234000001", "1234000009"), "utf-8"
    )
    assert len(findings(capsys, "now.csv", code=0)) == 1
    head, found = findings(capsys, "now.csv", "--ledger", "ledger")
    assert head["ledger"] == {
        "folder": "ledger",
        "batches": 1,
        "claims": 1,
        "head": opened(Path("ledger")).entries[-1].hash,
    }
    assert found["code"] == "D01"
    rows = [{key: at for key, at in row.items() if key != "row_id"} for row in found["rows"]]  # type: ignore[attr-defined] # JSON
    assert rows == [
        {"file": "now.csv", "sheet": None, "row": 2},
        {"file": "good.csv", "sheet": None, "row": 2, "batch": "2023Q4"},
    ]
    assert "以前批次 2023Q4 中已申报" in str(found["message"])
    assert (
        findings(capsys, "now.csv", "--ledger", "ledger", "--batch", "2023Q4", code=0)[0]["ledger"]["batches"]
        == 0
    )  # type: ignore[index] # JSON


def test_a_file_of_the_ledger_is_told_and_compared_only_as_another_batch(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run([*RECORD, "paid"])

    def codes(*argv: str, code: int = 1) -> list[object]:
        found = findings(capsys, "good.csv", "--ledger", "ledger", *argv, code=code)
        return [finding["code"] for finding in found[1:]]

    assert codes(code=0) == ["Q06"]
    assert codes("--batch", "2023Q4", code=0) == []
    assert codes("--batch", "2024Q1") == ["D01", "Q06"]
    run(["ledger", "undo", "2023Q4"])
    assert codes(code=0) == []


def test_every_pen_names_the_batch(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import openpyxl

    run([*RECORD, "paid"])
    (folder / "now.csv").write_text(
        (folder / "good.csv").read_text("utf-8").replace("1234000001", "1234000009"), "utf-8"
    )
    capsys.readouterr()
    run(["dupes", "now.csv", "--policy", "demo", "--ledger", "ledger", "--out", "x.xlsx", "--quiet"])
    out = capsys.readouterr().out
    assert "〔2023Q4〕good.csv 第 2 行" in out
    assert "台账 ledger：以前各批 1 个，1 条" in out
    book = openpyxl.load_workbook("x.xlsx")
    cells = {str(cell) for sheet in book for row in sheet.values for cell in row}
    assert "〔2023Q4〕good.csv" in cells


def test_a_near_number_of_an_earlier_batch_is_named_with_its_place(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run([*RECORD, "paid"])
    slip = (folder / "good.csv").read_text("utf-8").replace("1234000001", "1234000009")
    (folder / "now.csv").write_text(slip.replace("199003070018", "199003070017"), "utf-8")
    capsys.readouterr()
    code = run(["dupes", "now.csv", "--policy", "demo", "--ledger", "ledger", "--quiet"])
    out = "".join(capsys.readouterr().out.split())
    assert code == 0  # a suspicion
    assert "〔2023Q4〕good.csv第2行" in out
    assert "以前批次2023Q4中已由" in out
    assert "D03：与以前各批1条申报比对了号码" in out
    assert run(["why", "now.csv", "--row", "now.csv:2", "--policy", "demo", "--ledger", "ledger"]) == 0
    assert "〔2023Q4〕good.csv第2行" in "".join(capsys.readouterr().out.split())


def test_the_ledger_lends_its_key(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["ledger", "record", "good.csv", "--batch", "A", "--status", "paid"])

    def fingerprint(*argv: str) -> object:
        return findings(capsys, *argv, "--select", "D01")[1]["fingerprint"]

    of_ledger = fingerprint("twice.csv", "--ledger", "ledger", "--batch", "A")
    assert of_ledger == fingerprint("twice.csv", "--key", "ledger/key")
    assert of_ledger != fingerprint("twice.csv")


@pytest.mark.parametrize("argv", [["--ledger", "none"], ["--ledger", "good.csv"], ["--batch", "A"]])
def test_a_ledger_that_is_none_stops_the_audit(
    folder: Path, argv: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["dupes", "good.csv", "--quiet", *argv]) == 2
    caught = capsys.readouterr()
    assert (caught.out, len(caught.err.strip().splitlines())) == ("", 1)
