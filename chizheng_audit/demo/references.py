"""Lists that claims are held against: certificates, filed bodies, payroll, pensioners, the deceased, students.

Some of their people are claimed for, on each side of every boundary; most are nobody in the claims.
"""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from chizheng_audit.demo.defects import Plan
from chizheng_audit.demo.people import check_character
from chizheng_audit.demo.rows import Row

_DAY = timedelta(days=1)
_REGION = "419991"  # apart from all others of the demo
_SPELLINGS = ("五级至一级", "初级工-高级技师", "五级、四级、三级、二级、一级", "五级/初级工至一级/高级技师")
_UNLISTED = "示例县无名职业培训学校"
_HEADERS = {
    "certificates": ("姓名", "证件号码", "职业名称", "等级", "证书编号", "发证日期"),
    "bodies": ("机构名称", "职业（工种）", "备案等级", "备案日期", "有效期至"),
    "payroll": ("姓名", "身份证号", "单位名称", "编制性质", "入编日期", "离编日期"),
    "pensioners": ("姓名", "社会保障号码", "待遇类别", "待遇享受开始年月"),
    "deceased": ("姓名", "身份证号", "死亡日期"),
    "students": ("姓名", "身份证号", "就读学校", "学习形式", "入学日期", "预计毕业日期"),
}
_FILES = {
    "certificates": ("证书名册.csv", "utf-8-sig"),
    "bodies": ("备案机构目录.csv", "utf-8-sig"),
    "payroll": ("财政供养人员.csv", "gb18030"),
    "pensioners": ("养老待遇领取人员.csv", "utf-8-sig"),
    "deceased": ("死亡人员名单.csv", "gb18030"),
    "students": ("在校学生.csv", "utf-8-sig"),
}


@dataclass
class Lists:
    """The entries of each list, and what an audit should say of the claims beside them."""

    plan: Plan
    entries: dict[str, list[tuple[Any, ...]]] = field(default_factory=lambda: {name: [] for name in _HEADERS})

    def add(self, name: str, row: Row, *cells: Any, called: str = "") -> None:
        """An entry about the person of `row`, perhaps under another name."""
        self.entries[name].append((called or row.name, row.id_no, *cells))

    def suspect(self, code: str, row: Row, note: str) -> None:
        """A suspicion of a rule that also finds violations."""
        self.plan.lines.append((code, "suspicion", row, note))

    def write(self, folder: Path) -> None:
        """Write each list."""
        for name, (file, encoding) in _FILES.items():
            with (folder / file).open("w", encoding=encoding, newline="") as stream:
                lines = csv.writer(stream)
                lines.writerow(_HEADERS[name])
                lines.writerows(self.entries[name])


def born(day: date, serial: int) -> str:
    """A valid number of somebody born on that day."""
    body = f"{_REGION}{day:%Y%m%d}{serial:03}"
    return body + check_character(body)


def plant(first: Sequence[Row], others: Iterable[Row], plan: Plan) -> Lists:
    """Make the lists for evaluation claims: `first` are clean ones of one body, more than 20."""
    lists = Lists(plan)
    rest = list(others)
    _ages(first[:4], lists)
    _payroll(first[4:8], lists)
    _pensions(first[8:12], lists)
    _deaths(first[12:15], lists)
    _students(first[15:17], lists)
    first[17].payee = _UNLISTED
    plan.flag("E04", first[17], "机构不在名单上")
    _filings([*first, *rest], first[0].payee, lists)
    for row in (*first, *rest):
        if isinstance(row.cells.get("id_no"), float):
            plan.open("E01 E05 E06 E07 E08", row, "身份证号存成数字")
        elif row.id_no[10:14] == "0231":
            plan.open("E01", row, "2 月 31 日")
        if row.cells.get("trade") == "":
            plan.open("E04", row, "职业空缺")
    return lists


def _ages(rows: Sequence[Row], lists: Lists) -> None:
    """Sixteen on the day, and the day after; sixty on the day, and the day after."""
    for serial, (row, years, later) in enumerate(zip(rows, (16, 16, 60, 60), (0, 1, 0, 1), strict=True)):
        birthday = row.day + later * _DAY
        row.id_no = born(birthday.replace(year=birthday.year - years), 101 + serial)
    lists.plan.flag("E01", rows[1], "差一天满 16 岁")
    lists.suspect("E01", rows[2], "当天满 60 岁")


def _payroll(rows: Sequence[Row], lists: Lists) -> None:
    on, left, undated, welfare = rows
    lists.add("payroll", on, "示例县第一小学", "事业编制", "2019-09-01", "")
    lists.add("payroll", left, "示例县水利局", "行政编制", "2010-07-01", left.day - _DAY)
    lists.add("payroll", undated, "示例县农业技术站", "事业编制", "", "")
    lists.add("payroll", welfare, "示例县城关镇政府", "公益性岗位", "2022-03-01", "")
    lists.plan.flag("E05", on, "在编教师")
    lists.suspect("E05", undated, "名单没有日期")
    _fill(lists, "payroll", ("示例县财政局", "行政编制", "2012-08-01", ""), 1970)


def _pensions(rows: Sequence[Row], lists: Lists) -> None:
    drawn, later, resident, unknown = rows
    next_month = (later.day.replace(day=28) + 4 * _DAY).replace(day=1)
    lists.add("pensioners", drawn, "企业职工基本养老保险", f"{drawn.day:%Y-%m}")
    lists.add("pensioners", later, "企业职工基本养老保险", f"{next_month:%Y-%m}")
    lists.add("pensioners", resident, "城乡居民基本养老保险", "2020-01")
    lists.add("pensioners", unknown, "", "2021-05")
    lists.plan.flag("E06", drawn, "当月起领取职工养老待遇")
    lists.plan.open("E06", unknown, "没有写待遇类别")
    _fill(lists, "pensioners", ("企业职工基本养老保险", "2015-02"), 1950)


def _deaths(rows: Sequence[Row], lists: Lists) -> None:
    before, on_the_day, other_name = rows
    died = before.day - _DAY if before.day.day != 2 else before.day - 2 * _DAY  # the 1st may be a month only
    lists.add("deceased", before, died)
    lists.add("deceased", on_the_day, on_the_day.day)
    lists.add("deceased", other_name, "2022-05-20", called="甄无名")
    lists.plan.flag("E07", before, "取证前一天死亡")
    lists.plan.flag("E07", other_name, "同号不同名的死亡人员")
    _fill(lists, "deceased", ("2023-08-15",), 1940)


def _students(rows: Sequence[Row], lists: Lists) -> None:
    enrolled, graduated = rows
    lists.add("students", enrolled, "示例职业学院", "全日制", enrolled.day, "2026-06-30")
    lists.add("students", graduated, "示例职业学院", "全日制", "2020-09-01", graduated.day - _DAY)
    lists.plan.flag("E08", enrolled, "入学当天取证")
    _fill(lists, "students", ("示例职业学院", "全日制", "2022-09-01", "2025-06-30"), 2004)


def _fill(lists: Lists, name: str, cells: tuple[str, ...], year: int) -> None:
    """Five who are in no claim."""
    for number in range(1, 6):
        lists.entries[name].append(
            (f"甄名单{'一二三四五'[number - 1]}", born(date(year, number, 9), number), *cells)
        )


def _filings(rows: Sequence[Row], first: str, lists: Lists) -> None:
    """All bodies with all that they claim for; the first without one trade, without levels of another, and later for a third."""
    trades = sorted({row.trade for row in rows if row.trade})
    own = [row for row in rows if row.payee == first and row.level != "专项"]
    by_trade = {trade: sorted({row.day for row in own if row.trade == trade}) for trade in trades}
    often = sorted((trade for trade in trades if by_trade[trade]), key=lambda trade: len(by_trade[trade]))
    missing, late = often[0], often[-1]
    short = next(row.trade for row in own if row.level == "高级工" and row.trade not in (missing, late))
    since = by_trade[late][len(by_trade[late]) // 2]
    until = "2026-12-31"
    for place, body in enumerate(sorted({row.payee for row in rows} - {_UNLISTED})):
        held = [trade for trade in trades if body != first or trade not in (missing, short, late)]
        lists.entries["bodies"] += [
            (body, "、".join(held), _SPELLINGS[place % len(_SPELLINGS)], "2022-01-01", until),
            (body, "、".join(held), "特级技师", "2022-01-01", until),
            (
                body,
                "、".join(t for t in trades if (body, t) != (first, missing)),
                "专项职业能力",
                "2022/1/1",
                "",
            ),
        ]
    lists.entries["bodies"] += [
        (first, short, "五级、四级", "2022-01-01", until),
        (first, late, "五级至一级", since, until),
    ]
    for row in (row for row in rows if row.payee == first):
        if row.trade == missing:
            lists.plan.flag("E04", row, "职业没有备案")
        elif row.level == "专项":
            continue
        elif row.trade == short and row.level not in ("初级工", "中级工"):
            lists.plan.flag("E04", row, "等级没有备案")
        elif row.trade == late and row.day < since:
            lists.plan.flag("E04", row, "发证早于备案")


def certify(hires: Sequence[Row], placed: Sequence[Row], lists: Lists) -> None:
    """A roster with a certificate of everyone hired or placed, but for one; one is later than the hire."""
    same_day, day_after, other_name, without = hires[0], hires[1], hires[3], placed[0]
    for serial, row in enumerate({row.id_no: row for row in (*hires, *placed)}.values(), start=1):
        issued = {id(same_day): row.day, id(day_after): row.day + _DAY}.get(
            id(row), date(2021, 6, 1) + serial * _DAY
        )
        if row is not without:
            number = f"S00004100009921{'4'}{serial:06}"
            called = "甄旁人" if row is other_name else ""
            lists.add("certificates", row, "电工", "四级/中级工", number, issued, called=called)
    lists.plan.flag("E02", without, "名册里没有证书")
    lists.plan.flag("E03", day_after, "入职次日发证")
    lists.plan.open("E02 E03", other_name, "证书是另一个姓名")
