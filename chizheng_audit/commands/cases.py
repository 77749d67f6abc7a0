"""From what was read to the case that rules look at."""

from datetime import date

from chizheng_audit.case import Case, Tables, prepare
from chizheng_audit.employment import insured
from chizheng_audit.listed import certified
from chizheng_audit.policy import Policy
from chizheng_audit.reading.result import Reading
from chizheng_audit.tables import TABLES


def case_of(found: Reading, law: Policy, day: date) -> Case:
    """The case of `found` under `law`, audited on `day`."""
    claims = prepare(found.tables["claims"]).lazy()
    others = {name: found.lazy(name) for name in TABLES if name != "claims"}
    return Case(
        tables=Tables(
            claims=claims,
            **others,
            insured=insured(claims, others["insurance"]).lazy(),
            certified=certified(claims, others["certificates"]),
            problems=found.problems.lazy(),
            totals=found.totals.lazy(),
            sheets=found.sheets.lazy(),
        ),
        policy=law,
        as_of=day,
    )
