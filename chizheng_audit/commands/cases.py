"""From what was read to the case that rules look at."""

from dataclasses import replace
from datetime import date

import polars as pl

from chizheng_audit.case import Case, Tables, one_key, prepare
from chizheng_audit.employment import Held, Terms, insured
from chizheng_audit.ledger.folder import Ledger
from chizheng_audit.ledger.past import past
from chizheng_audit.listed import certified
from chizheng_audit.nearness import Nearness
from chizheng_audit.policy import Policy
from chizheng_audit.reading.result import Reading
from chizheng_audit.reports.view import History
from chizheng_audit.tables import TABLES


def case_of(
    found: Reading, law: Policy, day: date, ledger: Ledger | None = None, batch: str | None = None
) -> Case:
    """The case of `found` under `law`, audited on `day`, with what `ledger` knows of batches other than `batch`."""
    others = {name: found.sample(name) for name in TABLES if name != "claims"}
    claims = prepare(found.tables["claims"], others["employers"])
    older = past(ledger, claims, found.sheets, batch) if ledger else None
    if older:
        claims, before = one_key(older.at_hand, older.claims, older.sums, others["employers"])
        older = replace(older, at_hand=claims, claims=before)
    at_hand = claims.lazy()
    scans = found.scans.get("insurance", ())
    months = insured(at_hand, [Held(found.tables["insurance"]), *scans], Terms.of(law, day), others["spans"])
    tables = Tables(
        claims=at_hand,
        **others,
        insured=months.lazy(),
        certified=certified([at_hand, *([older.claims.lazy()] if older else [])], others["certificates"]),
        near=Nearness.of(at_hand, law, day, older.older if older else None),
        problems=pl.concat([found.problems, *(part for scan in scans for part in scan.problems)]).lazy(),
        totals=found.totals.lazy(),
        sheets=found.sheets.lazy(),
    )
    if older:
        tables = replace(
            tables, past=older.claims.lazy(), past_sums=older.sums.lazy(), past_sheets=older.sheets.lazy()
        ).looking_back()
    return Case(tables=tables, policy=law, as_of=day)


def history_of(ledger: Ledger, batch: str | None) -> History:
    """What a report says of the ledger that was looked at for `batch`."""
    batches = [each for each in ledger.history if each.name != batch]
    head = ledger.entries[-1].hash if ledger.entries else ""
    return History(str(ledger.folder), len(batches), sum(each.now.rows for each in batches), head)
