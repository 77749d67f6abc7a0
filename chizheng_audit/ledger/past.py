"""What of the history matters for a batch at hand: the claims of its people and certificates, the sums of its employers,
and its own sheets where an earlier batch has them.

The batch at hand is never its own past. Rows are thinned by hashed keys (two narrow columns of all, then the whole of
few), so that millions of claims cost little.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from chizheng_audit.case import net_with_past, prepare
from chizheng_audit.ledger import keys
from chizheng_audit.ledger.before import Before, not_of
from chizheng_audit.ledger.claims import canonical, files, scan, told
from chizheng_audit.ledger.entries import Batch
from chizheng_audit.ledger.folder import Ledger
from chizheng_audit.nearness import Older
from chizheng_audit.tables import CLAIMS
from chizheng_audit.tables.history import PAST_SHEETS, PAST_SHEETS_BASE, PAST_SUMS


@dataclass(frozen=True)
class Past:
    """claims: see case.Tables.past. sums, sheets: see tables.history. at_hand: the claims at hand (as prepared), with
    reversals of past claims netted. older: all claims of the history, for who looks for near numbers.
    """

    claims: pl.DataFrame
    sums: pl.DataFrame
    sheets: pl.DataFrame
    at_hand: pl.DataFrame
    older: Older


def past(ledger: Ledger, claims: pl.DataFrame, sheets: pl.DataFrame, batch: str | None = None) -> Past:
    """The history for `claims` (as prepared) that were read from `sheets` (SHEETS) and belong to `batch`.

    History are the batches that were not undone, whatever their status, but that one. Where no batch is named, the
    files at hand are no history either; where one is, they are history if another batch has them.
    """
    batches = [each for each in ledger.history if each.name != batch]
    own = frozenset(sheets.get_column("sha256")) if batch is None else frozenset()
    history = Before(ledger, batches, own)
    found = _claims(history, claims)
    netted, before = net_with_past(claims, found)
    by_now = before.filter((before["standing"] == "netted") & (found["standing"] != "netted"))
    return Past(
        before,
        _without(by_now, _sums(history)),
        _sheets(batches, claims, sheets, own),
        netted,
        Older(history.people, lambda addresses: _net_as(history.at(addresses), before)),
    )


def _net_as(found: pl.DataFrame, before: pl.DataFrame) -> pl.DataFrame:
    """`found` (as Tables.past) with what is netted in `before`, which knows the claims at hand, netted, too."""
    netted = before.filter(pl.col("standing") == "netted").get_column("row_id")
    standing = pl.when(pl.col("row_id").is_in(netted.implode())).then(pl.lit("netted")).otherwise("standing")
    return found.with_columns(standing=standing)


def _claims(history: Before, claims: pl.DataFrame) -> pl.DataFrame:
    """The past claims, prepared anew: those with a person or a certificate number that is claimed for at hand, and of
    rows with neither those that say the same name and number as such a row at hand.
    """
    wanted = keys.keyed(claims)
    somebody = pl.any_horizontal(pl.col("name", "id_no").is_not_null())
    unkeyed = claims.filter(_keyless(wanted)).filter(somebody).select(_who().alias("who")).unique()
    rows = [pl.DataFrame(schema=scan([]).collect_schema())]
    by_keys = [each for each in history.batches if each.rows_of().keys == keys.stamp()]
    if by_keys:
        rows.append(_thinned(history.of(by_keys), wanted, unkeyed))
    for each in history.batches:
        if each not in by_keys:  # other keys: they are made anew, file by file
            rows += _made_anew(history, each, wanted, unkeyed)
    return history.prepared(pl.concat(rows).lazy())


def _keyless(keyed: pl.DataFrame) -> pl.Series:
    return keyed.select(pl.all_horizontal(pl.col(keys.NAMES).is_null())).to_series()


def _who() -> pl.Expr:
    """Name and number as they stand: what rows without a key can be the same by."""
    return pl.concat_str(pl.col("name", "id_no").fill_null(""), separator="\x1e")


def _thinned(rows: pl.LazyFrame, wanted: pl.DataFrame, unkeyed: pl.DataFrame) -> pl.DataFrame:
    """The rows of `rows` that have one of the `wanted` keys; and those without any that say `who` as one of `unkeyed`."""
    theirs = [
        rows.select(name).join(wanted.lazy().select(name).drop_nulls(), on=name, how="semi").unique()
        for name in keys.NAMES
    ]
    met = dict(zip(keys.NAMES, pl.collect_all(theirs, engine="streaming"), strict=True))
    few = pl.any_horizontal(pl.col(name).is_in(found[name].implode()) for name, found in met.items())
    if len(unkeyed):
        same = _who().is_in(unkeyed["who"].implode())
        few = few | (pl.all_horizontal(pl.col(keys.NAMES).is_null()) & same)
    return rows.filter(few).collect(engine="streaming")


def _made_anew(
    history: Before, batch: Batch, wanted: pl.DataFrame, unkeyed: pl.DataFrame
) -> Iterator[pl.DataFrame]:
    for path in files(history.ledger, [batch]):
        rows = scan([path]).filter(not_of([batch], history.own)).collect()
        again = keys.keyed(prepare(canonical(rows.lazy()).select(CLAIMS.schema.names()).collect()))
        yield _thinned(rows.with_columns(again).lazy(), wanted, unkeyed)


def _sums(history: Before) -> pl.DataFrame:
    """What each employer claimed; see PAST_SUMS."""
    return (
        history.of(history.batches)
        .filter(_told_of())
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
        .join(told(history.batches).lazy(), on="entry")
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
