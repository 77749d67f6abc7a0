"""From what was read to the case that rules look at."""

from datetime import date

import polars as pl

from chizheng_audit.case import Case, Tables, prepare
from chizheng_audit.employment import Held, Terms, insured
from chizheng_audit.policy import Policy
from chizheng_audit.reading.result import Reading
from chizheng_audit.tables import TABLES


def case_of(found: Reading, law: Policy, day: date) -> Case:
    """The case of `found` under `law`, audited on `day`."""
    claims = prepare(found.tables["claims"]).lazy()
    scans = found.scans.get("insurance", ())
    tables = {name: found.sample(name) for name in TABLES if name != "claims"}
    months = insured(claims, [Held(found.tables["insurance"]), *scans], Terms.of(law, day), tables["spans"])
    return Case(
        tables=Tables(
            claims=claims,
            **tables,
            insured=months.lazy(),
            problems=pl.concat([found.problems, *(part for scan in scans for part in scan.problems)]).lazy(),
            totals=found.totals.lazy(),
            sheets=found.sheets.lazy(),
        ),
        policy=law,
        as_of=day,
    )
