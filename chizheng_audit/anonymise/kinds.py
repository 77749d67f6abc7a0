"""How each column of a canonical table is treated."""

import re
from collections.abc import Mapping

from chizheng_audit.tables import TABLES, Column

BY_KIND = {"name": "name", "id": "id", "certificate": "certificate", "unit": "unit"}
BY_NAME = {
    "phone": "phone", "account": "account", "employer_code": "credit", "org_code": "credit", "registration": "credit",
    "unit_no": "code", "filing_no": "code", "student_no": "code", "address": "address", "region": "region",
    "holder": "holder", "birth_date": "birth", "birth_month": "birth", "note": "text", "method": "text", "subsidy": "text", "occupation_code": "word",
}  # fmt: skip
READ = frozenset({"level", "levels", "method", "subsidy", "sex", "money", "date", "month", "count"})
"""Kinds that a grammar reads: a cell that it reads holds nothing else, and stays."""


def treatment(column: Column) -> str:
    """name, id, phone, account, certificate, credit, code, unit, holder, address, region, birth or text: made anew; read: stays where
    it can be read; word: stays where it is no name and no long number.
    """
    return BY_NAME.get(column.name) or BY_KIND.get(column.kind) or ("read" if column.kind in READ else "word")


def treatments(table: str) -> Mapping[str, str]:
    """The treatment of each column of a table, by name."""
    return {column.name: treatment(column) for column in TABLES[table].in_sheets}


_UNIT = re.compile(
    r"学校|学院|大学|院校|公司|集团|中心|单位|机构|协会|学会|商会|委员会|政府|基地|合作社|事务所|[厂店部局厅院所社站校队会]$|.{7}"
)


def of_holder(text: str) -> str:
    """Whether the holder of an account is a unit or a person, as far as the name tells: unit or name."""
    return "unit" if _UNIT.search(text.strip()) else "name"
