"""The promise: on the copy the rules find what they find on the originals, and no original value is in any byte of it."""

import re
import zipfile
from collections import Counter
from datetime import datetime
from pathlib import Path

import openpyxl
import polars as pl
import pytest
import xlsxwriter
import xlwt
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from openpyxl.comments import Comment

from chizheng_audit.anonymise.checking import check
from chizheng_audit.anonymise.gathered import gather
from chizheng_audit.demo import make_demo
from tests.anonymise.copies import SAMPLE, audited, copied, laid_out, spoken_of, told

SHEETS = (
    "table",
    "header_rows",
    "rows_read",
    "rows_kept",
    "set_aside",
    "visibility",
    "hidden_rows",
    "hidden_columns",
)
SECRET = ("name", "id", "phone", "account", "certificate", "credit", "unit", "address", "code")


def bytes_of(path: Path) -> list[bytes]:
    """A file's name and bytes; of a zip those of every member, unpacked, and their names."""
    found = [path.name.encode(), path.read_bytes()]
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as parts:
            found += [part for name in parts.namelist() for part in (name.encode(), parts.read(name))]
    return found


def surviving(folder: Path, copy: Path, *more: str) -> list[str]:
    """Originals found in the copy. Of two characters, which may meet by chance in bytes, only within texts."""
    gathered = gather(laid_out(folder))
    values = {text for kind in SECRET for text in gathered.cells[kind]} | set(more)
    values |= {re.sub(r"\s", "", text) for text in values}
    whole = [part for path in copy.iterdir() for part in bytes_of(path)]
    joined = b"\n".join(whole)
    texts = "\n".join(
        part.decode(code, "ignore") for part in whole for code in ("utf-8", "gb18030", "utf-16")
    )
    found = [value for value in values if len(value) == 2 and value in texts]
    for value in values:
        coded = (value.encode(code, "ignore") for code in ("utf-8", "gb18030", "utf-16-le", "utf-16-be"))
        if len(value) > 2 and any(each in joined for each in coded):
            found.append(value)
    return sorted(found)


@pytest.fixture(scope="module")
def sample_copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("copy")
    copied(SAMPLE, out)
    return out


def test_the_same_findings_on_the_sample(sample_copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    case, audit = audited(SAMPLE, monkeypatch)
    case_2, audit_2 = audited(sample_copy, monkeypatch)
    sheets, sheets_2 = (each.tables.sheets.select(SHEETS).collect() for each in (case, case_2))
    assert sheets.to_dicts() == sheets_2.to_dicts()
    assert len(audit.findings) > 100 and audit.findings["code"].n_unique() > 40
    assert told(audit_2) - told(audit) == told(audit) - told(audit_2) == {}
    assert audit_2.coverage.equals(audit.coverage)


def test_the_same_identities_are_near(sample_copy: Path) -> None:
    found = check(laid_out(SAMPLE), laid_out(sample_copy))
    assert found.faithful and found.pairs == found.kept > 20


@pytest.mark.parametrize(("seed", "key"), [(1, b"one"), (2, b"two")])
def test_the_same_findings_on_other_quarters(
    seed: int, key: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_demo(str(tmp_path / "q"), seed=seed, claims=400)
    copied(tmp_path / "q", tmp_path / "copy", key)
    one, other = (spoken_of(audited(tmp_path / name, monkeypatch)[1]) for name in ("q", "copy"))
    assert other - one == one - other == {}


def test_no_original_value_is_in_any_byte(sample_copy: Path) -> None:
    assert surviving(SAMPLE, sample_copy) == []


def test_the_check_for_survivors_sees_them(tmp_path: Path) -> None:
    (tmp_path / "q").mkdir()
    (tmp_path / "q" / "a.csv").write_text(LINES, "utf-8")
    for code in ("utf-8", "gb18030", "utf-16-le"):
        out = tmp_path / code
        out.mkdir()
        (out / "x.csv").write_text(LINES, code)
        assert {"张一丁", "419900199003070018", "示例职业培训学校"} <= set(surviving(tmp_path / "q", out))


LINES = (
    "姓名,身份证号,职业,等级,证书编号,发证日期,评价方式,补贴金额,评价机构,备注\n"
    "张一丁,419900199003070018,保育师,四级/中级工,S000041000001234000001,2023-10-08,考试,240,示例职业培训学校,\n"
)


def test_what_a_workbook_hides_is_not_carried_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "张一丁的材料"
    folder.mkdir()
    book = openpyxl.Workbook()
    book.properties.creator = book.properties.lastModifiedBy = "李制表"
    book.properties.title = "张一丁"
    page = book.active
    assert page is not None
    page.title = "张一丁"
    rows = [line.split(",") for line in LINES.splitlines()]
    for row in rows:
        page.append(row)
    page.append(["王二丙", *rows[1][1:]])
    page["A2"].comment = Comment("家住示例路8号，电话13712345679", "李制表")
    page["A2"].hyperlink = "mailto:zhangyiding@example.org"
    page.oddHeader.center.text = "李制表"
    book.defined_names["张一丁"] = openpyxl.workbook.defined_name.DefinedName(
        "张一丁", attr_text="'张一丁'!$A$2"
    )
    page.cell(4, 12, "孤零零的话：找李制表，13712345679")
    hidden = book.create_sheet("不给人看")
    hidden.sheet_state = "hidden"
    hidden.append(["李制表记：赵六没有来"])
    book.save(folder / "张一丁_评价补贴.xlsx")
    done = copied(folder, tmp_path / "copy")
    assert (
        surviving(
            folder,
            tmp_path / "copy",
            "李制表",
            "13712345679",
            "zhangyiding",
            "示例路",
            "赵六",
            "张一丁",
            "不给人看",
        )
        == []
    )
    assert [(sheet.read, sheet.written) for sheet in done[0].sheets] == [(4, 4), (1, 1)]
    copy = openpyxl.load_workbook(tmp_path / "copy" / done[0].copy)
    assert [sheet.sheet_state for sheet in copy.worksheets] == ["visible", "hidden"]
    one, other = (spoken_of(audited(path, monkeypatch)[1]) for path in (folder, tmp_path / "copy"))
    assert one == other and len(one) > 1


def test_kinds_of_cells_stay(tmp_path: Path) -> None:
    (tmp_path / "q").mkdir()
    book = xlsxwriter.Workbook(str(tmp_path / "q" / "a.xlsx"))
    page = book.add_worksheet("明细")
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    page.write_row(1, 0, ["姓名", "身份证号", "等级", "发证日期", "补贴金额", "补贴金额合计"])
    page.write_row(2, 0, ["张一丁", "419900199003070018", "中级工", 45210, 240])
    page.write_row(3, 0, ["李二乙", 419900199003070000.0, "中级工"])
    page.write_datetime(3, 3, datetime(2023, 10, 8), day)
    page.write_formula(3, 4, "=200+40", None, 240)
    page.write_row(5, 0, ["合计", "", "", "", 480])
    page.write_formula(6, 4, "=1/0", None, "#DIV/0!")
    page.merge_range(0, 0, 0, 4, "评价补贴申报明细表")
    page.set_row(3, None, None, {"hidden": True})
    page.set_column(2, 2, None, None, {"hidden": True})
    book.close()
    done = copied(tmp_path / "q", tmp_path / "copy")
    (original,), (copy,) = (
        each.sheets for (each,) in (laid_out(tmp_path / "q"), laid_out(tmp_path / "copy"))
    )
    assert done[0].now == "xlsx"
    for name, kinds in original.sheet.kinds.items():
        assert copy.sheet.kinds[name].to_list() == kinds.to_list()
    assert copy.sheet.hidden_rows == (4,) and copy.sheet.hidden_columns == (3,)
    assert copy.sheet.merged == original.sheet.merged == ((1, 1, 1, 5),)
    marks, marks_2 = (each.sheet.marks.select("row", "column", "mark") for each in (original, copy))
    assert marks.equals(marks_2) and len(marks) == 3
    assert copy.sheet.height == original.sheet.height == 7
    assert "200+40" not in b"".join(bytes_of(tmp_path / "copy" / done[0].copy)).decode("utf-8", "ignore")


@pytest.mark.parametrize(
    ("name", "code", "sign"),
    [
        ("a.csv", "gb18030", ","),
        ("a.csv", "utf-8-sig", ","),
        ("a.txt", "utf-16", "\t"),
        ("a.csv", "utf-8", ";"),
    ],
)
def test_text_files_keep_encoding_and_signs(name: str, code: str, sign: str, tmp_path: Path) -> None:
    (tmp_path / "q").mkdir()
    text = (
        "评价补贴申报表\n\n"
        + LINES
        + LINES.splitlines()[1].replace("张一丁", "李二乙")
        + "\n合计,,,,,,,480,,\n"
    )
    (tmp_path / "q" / name).write_text(text.replace(",", sign).replace("\n", "\r\n"), code, newline="")
    done = copied(tmp_path / "q", tmp_path / "copy")
    path = tmp_path / "copy" / done[0].copy
    data = path.read_bytes()
    copy = data.decode(code)
    assert path.suffix == Path(name).suffix and data.startswith((tmp_path / "q" / name).read_bytes()[:2])
    assert copy.count("\r\n") == text.count("\n") and copy.splitlines()[2].count(sign) == 9
    assert copy.splitlines()[1] == "" and copy.splitlines()[5].startswith("合计")
    assert surviving(tmp_path / "q", tmp_path / "copy") == []


def test_one_key_gives_one_pseudonym_in_all_files_and_runs_and_another_key_another(tmp_path: Path) -> None:
    for run, lines in (("a", LINES), ("b", LINES.replace("评价机构,备注", "评价机构").replace(",\n", "\n"))):
        (tmp_path / run).mkdir()
        (tmp_path / run / "x.csv").write_text(lines, "utf-8")
        copied(tmp_path / run, tmp_path / f"{run}1", b"one")
    copied(tmp_path / "a", tmp_path / "a2", b"two")
    rows = [
        next((tmp_path / run).iterdir()).read_text("utf-8").splitlines()[1].split(",")
        for run in ("a1", "b1", "a2")
    ]
    places = (0, 1, 4, 8)
    assert [rows[0][at] for at in places] == [rows[1][at] for at in places]
    assert all(rows[0][at] != rows[2][at] for at in places)
    assert rows[0][2:4] == ["保育师", "四级/中级工"] and rows[0][5:8] == ["2023-10-08", "考试", "240"]


NAMES = [
    "张一丁",
    "张一订",
    "李丽",
    "李莉",
    "王建国",
    "王建军",
    "张 一丁",
    "欧阳明远",
    "王东",
    "王東",
    "某某",
    "",
]
IDS = [
    "419900199003070018", "419900199003070034", "419900199003070157", "41990019900307123X", "419900199003070017",
    "419900900307001", "41990019900307001", "4199001990030700188", "4l9900199003070018", "419900199003170018",
    "４１９９００１９９００３０７００１８", "419900********0018", "419900199003070000", "E12345678", "420100199003070012",
    "419900200711050019", "41990019631008001X", "", "419900199003071x3", "419999199002300011",
]  # fmt: skip
UNITS = [
    "示例县启明职业培训学校",
    "启明职业培训学校",
    "示例县启鸣职业培训学校",
    "远航技工学校",
    "示例省远航（技工）学校",
]
PHONES = ["13712345679", "+86 137-1234-5679", "13800138000", "0371-6123456", "", "13712345670"]
CERTS = [
    "S000041000001234000001",
    "S000041000001234000002",
    "S000042000001224000003",
    "ZX23000001",
    "待发",
    "2341003123400012",
]
ROW = st.tuples(
    st.sampled_from(NAMES), st.sampled_from(IDS), st.sampled_from(["保育师", "电工", "保育员", ""]),
    st.sampled_from(["四级/中级工", "高级工", "专项"]), st.sampled_from(CERTS), st.sampled_from(PHONES),
    st.sampled_from(["240", "280", "-240", "约240", "100"]), st.sampled_from(UNITS), st.sampled_from(["", "冲销", "已退回张一丁", "1990/3/7"]),
    st.sampled_from(["1990/3/7", "19900307", "1990年3月", "1991-12-31", ""]), st.sampled_from(["男", "女", ""]),
)  # fmt: skip
HEAD = "姓名,身份证号,职业,等级,证书编号,联系电话,补贴金额,评价机构,备注,出生日期,性别,评价方式,发证日期"


@settings(
    max_examples=25,
    phases=(Phase.explicit, Phase.generate),  # an example takes a second, and shrinking thousands of them
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(rows=st.lists(ROW, min_size=1, max_size=9), key=st.binary(min_size=1, max_size=4))
def test_the_same_findings_on_any_small_table(
    rows: list[tuple[str, ...]],
    key: bytes,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Of different days and with a method, because of like claims numbers say which one stands for all of them."""
    place = tmp_path_factory.mktemp("drawn")
    (place / "q").mkdir()
    lines = [",".join([*row, "考试", f"2023-10-{day:02}"]) for day, row in enumerate(rows, start=2)]
    (place / "q" / "评价补贴.csv").write_text("\n".join([HEAD, *lines]) + "\n", "utf-8")
    copied(place / "q", place / "copy", key)
    one, other = (sure(told(audited(place / name, monkeypatch)[1])) for name in ("q", "copy"))
    assert one == other


def sure(findings: Counter[tuple[object, ...]]) -> list[str]:
    """Findings without what chance among a handful of rows decides (how sure a name makes two numbers), and without telling
    a name in traditional characters from one that sounds the same.
    """
    lines = []
    for code, verdict, confidence, variant, *rest in findings.elements():
        by_chance = code in ("I02", "D03") and verdict == "suspicion"
        word = "typo_sound" if variant == "typo_variant" else variant
        lines.append(str((code, verdict, None if by_chance else confidence, word, *rest)))
    return sorted(lines)


def test_other_formats_become_workbooks_and_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """xls by xlwt, and a column file; both are audited as their copies are."""
    (tmp_path / "q").mkdir()
    rows = [line.split(",") for line in LINES.splitlines()]
    book = xlwt.Workbook()
    page = book.add_sheet("明细")
    for at, row in enumerate([["评价补贴申报明细表"], *rows, rows[1]]):
        for place, text in enumerate(row):
            page.write(at, place, text)
    book.save(str(tmp_path / "q" / "a.xls"))
    pl.DataFrame([rows[1]], schema=rows[0], orient="row").write_parquet(tmp_path / "q" / "b.parquet")
    done = copied(tmp_path / "q", tmp_path / "copy")
    assert [(each.was.split()[0], Path(each.copy).suffix) for each in done] == [
        ("xls", ".xlsx"),
        ("parquet", ".csv"),
    ]
    assert [(sheet.read, sheet.written) for each in done for sheet in each.sheets] == [(4, 4), (2, 2)]
    one, other = (spoken_of(audited(tmp_path / name, monkeypatch)[1]) for name in ("q", "copy"))
    assert one == other and any(line[0] == "D01" for line in one)
    assert surviving(tmp_path / "q", tmp_path / "copy") == []


def test_who_holds_an_account_is_whoever_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "q").mkdir()
    head, row = LINES.splitlines()
    lines = [f"{head},收款户名,银行账号"] + [
        f"{row.replace('199003070018', number)},{holder},{account}"
        for number, holder, account in [
            ("199003070018", "示例职业培训学校", "6222021712000000001"),
            ("199003070034", "张 一丁", "6222021712000000002"),
            ("199003070157", "赵老六", "6222021712000000002"),
        ]
    ]
    (tmp_path / "q" / "a.csv").write_text("\n".join(lines) + "\n", "utf-8")
    done = copied(tmp_path / "q", tmp_path / "copy")
    rows = [
        line.split(",") for line in (tmp_path / "copy" / done[0].copy).read_text("utf-8").splitlines()[1:]
    ]
    school, person, stranger = (row[10] for row in rows)
    assert school == rows[0][8] and person.replace(" ", "") == rows[1][0] and " " in person
    assert len(stranger) == 3 and stranger not in (rows[2][0], "赵老六") and rows[1][11] == rows[2][11]
    assert surviving(tmp_path / "q", tmp_path / "copy", "赵老六") == []


def test_masked_and_cut_numbers_on_lists_are_as_open_as_they_were(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A masked number that may be a namesake's may be so in the copy; one that cannot be, cannot."""
    (tmp_path / "q").mkdir()
    other = (
        LINES.splitlines()[1]
        .replace("张一丁", "李二乙")
        .replace("070018", "070034")
        .replace("10-08", "10-09")
    )
    (tmp_path / "q" / "a.csv").write_text(LINES + other + "\n", "utf-8")
    (tmp_path / "q" / "死亡人员名单.csv").write_text(
        "姓名,身份证号,死亡日期\n张一丁,419900********0018,2020-01-01\n李二乙,419911********0018,2020-01-01\n王三,4.19900199003071E+17,2020-01-01\n",
        "utf-8",
    )
    copied(tmp_path / "q", tmp_path / "copy")
    one, two = (told(audited(tmp_path / name, monkeypatch)[1]) for name in ("q", "copy"))
    assert one == two and sum(line[0] == "E07" and line[1] == "unverifiable" for line in one) == 1
    whole = next((tmp_path / "copy").glob("*死亡*")).read_text("utf-8")
    assert "E+17" in whole and "4.19900199003071" not in whole
    assert surviving(tmp_path / "q", tmp_path / "copy") == []
