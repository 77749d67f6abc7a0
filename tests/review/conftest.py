"""A folder of claims with two groups of duplicates that reach over two schools, sent out to be verified."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from chizheng_audit.__main__ import run

HEAD = "姓名,身份证号,职业,等级,证书编号,发证日期,评价方式,补贴金额,评价机构\n"
ROWS = (
    ("张一丁", "419900199003070018", "1", "2023-10-08", "240", "示例学校"),
    ("张一丁", "419900199003070018", "2", "2023-11-08", "240", "示例学校"),
    ("张一丁", "419900199003070018", "3", "2023-12-08", "240", "示例学校"),
    ("李小五", "419900199003070034", "4", "2023-10-08", "240", "示例学校"),
    ("李小五", "419900199003070034", "5", "2023-11-08", "240", "示例学校"),
    ("李小五", "419900199003070034", "6", "2023-12-08", "240", "另一学校"),
    ("王小明", "419900199003070157", "7", "2023-12-08", "280", "示例学校"),
)
OPTIONS = ["--policy", "demo", "--as-of", "2024-03-31", "--select", "D01,A01"]
RESULT, NOTE, BY, ON, BACK = "核实结果", "说明", "核实人", "日期", "追回金额"


def csv(rows: tuple[tuple[str, ...], ...] = ROWS) -> str:
    return HEAD + "".join(
        f"{name},{id_no},保育师,四级/中级工,S00004100000123400000{serial},{day},考试,{amount},{org}\n"
        for name, id_no, serial, day, amount, org in rows
    )


def export(*argv: str, code: int = 0) -> None:
    assert run(["review", "export", "claims.csv", "--out", "out", *OPTIONS, "--quiet", *argv]) == code


def import_(*files: str, code: int = 0, argv: tuple[str, ...] = ()) -> None:
    given = files or tuple(map(str, sorted(Path("out").glob("*.xlsx"))))
    assert run(["review", "import", *given, *argv]) == code


@pytest.fixture(scope="session")
def _once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `sent` is a copy of; sending out takes a second."""
    folder = tmp_path_factory.mktemp("sent")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        _send(folder)
    return folder


@pytest.fixture
def sent(_once: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory, from which two workbooks were sent out: 示例学校 (4 findings) and 另一学校 (1)."""
    shutil.copytree(_once, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _send(folder: Path) -> None:
    (folder / "claims.csv").write_text(csv(), "utf-8")
    (folder / "first.csv").write_text(HEAD + "赵六,419900199003070093,保育师,四级/中级工,S000041000001234000099,2022-10-08,考试,240,示例学校\n", "utf-8")  # fmt: skip
    assert run(["ledger", "record", "first.csv", "--batch", "A", "--status", "paid", "--quiet"]) == 0
    export()


OURS = "out/核实表_示例学校.xlsx"
OTHER = "out/核实表_另一学校.xlsx"


class Form:
    """A workbook that is filled in as people do, by openpyxl."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.book: Workbook = openpyxl.load_workbook(path)
        self.sheet: Worksheet = self.book["核实表"]
        self.head = next(n for n, row in enumerate(self.sheet.values, 1) if row[0] == "序号")
        self.places = {cell.value: cell.column for cell in self.sheet[self.head]}

    @property
    def rows(self) -> list[int]:
        """The rows of findings."""
        number = self.places["疑点编号"]
        return [n for n in range(self.head + 1, self.sheet.max_row + 1) if self.sheet.cell(n, number).value]

    def get(self, row: int, title: str) -> Any:
        return self.sheet.cell(row, self.places[title]).value

    def put(self, row: int, title: str, value: Any) -> None:
        self.sheet.cell(row, self.places[title]).value = value

    def answer(self, row: int, result: str = "不属实", note: str | None = "查过", by: str = "李四", on: Any = None, back: Any = None) -> None:  # fmt: skip
        for title, value in zip((RESULT, NOTE, BY, ON, BACK), (result, note, by, on or date.today(), back), strict=True):  # fmt: skip
            self.put(row, title, value)

    def save(self) -> None:
        self.book.save(self.path)


def filled(path: str, *, act: Callable[[Form, int], None] | None = None) -> Form:
    """Answer every row of a workbook; `act` then does something to its first row."""
    form = Form(path)
    for row in form.rows:
        form.answer(row)
    if act:
        act(form, form.rows[0])
    form.save()
    return form
