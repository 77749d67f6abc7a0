"""What came of the findings: five sums that count each claim once, and how often each rule was confirmed.

What is known of findings are the recorded runs, each finding as the latest of them told it; of their claims, whether the
batch that they belong to still has them and was paid. A claim belongs to the batch that its run named, else to the one
whose files it was read from. That a batch no longer has it is said only where one of its statuses had its file.
"""

from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from chizheng_audit.case import prepare
from chizheng_audit.finding import CONFIRMED
from chizheng_audit.ledger import decisions, keys, runs
from chizheng_audit.ledger.claims import canonical, files, scan, what, who
from chizheng_audit.ledger.entries import Batch
from chizheng_audit.ledger.folder import Ledger
from chizheng_audit.tables import CLAIMS
from chizheng_audit.tables.kinds import MONEY

_MONEY = pl.Decimal(18, 2)
_CENT = Decimal("0.01")
_REFUTED = ("not_true", "known")
_ALIKE = ("batch", "subsidy", "who", "what")


@dataclass(frozen=True)
class Sum:
    """How many claims, and how much money of theirs."""

    claims: int
    amount: Decimal


@dataclass(frozen=True)
class Stats:
    """The five sums, 元, each claim once; of several findings about a claim the largest sum counts, underpayment does not.

    found (疑点): what violations and suspicions put at stake, answered or not.
    confirmed (核实): of that, what was answered as true, as far as it was when it was answered.
    stopped (拦截): what did not go out: claims that their batch no longer has at its present status, unless all that was
      found was answered as not true or known; what is less in a claim that was paid than when it was found; and confirmed
      ones of batches that are not paid yet.
    owed (应追回): what was confirmed of claims that were paid, as far as the amount was not made less before.
    recovered (已追回): what came back, as the answers say.
    unplaced: what was confirmed of claims that the ledger cannot tell whether they were paid: it does not have their batch,
      or has it without them and never had their file; confirmed − owed − unplaced is the part of stopped that was confirmed.
    not_paid: of recovered, what the answers say came back of claims that by the ledger were never paid.
    rules: code, rule, findings (violations and suspicions), decided, true_fraud, true_error, not_true, known, rate (true
      among true and not true; null where neither was answered), confirmed (元, each claim once within the rule).
    """

    found: Sum
    confirmed: Sum
    stopped: Sum
    owed: Sum
    recovered: Sum
    unplaced: Sum
    not_paid: Sum
    rules: pl.DataFrame


def stats(ledger: Ledger) -> Stats:
    """What the ledger knows came of its findings."""
    findings, told = _told(ledger)
    left = [(pl.col(whole) - pl.col("cut")).clip(0) for whole in ("stake", "confirmed")]
    unrefuted = ~pl.col("result").is_in(_REFUTED).fill_null(False)
    by_claim = told.group_by("claim", "fate").agg(
        found=pl.col("stake").max(),
        confirmed=pl.col("confirmed").max(),
        standing=pl.col("stake").filter(unrefuted).max(),
        standing_left=left[0].filter(unrefuted).max(),
        owed=left[1].max(),
        recovered=pl.col("recovered").max(),
    )
    gone, waiting, paid = (pl.col("fate") == fate for fate in ("gone", "waiting", "paid"))
    stopped = (
        pl.when(gone)
        .then("standing")
        .when(waiting)
        .then("confirmed")
        .when(paid)
        .then(pl.col("standing") - pl.col("standing_left"))
    )
    return Stats(
        found=_sum(by_claim, pl.col("found")),
        confirmed=_sum(by_claim, pl.col("confirmed")),
        stopped=_sum(by_claim, stopped),
        owed=_sum(by_claim.filter(paid), pl.col("owed")),
        recovered=_sum(by_claim, pl.col("recovered")),
        unplaced=_sum(by_claim.filter(pl.col("fate") == "unknown"), pl.col("confirmed")),
        not_paid=_sum(by_claim.filter(gone | waiting), pl.col("recovered")),
        rules=_rules(findings, told),
    )


def fates(ledger: Ledger) -> pl.DataFrame:
    """fingerprint, fate, batch of each finding but those that could not be verified: what became of its claims.

    fate: paid, if any was; else unknown, if of any the ledger cannot tell; else gone (its batch no longer has them) or
    waiting (its batch is not paid). batch: that of the earliest claim with this fate; null where the ledger has none.
    """
    order = pl.col("fate").replace_strict({"paid": 0, "unknown": 1, "gone": 2, "waiting": 3})
    return (
        _told(ledger)[1]
        .sort(order, "row_id", maintain_order=True)
        .unique("fingerprint", keep="first", maintain_order=True)
        .select("fingerprint", "fate", "batch")
    )


def _told(ledger: Ledger) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The findings of the recorded runs with their answers, and their parts (see _parts), each with its fate and `cut`:

    how much less its batch paid for the claim than was claimed when this was found; 0 where alike claims are several.
    """
    answers = decisions.in_force(ledger).select(
        "fingerprint", "result", "recovered", decided_at_stake="at_stake"
    )
    known = runs.known(ledger).filter(pl.col("verdict") != "unverifiable")
    findings = known.join(answers, on="fingerprint", how="left", maintain_order="left")
    parts = _parts(findings, _claims(ledger, known))
    told = parts.join(_fates(ledger, parts), on="claim", how="left", maintain_order="left")
    less = pl.when((pl.col("fate") == "paid") & (pl.col("times") == 1)).then(pl.col("amount") - pl.col("now"))
    return findings, told.with_columns(cut=less.clip(0).fill_null(0).cast(_MONEY))


def _sum(rows: pl.DataFrame, amount: pl.Expr) -> Sum:
    sums = rows.select(amount=amount.cast(_MONEY)).filter(pl.col("amount") > 0).to_series()
    return Sum(len(sums), Decimal(sums.sum() or 0).quantize(_CENT))


def _claims(ledger: Ledger, known: pl.DataFrame) -> pl.DataFrame:
    """run, row_id, batch (null: none of the ledger's), had (whether that had its file), subsidy, who, what, times, turn,
    amount of each claim that is found.
    """
    told = runs.claims_of(ledger, known.get_column("run").unique())
    prepared = prepare(canonical(told.lazy().select(CLAIMS.schema.names())).collect()).select(
        pl.col("subsidy").cast(pl.String), who=who(), what=what()
    )
    named = {each.name for each in ledger.history}
    owners = {
        sha256: each.name for each in ledger.history for entry in each.entries for sha256 in entry.sha256s()
    }
    own = pl.when(pl.col("batch").is_in(list(named))).then("batch")
    by_file = pl.col("sha256").replace_strict(owners, default=None, return_dtype=pl.String)
    of_batch = pl.when(pl.col("batch").is_null()).then(by_file).otherwise(own)
    had = pl.struct(batch=of_batch, sha256="sha256").is_in(_had(ledger))
    return told.select("run", "row_id", "times", "turn", "amount", batch=of_batch, had=had).hstack(prepared)


def _had(ledger: Ledger) -> pl.Series:
    """(batch, sha256) of each file that a batch in force had at any status."""
    pairs = [
        {"batch": each.name, "sha256": sha256}
        for each in ledger.history
        for entry in each.entries
        for sha256 in entry.sha256s()
    ]
    schema = {"batch": pl.String, "sha256": pl.String}
    return pl.DataFrame(pairs, schema=schema).select(pl.struct(pl.all()).implode()).to_series()


def _parts(findings: pl.DataFrame, claims: pl.DataFrame) -> pl.DataFrame:
    """One row a finding and a claim of it: claim (a number), stake, confirmed, recovered, and what the claim is.

    What is less than the whole (an older sum, a part that came back) falls on a finding's claims in the order of their rows.
    """
    spread = (
        findings.select(
            "fingerprint", "rule", "code", "run", "result", "decided_at_stake", "recovered", "claims"
        )
        .explode("claims", empty_as_null=True)
        .unnest("claims")
        .join(claims, on=["run", "row_id"], how="left", maintain_order="left")
        .with_columns(stake=pl.col("stake").clip(0).fill_null(0).cast(_MONEY))
        .sort("row_id", maintain_order=True)
    )
    # a finding that is about no claim (a sheet, a total) stands for itself
    alone = pl.when(pl.col("turn").is_null()).then("fingerprint")
    each = pl.struct(*_ALIKE, "turn", alone=alone)
    before = (pl.col("stake").cum_sum() - pl.col("stake")).over("fingerprint")
    first = pl.int_range(pl.len()).over("fingerprint") == 0
    true = pl.col("result").is_in(CONFIRMED).fill_null(False)
    within = [
        pl.min_horizontal("stake", (pl.col(whole).fill_null(0).cast(_MONEY) - before).clip(0))
        for whole in ("decided_at_stake", "recovered")
    ]
    beyond = (pl.col("recovered").fill_null(0) - pl.col("stake").sum().over("fingerprint")).clip(0)
    return spread.with_columns(
        claim=each.rank("dense"),
        confirmed=pl.when(true).then(within[0]).otherwise(0).cast(_MONEY),
        recovered=pl.when(true)
        .then(within[1] + pl.when(first).then(beyond).otherwise(0))
        .otherwise(0)
        .cast(_MONEY),
    )


def _fates(ledger: Ledger, parts: pl.DataFrame) -> pl.DataFrame:
    """claim, fate: paid | waiting (its batch has it and is not paid) | gone (its batch no longer has it) | unknown; and

    now: the amount at which its batch has it; null unless it has one such claim.

    Where alike claims are more than were found, those that nothing was found in are thought to be kept first.
    """
    found = parts.unique("claim", keep="first").select("claim", *_ALIKE, "times", "turn", "had")
    placed = found.filter(pl.col("batch").is_not_null())
    present = _present(ledger, placed)
    rank = pl.col("turn").rank("ordinal").over(_ALIKE)
    clean = pl.col("times") - pl.len().over(_ALIKE)
    kept = (
        placed.join(present, on=list(_ALIKE), how="left", nulls_equal=True)
        .with_columns(rank=rank, left=pl.col("there").fill_null(0) - clean)
        .with_columns(kept=pl.col("rank") <= pl.col("left"))
    )
    paid = [each.name for each in ledger.history if each.now.status == "paid"]
    fates = kept.select(
        "claim",
        "now",
        fate=pl.when(~pl.col("kept"))
        .then(pl.when("had").then(pl.lit("gone")).otherwise(pl.lit("unknown")))
        .when(pl.col("batch").is_in(paid))
        .then(pl.lit("paid"))
        .otherwise(pl.lit("waiting")),
    )
    others = found.filter(pl.col("batch").is_null()).select("claim", fate=pl.lit("unknown"))
    return pl.concat([fates, others], how="diagonal")


def _present(ledger: Ledger, wanted: pl.DataFrame) -> pl.DataFrame:
    """How many claims like each of `wanted` its batch now has (`there`), and `now`, see _fates. One that does not say what
    it is for is like all.
    """
    frames = [pl.DataFrame(schema={**wanted.select(_ALIKE).schema, "there": pl.Int64, "now": MONEY})]
    for batch in ledger.history:
        own = wanted.filter(pl.col("batch") == batch.name).select(_ALIKE).unique()
        if own.is_empty():
            continue
        now = _now(ledger, batch, own)
        same = now.group_by("subsidy", "who", "what").agg(same=pl.len(), now=pl.col("amount").first())
        vague = now.filter(pl.col("what").is_null()).group_by("subsidy", "who").len("vague")
        counted = own.join(same, on=["subsidy", "who", "what"], how="left").join(
            vague, on=["subsidy", "who"], how="left"
        )
        there = pl.col("same").fill_null(0) + pl.col("vague").fill_null(0)
        single = pl.when(there == 1).then("now").cast(MONEY)
        frames.append(counted.select(*_ALIKE, there=there.cast(pl.Int64), now=single))
    return pl.concat(frames)


def _now(ledger: Ledger, batch: Batch, wanted: pl.DataFrame) -> pl.DataFrame:
    """subsidy, who, what, amount of the claims that a batch has at its present status, of the people of `wanted` at least."""
    rows = scan(files(ledger, [batch]))
    if batch.rows_of().keys == keys.stamp():
        people = wanted.select(hash=keys.hashed(pl.col("who"))).to_series()
        rows = rows.filter(pl.col("key_person").is_in(people.implode()) | pl.col("key_person").is_null())
    prepared = prepare(canonical(rows).select(CLAIMS.schema.names()).collect())
    return prepared.filter(pl.col("standing") == "claim").select(
        pl.col("subsidy").cast(pl.String), "amount", who=who(), what=what()
    )


def _rules(findings: pl.DataFrame, told: pl.DataFrame) -> pl.DataFrame:
    results = {name: (pl.col("result") == name).sum() for name in (*CONFIRMED, *_REFUTED)}
    counts: pl.DataFrame = (
        findings.group_by("code", "rule")
        .agg(findings=pl.len(), decided=pl.col("result").count(), **results)
        .with_columns(true=pl.sum_horizontal(CONFIRMED))
        .with_columns(
            rate=pl.when(pl.col("true") + pl.col("not_true") > 0).then(
                pl.col("true") / (pl.col("true") + pl.col("not_true"))
            )
        )
        .drop("true")
    )
    sums = (
        told.group_by("code", "claim")
        .agg(pl.col("confirmed").max())
        .group_by("code")
        .agg(confirmed=pl.col("confirmed").sum().cast(_MONEY))
    )
    both: pl.DataFrame = counts.join(sums, on="code", how="left").sort("code")
    return both
