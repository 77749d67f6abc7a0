"""People under wrong numbers, wrong names and made-up numbers, in a file that also states birth date, sex and age."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from chizheng_audit.demo.defects import Plan
from chizheng_audit.demo.people import People, check_character
from chizheng_audit.demo.rows import DIGIT, Row, born_on, sex_of

FILE = "砺行学校_评价补贴.csv"
SCHOOL = "示例县砺行职业培训学校"
TITLE = "职业技能评价补贴申报明细表"
COLUMNS = (
    ("姓名", "name"), ("性别", "sex"), ("出生日期", "born"), ("年龄", "age"), ("身份证号码", "id_no"), ("联系电话", "phone"),
    ("职业（工种）", "trade"), ("等级", "level"), ("证书类别", "kind"), ("证书编号", "cert_no"), ("发证日期", "day"),
    ("评价方式", "method"), ("补贴金额（元）", "amount"), ("评价机构", "payee"),
)  # fmt: skip
COUNT = 24
"""Clean rows that `plant` asks for."""


def plant(rows: list[Row], plan: Plan, people: People, serial: Callable[[str], str]) -> None:
    """Change some of `rows` and add others near them; twins stay clean."""
    pick = iter([row for row in rows if row.level in DIGIT])
    _written_otherwise(rows, pick, plan, serial)
    _made_up(rows, pick, plan, people, serial)
    _contradicted(pick, plan)
    first = next(pick)
    first.id_no, first.name = _with_serial(first.id_no, 310), f"{first.name[0]}一诺"
    rows.append(
        first.again(
            name=f"{first.name[0]}双喜", id_no=_with_serial(first.id_no, 312), cert_no=serial(first.level)
        )
    )


def _written_otherwise(rows: list[Row], pick: Any, plan: Plan, serial: Callable[[str], str]) -> None:
    """The same claim again, nine days later, the number written or made in another way."""
    ways: tuple[tuple[Callable[[str], str], str, str], ...] = (
        (lambda one: _digit(one, 16), "I01", "号码抄错一位"),
        (lambda one: one[:14] + one[15:], "I01 I06", "号码少一位"),
        (lambda one: f"{one[:6]}l{one[7:]}", "I01 I06 E01", "1 写成字母 l"),
        (lambda one: _right(_digit(one, 16)), "", "改一位而重算末位"),
    )
    for way, also, note in ways:
        model = next(pick)
        again = model.again(
            id_no=way(model.id_no), day=model.day + timedelta(days=9), cert_no=serial(model.level)
        )
        again.cells |= {"sex": sex_of(model.id_no), "born": f"{born_on(model.id_no)}"}
        again.cells["age"] = str(again.day.year - born_on(model.id_no).year)
        rows.append(again)
        plan.flag("I02", again, note)
        plan.flag("D03", again, note)
        if "I01" in also:
            plan.flag("I01", again, note)
        for code in also.split()[1:]:
            plan.open(code, again, note)


def _made_up(rows: list[Row], pick: Any, plan: Plan, people: People, serial: Callable[[str], str]) -> None:
    """One number for two people, two numbers for one, and a run of numbers."""
    owner = next(pick)
    borrower = owner.again(
        name=f"{'欧阳' if owner.name[0] != '欧' else '司徒'}明远", trade="宝石琢磨工", cert_no=serial(owner.level),
        day=owner.day + timedelta(days=1),
    )  # fmt: skip
    rows.append(borrower)
    plan.flag("I03", borrower, "一号两名")
    one = next(pick)
    number = people.id_no()
    other = one.again(
        id_no=_right(number[:6] + one.id_no[6:14] + number[14:17] + "0"), trade="宝石琢磨工", cert_no=serial(one.level),
        day=one.day + timedelta(days=1),
    )  # fmt: skip
    rows.append(other)
    plan.flag("I04", other, "同名同生日同电话，两个号码")
    run = [next(pick) for _ in range(3)]
    start = run[0]
    for at, (row, name) in enumerate(zip(run, ("钱一勇", "孙二宝", "李三全"), strict=True)):
        row.id_no, row.name = _with_serial(start.id_no, 201 + 2 * at), name
        row.day = start.day + timedelta(days=at)
    plan.flag("I05", start, "三个号码相连")


def _contradicted(pick: Any, plan: Plan) -> None:
    """Columns that say something else than the number."""
    born, sex, age = next(pick), next(pick), next(pick)
    born.cells["born"] = "1959-12-31"
    sex.cells["sex"] = "女" if int(sex.id_no[16]) % 2 else "男"
    age.cells["age"] = "16"
    for row, note in ((born, "出生日期不符"), (sex, "性别不符"), (age, "年龄不符")):
        plan.flag("I06", row, note)


def _digit(number: str, at: int) -> str:
    """Another digit at place `at` (from 1)."""
    return number[: at - 1] + str((int(number[at - 1]) + 1) % 10) + number[at:]


def _right(number: str) -> str:
    return number[:17] + check_character(number[:17])


def _with_serial(number: str, serial: int) -> str:
    return _right(f"{number[:14]}{serial:03}0")
