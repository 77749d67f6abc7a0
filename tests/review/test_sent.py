"""What is sent out: one workbook a unit, locked but for the answers, masked, with nothing to be known by a stranger."""

import json
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from chizheng_audit.__main__ import run
from chizheng_audit.ledger import runs
from chizheng_audit.ledger.folder import opened
from chizheng_audit.reading.own_output import is_own
from tests.review.conftest import OTHER, OURS, Form, csv, export, filled, import_

ANSWERS = ("核实结果", "说明", "核实人", "日期", "追回金额")


def test_one_workbook_a_unit(sent: Path) -> None:
    assert sorted(path.name for path in (sent / "out").iterdir()) == [
        "核实表_另一学校.xlsx",
        "核实表_示例学校.xlsx",
    ]
    assert [len(Form(path).rows) for path in (OURS, OTHER)] == [4, 1]
    assert not list(sent.glob(".*part"))


def test_facts_are_there(sent: Path) -> None:
    form = Form(OURS)
    told = {str(form.get(row, "姓名、证件号")): row for row in form.rows}
    row = told["王*明\n419900********0157"]
    assert form.get(row, "金额") == 280 and form.get(row, "涉及金额") == 40
    assert str(form.get(row, "规则")).startswith("违规 A01")
    assert "依据：" in form.get(row, "事实与依据")
    assert form.get(row, "所在行与佐证行") == "本行：claims.csv 第 8 行"
    assert form.get(row, "同组") is None
    row = told["李*五\n419900********0034"]
    assert "佐证：claims.csv 第 5 行（李*五 419900********0034 中级工" in form.get(row, "所在行与佐证行")
    assert all(form.get(row, title) is None for row in form.rows for title in ANSWERS)


def test_groups_are_known_also_in_another_workbook(sent: Path) -> None:
    form, other = Form(OURS), Form(OTHER)
    marks = [form.get(row, "同组") for row in form.rows]
    assert len({mark for mark in marks if mark}) == 2
    shared = other.get(other.rows[0], "同组")
    assert marks.count(shared) == 1
    places = [place for place, mark in enumerate(marks) if mark and mark != shared]
    assert len(places) == 2 and places[1] - places[0] == 1  # a group stands together
    assert form.sheet.cell(form.rows[places[0]], 1).fill.fgColor.rgb != form.sheet.cell(form.rows[marks.index(shared)], 1).fill.fgColor.rgb  # fmt: skip


def test_only_answers_are_open(sent: Path) -> None:
    form = Form(OURS)
    assert form.sheet.protection.sheet
    for title, column in form.places.items():
        for row in form.rows:
            assert form.sheet.cell(row, column).protection.locked is (title not in ANSWERS), title
    kinds = {v.type: v for v in form.sheet.data_validations.dataValidation}
    assert kinds["list"].formula1 == '"属实-骗取,属实-差错,不属实,已知已处理"'
    assert set(kinds) == {"list", "date", "decimal"}


def test_it_prints_on_a4_across(sent: Path) -> None:
    sheet = Form(OURS).sheet
    assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize or 0)) == ("landscape", 9)
    assert sheet.page_setup.fitToWidth in (1, None) and sheet.page_setup.fitToHeight == 0
    assert sheet.print_title_rows == "$4:$4"


def test_nothing_private_in_any_part(sent: Path) -> None:
    for path in (OURS, OTHER):
        with zipfile.ZipFile(path) as parts:
            data = b"".join(parts.read(name) for name in parts.namelist())
        for secret in ("419900199003070018", "张一丁", "李小五", opened(Path("ledger")).key().decode()):
            assert secret.encode() not in data
    hidden = openpyxl.load_workbook(OURS)["chizheng_audit"]
    assert hidden.sheet_state == "veryHidden"


def test_unmasked_when_told(sent: Path) -> None:
    export("--unmask", "--force")
    assert "张一丁\n419900199003070018" in {Form(OURS).get(row, "姓名、证件号") for row in Form(OURS).rows}
    filled(OURS)
    filled(OTHER)
    import_()


def test_it_is_the_tools_own_and_never_audited(sent: Path) -> None:
    assert is_own(Path(OURS))
    assert run(["dupes", "out", "--quiet"]) == 2


def test_the_run_is_remembered(sent: Path) -> None:
    told = runs.known(opened(Path("ledger")))
    assert len(told) == 5
    meta = json.loads(str(openpyxl.load_workbook(OURS)["chizheng_audit"]["A1"].value))
    assert told["run"].unique().to_list() == [meta["run"]]


def test_a_folder_with_something_in_it_is_left_alone(sent: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = {path: path.read_bytes() for path in (sent / "out").iterdir()}
    entries = len(opened(Path("ledger")).entries)
    export(code=2)
    assert "已有文件" in capsys.readouterr().err
    assert {path: path.read_bytes() for path in (sent / "out").iterdir()} == before
    assert len(opened(Path("ledger")).entries) == entries


def test_nothing_open_writes_nothing(sent: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filled(OURS)
    filled(OTHER)
    import_()
    entries = len(opened(Path("ledger")).entries)
    capsys.readouterr()
    assert run(["review", "export", "claims.csv", "--out", "again", "--policy", "demo", "--as-of", "2024-03-31", "--select", "D01,A01", "-q"]) == 0  # fmt: skip
    assert "没有未结的违规或疑点" in capsys.readouterr().err
    assert not Path("again").exists()
    assert len(opened(Path("ledger")).entries) == entries


def test_findings_without_a_unit(sent: Path) -> None:
    Path("claims.csv").write_text(csv().replace(",280,示例学校", ",280,"), "utf-8")
    export("--force")
    assert len(Form("out/核实表_没有单位的疑点.xlsx").rows) == 1


def test_hostile_names_of_units(sent: Path) -> None:
    Path("claims.csv").write_text(csv().replace("另一学校", "../a:b*?<学校>"), "utf-8")
    export("--force")
    assert Path("out/核实表__a_b_学校_.xlsx").exists()
    assert sorted(p.name for p in sent.iterdir()) == ["claims.csv", "first.csv", "ledger", "out"]


def test_what_is_waived_is_not_sent_out(sent: Path) -> None:
    form = Form(OTHER)
    number = form.get(form.rows[0], "疑点编号")
    told = {"fingerprint": number, "reason": "已批复", "requested_by": "甲", "approved_by": "乙"}
    text = "".join(f'{key} = "{value}"\n' for key, value in told.items())
    Path("w.toml").write_text(
        f"[[waiver]]\n{text}approved_on = 2024-01-01\nexpires_on = 2024-12-31\n", "utf-8"
    )
    assert run(["review", "export", "claims.csv", "--out", "again", "--policy", "demo", "--as-of", "2024-03-31", "--select", "D01,A01", "--waivers", "w.toml", "-q"]) == 0  # fmt: skip
    assert [path.name for path in Path("again").iterdir()] == ["核实表_示例学校.xlsx"]


def test_a_ledger_that_cannot_be_written_sends_nothing(
    sent: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from chizheng_audit.ledger import delta

    def full(*_args: object) -> object:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(delta, "write", full)
    assert run(["review", "export", "claims.csv", "--out", "again", "--policy", "demo", "--select", "D01", "-q"]) == 2  # fmt: skip
    assert "磁盘已满；这次运行没有记下" in capsys.readouterr().err
    assert sorted(path.name for path in sent.iterdir()) == ["claims.csv", "first.csv", "ledger", "out"]


def test_nothing_becomes_a_formula(sent: Path) -> None:
    Path("claims.csv").write_text(csv().replace("另一学校", "=1+1").replace("李小五", "=1+2"), "utf-8")
    export("--force", "--unmask")
    book = openpyxl.load_workbook("out/核实表_=1+1.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert any("=1+2" in str(cell.value) for cell in cells)
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert all(cell.hyperlink is None for cell in cells)


def test_an_incomplete_run_says_so(sent: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("broken.xlsx").write_bytes(b"PK\x03\x04 broken")
    assert run(["review", "export", "claims.csv", "broken.xlsx", "--out", "again", "--policy", "demo", "--select", "D01", "-q"]) == 3  # fmt: skip
    assert "没有读成" in capsys.readouterr().err


def test_english(sent: Path) -> None:
    export("--force", "--lang", "en")
    book = openpyxl.load_workbook("out/Review_示例学校.xlsx")
    sheet = book.worksheets[0]
    head = next(row for row in sheet.iter_rows() if row[0].value == "No.")
    places = {cell.value: int(cell.column or 0) for cell in head}
    (words,) = (v.formula1 for v in sheet.data_validations.dataValidation if v.type == "list")
    choice = words.strip('"').split(",")
    assert len(choice) == 4  # a comma within a word would part it
    told = {"Verification result": choice[2], "Note": "seen", "Verified by": "Li", "Date": date.today()}
    for row in range(int(head[0].row or 0) + 1, int(head[0].row or 0) + 5):
        for title, value in told.items():
            sheet.cell(row, places[title]).value = value
    book.save("out/Review_示例学校.xlsx")
    import_("out/Review_示例学校.xlsx")
