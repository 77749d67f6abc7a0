"""WHAT a row is: one declaration per canonical table. Schema, header words and masking derive from it."""

from chizheng_audit.tables.claims import CLAIMS
from chizheng_audit.tables.column import Column, Table
from chizheng_audit.tables.insurance import INSURANCE, SPANS
from chizheng_audit.tables.payments import PAYMENTS
from chizheng_audit.tables.people import DECEASED, PAYROLL, PENSIONERS, STUDENTS
from chizheng_audit.tables.registers import BODIES, CERTIFICATES, EMPLOYERS

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        CLAIMS,
        INSURANCE,
        SPANS,
        CERTIFICATES,
        EMPLOYERS,
        BODIES,
        PAYROLL,
        PENSIONERS,
        DECEASED,
        STUDENTS,
        PAYMENTS,
    )
}
"""The tables that a sheet can be recognised as, by name; of two that fit alike the earlier."""

__all__ = ["CLAIMS", "INSURANCE", "PAYMENTS", "SPANS", "TABLES", "Column", "Table"]
