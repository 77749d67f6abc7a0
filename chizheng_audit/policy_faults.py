"""The shape of a pack file: everything that can be wrong with it, one sentence a fault.

A misspelt key is a fault too: a pack that says `asumed` would otherwise pass for settled law.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import polars as pl

from chizheng_audit.i18n import _
from chizheng_audit.tables import CLAIMS, INSURANCE
from chizheng_audit.tables.kinds import DTYPES

STATUSES = ("draft", "final", "test")
MONEY_UNIT = "元"

PAYOUT = "payout_standing"
"""The parameter that says what becomes of a line to be paid in which something was found."""
PAYOUT_STANDINGS = ("pay", "hold", "reject")
PAYOUT_KEYS = ("violation", "suspicion", "unverifiable", "no_table")
"""What it may speak of beside the codes of rules."""

_REQUIRED = ("id", "title", "place", "status")
_TEXTS = (*_REQUIRED, "source", "extends")
_TOP = {*_TEXTS, "issued", "without", "clauses", "parameters"}
_PARAMETER = {"clause", "unit", "by", "dated_by", "values"}
_VALUE = {"from", "value", "assumed", "note"}


def faults(data: Mapping[str, Any]) -> list[str]:
    """What is wrong with the shape of a pack as TOML gave it; empty when nothing is."""
    return list(_of_pack(data))


def _of_pack(data: Mapping[str, Any]) -> Iterator[str]:
    yield from (_("缺少 {key}").format(key=key) for key in _REQUIRED if key not in data)
    yield from _unknown(data, _TOP, _("政策包"))
    for key in _TEXTS:
        if key in data and not (isinstance(data[key], str) and data[key]):
            yield _("{key} 应是不空的文字").format(key=key)
    if not isinstance(data.get("issued", ""), str | date):
        yield _("issued 应是文字或日期")
    if isinstance(data.get("status"), str) and data["status"] not in STATUSES:
        yield _("status 只能是 {words}").format(words=_("、").join(STATUSES))
    if not _texts(data.get("without", [])):
        yield _("without 应是参数名的列表")
    elif data.get("without") and "extends" not in data:
        yield _("without 只能与 extends 同用")
    for section, look in (("clauses", _of_clause), ("parameters", _of_parameter)):
        tables = data.get(section, {})
        if not isinstance(tables, Mapping):
            yield _("{section} 应是表").format(section=section)
            continue
        for key, table in tables.items():
            yield from look(key, table)
    yield from _contradictions(data)


def _of_clause(key: str, clause: Any) -> Iterator[str]:
    if not isinstance(clause, Mapping) or set(clause) != {"at", "says"}:
        yield _("条款 {key} 须有且仅有 at 与 says").format(key=key)
    elif not all(isinstance(text, str) and text for text in clause.values()):
        yield _("条款 {key} 的 at 与 says 应是不空的文字").format(key=key)


def _of_parameter(key: str, table: Any) -> Iterator[str]:
    where = _("参数 {key}").format(key=key)
    if not isinstance(table, Mapping):
        yield _("{where} 应是表").format(where=where)
        return
    yield from _unknown(table, _PARAMETER, where)
    for text in ("clause", "unit"):
        if not isinstance(table.get(text, ""), str):
            yield _("{where} 的 {key} 应是文字").format(where=where, key=text)
    yield from _of_columns(table, where)
    values = table.get("values")
    if not isinstance(values, list) or not values or not all(isinstance(v, Mapping) for v in values):
        yield _("{where} 没有 values，或 values 不是表的列表").format(where=where)
        return
    for entry in values:
        yield from _of_entry(entry, where)
    starts = [v["from"] for v in values if _is_day(v.get("from"))]
    if len(set(starts)) != len(starts):
        yield _("{where} 有两个值的 from 是同一天").format(where=where)
    given = [v["value"] for v in values if "value" in v]
    yield from _of_values(given, table, where)
    if key == PAYOUT:
        yield from _of_payout(given, where)


def _of_payout(given: list[Any], where: str) -> Iterator[str]:
    """What is said of payments can only be one of three words; the codes of rules are known elsewhere."""
    words = _("、").join(PAYOUT_STANDINGS)
    for value in given:
        if not isinstance(value, Mapping) or not all(word in PAYOUT_STANDINGS for word in value.values()):
            yield _("{where} 的 value 应是“类别或规则代码 = 处置”的表，处置只能是 {words}").format(
                where=where, words=words
            )


def _of_columns(table: Mapping[str, Any], where: str) -> Iterator[str]:
    """`by` and `dated_by` name columns that are there; a misspelt one would silently date rows by another."""
    for key, known in (("by", set(CLAIMS.by_name)), ("dated_by", _days())):
        names = table.get(key, [])
        if not _texts(names):
            yield _("{where} 的 {key} 应是列名的列表").format(where=where, key=key)
        elif strange := [name for name in names if name not in known]:
            yield _("{where} 的 {key} 有不能用的列 {names}").format(
                where=where, key=key, names=_("、").join(strange)
            )
    if isinstance(table.get("by"), list) and len(table["by"]) > 1:
        yield _("{where} 的 by 至多一列").format(where=where)
    if table.get("dated_by") == []:
        yield _("{where} 的 dated_by 至少一列").format(where=where)


def _days() -> set[str]:
    columns = (*CLAIMS.columns, *INSURANCE.columns)
    return {"as_of", *(column.name for column in columns if column.kind in ("date", "month"))}


def _of_entry(entry: Mapping[str, Any], where: str) -> Iterator[str]:
    yield from _unknown(entry, _VALUE, where)
    if not _is_day(entry.get("from")):
        yield _("{where} 的每个值都要有 from 日期，写作 2022-01-01，不带引号和钟点").format(where=where)
    if "value" not in entry:
        yield _("{where} 有条目缺 value").format(where=where)
    assumed, note = entry.get("assumed", False), entry.get("note", "")
    if not isinstance(assumed, bool):
        yield _("{where} 的 assumed 只能是 true 或 false").format(where=where)
    if not isinstance(note, str):
        yield _("{where} 的 note 应是文字").format(where=where)
    elif assumed is True and not note.strip():
        yield _("{where} 标为推定（assumed），但没有说明理由（note）").format(where=where)


def _of_values(values: list[Any], table: Mapping[str, Any], where: str) -> Iterator[str]:
    by = table.get("by", [])
    if _texts(by) and len(by) == 1:
        for value in values:
            yield from _of_scale(by[0], value, where)
        return
    if table.get("unit") == MONEY_UNIT:
        if not all(_is_money(value) for value in values):
            yield _("{where} 的单位是元，值应是非负数，至多两位小数").format(where=where)
        return
    if any(isinstance(v, Decimal) and not (v.is_finite() and _places(v) <= 4) for v in values):
        yield _("{where} 的小数至多四位").format(where=where)
    if len({_sort(value) for value in values}) > 1:
        yield _("{where} 各段的值不是同一种类").format(where=where)


def _of_scale(by: str, value: Any, where: str) -> Iterator[str]:
    if not isinstance(value, Mapping) or not value:
        yield _("{where} 按 {by} 取值，value 应是不空的表").format(where=where, by=by)
        return
    dtype = DTYPES.get(by)
    if isinstance(dtype, pl.Enum):
        words = dtype.categories.to_list()
        if strange := [key for key in value if key not in words]:
            yield _("{where} 有不认识的 {by}：{names}；可用的是 {words}").format(
                where=where, by=by, names=_("、").join(strange), words=_("、").join(words)
            )
    if bad := [key for key, amount in value.items() if not _is_money(amount)]:
        yield _("{where} 的 {names} 不是金额（非负数，至多两位小数）").format(
            where=where, names=_("、").join(bad)
        )


def _contradictions(data: Mapping[str, Any]) -> Iterator[str]:
    without, own = data.get("without", []), data.get("parameters", {})
    if _texts(without) and isinstance(own, Mapping):
        for name in without:
            if name in own:
                yield _("参数 {key} 既在 without 中，又有定义").format(key=name)


def _unknown(table: Mapping[str, Any], known: set[str], where: str) -> Iterator[str]:
    if strange := [key for key in table if key not in known]:
        yield _("{where} 有不认识的键 {names}").format(where=where, names=_("、").join(strange))


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _is_day(value: Any) -> bool:
    return isinstance(value, date) and not isinstance(value, datetime)


def _is_money(value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return False
    amount = Decimal(value)
    return amount.is_finite() and 0 <= amount < 10**10 and _places(amount) <= 2


def _places(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0


def _sort(value: Any) -> str:
    """The kind of a value; whole and broken numbers are one kind."""
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return "number"
    return type(value).__name__
