"""What of the history matters for a batch at hand: the claims of its people and certificates, the sums of its employers,
and its own sheets where an earlier batch has them.

The batch at hand is never its own past. Rows are thinned by hashed keys (two narrow columns of all, then the whole of
few), so that millions of claims cost little.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from chizheng_audit.case import net_with_past, past_schema, prepare
from chizheng_audit.ledger import keys
from chizheng_audit.ledger.claims import canonical, files, scan, told
from chizheng_audit.ledger.entries import Batch
from chizheng_audit.ledger.folder import Ledger
from chizheng_audit.tables import CLAIMS
from chizheng_audit.tables.history import PAST_CLAIMS_BASE, PAST_SHEETS, PAST_SHEETS_BASE, PAST_SUMS
from chizheng_audit.tables.system import SHEET_SPAN


@dataclass(frozen=True)
class Past:
    """claims: see case.Tables.past. sums, sheets: see tables.history. at_hand: the claims at hand (as prepared), with
    reversals of past claims netted.
    """

    claims: pl.DataFrame
    sums: pl.DataFrame
    sheets: pl.DataFrame
    at_hand: pl.DataFrame


def past(ledger: Ledger, claims: pl.DataFrame, sheets: pl.DataFrame, batch: str | None = None) -> Past:
    """The history for `claims` (as prepared) that were read from `sheets` (SHEETS) and belong to `batch`.

    History are the batches that were not undone, whatever their status, but that one. Where no batch is named, the
    files at hand are no history either; where one is, they are history if another batch has them.
    """
    batches = [each for each in ledger.history if each.name != batch]
    own = frozenset(sheets.get_column("sha256")) if batch is None else frozenset()
    found = _claims(ledger, batches, claims, own)
    netted, before = net_with_past(claims, found)
    by_now = before.filter((before["standing"] == "netted") & (found["standing"] != "netted"))
    sums = _without(by_now, _sums(ledger, batches, own))
    return Past(before, sums, _sheets(batches, claims, sheets, own), netted)


def _claims(ledger: Ledger, batches: list[Batch], claims: pl.DataFrame, own: frozenset[str]) -> pl.DataFrame:
    """The past claims, prepared anew: those with a person or a certificate number that is claimed for at hand."""
    wanted = keys.keyed(claims)
    rows = [pl.DataFrame(schema=scan([]).collect_schema())]
    by_keys = [each for each in batches if each.rows_of().keys == keys.stamp()]
    if by_keys:
        rows.append(_thinned(scan(files(ledger, by_keys)).filter(_not_of(by_keys, own)), wanted))
    for each in batches:
        if each not in by_keys:  # other keys: they are made anew, file by file
            rows += _made_anew(ledger, each, wanted, own)
    found = canonical(pl.concat(rows).lazy()).join(told(batches).lazy(), on="entry").collect()
    ordered = found.sort("number", "row_id").with_columns(
        row_id=PAST_CLAIMS_BASE + pl.int_range(pl.len(), dtype=pl.Int64)
    )
    prepared = prepare(ordered.select(CLAIMS.schema.names()))
    return prepared.hstack(ordered.select(past_schema().names()[prepared.width :]))


def _thinned(rows: pl.LazyFrame, wanted: pl.DataFrame) -> pl.DataFrame:
    """The rows of `rows` that have one of the `wanted` keys."""
    theirs = [
        rows.select(name).join(wanted.lazy().select(name).drop_nulls(), on=name, how="semi").unique()
        for name in keys.NAMES
    ]
    met = dict(zip(keys.NAMES, pl.collect_all(theirs, engine="streaming"), strict=True))
    few = pl.any_horizontal(pl.col(name).is_in(found[name].implode()) for name, found in met.items())
    return rows.filter(few).collect(engine="streaming")


def _made_anew(
    ledger: Ledger, batch: Batch, wanted: pl.DataFrame, own: frozenset[str]
) -> Iterator[pl.DataFrame]:
    for path in files(ledger, [batch]):
        rows = scan([path]).filter(_not_of([batch], own)).collect()
        again = keys.keyed(prepare(canonical(rows.lazy()).select(CLAIMS.schema.names()).collect()))
        yield _thinned(rows.with_columns(again).lazy(), wanted)


def _not_of(batches: list[Batch], own: frozenset[str]) -> pl.Expr:
    """Whether a row was not read from one of the files `own`."""
    base = pl.col("row_id") // SHEET_SPAN * SHEET_SPAN
    those = [
        (pl.col("entry") == each.rows_of().entry)
        & base.is_in([source.base for source in each.rows_of().sources if source.sha256 in own])
        for each in batches
        if each.rows_of().sha256s() & own
    ]
    return ~pl.any_horizontal(those) if those else pl.lit(True)


def _sums(ledger: Ledger, batches: list[Batch], own: frozenset[str]) -> pl.DataFrame:
    """What each employer claimed; see PAST_SUMS."""
    return (
        scan(files(ledger, batches))
        .filter(_told_of() & _not_of(batches, own))
        .group_by(
            "entry",
            "subsidy",
            "employer_code",
            "employer",
            year=pl.coalesce("claim_date", "hire_date").dt.year(),
        )
        .agg(
            heads=pl.when(pl.col("amount") < 0).then(-1).otherwise(1).sum(),
            amount=pl.col("amount").cast(pl.Decimal(18, 2)).sum(),
        )
        .join(told(batches).lazy(), on="entry")
        .sort("number", "subsidy", "employer_code", "employer", "year")
        .select(pl.col(name).cast(dtype) for name, dtype in PAST_SUMS.items())
        .collect(engine="streaming")
    )


def _without(taken_back: pl.DataFrame, sums: pl.DataFrame) -> pl.DataFrame:
    """`sums` (PAST_SUMS) less the past claims that a reversal at hand has `taken_back`."""
    rows = taken_back.filter(_told_of()).select(
        pl.col("subsidy").cast(pl.String),
        "employer_code",
        "employer",
        "batch",
        year=pl.coalesce("claim_date", "hire_date").dt.year(),
        heads=pl.when(pl.col("amount") < 0).then(1).otherwise(-1).cast(pl.Int64),
        amount=-pl.col("amount").cast(PAST_SUMS["amount"]),
    )
    if rows.is_empty():
        return sums
    keys_ = [name for name in PAST_SUMS if name not in ("heads", "amount")]
    both = pl.concat([sums, rows.select(pl.col(name).cast(dtype) for name, dtype in PAST_SUMS.items())])
    return (
        both.group_by(keys_, maintain_order=True)
        .agg(pl.col("heads", "amount").sum())
        .select(pl.col(name).cast(dtype) for name, dtype in PAST_SUMS.items())
    )


def _told_of() -> pl.Expr:
    """Whether a claim says who the employer is."""
    return pl.any_horizontal(pl.col("employer", "employer_code").is_not_null())


def _sheets(
    batches: list[Batch], claims: pl.DataFrame, sheets: pl.DataFrame, own: frozenset[str]
) -> pl.DataFrame:
    """The sheets at hand that were recorded before, by their file's bytes or by their claims; see PAST_SHEETS."""
    known = [
        {"batch": each.name, "status": each.now.status, "file": source.file, "sheet": source.sheet,
         "sha256": source.sha256, "amount": source.amount,
         "content": source.content if each.rows_of().keys == keys.stamp() and source.rows else None}
        for each in batches for source in each.rows_of().sources
    ]  # fmt: skip
    schema = {name: dtype for name, dtype in PAST_SHEETS.items() if name not in ("base", "row_id")}
    recorded = pl.DataFrame(
        known, schema={name: schema.get(name, pl.String()) for name in
                       ("batch", "status", "file", "sheet", "sha256", "amount", "content")},
    )  # fmt: skip
    mine = (
        sheets.filter(pl.col("table") == "claims")
        .select("base", "sha256", mine="sheet")
        .join(keys.contents(claims), on="base", how="left")
    )
    by_bytes = mine.join(recorded, on="sha256", coalesce=False).filter(
        pl.col("mine").eq_missing(pl.col("sheet"))
    )
    by_cells = mine.join(recorded, on="content").filter(pl.col("sha256") != pl.col("sha256_right"))
    return (
        pl.concat(
            [by_bytes.with_columns(same_bytes=True), by_cells.with_columns(same_bytes=False)], how="diagonal"
        )
        .sort("base", pl.col("same_bytes"), descending=[False, True], maintain_order=True)
        .unique("base", keep="first", maintain_order=True)
        .with_columns(
            row_id=PAST_SHEETS_BASE + pl.int_range(pl.len(), dtype=pl.Int64),
            compared=~pl.col("sha256").is_in(list(own)) | ~pl.col("same_bytes"),
            sha256="sha256_right",
        )
        .select(PAST_SHEETS.names())
    )
