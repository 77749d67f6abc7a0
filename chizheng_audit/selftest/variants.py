"""More ways of the same frauds: in another file, under an older or a mended number, by the wrong share, with a month missing."""

from collections.abc import Callable

from chizheng_audit.i18n import _
from chizheng_audit.selftest import people
from chizheng_audit.selftest.beside import stay
from chizheng_audit.selftest.claims import CLAIM, WHAT, formed, skilled
from chizheng_audit.selftest.field import Field, NotApplicable, Row
from chizheng_audit.selftest.kinds import Plant
from chizheng_audit.tables.system import SHEET_SPAN

Change = Callable[[str], str]
"""A number to how it is written."""


def in_another_sheet(field: Field) -> list[Row]:
    """D01: the same claim in two sheets."""
    (one,) = field.take(1, "evaluation", *CLAIM, where=skilled)
    own = one["row_id"] // SHEET_SPAN
    (other,) = field.take(
        1, "evaluation", *CLAIM, where=lambda row: skilled(row) and row["row_id"] // SHEET_SPAN != own
    )
    field.copy(one, other, "name", "id_no", *WHAT)
    field.write(other, work_type=field.raw(one, "work_type"))
    return [one, other]


def _again(change: Change, since_1900: bool = False) -> Plant:
    def plant(field: Field) -> list[Row]:
        """D01, I02: the same claim again, the number written in another way."""
        one, other = field.take(
            2, "evaluation", *CLAIM,
            where=lambda row: skilled(row) and formed(row) and (not since_1900 or row["id_no"][6:8] == "19"),
        )  # fmt: skip
        field.copy(one, other, "name", *WHAT)
        field.write(other, id_no=change(one["id_no"]))
        return [one, other]

    return plant


def _fifteen(number: str) -> str:
    return number[:6] + number[8:17]


def _shorter(number: str) -> str:
    return number[:14] + number[15:]


def _recomputed(number: str) -> str:
    return people.numbered(number[:15] + str((int(number[15]) + 3) % 10) + number[16])


def _lettered(number: str) -> str:
    return f"{number[:6]}l{number[7:]}"


def _wrong(change: Change) -> Plant:
    def plant(field: Field) -> list[Row]:
        """I01: too short; a day that no calendar has."""
        (row,) = field.take(1, None, "id_no", where=formed)
        field.write(row, id_no=change(row["id_no"]))
        return [row]

    return plant


def at_the_full_rate(field: Field) -> list[Row]:
    """A01: recognised without an exam, claimed as with one."""
    if field.case.value("direct_share") is None:
        raise NotApplicable(_("政策包没有直接认定的比例"))
    (row,) = field.take(
        1, "evaluation", "amount", "level", "method",
        where=lambda row: skilled(row) and row["amount"] > 0 and row["method"] != "direct",
    )  # fmt: skip
    field.write(row, method="直接认定")
    return [row]


def in_ten_thousands(field: Field) -> list[Row]:
    """A01: 元 for 万元."""
    (row,) = field.take(
        1, "evaluation", "amount", "level", where=lambda row: skilled(row) and row["amount"] > 0
    )
    field.write(row, amount=f"{int(row['amount'] * 10_000)}元")
    return [row]


def interrupted(field: Field) -> list[Row]:
    """S01: the sixth month is missing, and what follows the twelfth."""
    row, months = stay(field, "hire")
    for month in (months[5], *months[12:]):
        field.copy(months[0], month, "month", "paid_for")
    return [row]


VARIANTS: dict[str, tuple[Plant, ...]] = {
    "D01": (in_another_sheet, _again(_fifteen, since_1900=True)),
    "D03": (_again(_shorter), _again(_recomputed)),
    "I02": (_again(_shorter), _again(_recomputed), _again(_lettered, since_1900=True), _again(_fifteen, since_1900=True)),
    "I01": (_wrong(lambda number: number[:17]), _wrong(lambda number: f"{number[:10]}0231{number[14:]}")),
    "A01": (at_the_full_rate, in_ten_thousands),
    "S01": (interrupted,),
}  # fmt: skip
