"""Answers to findings: they follow the fingerprint into every later run, and the latest of a fingerprint holds."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

import polars as pl

from chizheng_audit import __version__
from chizheng_audit.errors import AuditError
from chizheng_audit.finding import CONFIRMED, FINDINGS, STANDING, VERDICT
from chizheng_audit.i18n import _
from chizheng_audit.ledger import delta, runs
from chizheng_audit.ledger.entries import Entry, Source
from chizheng_audit.ledger.folder import Ledger
from chizheng_audit.ledger.schema import DECISIONS
from chizheng_audit.ledger.sealing import added

_NOTHING = Decimal("0.00")


def every(ledger: Ledger) -> pl.DataFrame:
    """All decisions (DECISIONS, and the `number` of their entry), in the order in which they were recorded."""
    made = [entry for entry in ledger.entries if entry.kind == "decide"]
    if not made:
        return pl.DataFrame(schema={**DECISIONS, "number": pl.Int64})
    numbers = pl.LazyFrame(
        [(entry.entry, entry.number) for entry in made],
        schema={"entry": pl.String, "number": pl.Int64},
        orient="row",
    )
    paths = [ledger.folder / entry.home / part.path for entry in made for part in entry.parts]
    rows = pl.scan_parquet(
        paths, schema=DECISIONS, missing_columns="insert", extra_columns="ignore", hive_partitioning=False
    )
    return rows.join(numbers, on="entry").sort("number", maintain_order=True).collect()


def in_force(ledger: Ledger) -> pl.DataFrame:
    """The decision that holds of each fingerprint; see `every`."""
    return every(ledger).unique("fingerprint", keep="last", maintain_order=True)


def add(ledger: Ledger, rows: pl.DataFrame, sources: Sequence[Source], at: datetime) -> Entry:
    """Record decisions (DECISIONS without `entry`) by one commit: all of them or none.

    Raises AuditError where the disk refuses, and where others recorded decisions since `ledger` was opened.
    """
    entry = Entry(
        number=0,
        entry="",
        kind="decide",
        batch="",
        status=None,
        claims_of=None,
        recorded_at=at,
        tool_version=__version__,
        keys=None,
        rows=len(rows),
        amount=Decimal(rows.get_column("recovered").sum() or 0).quantize(_NOTHING),
        sources=tuple(sources),
        parts=(),
    )

    def unchanged(now: Ledger) -> None:
        if _made(now) != _made(ledger):
            raise AuditError(_("另一进程刚刚记入了核实结果；请重新导入。什么也没有记入。"))

    with delta.writing(ledger.folder, _("什么也没有记入。")):
        return added(ledger, entry, rows, unchanged)


def _made(ledger: Ledger) -> list[str]:
    return [entry.hash for entry in ledger.entries if entry.kind == "decide"]


def standing(ledger: Ledger, findings: pl.DataFrame) -> pl.DataFrame:
    """How each of `findings` (FINDINGS) stands to what the ledger knows (STANDING).

    new: no recorded run found it. decided: it was answered, and has not grown since. open: all others. A finding grows
    when its sum does, to either side, or its verdict worsens. It is settled when it was answered as not true or as known,
    or as true and no less was recovered than is at stake.
    """
    before = runs.known(ledger, findings.get_column("fingerprint")).select("fingerprint", known=pl.lit(True))
    answers = in_force(ledger).select(
        "fingerprint", "result", "note", "decided_by", "decided_on", "recovered",
        decided_at_stake="at_stake", decided_verdict=pl.col("verdict").cast(VERDICT),
    )  # fmt: skip
    joined = (
        findings.select(name for name in FINDINGS if name in ("fingerprint", "verdict", "at_stake"))
        .join(before, on="fingerprint", how="left", maintain_order="left")
        .join(answers, on="fingerprint", how="left", maintain_order="left")
    )
    decided = pl.col("result").is_not_null() & ~grown()
    whole = pl.col("recovered").fill_null(0) >= pl.col("at_stake").fill_null(0)
    return joined.select(
        "fingerprint",
        pl.when(decided)
        .then(pl.lit("decided"))
        .when(pl.col("known").fill_null(False) | pl.col("result").is_not_null())
        .then(pl.lit("open"))
        .otherwise(pl.lit("new"))
        .cast(STANDING["standing"])
        .alias("standing"),
        (decided & (~pl.col("result").is_in(CONFIRMED) | whole)).fill_null(False).alias("settled"),
        *(name for name in STANDING if name not in ("fingerprint", "standing", "settled")),
    )


def grown() -> pl.Expr:
    """Whether a finding (at_stake, verdict) is more than when it was decided (decided_at_stake, decided_verdict)."""
    now, then = (pl.col(name).fill_null(0) for name in ("at_stake", "decided_at_stake"))
    worse = pl.col("verdict").to_physical() < pl.col("decided_verdict").to_physical()
    return ((now > then.clip(0)) | (now < then.clip(None, 0)) | worse).fill_null(False)
