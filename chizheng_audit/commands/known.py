"""What the ledger knows of the findings of a run, and how a run is remembered in it."""

import sys

import polars as pl

from chizheng_audit.audit import Audit
from chizheng_audit.case import Case
from chizheng_audit.commands import options
from chizheng_audit.i18n import _
from chizheng_audit.ledger import decisions, runs
from chizheng_audit.ledger.entries import Entry
from chizheng_audit.ledger.folder import Ledger
from chizheng_audit.reading.result import Reading


def standing(ledger: Ledger | None, result: Audit) -> pl.DataFrame | None:
    """How each finding stands to what the ledger knows (STANDING); None without a ledger."""
    return decisions.standing(ledger, result.findings) if ledger else None


def run_of(command: str, batch: str | None, case: Case, result: Audit, found: Reading) -> runs.Run:
    """What is remembered of a run beside its findings."""
    return runs.Run(
        command=command,
        at=options.moment(),
        batch=batch,
        as_of=case.as_of,
        policy=case.policy.id,
        policy_sha256=case.policy.sha256,
        complete=not found.failed and not (result.coverage["status"] == "failed").any(),
    )


def record(
    ledger: Ledger, command: str, batch: str | None, case: Case, result: Audit, found: Reading, quiet: bool
) -> Entry:
    """Remember a run, and say so."""
    run = run_of(command, batch, case, result, found)
    entry = runs.record(ledger, run, result.findings, case.tables.claims.collect(), found.sheets)
    if not quiet:
        said(entry)
    return entry


def said(entry: Entry) -> None:
    """Say that a run was remembered."""
    print(
        _("已记下这次运行：疑点 {n} 条；第 {number} 笔，校验值 {hash}").format(
            n=f"{entry.rows:,}", number=entry.number, hash=entry.hash[:16]
        ),
        file=sys.stderr,
    )
