"""What `audit payout` makes: the files with their certificate, and then the entry in the ledger."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl

from chizheng_audit import payable
from chizheng_audit.case import Case
from chizheng_audit.commands import options
from chizheng_audit.errors import AuditError
from chizheng_audit.i18n import _
from chizheng_audit.ledger import recording
from chizheng_audit.ledger.entries import Entry
from chizheng_audit.ledger.folder import Ledger
from chizheng_audit.payout import certificate, files, layout, printed, published
from chizheng_audit.payout.lines import Batch, added_up
from chizheng_audit.payout.terms import STANDINGS, Terms
from chizheng_audit.reading.result import Reading
from chizheng_audit.reports.view import View
from chizheng_audit.tables.system import SHEET_SPAN


@dataclass(frozen=True)
class Work:
    """All that the files are made of. lines: see judged. booked: whether the ledger is to know. key: seals, if there is one."""

    folder: Path
    batch: str | None
    booked: bool
    held: Batch
    lines: pl.DataFrame
    found: Reading
    case: Case
    view: View
    terms: Terms
    cover: Mapping[str, Any] | None
    ledger: Ledger | None
    key: bytes | None

    def of(self, standing: str) -> pl.DataFrame:
        """The lines of that standing."""
        return self.lines.filter(pl.col("standing") == standing)

    def paid(self) -> pl.DataFrame:
        """The claims that are paid: those of the lines, or those behind them."""
        passed = self.of("pay").lazy()
        if not self.held.sums_up:
            return self.case.tables.claims.join(passed, on="row_id", how="semi").collect()
        return self._behind(self.case.tables.payable.join(passed, on="row_id", how="semi"))

    def left(self) -> int:
        """How many claims, of a batch that sums up, are of units that it does not name."""
        named = self._behind(self.case.tables.payable)
        return int(self.case.tables.claims.select(pl.len()).collect().item()) - len(named)

    def _behind(self, lines: pl.LazyFrame) -> pl.DataFrame:
        """The claims of the units of `lines` (PAYABLE)."""
        units = lines.select(unit=payable.unit_key(pl.col("claimant"))).drop_nulls().unique()
        claims = self.case.tables.claims.with_columns(unit=payable.unit_key(pl.col("payee")))
        return claims.join(units, on="unit", how="semi").drop("unit").collect()


@dataclass(frozen=True)
class Made:
    """The three files: name, standing, lines, money and SHA-256 of each."""

    files: tuple[Mapping[str, Any], ...]


def write(work: Work) -> Made:
    """Write the three files and the certificate. Raises AuditError, with nothing that could be paid, where the disk refuses."""
    sums = {standing: added_up(work.of(standing)) for standing in STANDINGS}
    whole = added_up(work.held.lines)
    if (sum(n for n, _sum in sums.values()), sum(s for _n, s in sums.values())) != whole:
        raise AssertionError(f"the three files hold {sums}, and the batch {whole}")
    made = layout.pages(work.held, work.found, work.lines)
    text = layout.as_text(work.held, made)
    suffix = ".csv" if text else ".xlsx"

    def pen(standing: str) -> Callable[[Path], None]:
        parts = [layout.of_standing(page, standing) for page in made]
        if text:
            return lambda path: files.write_csv(parts, path)
        return lambda path: files.write_xlsx(parts, path, work.case.as_of)

    told: list[dict[str, Any]] = []

    def proofs(sha256s: Mapping[str, str]) -> dict[str, Callable[[Path], None]]:
        told.extend(
            {
                "file": f"{standing}{suffix}",
                "standing": standing,
                "lines": sums[standing][0],
                "amount": str(sums[standing][1]),
                "sha256": sha256s[f"{standing}{suffix}"],
            }
            for standing in STANDINGS
        )
        said = certificate.sealed(_said(work, told, whole), work.key)
        text_of = certificate.text(said)
        return {
            published.CERTIFICATE: lambda path: path.write_text(text_of, "utf-8", newline="\n") and None,
            published.PRINTED: lambda path: printed.write(said, work.view.coverage, path),
        }

    published.publish(work.folder, {f"{each}{suffix}": pen(each) for each in STANDINGS}, proofs)
    return Made(tuple(told))


def book(work: Work) -> Entry | None:
    """Book the claims that are paid. Where that fails the files are withdrawn: nothing is paid that is not booked."""
    paid = work.paid()
    if paid.is_empty() or work.ledger is None or work.batch is None:
        return None
    bases = paid.select((pl.col("row_id") // SHEET_SPAN * SHEET_SPAN).unique()).to_series()
    sheets = work.found.sheets.filter(pl.col("base").is_in(bases.implode()))
    seen = work.view.history.head if work.view.history else ""
    wanted = recording.Wanted(work.batch, "paid", options.moment(), head=seen)
    try:
        return recording.record(work.ledger, wanted, paid, sheets)
    except AuditError as error:
        published.withdraw(work.folder)
        raise AuditError(_("没有入账，已撤回写出的付款文件：{why}").format(why=error)) from error


def _said(work: Work, told: list[dict[str, Any]], whole: tuple[int, Decimal]) -> dict[str, Any]:
    """The sections of the certificate."""
    view, cover = work.view, work.cover or {}
    stated = cover.get("stated_amount")
    return {
        "run": {
            "tool_version": view.tool_version,
            "as_of": view.as_of.isoformat(),
            "batch": work.batch,
            "booked": work.booked and not work.of("pay").is_empty(),
        },
        "policy": {
            "id": view.law.id,
            "sha256": view.law.sha256,
            "status": view.law.status,
            "payout": work.terms.own(),
        },
        "ledger": {"head": view.history.head, "batches": view.history.batches} if view.history else None,
        "coverage": view.coverage.drop("title").to_dicts(),
        "sources": certificate.sources_of(work.found.sheets.iter_rows(named=True)),
        "files": told,
        "batch": {
            "lines": whole[0],
            "amount": str(whole[1]),
            "unread_amounts": int(work.held.lines.get_column("amount").null_count()),
            "cover": {
                "amount": None if stated is None else str(stated),
                "lines": cover.get("stated_lines"),
            },
        },
        "claims": certificate.claims_of(work.paid(), work.found.sheets, work.key),
    }
