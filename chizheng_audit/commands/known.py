"""What the ledger knows of the findings of a run, and how a run is remembered in it."""

import sys
from collections.abc import Sequence

import polars as pl

from chizheng_audit.audit import Audit
from chizheng_audit.case import Case
from chizheng_audit.commands import options
from chizheng_audit.errors import AuditError
from chizheng_audit.i18n import _
from chizheng_audit.ledger import decisions, runs
from chizheng_audit.ledger.entries import Entry
from chizheng_audit.ledger.folder import Ledger
from chizheng_audit.reading.result import Reading
from chizheng_audit.rules import all_rules
from chizheng_audit.waivers.cover import Used, covered
from chizheng_audit.waivers.file import Waiver, load


def standing(ledger: Ledger | None, result: Audit) -> pl.DataFrame | None:
    """How each finding stands to what the ledger knows (STANDING); None without a ledger."""
    return decisions.standing(ledger, result.findings) if ledger else None


def waivers(path: str | None, key: bytes | None) -> tuple[Waiver, ...]:
    """The waivers that were given. Raises AuditError where nothing keeps the fingerprints the same from run to run."""
    if path is None:
        return ()
    if key is None:
        raise AuditError(_("--waivers 要与 --ledger 或 --key 一起用：没有固定的密钥，疑点的指纹每批不同。"))
    codes = {rule.code: rule.code for rule in all_rules().values()}
    return load(path, codes | {name: rule.code for name, rule in all_rules().items()})


def waived(
    accepted: Sequence[Waiver], standing: pl.DataFrame | None, result: Audit, case: Case, key: bytes | None
) -> tuple[pl.DataFrame | None, tuple[Used, ...]]:
    """`standing` with what the waivers cover, and what became of each."""
    if not accepted or key is None:
        return standing, ()
    claims, lines = case.tables.claims.collect(), case.tables.payable.collect()
    return covered(accepted, result.findings, claims, lines, standing, key, case.as_of)


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
