"""The frames an audit returns: findings and coverage."""

import polars as pl

VERDICTS = ("violation", "suspicion", "unverifiable")
VERDICT = pl.Enum(VERDICTS)
CONFIDENCE = pl.Enum(["exact", "strong", "possible"])

FINDINGS = pl.Schema(
    {
        "fingerprint": pl.String(),  # 32 hex digits; what the finding is about, never where it stood
        "rule": pl.String(),  # file name in rules/
        "code": pl.String(),
        "verdict": VERDICT,
        "confidence": CONFIDENCE,
        "clause": pl.String(),  # key of the pack's clauses, or null
        "variant": pl.String(),  # which of the rule's message templates; "" for the only one, "missing" when unverifiable
        "facts": pl.List(pl.String()),  # values of the template's placeholders, in their order, unmasked
        "at_stake": pl.Decimal(
            14, 2
        ),  # 元 that would not be payable if the finding holds; negative: underpaid; null: no sum
        "row_id": pl.Int64(),  # the row it is about (a sheet's base: the sheet as a whole)
        "evidence": pl.List(pl.Int64()),  # other rows, in file order
        "covers": pl.List(
            pl.Int64()
        ),  # claims that the finding speaks for besides its own row; they get none of their own
    }
)

COVERAGE = pl.Schema(
    {
        "rule": pl.String(),
        "code": pl.String(),
        "status": pl.Enum(["ran", "no_table", "no_parameter", "failed"]),
        "applied": pl.Int64(),  # = passed + flagged + unverifiable
        "passed": pl.Int64(),
        "flagged": pl.Int64(),
        "unverifiable": pl.Int64(),
        "detail": pl.String(),  # the missing table or parameter, or the error; of a rule that ran its remark, or null
    }
)

RESULTS = ("true_fraud", "true_error", "not_true", "known")
"""The answers that a finding can be given; the first two confirm it."""
CONFIRMED = RESULTS[:2]

STANDINGS = ("new", "open", "decided", "waived")

STANDING = pl.Schema(
    {
        "fingerprint": pl.String(),
        "standing": pl.Enum(STANDINGS),  # null: there is no ledger that knows
        "settled": pl.Boolean(),  # nothing is left to be done about it: it does not make a run fail
        "result": pl.String(),  # the answer that was given, also where the finding came back since; else null
        "note": pl.String(),
        "decided_by": pl.String(),
        "decided_on": pl.Date(),
        "recovered": pl.Decimal(18, 2),
        "decided_at_stake": pl.Decimal(18, 2),  # of the finding when it was answered
    }
)
"""How each finding of a run stands to what is known of it: one row a finding."""


def spoken_of(findings: pl.DataFrame) -> pl.DataFrame:
    """code, verdict, row_id: a row for each that a finding speaks for, its own and those it covers."""
    both = pl.concat_list("row_id", "covers")
    return findings.select("code", "verdict", row_id=both).explode("row_id")


def payable() -> pl.Expr:
    """`due`: what stays payable of the row's own `amount`; null where the finding's sum is that of other claims, too."""
    alone = pl.col("covers").list.len() == 0
    return pl.when(alone).then(pl.col("amount") - pl.col("at_stake"))


def shares(findings: pl.DataFrame, claims: pl.DataFrame) -> pl.DataFrame:
    """fingerprint, row_id, stake: the money that each of `findings` puts on each of its claims; none without a sum.

    A finding that speaks for other claims (of `claims`) puts their whole amounts on these, and on its own the rest.
    """
    own = findings.select("fingerprint", "row_id", "at_stake", "covers").drop_nulls("at_stake")
    amounts = claims.select(covers="row_id", amount=pl.col("amount").cast(pl.Decimal(14, 2)).fill_null(0))
    others = own.select("fingerprint", "covers").explode("covers").drop_nulls().join(amounts, on="covers")
    spread = others.group_by("fingerprint").agg(pl.col("amount").sum())
    rest = own.join(spread, on="fingerprint", how="left", maintain_order="left").select(
        "fingerprint", "row_id", stake=pl.col("at_stake") - pl.col("amount").fill_null(0)
    )
    return pl.concat([rest, others.select("fingerprint", row_id="covers", stake="amount")])
