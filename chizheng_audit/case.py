"""What a rule may know: the tables, the policy and the day of the audit. Nothing else."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import polars as pl

from chizheng_audit.employment import INSURED
from chizheng_audit.identity import person
from chizheng_audit.netting import netted
from chizheng_audit.policy import Policy
from chizheng_audit.tables import CLAIMS, INSURANCE
from chizheng_audit.tables.system import PROBLEMS, SHEETS, TOTALS

# Chinese words between a trade and its bracketed branch, and a branch that says "none"
_NO_WORK_TYPE = ("", "-", "--", "—", "——", "/", "无")


@dataclass(frozen=True)
class Tables:
    """The frames that rules read, each with its declared schema; claims also with the columns of `prepare`.

    insured: the months of hire and placement claims, see employment.insured.
    """

    claims: pl.LazyFrame
    insurance: pl.LazyFrame
    problems: pl.LazyFrame
    totals: pl.LazyFrame
    sheets: pl.LazyFrame
    insured: pl.LazyFrame = field(default_factory=lambda: pl.LazyFrame(schema=INSURED))


@dataclass(frozen=True)
class Case:
    """The single argument of every rule."""

    tables: Tables
    policy: Policy
    as_of: date

    def value(self, parameter: str) -> Any:
        """The parameter's value on the day of the audit."""
        return self.policy.value(parameter, self.as_of)

    def attach(self, rows: pl.LazyFrame, parameter: str) -> pl.LazyFrame:
        """`rows` with the parameter's value on each row's own date, see Policy.attach."""
        return self.policy.attach(rows, parameter, self.as_of)


def prepare(claims: pl.DataFrame) -> pl.DataFrame:
    """Add to claims what several rules ask for.

    person (String): canonical ID, null where it cannot serve as a key (missing, masked, digits lost).
    trade (String): occupation and work type folded to one key; null without occupation.
    family (String): SKILL (职业资格 and 职业技能等级 are one family) or SPECIAL (专项职业能力).
    payee (String): who is paid — the body, the employer or the agency.
    standing (String): "claim"; "netted" for a reversal and the claim it takes back; "reversal" for one without its claim.
    """
    special = (pl.col("level") == "专项") | pl.col("cert_kind").str.contains("专项", literal=True).fill_null(
        False
    )
    with_keys = claims.with_columns(
        person=person(pl.col("id_no")),
        trade=_trade(claims),
        family=pl.when(special).then(pl.lit("SPECIAL")).otherwise(pl.lit("SKILL")),
        payee=pl.when(pl.col("subsidy") == "hire")
        .then(pl.col("employer"))
        .when(pl.col("subsidy") == "placement")
        .then(pl.coalesce("agency", "org"))
        .otherwise(pl.coalesce("org", "employer")),
    )
    return netted(with_keys)


def _trade(claims: pl.DataFrame) -> pl.Series:
    """Occupation and work type as one key; folded once per distinct pair, because there are few."""
    pairs = claims.select("occupation", "work_type").unique()
    occupation, branch = (_folded(column) for column in ("occupation", "work_type"))
    keys = pairs.with_columns(
        trade=pl.when(branch.is_null() | branch.is_in(_NO_WORK_TYPE) | (branch == occupation))
        .then(occupation)
        .otherwise(pl.concat_str(occupation, pl.lit("/"), branch))
    )
    return (
        claims.select("occupation", "work_type")
        .join(keys, on=["occupation", "work_type"], how="left", nulls_equal=True, maintain_order="left")
        .get_column("trade")
    )


def _folded(column: str) -> pl.Expr:
    return (
        pl.col(column)
        .str.normalize("NFKC")
        .str.replace_all(r"[\s\p{Cf}]", "")
        .str.replace_all(r"[()\[\]【】〔〕]", "|")
        .str.strip_chars("|")
        .str.to_lowercase()
    )


def empty_tables() -> Tables:
    """Tables without a row, for tests and for runs in which nothing was recognised."""
    return Tables(
        claims=prepare(CLAIMS.empty()).lazy(),
        insurance=INSURANCE.empty().lazy(),
        problems=pl.LazyFrame(schema=PROBLEMS),
        totals=pl.LazyFrame(schema=TOTALS),
        sheets=pl.LazyFrame(schema=SHEETS),
    )
