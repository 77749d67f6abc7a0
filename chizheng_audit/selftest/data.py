"""Defects of the files themselves: unreadable cells, lost digits, wrong totals, what is hidden or handed in twice."""

from chizheng_audit.anonymise import numbers
from chizheng_audit.i18n import _
from chizheng_audit.selftest.field import Field, NotApplicable, Row
from chizheng_audit.selftest.kinds import Plant
from chizheng_audit.tables.system import SHEET_SPAN


def unreadable(field: Field) -> list[Row]:
    """Q01: about so much."""
    (row,) = field.take(1, None, "amount")
    field.write(row, amount=f"约{row['amount']}")
    return [row]


def digits_lost(field: Field) -> list[Row]:
    """Q02: the last three digits are noughts."""
    fits = [row for row in field.rows("claims") if row["id_no"] and numbers.lost(row["id_no"][:15] + "000")]
    there = {row["row_id"] for row in fits}
    (row,) = field.take(1, None, "id_no", where=lambda row: row["row_id"] in there)
    field.write(row, id_no=row["id_no"][:15] + "000")
    return [row]


def wrong_total(field: Field) -> list[Row]:
    """Q03: a total with 240 元 too much."""
    stated = [row for row in field.rows("totals") if row["amount"] is not None and field.place(row, "amount")]
    if not stated:
        raise NotApplicable(_("没有写明金额的合计行"))
    row = stated[0]
    field.use(row)
    field.write(row, amount=f"{row['amount'] + 240}元")
    return [row]


def hidden(field: Field) -> list[Row]:
    """Q04: a claim in a hidden row."""
    rows = [row for row in field.rows("claims") if field.is_workbook(row)]
    if not rows:
        raise NotApplicable(_("申报都在文本文件里，不能隐藏行"))
    there = {row["row_id"] for row in rows}
    (row,) = field.take(1, None, "id_no", where=lambda row: row["row_id"] in there)
    field.hide(row)
    return [_sheet_of(row)]


def empty(field: Field) -> list[Row]:
    """Q05: no occupation."""
    (row,) = field.take(1, "evaluation", "occupation", where=lambda row: row["work_type"] is None)
    field.write(row, occupation="")
    return [row]


def twice(field: Field) -> list[Row]:
    """Q06: a file handed in again."""
    (row,) = field.take(1, None, "id_no")
    return [{"row_id": field.submit_twice(row), "all_after": True}]


def formula(field: Field) -> list[Row]:
    """Q07: an amount that is reckoned."""
    rows = {row["row_id"] for row in field.rows("claims") if field.is_workbook(row)}
    if not rows:
        raise NotApplicable(_("申报都在文本文件里，没有公式"))
    (row,) = field.take(1, None, "amount", where=lambda row: row["row_id"] in rows)
    field.reckon(row, "amount")
    return [row]


def reversed_only_in_words(field: Field) -> list[Row]:
    """Q08: said to be reversed, and claimed all the same."""
    notes = [row for row in field.rows("claims") if field.place(row, "note")]
    if not notes:
        raise NotApplicable(_("申报里没有备注一栏"))
    there = {row["row_id"] for row in notes}
    (row,) = field.take(1, None, "amount", where=lambda row: row["row_id"] in there and row["amount"] > 0)
    field.write(row, note="已冲销")
    return [row]


def damaged(field: Field) -> list[Row]:
    """Q09: most numbers of a sheet are wrong."""
    least, share = (field.case.value(name) for name in ("ids_damaged_least", "ids_damaged_share"))
    if least is None or share is None:
        raise NotApplicable(_("政策包没有号码整列损坏的经验值"))
    sheets: dict[int, list[Row]] = {}
    for row in field.rows("claims"):
        if row["id_no"] and numbers.is_right(row["id_no"]) and field.place(row, "id_no"):
            sheets.setdefault(row["row_id"] // SHEET_SPAN, []).append(row)
    rows = max(sheets.values(), key=lambda rows: (len(rows), rows[0]["row_id"]), default=[])
    if len(rows) < 2 * int(least):
        raise NotApplicable(_("没有一张表有 {n} 个以上的身份证号").format(n=2 * int(least)))
    field.use(*rows)
    for row in rows[: len(rows) * 4 // 5]:
        field.write(row, id_no=row["id_no"][:17] + ("1" if row["id_no"][17] != "1" else "2"))
    return [_sheet_of(rows[0]), *rows]


def _sheet_of(row: Row) -> Row:
    return {"row_id": row["row_id"] // SHEET_SPAN * SHEET_SPAN}


PLANTS: dict[str, Plant] = {
    "Q01": unreadable, "Q02": digits_lost, "Q03": wrong_total, "Q04": hidden, "Q05": empty, "Q06": twice, "Q07": formula,
    "Q08": reversed_only_in_words, "Q09": damaged,
}  # fmt: skip
ALONE = frozenset({"Q06", "Q09"})
"""Those that change what other plants are seen in: each has a copy of its own."""
