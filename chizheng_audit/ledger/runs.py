"""Runs that are remembered: what each found, and the claims that it is about as they then stood.

A run is recorded only when asked. It tells later runs what is new, and imports of answers what was sent out.
"""

import hashlib
import hmac
import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

import polars as pl

from chizheng_audit import __version__
from chizheng_audit.facts.duplicates import LISTED
from chizheng_audit.finding import shares
from chizheng_audit.i18n import _
from chizheng_audit.ledger import delta
from chizheng_audit.ledger.claims import like
from chizheng_audit.ledger.entries import Entry, Source
from chizheng_audit.ledger.folder import Ledger
from chizheng_audit.ledger.schema import RUNS
from chizheng_audit.ledger.sealing import added
from chizheng_audit.tables.system import SHEET_SPAN

_NOTHING = Decimal("0.00")
_FINDING = RUNS["findings"].inner.to_schema()  # type: ignore[attr-defined] # a list of structs
_CLAIM = RUNS["claims"].inner.to_schema()  # type: ignore[attr-defined] # a list of structs

KNOWN = pl.Schema(
    {
        **_FINDING,
        "run": pl.String(),
        "number": pl.Int64(),  # of the entry of the run
        "ran_at": RUNS["ran_at"],
        "batch": pl.String(),
    }
)
"""A finding as a run told it."""

KNOWN_CLAIMS = pl.Schema({**_CLAIM, **{name: KNOWN[name] for name in ("run", "number", "batch")}})
"""A claim as a run saw it."""


@dataclass(frozen=True)
class Run:
    """What is said of a run beside its findings. id: a name that no other run has."""

    command: str
    at: datetime
    batch: str | None
    as_of: date
    policy: str
    policy_sha256: str
    complete: bool
    id: str = field(default_factory=lambda: uuid.uuid4().hex)


def record(
    ledger: Ledger, run: Run, findings: pl.DataFrame, claims: pl.DataFrame, sheets: pl.DataFrame
) -> Entry:
    """Remember a run: its `findings` (FINDINGS), the claims (as prepared) and SHEETS that it looked at.

    Raises AuditError, with nothing recorded, where the disk refuses.
    """
    told = _findings(findings, claims, ledger.key())
    about = _claims(findings, claims, sheets)
    row = pl.DataFrame(
        {
            "run": [run.id],
            "ran_at": [run.at],
            "command": [run.command],
            "batch": [run.batch],
            "as_of": [run.as_of],
            "tool_version": [__version__],
            "policy": [run.policy],
            "policy_sha256": [run.policy_sha256],
            "complete": [run.complete],
            "sources": [sheets.select("file", "sha256").unique(maintain_order=True).to_dicts()],
        },
        schema={name: dtype for name, dtype in RUNS.items() if name not in ("entry", "findings", "claims")},
    ).with_columns(findings=_nested(told), claims=_nested(about))
    entry = Entry(
        number=0,
        entry="",
        kind="run",
        batch=run.batch or "",
        status=None,
        claims_of=None,
        recorded_at=run.at,
        tool_version=__version__,
        keys=None,
        rows=len(findings),
        amount=_NOTHING,
        sources=tuple(
            Source(base, file, sheet, sha256, "", rows, _NOTHING)
            for base, file, sheet, sha256, rows in sheets.select(
                "base", "file", "sheet", "sha256", "rows_kept"
            ).iter_rows()
        ),
        parts=(),
    )
    with delta.writing(ledger.folder, _("这次运行没有记下。")):
        return added(ledger, entry, row, lambda _now: None)


def known(ledger: Ledger, fingerprints: pl.Series | None = None) -> pl.DataFrame:
    """The findings of all recorded runs (KNOWN), each as the latest run that found it told it; of `fingerprints` only."""
    frames = [pl.DataFrame(schema=KNOWN)]
    for entry in ledger.entries:
        if entry.kind == "run":
            found = _read(ledger, entry, "findings")
            if fingerprints is not None:
                found = found.filter(pl.col("fingerprint").is_in(fingerprints.implode()))
            frames.append(found)
    return pl.concat(frames).sort("number").unique("fingerprint", keep="last", maintain_order=True)


def _read(ledger: Ledger, entry: Entry, what: str) -> pl.DataFrame:
    rows = pl.scan_parquet(
        [ledger.folder / entry.home / part.path for part in entry.parts],
        schema=RUNS,
        missing_columns="insert",
        extra_columns="ignore",
        hive_partitioning=False,
    ).select("run", "ran_at", "batch", what, number=pl.lit(entry.number, dtype=pl.Int64))
    told = rows.explode(what, empty_as_null=False).unnest(what).collect()
    schema = KNOWN if what == "findings" else KNOWN_CLAIMS
    return told.select(pl.col(name).cast(dtype) for name, dtype in schema.items())


def claims_of(ledger: Ledger, runs: Iterable[str]) -> pl.DataFrame:
    """The claims (KNOWN_CLAIMS) that the findings of `runs` are about."""
    wanted = set(runs)
    frames = [pl.DataFrame(schema=KNOWN_CLAIMS)]
    for entry in ledger.entries:
        if entry.kind == "run":
            found = _read(ledger, entry, "claims")
            frames.append(found.filter(pl.col("run").is_in(wanted)))
    return pl.concat(frames)


def digests(findings: pl.DataFrame, key: bytes) -> list[str]:
    """What each of `findings` (FINDINGS) says, but where it stands: 32 hex digits under `key`."""
    told = findings.select(
        "code", pl.col("verdict").cast(pl.String), "variant", "facts", "clause", "at_stake"
    )
    return [
        hmac.new(key, json.dumps(row, ensure_ascii=False, default=str).encode(), hashlib.sha256).hexdigest()[
            :32
        ]
        for row in told.iter_rows()
    ]


def groups(findings: pl.DataFrame) -> pl.Series:
    """The group of duplicates of each of `findings`, by its first fingerprint; null where it is alone in it.

    The findings of a group name the same rows. Of a large group only the earliest rows are named, see `LISTED`.
    """
    named = (
        pl.when(pl.col("evidence").list.len() >= LISTED)
        .then("evidence")
        .otherwise(pl.concat_list("row_id", "evidence"))
    )
    together = pl.col("rule").str.starts_with("dupes_") & (pl.col("evidence").list.len() > 0)
    keyed = findings.select("fingerprint", "code", first=pl.when(together).then(named.list.min()))
    several = pl.len().over("code", "first") > 1
    return keyed.select(
        pl.when(pl.col("first").is_not_null() & several)
        .then(pl.col("fingerprint").min().over("code", "first"))
        .alias("group")
    ).to_series()


def _findings(findings: pl.DataFrame, claims: pl.DataFrame, key: bytes) -> pl.DataFrame:
    by_finding = (
        shares(findings.filter(pl.col("verdict") != "unverifiable"), claims)
        .group_by("fingerprint", maintain_order=True)
        .agg(claims=pl.struct("row_id", "stake"))
    )
    amounts = claims.select("row_id", "amount")
    return (
        findings.with_columns(
            facts=pl.Series(digests(findings, key), dtype=pl.String), group=groups(findings)
        )
        .join(by_finding, on="fingerprint", how="left", maintain_order="left")
        .join(amounts, on="row_id", how="left", maintain_order="left")
        .with_columns(limit=pl.coalesce("at_stake", "amount", pl.lit(0)).clip(0))
        .select(pl.col(name).cast(dtype) for name, dtype in _FINDING.items())
    )


def _claims(findings: pl.DataFrame, claims: pl.DataFrame, sheets: pl.DataFrame) -> pl.DataFrame:
    """The claims that violations and suspicions are about, with how many are like each."""
    flagged = findings.filter(pl.col("verdict") != "unverifiable")
    named = flagged.select(row_id=pl.concat_list("row_id", "covers")).explode("row_id").unique()
    alike = (
        claims.filter(pl.col("standing") == "claim")
        .sort("row_id")
        .select("row_id", like=like())
        .with_columns(times=pl.len().over("like"), turn=pl.int_range(1, pl.len() + 1).over("like"))
    )
    return (
        claims.join(named, on="row_id", how="semi", maintain_order="left")
        .join(alike, on="row_id", how="left", maintain_order="left")
        .with_columns(pl.col("times", "turn").fill_null(1))
        .with_columns(base=pl.col("row_id") // SHEET_SPAN * SHEET_SPAN)
        .join(sheets.select("base", "sha256"), on="base", how="left", maintain_order="left")
        .select(pl.col(name).cast(dtype) for name, dtype in _CLAIM.items())
    )


def _nested(rows: pl.DataFrame) -> pl.Series:
    """All rows as one list of structs."""
    return rows.select(pl.struct(pl.all()).implode()).to_series()
