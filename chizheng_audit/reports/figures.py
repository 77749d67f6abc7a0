"""What pictures of a run show: the way from rows to findings, units, caps, people claimed for twice, insured months.

Part of the view: sums and masks once, so that each pen only draws. No loop over rows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from chizheng_audit.audit import Audit
from chizheng_audit.employment import unit
from chizheng_audit.finding import spoken_of
from chizheng_audit.policy import Policy
from chizheng_audit.reports.shown import Shown
from chizheng_audit.rule import Rule

_MONEY = pl.Decimal(14, 2)
_FLAGGED = ("violation", "suspicion")
_SUM = pl.Decimal(38, 2)  # what sums of money are
UNITS = pl.Schema(
    {
        "payee": pl.String(),
        "claims": pl.Int64(),
        "flagged": pl.Int64(),
        "unverifiable": pl.Int64(),
        "at_stake": _SUM,
    }
)
CAPS = pl.Schema(
    {
        "employer": pl.String(),
        "year": pl.Int32(),
        "claims": pl.UInt32(),
        "paid": _MONEY,
        "cap": _MONEY,
        "over": _SUM,
    }
)
LIVES = pl.Schema({"person": pl.Int64(), "row_id": pl.Int64(), "day": pl.Date(), "flagged": pl.Boolean()})
STRIPS = pl.Schema(
    {
        "fingerprint": pl.String(),
        "starts": pl.Date(),  # the month of the first sign of the strip
        "strip": pl.String(),  # see employment.strip
        "needed": pl.Int64(),  # months asked for, where the finding says
    }
)


@dataclass(frozen=True)
class Figures:
    """funnel: (step, rows): read, kept, claims, flagged (claims that are a violation or a suspicion), violations.
    units: payee (null: not said), claims, flagged (claims), unverifiable (claims), at_stake (each claim once); those with
      a finding that speaks for one of their claims, dearest first.
    by_unit: payee, code, rows (claims flagged), most first.
    caps: employer, year (null: no matter which), claims, paid, cap, over (paid beyond the cap, not below 0), in the
      order of paid; none where the policy has no cap.
    lives: person (Int64, counts from 1, dearest first), row_id, day (issued, hired or claimed; null unknown), flagged;
      people with more than one claim, one of them found repeated. Rows of a person in the order of days.
    strips: STRIPS, in the order of findings.
    """

    funnel: tuple[tuple[str, int], ...]
    units: pl.DataFrame
    by_unit: pl.DataFrame
    caps: pl.DataFrame
    lives: pl.DataFrame
    strips: pl.DataFrame


def figures(
    *,
    audit: Audit,
    findings: pl.DataFrame,
    stakes: pl.DataFrame,
    rows: pl.DataFrame,
    claims: pl.DataFrame,
    sheets: pl.DataFrame,
    rules: Mapping[str, Rule],
    policy: Policy,
    as_of: date,
    shown: Shown,
    past: Sequence[pl.DataFrame] = (),
) -> Figures:
    """Make them of a view's `findings` and `rows`; `stakes` are row_id and stake (money), each row once.

    `past` are the frames of earlier batches whose rows a finding may name, see Tables.named_past.
    """
    older = [frame for frame in past if "person" in frame.columns]
    said = (
        spoken_of(findings)
        .with_columns(pl.col("verdict").cast(pl.String))
        .join(claims.select("row_id", "payee"), on="row_id")
    )
    named = said.select("payee").unique().with_columns(unit=shown.value(pl.col("payee"), "payee"))
    about = said.join(named, on="payee", nulls_equal=True).drop("payee").rename({"unit": "payee"})
    flagged = about.filter(pl.col("verdict").is_in(_FLAGGED))
    return Figures(
        funnel=(
            ("read", int(sheets["rows_read"].sum())),
            ("kept", int(sheets["rows_kept"].sum())),
            ("claims", len(claims)),
            ("flagged", flagged["row_id"].n_unique()),
            ("violations", flagged.filter(pl.col("verdict") == "violation")["row_id"].n_unique()),
        ),
        units=_units(about, flagged, stakes, claims, named),
        by_unit=flagged.group_by("payee", "code")
        .agg(rows=pl.col("row_id").n_unique())
        .sort("rows", "payee", "code", descending=[True, False, False]),
        caps=_caps(claims, policy, as_of, shown),
        lives=_lives(findings, stakes, rows, [claims, *older]),
        strips=_strips(audit.findings, findings, rules),
    )


def _units(
    about: pl.DataFrame,
    flagged: pl.DataFrame,
    stakes: pl.DataFrame,
    claims: pl.DataFrame,
    named: pl.DataFrame,
) -> pl.DataFrame:
    """`named` are the payees that findings speak of, and the unit that each is shown as."""
    sizes = (
        claims.lazy()
        .select("payee")
        .join(named.lazy(), on="payee", nulls_equal=True)
        .group_by(payee="unit")
        .agg(claims=pl.len())
        .collect()
    )
    open_rows = about.filter(pl.col("verdict") == "unverifiable")
    money = stakes.join(about.select("row_id", "payee").unique(), on="row_id")
    found = about.select("payee").unique()
    for part in (
        sizes,
        flagged.group_by("payee").agg(flagged=pl.col("row_id").n_unique()),
        open_rows.group_by("payee").agg(unverifiable=pl.col("row_id").n_unique()),
        money.group_by("payee").agg(at_stake=pl.col("stake").sum()),
    ):
        found = found.join(part, on="payee", how="left", nulls_equal=True)
    return found.with_columns(
        pl.col("claims", "flagged", "unverifiable").cast(pl.Int64).fill_null(0),
        pl.col("at_stake").cast(_MONEY).fill_null(0),
    ).sort("at_stake", "flagged", "payee", descending=[True, True, False])


def _caps(claims: pl.DataFrame, policy: Policy, as_of: date, shown: Shown) -> pl.DataFrame:
    cap = pl.lit(policy.value("employer_cap", as_of)).cast(_MONEY)
    yearly = policy.value("employer_cap_scope", as_of) == "year"
    year = pl.coalesce("claim_date", "hire_date").dt.year() if yearly else pl.lit(None)
    known = claims.columns
    key = (
        "employer_key" if "employer_key" in known else pl.coalesce("employer_code", unit(pl.col("employer")))
    )
    sums = (
        claims.lazy()
        .filter((pl.col("subsidy") == "hire") & (pl.col("standing") == "claim") & cap.is_not_null())
        .select("employer", "amount", key=key, year=year.cast(pl.Int32))
        .filter(pl.col("key").is_not_null())
        .group_by("key", "year")
        .agg(
            pl.col("employer").drop_nulls().first(), claims=pl.len(), paid=pl.col("amount").sum().cast(_MONEY)
        )
        .collect()
    )
    return (
        sums.with_columns(shown.value(pl.coalesce("employer", "key"), "employer").alias("employer"), cap=cap)
        .with_columns(over=pl.max_horizontal(pl.col("paid") - pl.col("cap"), pl.lit(0).cast(_MONEY)))
        .select("employer", "year", "claims", "paid", "cap", "over")
        .sort("paid", "employer", "year", descending=[True, False, False])
    )


def _lives(
    findings: pl.DataFrame, stakes: pl.DataFrame, rows: pl.DataFrame, claims: Sequence[pl.DataFrame]
) -> pl.DataFrame:
    """The claims of each person with a finding of a dupes_ rule: those that such findings name."""
    own = findings.filter(
        pl.col("rule").str.starts_with("dupes_") & pl.col("verdict").cast(pl.String).is_in(_FLAGGED)
    ).select("row_id", "evidence")
    day = pl.coalesce("issue_date", "hire_date", "claim_date")
    facts = pl.concat([part.lazy().select("row_id", "person", day=day) for part in claims])
    facts = facts.join(rows.lazy().select("row_id"), on="row_id", how="semi")
    people = facts.collect()
    named = own.join(people.select("row_id", whose="person"), on="row_id").drop_nulls("whose")
    cited = pl.concat(
        [
            named.select("whose", "row_id", flagged=pl.lit(True)),
            named.select("whose", row_id="evidence", flagged=pl.lit(False)).explode("row_id").drop_nulls(),
        ]
    )
    events = (
        cited.group_by("whose", "row_id")
        .agg(pl.col("flagged").any())
        .join(people, on="row_id", how="left")
        # a claim that names nobody was compared by the rule
        .filter((pl.col("person") == pl.col("whose")).fill_null(True))
        .join(rows.select("row_id", "issue_date"), on="row_id", how="left")
        .with_columns(day=pl.coalesce("day", "issue_date"))
        .join(stakes, on="row_id", how="left")
        .filter(pl.len().over("whose") > 1)
        .with_columns(money=pl.col("stake").filter("flagged").sum().over("whose"))
        .sort("money", "whose", "day", "row_id", descending=[True, False, False, False], nulls_last=True)
    )
    return events.select(
        person=pl.col("whose").rle_id().cast(pl.Int64) + 1, row_id="row_id", day="day", flagged="flagged"
    )


def _strips(raw: pl.DataFrame, findings: pl.DataFrame, rules: Mapping[str, Rule]) -> pl.DataFrame:
    """The strips that messages speak of, taken from the facts that fill them."""
    parts = [pl.DataFrame(schema=STRIPS)]
    for (name, variant), part in raw.group_by("rule", "variant", maintain_order=True):
        rule = rules[str(name)]
        at = (
            {fact: place for place, fact in enumerate(rule.placeholders(str(variant)))}
            if variant in rule.messages
            else {}
        )
        if "strip" not in at:
            continue
        facts = {fact: pl.col("facts").list.get(place) for fact, place in at.items()}
        none = pl.lit(None, dtype=pl.String)
        since = (facts.get("since", none) + "-01").str.to_date(strict=False)
        # a strip without its first month ends with the month before the hire
        hired = facts.get("hire_date", none).str.to_date(strict=False).dt.month_start()
        before = hired.dt.offset_by(pl.format("-{}mo", facts["strip"].str.len_chars()))
        parts.append(
            part.select(
                "fingerprint",
                starts=pl.coalesce(since, before),
                strip=facts["strip"],
                needed=facts.get("needed", none).cast(pl.Int64, strict=False),
            )
        )
    strips = pl.concat(parts).drop_nulls("strip")
    order = findings.select("fingerprint").with_row_index("turn")
    return strips.join(order, on="fingerprint").sort("turn").drop("turn")
