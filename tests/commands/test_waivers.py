"""Accepted exceptions: what they cover is counted and listed apart; what is wrong with their file is told by line and key."""

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from jsonschema import Draft202012Validator

from chizheng_audit.__main__ import run

TWICE = [
    "dupes",
    "twice.csv",
    "--policy",
    "demo",
    "--as-of",
    "2024-03-31",
    "--quiet",
    "--select",
    "D01",
    "--key",
    "k",
]
GOOD: dict[str, Any] = {
    "reason": "县里已另案处理",
    "requested_by": "李小四",
    "approved_by": "王五一",
    "approved_on": "2024-01-01",
    "expires_on": "2024-12-31",
}


def waiver(**keys: Any) -> str:
    """One [[waiver]]; days and numbers are written bare, None leaves a key out."""
    bare = ("approved_on", "expires_on", "max_amount")
    told = {key: value for key, value in {**GOOD, **keys}.items() if value is not None}
    return "[[waiver]]\n" + "".join(f"{key} = {value}\n" if key in bare else f'{key} = "{value}"\n' for key, value in told.items())  # fmt: skip


def write(*texts: str) -> None:
    Path("w.toml").write_text("\n".join(texts), "utf-8")


def lines(capsys: pytest.CaptureFixture[str], *argv: str, code: int = 0) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:  # fmt: skip
    """The run, the only finding, and the summary."""
    capsys.readouterr()
    assert run([*TWICE, "--format", "jsonl", *argv]) == code
    said = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    schema = json.loads((files("chizheng_audit") / "reports" / "schema.json").read_text("utf-8"))
    for line in said:
        assert list(Draft202012Validator(schema).iter_errors(line)) == []
    (found,) = (line for line in said if line["type"] == "finding")
    coverage = [line for line in said if line["type"] == "coverage"]
    assert [(c["applied"], c["passed"], c["flagged"]) for c in coverage] == [(2, 1, 1)]  # whatever is waived
    return said[0], found, said[-1]


@pytest.fixture
def print_(folder: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """The fingerprint of the only finding, 240.00 at stake."""
    return str(lines(capsys, code=1)[1]["fingerprint"])


def test_what_is_waived_is_counted_and_does_not_fail(print_: str, capsys: pytest.CaptureFixture[str]) -> None:
    write(waiver(fingerprint=print_))
    head, found, summary = lines(capsys, "--waivers", "w.toml")
    assert (found["standing"], found["settled"]) == ("waived", True)
    assert found["decision"]["note"] == "县里已另案处理"
    assert summary["findings"]["violation"] == 1
    assert summary["amount_at_stake"] == "240.00"
    assert summary["standings"] == {"waived": {"findings": 1, "amount_at_stake": "240.00"}}
    (entry,) = head["waivers"]["entries"]
    assert (entry["status"], entry["findings"], entry["at_stake"]) == ("used", 1, "240.00")
    assert (entry["requested_by"], entry["approved_by"]) == ("李*四", "王*一")


@pytest.mark.parametrize(
    ("keys", "status", "words"),
    [
        ({"expires_on": "2024-03-30"}, "expired", "已于 2024-03-30 到期"),
        ({"approved_on": "2024-04-01"}, "not_yet", "尚未生效"),
        ({"max_amount": "239.99"}, "over", "共 240.00 元，超过上限 239.99 元"),
        ({"fingerprint": "0" * 32}, "unused", "没有对上任何未结的疑点"),
    ],
)
def test_what_covers_nothing_is_told(
    print_: str, keys: dict[str, Any], status: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    write(waiver(**{"fingerprint": print_, **keys}))
    head, found, _summary = lines(capsys, "--waivers", "w.toml", code=1)
    assert head["waivers"]["entries"][0]["status"] == status
    assert "standing" not in found
    run([*TWICE, "--waivers", "w.toml"])
    out = "".join(capsys.readouterr().out.split())
    for told in (words, "第 1 项（第 1 行", "1 项，豁免疑点 0 条 0.00 元"):
        assert told.replace(" ", "") in out


@pytest.mark.parametrize(
    ("keys", "code"),
    [
        ({}, 0),
        ({"expires_on": "2024-03-31"}, 0),  # the last day counts
        ({"max_amount": 240}, 0),
    ],
)
def test_the_edges(print_: str, keys: dict[str, Any], code: int, capsys: pytest.CaptureFixture[str]) -> None:
    write(waiver(fingerprint=print_, **keys))
    lines(capsys, "--waivers", "w.toml", code=code)


def test_an_idle_waiver_counts_as_a_suspicion(print_: str) -> None:
    write(waiver(fingerprint=print_), waiver(fingerprint="0" * 32))
    assert run([*TWICE, "--waivers", "w.toml"]) == 0
    assert run([*TWICE, "--waivers", "w.toml", "--fail-on", "suspicion"]) == 1
    write(waiver(fingerprint=print_), waiver(fingerprint="0" * 32, approved_on="2024-05-01"))
    assert run([*TWICE, "--waivers", "w.toml", "--fail-on", "suspicion"]) == 0


def test_a_number_as_reports_show_it(print_: str, capsys: pytest.CaptureFixture[str]) -> None:
    write(waiver(fingerprint=print_[:12]))
    assert lines(capsys, "--waivers", "w.toml")[1]["standing"] == "waived"


@pytest.mark.parametrize("who", ["419900199003070018", "41990019900307001８", "示例学校", " 示例 学校"])
def test_a_rule_about_someone(print_: str, who: str, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert run(["review", "subject", who, "--key", "k"]) == 0
    mark = capsys.readouterr().out.strip()
    write(waiver(rule="D01", subject=mark))
    assert lines(capsys, "--waivers", "w.toml")[1]["standing"] == "waived"
    write(waiver(rule="dupes_same_certificate", subject=mark))
    assert lines(capsys, "--waivers", "w.toml")[1]["standing"] == "waived"
    write(waiver(rule="D02", subject=mark))
    assert "standing" not in lines(capsys, "--waivers", "w.toml", code=1)[1]


def test_someone_else_is_not_covered(print_: str, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    run(["review", "subject", "419900199003070034", "--key", "k"])
    write(waiver(rule="D01", subject=capsys.readouterr().out.strip()))
    assert lines(capsys, "--waivers", "w.toml", code=1)[0]["waivers"]["entries"][0]["status"] == "unused"


def test_the_limit_holds_for_all_together(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = Path("twice.csv").read_text("utf-8")
    last = text.splitlines()[-1]
    Path("twice.csv").write_text(
        text + last.replace("0002", "0003").replace("11-08", "12-08") + "\n", "utf-8"
    )
    run(["review", "subject", "419900199003070018", "--key", "k"])
    mark = capsys.readouterr().out.strip()
    for most, code in ((479, 1), (480, 0)):
        write(waiver(rule="D01", subject=mark, max_amount=most))
        assert run([*TWICE, "--waivers", "w.toml"]) == code
    assert "豁免疑点 2 条 480.00 元" in capsys.readouterr().out


def test_every_pen_counts_them(print_: str, capsys: pytest.CaptureFixture[str]) -> None:
    write(waiver(fingerprint=print_), waiver(fingerprint="0" * 32))
    assert run([*TWICE, "--waivers", "w.toml", "--out", "x.xlsx", "--out", "x.html", "--out", "x.jsonl"]) == 0
    out = capsys.readouterr().out.replace("\n  ", "")
    cells = {str(cell) for sheet in openpyxl.load_workbook("x.xlsx") for row in sheet.values for cell in row}
    page = Path("x.html").read_text("utf-8")
    for told in (out, page, "".join(cells)):
        assert "豁免（w.toml）：2 项，豁免疑点 1 条 240.00 元" in told
        assert "没有对上任何未结的疑点" in told
        assert "李小四" not in told
    assert "已了结 1 条，不在上面列出：D01 已豁免 1" in out
    assert "已豁免" in cells and "已豁免：县里已另案处理" in page


def test_a_kept_run_is_drawn_again(print_: str) -> None:
    write(waiver(fingerprint=print_, max_amount=300), waiver(fingerprint="0" * 32))
    pens = ("x.xlsx", "x.html", "x.jsonl")
    run([*TWICE, "--waivers", "w.toml", *(word for pen in pens for word in ("--out", pen))])
    first = [Path(pen).read_bytes() for pen in pens]
    assert (
        run(["report", "x.jsonl", "-q", *(word for pen in pens for word in ("--out", f"again.{pen}"))]) == 0
    )
    assert [Path(f"again.{pen}").read_bytes() for pen in pens] == first


def test_an_answer_outranks_a_waiver(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from tests.commands.test_standing import TWICE as WITH_LEDGER
    from tests.commands.test_standing import answer

    (folder / "other.csv").write_text((folder / "good.csv").read_text("utf-8").replace("199003070018", "199003070034").replace("1234000001", "1234000009"), "utf-8")  # fmt: skip
    run(["ledger", "record", "other.csv", "--batch", "A", "--status", "paid", "--quiet"])
    run([*WITH_LEDGER, "--ledger", "ledger", "--record-run", "--out", "x.jsonl"])
    found = next(line for line in map(json.loads, Path("x.jsonl").read_text("utf-8").splitlines()) if line["type"] == "finding")  # fmt: skip
    write(waiver(fingerprint=found["fingerprint"]))
    assert run([*WITH_LEDGER, "--ledger", "ledger", "--waivers", "w.toml"]) == 0
    answer(folder / "ledger", "true_fraud")
    capsys.readouterr()
    assert run([*WITH_LEDGER, "--ledger", "ledger", "--waivers", "w.toml"]) == 1
    out = capsys.readouterr().out
    assert "属实-骗取" in out and "豁免疑点 0 条" in out


F = "a" * 32
MISTAKES: dict[str, tuple[str, str]] = {
    "no TOML": ("[[waiver", "不是 TOML"),
    "another table": ("[waivers]\n", "不认识 waivers"),
    "one table": ("[waiver]\n", "每项豁免写作一个 [[waiver]]"),
    "a misspelt key": (waiver(fingerprint=F, expires="2024-01-01"), "第 1 项（第 1 行）：不认识 expires"),
    "no reason": (waiver(fingerprint=F, reason=None), "缺少 reason"),
    "an empty reason": (waiver(fingerprint=F, reason=" "), "reason 应是不空的文字"),
    "no end": (waiver(fingerprint=F, expires_on=None), "缺少 expires_on"),
    "nobody approved": (waiver(fingerprint=F, approved_by=None), "缺少 approved_by"),
    "the same person": (waiver(fingerprint=F, approved_by="李 小四"), "approved_by 与 requested_by 是同一人"),
    "a day in quotes": (waiver(fingerprint=F, expires_on='"2024-12-31"'), "expires_on 应是日期"),
    "a moment": (waiver(fingerprint=F, expires_on="2024-12-31T00:00:00"), "expires_on 应是日期"),
    "ends before": (waiver(fingerprint=F, expires_on="2023-12-31"), "expires_on 早于 approved_on"),
    "no limit": (waiver(fingerprint=F, max_amount=0), "max_amount 应是大于 0 的数"),
    "a limit in words": (waiver(fingerprint=F, max_amount='"300"'), "max_amount 应是大于 0 的数"),
    "no number": (waiver(fingerprint=F, max_amount="nan"), "max_amount 应是大于 0 的数"),
    "parts of a cent": (waiver(fingerprint=F, max_amount=1.001), "max_amount 应是大于 0 的数"),
    "about nothing": (waiver(), "写明豁免什么"),
    "about two things": (waiver(fingerprint=F, rule="D01", subject=F), "写明豁免什么"),
    "a whole rule": (waiver(rule="D01"), "写明豁免什么"),
    "someone's every rule": (waiver(subject=F), "写明豁免什么"),
    "a short fingerprint": (waiver(fingerprint="abc"), "fingerprint 应是疑点编号或指纹"),
    "no such rule": (waiver(rule="D99", subject=F), "rule 没有规则 D99"),
    "a name": (waiver(rule="D01", subject="张一丁"), "subject 应是"),
    "an ID": (waiver(rule="D01", subject="419900199003070018"), "不写个人信息"),
    "an ID for a fingerprint": (waiver(fingerprint="419900199003070018"), "不写个人信息"),
    "an ID in the reason": (waiver(fingerprint=F, reason="张一丁 419900199003070018 的"), "不写个人信息"),
    "twice": (waiver(fingerprint=F) + "\n" + waiver(fingerprint="a" * 12), "第 2 项（第 8 行）：与第 1 项豁免的是同一事"),
    "twice by subject": (waiver(rule="D01", subject=F) + waiver(rule="dupes_same_certificate", subject=F), "与第 1 项豁免的是同一事"),
}  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES)
def test_mistakes_name_file_line_and_key(folder: Path, mistake: str, capsys: pytest.CaptureFixture[str]) -> None:  # fmt: skip
    text, words = MISTAKES[mistake]
    write(text)
    assert run([*TWICE, "--waivers", "w.toml"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert words in err and "w.toml" in err and len(err.strip().splitlines()) == 1
    assert "419900199003070018" not in err


@pytest.mark.parametrize("argv", [["--waivers", "none.toml"], ["--waivers", "."]])
def test_no_file(folder: Path, argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*TWICE, *argv]) == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 1


def test_without_a_key_fingerprints_mean_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(waiver(fingerprint=F))
    assert run([*TWICE[:-2], "--waivers", "w.toml"]) == 2
    assert "--ledger 或 --key" in capsys.readouterr().err
    assert run(["review", "subject", "示例学校"]) == 2


def test_no_waiver_in_the_file_is_no_mistake(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write("# none yet\n")
    assert run([*TWICE, "--waivers", "w.toml"]) == 1
    assert "0 项，豁免疑点 0 条" in capsys.readouterr().out
