"""Frauds in claims: repeated, off the scale, under wrong numbers. Each returns the rows of which one should be flagged."""

from datetime import timedelta

from chizheng_audit.i18n import _
from chizheng_audit.selftest import people
from chizheng_audit.selftest.field import Field, NotApplicable, Row
from chizheng_audit.selftest.kinds import Plant

_SKILL = ("初级工", "中级工", "高级工", "技师", "高级技师")
_WHO = ("name", "id_no")
WHAT = ("occupation", "work_type", "level")
CLAIM = ("name", "id_no", "occupation", "level")


def skilled(row: Row) -> bool:
    """A claim for a skill level, of a person who can be told."""
    return row["level"] in _SKILL and row["family"] == "SKILL" and row["person"] is not None


def formed(row: Row) -> bool:
    """Whether its ID is written in 18 characters."""
    return len(row["id_no"]) == 18 and row["person"] == row["id_no"]


def _numbered(row: Row) -> bool:
    return (
        len(row["cert_no"]) == 22
        and row["cert_no"][0] in "YS"
        and row["cert_no"][1:].isdecimal()
        and skilled(row)
    )


def same_certificate(field: Field) -> list[Row]:
    """D01: somebody's occupation and level once more, under another certificate number."""
    one, other = field.take(2, "evaluation", *CLAIM, where=skilled)
    field.copy(one, other, *_WHO, *WHAT)
    return [one, other]


def same_number(field: Field) -> list[Row]:
    """D02: two people under one certificate number."""
    one, other = field.take(2, "evaluation", "cert_no", where=_numbered)
    field.copy(one, other, "cert_no")
    return [one, other]


def near_person(field: Field) -> list[Row]:
    """D03, I02: the same claim again, a digit of the number mistyped."""
    one, other = field.take(2, "evaluation", *CLAIM, where=lambda row: skilled(row) and formed(row))
    field.copy(one, other, "name", *WHAT)
    field.write(other, id_no=_mistyped(one["id_no"]))
    return [one, other]


def renamed(field: Field) -> list[Row]:
    """D04: the same claim again, the occupation under its newer name."""
    aliases: dict[str, str] = field.case.value("occupation_aliases") or {}
    names = {old: new for old, new in aliases.items() if not any(sign.isdecimal() for sign in old)}
    if not names:
        raise NotApplicable(_("政策包没有职业名称的对照"))
    old, new = next(iter(sorted(names.items())))
    one, other = field.take(2, "evaluation", *CLAIM, where=skilled)
    field.copy(one, other, *_WHO, "level")
    for row, occupation in ((one, old), (other, new)):
        field.write(row, occupation=occupation, work_type="", occupation_code="")
    return [one, other]


def same_row(field: Field) -> list[Row]:
    """D09: a row repeated that names no occupation."""
    one, other = field.take(2, "evaluation", *CLAIM, where=skilled)
    field.write(one, occupation="", work_type="", occupation_code="")
    for column in field.case.tables.claims.collect_schema().names():
        field.copy(one, other, column) if column != "row_id" else None
    field.write(other, occupation="", work_type="", occupation_code="")
    return [one, other]


def hired_twice(field: Field) -> list[Row]:
    """D05: one person twice by one employer."""
    one, other = field.take(2, "hire", *_WHO, "employer")
    field.copy(one, other, *_WHO, "employer", "employer_code")
    return [one, other]


def hired_by_two(field: Field) -> list[Row]:
    """D06: one person by two employers, with a date in common."""
    one, other = field.take(2, "hire", *_WHO, "employer", apart="employer_key")
    field.copy(one, other, *_WHO, "hire_date")
    return [one, other]


def placed_twice(field: Field) -> list[Row]:
    """D08: one person placed twice with one employer."""
    one, other = field.take(2, "placement", *_WHO, "employer")
    field.copy(one, other, *_WHO, "employer", "employer_code")
    return [one, other]


def _more(subsidy: str, by: int) -> Plant:
    def plant(field: Field) -> list[Row]:
        (row,) = field.take(1, subsidy, "amount", where=lambda row: row["amount"] > 0)
        field.write(row, amount=f"{row['amount'] + by}元")
        return [row]

    return plant


def off_scale(field: Field) -> list[Row]:
    """A01: 7 元 more than the scale."""
    (row,) = field.take(
        1, "evaluation", "amount", "level", where=lambda row: skilled(row) and row["amount"] > 0
    )
    field.write(row, amount=f"{row['amount'] + 7}元")
    return [row]


def training_certificate(field: Field) -> list[Row]:
    """A04: a certificate of training."""
    (row,) = field.take(1, "evaluation", "cert_kind")
    field.write(row, cert_kind="培训合格证书")
    return [row]


def _digits(at: int, other: tuple[str, str]) -> Plant:
    """Other characters at that place of the certificate number."""

    def plant(field: Field) -> list[Row]:
        (row,) = field.take(1, "evaluation", "cert_no", "level", where=_numbered)
        number = row["cert_no"]
        end = at + len(other[0])
        new = next(sign for sign in other if sign != number[at:end])
        field.write(row, cert_no=number[:at] + new + number[end:])
        return [row]

    return plant


def unpriced(field: Field) -> list[Row]:
    """A08: a level for which the scale has nothing."""
    (row,) = field.take(1, "evaluation", "level", "amount", where=skilled)
    field.write(row, level="特级技师")
    return [row]


def invalid(field: Field) -> list[Row]:
    """I01: a check character that does not fit."""
    (row,) = field.take(1, None, "id_no", where=formed)
    field.write(row, id_no=row["id_no"][:17] + ("1" if row["id_no"][17] != "1" else "2"))
    return [row]


def two_names(field: Field) -> list[Row]:
    """I03: one number, two names."""
    one, other = field.take(2, None, *_WHO, where=formed, apart="name")
    field.copy(one, other, "id_no")
    return [one, other]


def two_numbers(field: Field) -> list[Row]:
    """I04: one name, one day of birth and one phone (or account), two numbers."""
    contact = next((c for c in ("phone", "account") if any(row[c] for row in field.rows("claims"))), "phone")
    one, other = field.take(2, None, *_WHO, contact, where=formed)
    field.copy(one, other, "name")
    for row in (one, other):
        field.write(row, **{contact: "12071234568"})
    number = one["id_no"]
    digits = "".join(str((int(digit) + 5) % 10) for digit in number[4:6])
    field.write(
        other,
        id_no=people.numbered(f"{number[:4]}{digits}{number[6:14]}{(int(number[14:17]) + 444) % 1000:03}"),
    )
    return [one, other]


def run_of_numbers(field: Field) -> list[Row]:
    """I05: serials that follow each other."""
    rows = field.take(3, None, *_WHO, where=formed)
    for at, row in enumerate(rows):
        field.write(
            row, id_no=people.numbered(f"{rows[0]['id_no'][:14]}{401 + 2 * at}"), name=people.name(at)
        )
    return rows


def contradicted(field: Field) -> list[Row]:
    """I06: a sex, or a day of birth, that is not that of the number."""
    there = [c for c in ("sex", "birth_date") if any(row[c] is not None for row in field.rows("claims"))]
    if not there:
        raise NotApplicable(_("申报里没有出生日期、性别一栏"))
    (row,) = field.take(1, None, "id_no", there[0], where=formed)
    if there[0] == "sex":
        field.write(row, sex="女" if int(row["id_no"][16]) % 2 else "男")
    else:
        field.write(row, birth_date=f"{row['birth_date'] - timedelta(days=800):%Y-%m-%d}")
    return [row]


def _mistyped(number: str) -> str:
    return number[:15] + str((int(number[15]) + 1) % 10) + number[16:]


PLANTS: dict[str, Plant] = {
    "D01": same_certificate, "D02": same_number, "D03": near_person, "D04": renamed, "D05": hired_twice, "D06": hired_by_two,
    "D08": placed_twice, "D09": same_row, "A01": off_scale, "A02": _more("hire", 200), "A03": _more("placement", 200),
    "A04": training_certificate, "A05": _digits(15, ("3", "4")), "A06": _digits(13, ("10", "11")), "A07": _digits(5, ("42", "43")),
    "A08": unpriced, "I01": invalid, "I02": near_person, "I03": two_names, "I04": two_numbers, "I05": run_of_numbers,
    "I06": contradicted,
}  # fmt: skip
