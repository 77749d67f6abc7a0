"""What comes back is believed only where it fits: each mistake is told with its file and row, and nothing is booked."""

import shutil
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from chizheng_audit.__main__ import run
from chizheng_audit.ledger import decisions
from chizheng_audit.ledger.folder import opened
from chizheng_audit.ledger.verifying import verify
from tests.review.conftest import BACK, BY, NOTE, ON, OTHER, OURS, RESULT, Form, csv, export, filled, import_

TODAY = date.today()


def decided() -> dict[str, tuple[str, Decimal | None]]:
    told = decisions.in_force(opened(Path("ledger")))
    return {f: (result, back) for f, result, back in told.select("fingerprint", "result", "recovered").rows()}


def state() -> dict[str, bytes]:
    return {str(p): p.read_bytes() for p in sorted(Path("ledger").rglob("*")) if p.is_file()}


def refused(capsys: pytest.CaptureFixture[str], *files: str, argv: tuple[str, ...] = ()) -> str:
    """What import says when it refuses; it must have changed nothing."""
    before = state()
    capsys.readouterr()
    import_(*files, code=2, argv=argv)
    out, err = capsys.readouterr()
    assert out == ""
    assert "Traceback" not in err
    assert state() == before
    return err


def test_answers_follow_the_fingerprint(sent: Path, capsys: pytest.CaptureFixture[str]) -> None:
    form = filled(OURS)
    form.answer(form.rows[0], "属实-差错", None, back=100)
    form.save()
    filled(OTHER)
    import_()
    assert "已记入核实结果 5 条" in capsys.readouterr().err
    assert sorted(result for result, _back in decided().values()) == ["not_true"] * 4 + ["true_error"]
    told = decisions.in_force(opened(Path("ledger")))
    assert set(told["source"]) == {OURS, OTHER} and set(told["decided_by"]) == {"李四"}
    assert verify(Path("ledger")).faults == ()
    # re-sorted, in another file: still known
    Path("moved.csv").write_text("\n".join([*csv().splitlines()[:1], *reversed(csv().splitlines()[1:])]) + "\n", "utf-8")  # fmt: skip
    run(["run", "moved.csv", "--policy", "demo", "--as-of", "2024-03-31", "--select", "D01,A01", "--ledger", "ledger", "-q"])  # fmt: skip
    assert "已核实 5 条" in capsys.readouterr().out


def test_it_is_one_commit(sent: Path) -> None:
    before = len(opened(Path("ledger")).entries)
    filled(OURS)
    filled(OTHER)
    import_()
    assert len(opened(Path("ledger")).entries) == before + 1


def test_the_same_again_changes_nothing(sent: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filled(OURS)
    filled(OTHER)
    import_()
    before = state()
    capsys.readouterr()
    import_()
    assert "没有新的核实结果；台账没有变" in capsys.readouterr().err
    assert state() == before


def test_what_is_not_filled_in_stays_open(sent: Path, capsys: pytest.CaptureFixture[str]) -> None:
    form = Form(OURS)
    alone = next(row for row in form.rows if not form.get(row, "同组"))
    form.answer(alone)
    form.save()
    import_(OURS)
    assert "还没有填 3 条" in capsys.readouterr().err
    assert len(decided()) == 1


def edit(title: str, value: Any) -> Callable[[Form, int], None]:
    return lambda form, row: form.put(row, title, value)


MISTAKES: dict[str, tuple[Callable[[Form, int], None], str]] = {
    "a wrong word": (edit(RESULT, "部分属实"), "核实结果“部分属实”不是可选的几项之一"),
    "no result": (edit(RESULT, None), "没有填核实结果"),
    "nobody": (edit(BY, " "), "没有填核实人"),
    "no reason": (edit(NOTE, None), "要写明理由"),
    "no day": (edit(ON, None), "没有填日期"),
    "no such day": (edit(ON, "2024-02-30"), "日期“2024-02-30”不是日期"),
    "words for a day": (edit(ON, "上周"), "日期“上周”不是日期"),
    "a day to come": (edit(ON, TODAY + timedelta(days=2)), "在今天之后"),
    "before it was sent": (edit(ON, TODAY - timedelta(days=3)), "本表发出"),
    "a sum in words": (edit(BACK, "一点"), "追回金额“一点”不是金额"),
    "a negative sum": (edit(BACK, -1), "不是金额"),
    "a sum for what is not true": (edit(BACK, 1), "只有属实的才有追回金额"),
    "more than is at stake": (lambda f, r: f.answer(r, "属实-骗取", back=240.01), "追回金额 240.01 元多于涉及金额 240.00 元"),
    "another amount": (edit("金额", 1), "“金额”被改动过"),
    "other facts": (edit("事实与依据", "没有问题"), "“事实与依据”被改动过"),
    "two cells": (lambda f, r: (f.put(r, "涉及金额", 0), f.put(r, "同组", None)), "“同组”、“涉及金额”被改动过"),  # type: ignore[func-returns-value] # both are done
    "another number": (edit("疑点编号", "0" * 12), "不认识疑点编号 000000000000"),
    "no number": (edit("疑点编号", None), "没有疑点编号"),
    "a row less": (lambda f, r: f.sheet.delete_rows(r), "发出 4 条，少了 1 条"),
    "a row twice": (lambda f, r: [f.sheet.cell(r + 9, c).__setattr__("value", f.sheet.cell(r, c).value) for c in range(1, 16)], "与第 5 行重复"),
    "half a group": (lambda f, r: [f.put(f.rows[grouped(f)], t, None) for t in (RESULT, NOTE, BY, ON)], "同组（组 "),
}  # fmt: skip


def grouped(form: Form) -> int:
    """The place of a row whose group is in this workbook twice."""
    marks = [form.get(row, "同组") for row in form.rows]
    return next(place for place, mark in enumerate(marks) if mark and marks.count(mark) == 2)


@pytest.mark.parametrize("mistake", MISTAKES)
def test_mistakes_are_told_with_file_and_row(
    sent: Path, mistake: str, capsys: pytest.CaptureFixture[str]
) -> None:
    act, words = MISTAKES[mistake]
    form = filled(OURS, act=act)
    filled(OTHER)
    err = refused(capsys)
    assert words in err
    assert OURS in err
    if "少了" not in words:
        rows = [f"第 {row} 行" for row in (*form.rows, *range(form.head + 1, form.head + 15))]
        assert any(row in err for row in rows)
    assert "什么也没有记入" in err.splitlines()[-1]


def test_every_mistake_is_told_at_once(sent: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filled(OURS, act=edit(RESULT, "?"))
    filled(OTHER, act=edit(BY, None))
    err = refused(capsys)
    assert len(err.strip().splitlines()) == 3 and "共有 2 处不对" in err


def test_days_and_words_as_people_write_them(sent: Path) -> None:
    form = filled(OURS)
    days = (datetime(TODAY.year, TODAY.month, TODAY.day, 9), TODAY.strftime("%Y年%m月%d日"), TODAY.strftime("%Y.%m.%d"), (TODAY - date(1899, 12, 30)).days)  # fmt: skip
    words = ("属实－骗取", " 属实 - 差错", "属实—骗取", "true (fraud)")
    sums = (None, "40元", 12.5, "１２")
    alone = next(row for row in form.rows if not form.get(row, "同组"))
    for row, day, word, back in zip([*(r for r in form.rows if r != alone), alone], days, words, sums, strict=True):  # fmt: skip
        form.answer(row, word, on=day, back=back)
    form.save()
    filled(OTHER)
    import_()
    told = decisions.in_force(opened(Path("ledger"))).filter(source=OURS)
    assert set(told["decided_on"]) == {TODAY}
    assert sorted(told["result"]) == ["true_error", "true_fraud", "true_fraud", "true_fraud"]
    assert sorted(map(str, told["recovered"])) == ["12.00", "12.50", "40.00", "None"]


def test_files_that_contradict_each_other(sent: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filled(OURS)
    filled(OTHER)
    shutil.copy(OURS, "copy.xlsx")
    import_(OURS, OTHER, "copy.xlsx")  # the same twice is no contradiction
    filled("copy.xlsx", act=edit(RESULT, "已知已处理"))
    err = refused(capsys, OURS, OTHER, "copy.xlsx")
    assert "copy.xlsx 第 5 行" in err and f"与 {OURS} 第 5 行" in err and "不一致" in err


def test_an_earlier_answer_stands_unless_overruled(sent: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filled(OURS)
    filled(OTHER)
    import_()
    filled(OTHER, act=edit(RESULT, "属实-骗取"))
    err = refused(capsys, OTHER)
    assert "台账里已是“不属实”" in err and "--overrule" in err
    import_(OTHER, argv=("--overrule",))
    assert sorted(result for result, _b in decided().values()) == ["not_true"] * 4 + ["true_fraud"]
    assert len(decisions.every(opened(Path("ledger")))) == 6


def test_more_may_be_recovered_later(sent: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filled(OTHER, act=lambda f, r: f.answer(r, "属实-差错", back=100))
    import_(OTHER)
    filled(OTHER, act=lambda f, r: f.answer(r, "属实-差错", back=240))
    import_(OTHER)
    assert "其中更新 1 条" in capsys.readouterr().err
    assert list(decided().values()) == [("true_error", Decimal("240.00"))]
    filled(OTHER, act=lambda f, r: f.answer(r, "属实-差错", back=10))
    assert "已追回 240.00 元" in refused(capsys, OTHER)


def test_nothing_comes_back_of_what_was_never_paid(sent: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def record(*argv: str) -> None:
        assert run(["ledger", "record", *argv, "-q"]) == 0

    filled(OTHER, act=lambda f, r: f.answer(r, "属实-差错", back=100))
    record("claims.csv", "--batch", "B", "--status", "claimed")
    err = refused(capsys, OTHER)
    assert f"{OTHER} 第 5 行" in err and "填了追回金额 100.00 元，而台账里批次 B 还是“已申报”" in err
    assert "audit ledger record --batch B --status paid" in err and "共有 1 处不对" in err
    # what the sentence says to do helps
    record("--batch", "B", "--status", "paid")
    import_(OTHER)
    assert "追回金额" not in capsys.readouterr().err
    assert list(decided().values()) == [("true_error", Decimal("100.00"))]


def test_nothing_comes_back_of_what_was_stopped(sent: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filled(OTHER, act=lambda f, r: f.answer(r, "属实-差错", back=100))
    assert run(["ledger", "record", "claims.csv", "--batch", "B", "--status", "claimed", "-q"]) == 0
    Path("paid.csv").write_text("".join(csv().splitlines(keepends=True)[:6]), "utf-8")  # without the last two
    assert run(["ledger", "record", "paid.csv", "--batch", "B", "--status", "paid", "-q"]) == 0
    err = refused(capsys, OTHER)
    assert "台账里批次 B（已支付）的明细已没有这笔申报" in err
    filled(OTHER, act=lambda f, r: f.answer(r, "属实-差错", None))
    import_(OTHER)


def test_of_what_the_ledger_does_not_know_it_is_said(sent: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filled(OTHER, act=lambda f, r: f.answer(r, "属实-差错", back=100))
    import_(OTHER)
    assert "1 条填了追回金额（共 100.00 元）的申报，台账看不出是否支付过" in capsys.readouterr().err
    filled(OTHER, act=lambda f, r: f.answer(r, "属实-差错", back=0))
    import_(OTHER, argv=("--overrule",))
    assert "追回金额" not in capsys.readouterr().err


def test_what_is_confirmed_and_not_recovered_is_sent_out_again(sent: Path) -> None:
    filled(OTHER, act=lambda f, r: f.answer(r, "属实-差错", back=100))
    filled(OURS)
    import_()
    export("--force")
    form = Form(OTHER)
    assert "核实结果：属实-差错" in form.get(form.rows[0], "事实与依据")
    form.answer(form.rows[0], "属实-差错", back=240)
    form.save()
    import_(OTHER)
    assert ("true_error", Decimal("240.00")) in decided().values()


def test_facts_that_changed_since(sent: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filled(OURS)
    filled(OTHER)
    Path("claims.csv").write_text(csv().replace(",280,示例学校", ",300,示例学校"), "utf-8")
    run(["run", "claims.csv", "--policy", "demo", "--as-of", "2024-03-31", "--select", "D01,A01", "--ledger", "ledger", "--record-run", "-q"])  # fmt: skip
    err = refused(capsys)
    assert "事实已经变了" in err and len(err.strip().splitlines()) == 2


def test_a_finding_that_came_back_is_answered_anew(sent: Path) -> None:
    filled(OURS)
    filled(OTHER)
    import_()
    Path("claims.csv").write_text(csv().replace(",280,示例学校", ",300,示例学校"), "utf-8")
    export("--force")
    form = Form(OURS)
    assert len(form.rows) == 1
    assert "重新列为未结" in form.get(form.rows[0], "事实与依据")
    form.answer(form.rows[0], "属实-骗取")
    form.save()
    import_(OURS)
    assert sorted(result for result, _b in decided().values()) == ["not_true"] * 4 + ["true_fraud"]


def test_a_group_that_another_unit_has_not_answered_is_remarked(
    sent: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    filled(OURS)
    import_(OURS)
    assert "另有 1 条疑点在别的单位的核实表里" in capsys.readouterr().err


def bomb(path: Path) -> None:
    import zipfile

    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as parts:
        for n in range(40):
            parts.writestr(f"{n}.xml", b"\0" * (32 << 20))


def archive(path: Path) -> None:
    import zipfile

    with zipfile.ZipFile(path, "w") as parts:
        parts.writestr("a.txt", "x")


def plain(path: Path) -> None:
    book = openpyxl.Workbook()
    book.save(path)


BOOKS: dict[str, tuple[Callable[[Path], object], str]] = {
    "no workbook": (lambda p: p.write_bytes(b"x"), "不是能读的 .xlsx"),
    "an old workbook": (lambda p: p.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600), "不是能读的 .xlsx"),
    "half of it": (lambda p: p.write_bytes(p.read_bytes()[:3000]), "不是能读的 .xlsx"),
    "an archive": (archive, "不是能读的 .xlsx"),
    "a bomb": (bomb, "解压后有"),
    "no file": (lambda p: p.unlink(), "读不了"),
    "another workbook": (plain, "不是 audit review export 写出的核实表"),
    "seals deleted": (lambda p: change(p, lambda b: b.remove(b["chizheng_audit"])), "隐藏的校验表已被删除"),
    "seals emptied": (lambda p: change(p, lambda b: b["chizheng_audit"].delete_rows(1, 99)), "隐藏的校验表已被删除"),
    "a seal less": (lambda p: change(p, lambda b: b["chizheng_audit"].delete_rows(3)), "隐藏的校验表被改动过"),
    "other seals": (lambda p: change(p, lambda b: b["chizheng_audit"].__setitem__("C2", "0" * 32)), "隐藏的校验表被改动过"),
    "sheet deleted": (lambda p: change(p, lambda b: (b.create_sheet("x"), b.remove(b["核实表"]))), "找不到核实表"),
    "column deleted": (lambda p: change(p, lambda b: b["核实表"].delete_cols(12)), "表头缺少 说明"),
    "columns deleted": (lambda p: change(p, lambda b: b["核实表"].delete_cols(8, 2)), "表头缺少 涉及金额、事实与依据"),
    "column renamed": (lambda p: change(p, lambda b: b["核实表"].__setitem__("K4", "结论")), "表头缺少 核实结果"),
    "a later version": (lambda p: change(p, lambda b: say(b, version=99)), "更新版本的程序"),
    "another kind": (lambda p: change(p, lambda b: say(b, what="x")), "不是 audit review export 写出的核实表"),
}  # fmt: skip


def change(path: Path, act: Callable[[Any], object]) -> None:
    book = openpyxl.load_workbook(path)
    act(book)
    book.save(path)


def say(book: Any, **said: object) -> None:
    import json

    cell = book["chizheng_audit"]["A1"]
    cell.value = json.dumps(json.loads(cell.value) | said, ensure_ascii=False)


@pytest.mark.parametrize("damage", BOOKS)
def test_what_is_no_whole_workbook_is_one_sentence(
    sent: Path, damage: str, capsys: pytest.CaptureFixture[str]
) -> None:
    act, words = BOOKS[damage]
    filled(OURS)
    filled(OTHER)
    act(Path(OURS))
    err = refused(capsys, OTHER, OURS)
    assert words in err and OURS in err
    assert len(err.strip().splitlines()) == 1


def test_columns_may_stand_elsewhere(sent: Path) -> None:
    """Columns hidden, widened, moved or put in are no edit of what was sent."""
    filled(OURS)
    filled(OTHER)
    change(Path(OURS), lambda b: (b["核实表"].insert_cols(3), b["核实表"].insert_rows(2)))
    import_()
    assert len(decided()) == 5


def test_a_workbook_of_another_ledger(sent: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filled(OURS)
    run(["ledger", "record", "first.csv", "--batch", "A", "--status", "paid", "-q", "--ledger", "other"])
    assert "不是从这个台账发出的" in refused(capsys, OURS, argv=("--ledger", "other"))
    assert "没有台账" in refused(capsys, OURS, argv=("--ledger", "none"))


def test_a_ledger_that_lost_the_run(sent: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An older backup of the ledger has the same key and not the run."""
    shutil.copytree("ledger", "newer")
    filled(OTHER)
    run(["ledger", "record", "first.csv", "--batch", "A", "--status", "paid", "-q", "--ledger", "older"])
    shutil.copy("ledger/key", "older/key")
    assert "台账里没有这条疑点" in refused(capsys, OTHER, argv=("--ledger", "older"))


def test_a_read_only_ledger(sent: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    from chizheng_audit.ledger import delta

    def full(*_args: object) -> object:
        raise OSError(30, "Read-only file system")

    filled(OURS)
    filled(OTHER)
    monkeypatch.setattr(delta, "write", full)
    err = refused(capsys)
    assert "只读" in err and "什么也没有记入" in err
    assert len(err.strip().splitlines()) == 1
