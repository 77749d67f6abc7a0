"""Frauds that other tables bear out: employers over their cap, broken insurance, people on lists."""

from datetime import date, timedelta

from chizheng_audit.i18n import _
from chizheng_audit.selftest import people
from chizheng_audit.selftest.field import Field, NotApplicable, Row
from chizheng_audit.selftest.kinds import Plant
from chizheng_audit.tables import TABLES

_WHO = ("name", "id_no")
_LONG_AGO, _LATER = "2000-01-01", "2099-07-01"
_LARGE = 9_000_000_000
_ELSEWHERE = "庚辛壬癸商贸有限公司"


def _cap(field: Field) -> int:
    cap = field.case.value("employer_cap")
    if cap is None:
        raise NotApplicable(_("政策包没有单位上限"))
    return int(cap)


def over_cap(field: Field) -> list[Row]:
    """C01: an employer for whom more than the cap is claimed."""
    cap = _cap(field)
    (row,) = field.take(1, "hire", "amount", "employer", where=lambda row: row["employer_key"] is not None)
    field.write(row, amount=f"{cap + 1000}元")
    return [row]


def split(field: Field) -> list[Row]:
    """C02: two employers with one phone, each below the cap, together above it."""
    cap = _cap(field)
    rows = field.take(2, "hire", "amount", "employer", "phone", "id_no", apart="employer_key")
    for row in rows:
        field.write(row, amount=f"{cap * 3 // 5}元", phone="12071234568")
    return rows


def large(field: Field) -> list[Row]:
    """C03: an employer too large for the subsidy."""
    register = _listed(field, "employers", "staff")
    named = {row["employer"]: row for row in register if row["employer"]}
    (row,) = field.take(1, "hire", "employer", where=lambda row: row["employer"] in named)
    entry = named[row["employer"]]
    field.use(entry)
    field.write(entry, industry="制造业", staff="99999", revenue=f"{_LARGE}元", assets=f"{_LARGE}元", size="")
    return [claim for claim in field.rows("claims") if claim["employer_key"] == row["employer_key"]]


def wrong_code(field: Field) -> list[Row]:
    """C05: a credit code with another check character."""
    (row,) = field.take(1, "hire", "employer_code", where=lambda row: len(row["employer_code"]) == 18)
    code = row["employer_code"]
    field.write(row, employer_code=code[:17] + ("1" if code[17] != "1" else "2"))
    return [row]


def shared_code(field: Field) -> list[Row]:
    """C06: two employers under one credit code."""
    one, other = field.take(2, "hire", "employer", "employer_code", apart="employer_key")
    field.copy(one, other, "employer_code")
    return [
        claim
        for claim in field.rows("claims")
        if claim["employer_key"] in (one["employer_key"], other["employer_key"])
    ]


def stay(field: Field, subsidy: str, *more: str) -> tuple[Row, list[Row]]:
    """A claim, and the months of its person at its employer from the hire month on; more months than 12."""
    months: dict[str, list[Row]] = {}
    for month in _listed(field, "insurance", "month", *more):
        if month["id_no"]:
            months.setdefault(month["id_no"], []).append(month)

    def theirs(row: Row) -> list[Row]:
        start = row["hire_date"].replace(day=1)
        own = [month for month in months.get(row["id_no"], ()) if month["month"] and month["month"] >= start]
        return sorted(own, key=lambda month: month["month"])

    least = int(
        field.case.policy.value("hire_months" if subsidy == "hire" else "placement_months", field.case.as_of)
        or 0
    )
    (row,) = field.take(
        1, subsidy, "id_no", "hire_date", "employer",
        where=lambda row: len({month["month"] for month in theirs(row)}) >= max(least, 1),
    )  # fmt: skip
    return row, theirs(row)


def _short(subsidy: str, kept: int) -> Plant:
    def plant(field: Field) -> list[Row]:
        """S01, S02: only the first months are paid."""
        row, months = stay(field, subsidy)
        first = months[0]
        for month in months[kept:]:
            field.copy(first, month, "month", "paid_for")
        return [row]

    return plant


def _later(subsidy: str, kept: int, **cells: str) -> Plant:
    def plant(field: Field) -> list[Row]:
        """S03, S05, S06, S08: what the later months say is something else."""
        row, months = stay(field, subsidy, *cells)
        for month in months[kept:]:
            field.write(
                month, **cells, **({"employer_code": "", "unit_no": ""} if "employer" in cells else {})
            )
        return [row]

    return plant


def not_new(field: Field) -> list[Row]:
    """S04: insured by the employer before the hire."""
    row, months = stay(field, "hire")
    field.write(row, hire_date=f"{months[min(4, len(months) - 1)]['month']:%Y-%m-%d}")
    return [row]


def not_due(field: Field) -> list[Row]:
    """S07: hired a month before the audit."""
    if not field.rows("insurance") and not field.rows("spans"):
        raise NotApplicable(_("没有参保明细"))
    (row,) = field.take(1, "hire", "hire_date", "id_no", "employer")
    day = field.case.as_of
    field.write(
        row,
        hire_date=f"{day - timedelta(days=40):%Y-%m-%d}",
        claim_date=f"{day - timedelta(days=1):%Y-%m-%d}",
    )
    return [row]


def _listed(field: Field, table: str, *columns: str) -> list[Row]:
    """The rows of a list that have cells for those columns. Raises NotApplicable where there are none."""
    rows = field.rows(table)
    if not rows:
        raise NotApplicable(_("没有{table}").format(table=_title(table)))
    fit = [row for row in rows if all(field.place(row, column) for column in columns)]
    if not fit:
        raise NotApplicable(_("{table}里没有要改的栏，或不是一行一格的表").format(table=_title(table)))
    return fit


def _title(table: str) -> str:
    return _(TABLES[table].title)


def _on_list(table: str, **cells: str) -> Plant:
    def plant(field: Field) -> list[Row]:
        """E05 to E08: somebody of a list claims."""
        entries = _listed(field, table, "id_no", *cells)
        entry = next((row for row in entries if row["id_no"] and len(row["id_no"]) == 18), None)
        if entry is None:
            raise NotApplicable(_("{table}里没有完整的身份证号").format(table=_title(table)))
        (row,) = field.take(1, None, *_WHO, where=lambda row: _event(row) is not None)
        field.use(entry)
        field.write(row, id_no=entry["id_no"], **({"name": entry["name"]} if entry["name"] else {}))
        field.write(entry, **cells, **({"until": ""} if table == "payroll" else {}))
        return [row]

    return plant


def _event(row: Row) -> date | None:
    day = row["issue_date"] if row["subsidy"] == "evaluation" else row["hire_date"]
    return day if isinstance(day, date) else None


def too_young(field: Field) -> list[Row]:
    """E01: fifteen on the day."""
    (row,) = field.take(
        1, None, *_WHO, where=lambda row: _event(row) is not None and row["person"] is not None
    )
    day = _event(row) or field.case.as_of
    field.write(row, id_no=people.born_on(people.years_before(day, 15), field.random), name=people.name(0))
    return [row]


def no_certificate(field: Field) -> list[Row]:
    """E02: hired, and nobody knows of a certificate."""
    if not field.rows("certificates") and not any(
        row["subsidy"] == "evaluation" for row in field.rows("claims")
    ):
        raise NotApplicable(_("没有{table}").format(table=_title("certificates")))
    (row,) = field.take(1, "hire", *_WHO, "hire_date")
    born = people.years_before(row["hire_date"], 30)
    field.write(row, id_no=people.born_on(born, field.random), name=people.name(1))
    return [row]


def late_certificate(field: Field) -> list[Row]:
    """E03: certified after the hire."""
    held: dict[str, list[Row]] = {}
    for entry in _listed(field, "certificates", "issue_date", "id_no"):
        held.setdefault(entry["id_no"], []).append(entry)
    (row,) = field.take(1, "hire", *_WHO, "hire_date", where=lambda row: row["id_no"] in held)
    for entry in held[row["id_no"]]:
        field.write(entry, issue_date=f"{row['hire_date'] + timedelta(days=30):%Y-%m-%d}")
    return [row]


def unlisted(field: Field) -> list[Row]:
    """E04: a body that nobody has filed."""
    _listed(field, "bodies", "org")
    (row,) = field.take(1, "evaluation", "org", "occupation", "level", "issue_date")
    field.write(row, org="庚辛壬癸职业培训学校")
    return [row]


PLANTS: dict[str, Plant] = {
    "C01": over_cap, "C02": split, "C03": large, "C05": wrong_code, "C06": shared_code, "S01": _short("hire", 3),
    "S02": _short("placement", 2), "S03": _later("hire", 4, payment="补缴"), "S04": not_new,
    "S05": _later("hire", 4, employer=_ELSEWHERE),
    "S06": _later("placement", 2, region="湖北省"), "S07": not_due,
    "S08": _later("hire", 4, employer=_ELSEWHERE),
    "E01": too_young, "E02": no_certificate, "E03": late_certificate, "E04": unlisted,
    "E05": _on_list("payroll", since=_LONG_AGO, post="事业编制"),
    "E06": _on_list("pensioners", since="2000-01", pension="企业职工基本养老保险"),
    "E07": _on_list("deceased", died=_LONG_AGO), "E08": _on_list("students", since=_LONG_AGO, until=_LATER),
}  # fmt: skip
