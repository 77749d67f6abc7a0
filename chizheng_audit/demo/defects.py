"""Known defects planted among clean claims, with what an audit should say of each."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Any

from chizheng_audit.demo.people import People
from chizheng_audit.demo.rows import DIGIT, SCALE, Row

Serial = Callable[[str], str]
RULES = {
    "D01": "dupes_same_certificate", "D02": "dupes_same_certificate_number", "D04": "dupes_renamed_occupation",
    "D05": "dupes_hired_twice", "D06": "dupes_hired_by_two", "D08": "dupes_placed_twice", "D09": "dupes_same_row",
    "A01": "amounts_evaluation_off_scale", "A02": "amounts_hire_off_scale",
    "A03": "amounts_placement_off_scale", "A04": "amounts_excluded_certificate", "A05": "amounts_level_disagrees",
    "A06": "amounts_year_disagrees", "A07": "amounts_province_disagrees", "A08": "amounts_level_unpriced",
    "Q01": "data_cell_unreadable", "Q02": "data_precision_lost", "Q03": "data_total_differs", "Q04": "data_hidden_rows",
    "Q05": "data_required_missing", "Q06": "data_same_file_twice", "Q07": "data_formula_cell", "I01": "ids_invalid",
    "S01": "insurance_hire_short", "S02": "insurance_placement_short", "S03": "insurance_back_paid",
    "S04": "insurance_not_new", "S05": "insurance_other_employer", "S06": "insurance_out_of_province",
    "S08": "insurance_left_before_claim", "C01": "caps_employer_over", "C02": "caps_employer_split",
    "C03": "caps_employer_not_small", "C05": "caps_employer_code_invalid", "C06": "caps_employer_code_shared",
    "E01": "eligibility_age", "E02": "eligibility_no_certificate",
    "E03": "eligibility_certificate_after_hire", "E04": "eligibility_body_unlisted", "E05": "eligibility_on_payroll",
    "E06": "eligibility_pensioner", "E07": "eligibility_deceased", "E08": "eligibility_student",
}  # fmt: skip
_SUSPICIONS = {
    "D04",
    "D09",
    "A06",
    "A07",
    "A08",
    "Q01",
    "Q04",
    "Q05",
    "Q06",
    "Q07",
    "I01",
    "S03",
    "S04",
    "S05",
    "S08",
    "C02",
    "C05",
    "C06",
    "E03",
    "E08",
}


@dataclass
class Plan:
    """What was planted: (code, verdict, row or place, note)."""

    lines: list[tuple[str, str, Any, str]] = field(default_factory=list)

    def flag(self, code: str, where: Any, note: str) -> None:
        """`where` (a Row, or (file, sheet, row)) should be flagged by `code`."""
        self.lines.append((code, "suspicion" if code in _SUSPICIONS else "violation", where, note))

    def open(self, codes: str, where: Any, note: str) -> None:
        """`where` should be unverifiable for each of `codes`."""
        self.lines += [(code, "unverifiable", where, note) for code in codes.split()]


def duplicates(
    rows: list[Row], others: list[Row], plan: Plan, people: People, serial: Serial, random: Random
) -> None:
    """Repeated claims within `rows` and between `rows` and `others`."""

    def later(row: Row, **changes: Any) -> Row:
        return row.again(day=row.day + timedelta(days=9), cert_no=serial(row.level), **changes)

    pick = iter([r for r in rows if r.level in DIGIT])
    for into, note in ((rows, "同一文件重复"), (others, "跨文件重复")):
        twice = later(next(pick))
        into.insert(random.randrange(len(into) // 2, len(into)), twice)
        plan.flag("D01", twice, note)
    old = later(one := next(pick), id_no="")
    old.id_no = one.id_no[:6] + one.id_no[8:17]
    ending = next(pick)
    ending.id_no = people.id_no(last="X")
    wide = later(ending)
    wide.cells["id_no"] = (
        ending.id_no[:-1].translate(str.maketrans("0123456789", "０１２３４５６７８９")) + "ｘ"
    )
    for twice, note in ((old, "15 位与 18 位"), (wide, "全角与小写 x")):
        others.append(twice)
        plan.flag("D01", twice, note)
    model = next(pick)
    same_number = model.again(name=people.name(), id_no=people.id_no(), day=model.day + timedelta(days=5))
    others.append(same_number)
    plan.flag("D02", same_number, "两人同一证书编号")
    first = next(pick)
    first.trade = "保育员"
    renamed = later(first, trade="保育师")
    others.append(renamed)
    plan.flag("D04", renamed, "改换职业名称")


def amounts(rows: list[Row], plan: Plan, serial: Serial) -> None:
    """Sums, kinds and numbers that contradict the scale; in files without totals."""
    pick = iter([r for r in rows if r.level == "中级工" and r.method == "exam" and not r.cells])
    for amount, note in (
        (280, "邻级标准"),
        (1600, "培训补贴标准"),
        (2_400_000, "万元与元混淆"),
        (480, "一行报两本"),
        (200, "少报"),
    ):
        row = next(pick)
        row.amount = amount
        plan.flag("A01", row, note)
    direct = next(pick)
    direct.method = "direct"
    plan.flag("A01", direct, "直接认定报全额")
    training = next(pick)
    training.kind = "培训合格证书"
    plan.flag("A04", training, "培训合格证书")
    for code, start, sign, note in (
        ("A05", 15, "3", "编号中的等级"),
        ("A06", 13, "22", "编号中的年份"),
        ("A07", 5, "42", "编号中的省份"),
    ):
        row = next(pick)
        row.cert_no = row.cert_no[:start] + sign + row.cert_no[start + len(sign) :]
        plan.flag(code, row, note)
    top = next(pick)
    top.level, top.amount, top.cert_no = "特级技师", 400, "AB" + serial("中级工")[2:]
    plan.flag("A08", top, "没有标准的等级")


def cells(rows: list[Row], plan: Plan, *, workbook: bool) -> None:
    """Cells that cannot be read; the kinds that only a workbook can hold where `workbook`."""
    pick = iter(
        [r for r in rows if r.level in SCALE and r.level != "专项" and not r.cells and r.note == ""][20:]
    )
    about = next(pick)
    about.cells["amount"] = f"约{about.amount}"
    plan.flag("Q01", about, "金额读不懂")
    plan.open("A01", about, "金额读不懂")
    nameless = next(pick)
    nameless.cells["trade"] = ""
    plan.flag("Q05", nameless, "职业空缺")
    plan.open("D01 D04", nameless, "职业空缺")
    wrong, short, born = next(pick), next(pick), next(pick)
    wrong.id_no = wrong.id_no[:-1] + ("1" if wrong.id_no[-1] != "1" else "2")
    short.id_no = short.id_no[:-1]
    born.id_no = born.id_no[:10] + "0231" + born.id_no[14:]
    for row, note in ((wrong, "校验码不符"), (short, "少一位"), (born, "2 月 31 日")):
        plan.flag("I01", row, note)
    if not workbook:
        return
    number = next(pick)
    number.cells["id_no"] = float(number.id_no[:15] + "000")
    plan.flag("Q02", number, "身份证号存成数字")
    plan.open("D01 D04 I01", number, "身份证号存成数字")
    copied = nameless.again(cells=dict(nameless.cells))
    rows.append(copied)
    plan.flag("Q05", copied, "职业空缺")
    plan.open("D01 D04", copied, "职业空缺")
    plan.flag("D02", copied, "同一证书编号，职业空缺")
    plan.flag("D09", copied, "整行重复")
    formula, error = next(pick), next(pick)
    formula.cells["amount"] = ("=1*" + str(formula.amount), formula.amount)
    error.cells["amount"] = ("=NA()", "#N/A")
    plan.flag("Q07", formula, "金额是公式")
    plan.flag("Q07", error, "金额是错误值")
    plan.open("A01", error, "金额是错误值")


def harmless(rows: list[Row], people: People, serial: Serial) -> None:
    """What looks wrong and is not: a reversed claim made again, two levels, two trades, a person called 合."""
    model = next(r for r in rows if r.level == "中级工" and r.method == "exam" and not r.cells)
    back = model.again(amount=-model.amount, note="冲销", day=model.day + timedelta(days=2))
    again = model.again(day=model.day + timedelta(days=4), cert_no=serial(model.level))
    second = next(r for r in rows if r.level == "初级工" and not r.cells)
    higher = second.again(level="中级工", cert_no=serial("中级工"), amount=240, method="exam")
    other = next(r for r in reversed(rows) if r.level == "高级工" and not r.cells)
    far = other.again(trade="数控车工", cert_no=serial("高级工"))
    special = model.again(level="专项", amount=100, kind="专项职业能力证书", cert_no=serial("专项"))
    called = model.again(name="合一诺", id_no=people.id_no(), cert_no=serial(model.level))
    rows += [back, again, higher, far, special, called]
