"""Insured months of the people claimed for: one pass over the month rows leaves one small row a claim."""

from chizheng_audit.employment.insured import INSURED, insured
from chizheng_audit.employment.masks import WINDOW, longest_run, month_number, strip
from chizheng_audit.employment.months import Held, Months, unit
from chizheng_audit.employment.terms import PARAMETERS, Terms

__all__ = [
    "INSURED",
    "PARAMETERS",
    "WINDOW",
    "Held",
    "Months",
    "Terms",
    "insured",
    "longest_run",
    "month_number",
    "strip",
    "unit",
]
