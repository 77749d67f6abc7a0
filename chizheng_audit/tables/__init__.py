"""WHAT a row is: one declaration per canonical table. Schema, header words and masking derive from it."""

from chizheng_audit.tables.claims import CLAIMS
from chizheng_audit.tables.column import Column, Table
from chizheng_audit.tables.insurance import INSURANCE

TABLES: dict[str, Table] = {table.name: table for table in (CLAIMS, INSURANCE)}
"""The tables that a sheet can be recognised as, by name."""

__all__ = ["CLAIMS", "INSURANCE", "TABLES", "Column", "Table"]
