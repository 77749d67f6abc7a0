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
        "detail": pl.String(),  # the missing table or parameter, or the error
    }
)
