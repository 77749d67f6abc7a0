"""What becomes of each line: the worst of what was found in it, and why, in words."""

from collections.abc import Mapping

import polars as pl

from chizheng_audit.audit import scoped
from chizheng_audit.case import Case
from chizheng_audit.finding import CONFIRMED
from chizheng_audit.i18n import _
from chizheng_audit.payable import unit_key
from chizheng_audit.payout.lines import Batch, units_of
from chizheng_audit.payout.terms import STANDINGS, Terms
from chizheng_audit.reports.beside import why_not
from chizheng_audit.reports.view import View
from chizheng_audit.rule import Rule

WHY = ("rules", "messages", "clauses")
"""The texts that say why: rules by code and title, what was found, and on which clause it rests."""

_WHOLE = ("totals", "cover")
"""What a rule may be about that is about the batch as a whole: it holds all of it, and rejects no line."""
_SAID = 5
_REASONS = pl.Schema(
    {
        "row_id": pl.Int64(),
        "effect": pl.Enum(STANDINGS),
        "code": pl.String(),
        "title": pl.String(),
        "message": pl.String(),
        "clause": pl.String(),
        "at_stake": pl.Decimal(14, 2),
    }
)


def judged(
    batch: Batch, case: Case, view: View, rules: Mapping[str, Rule], terms: Terms
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """(lines, reasons). lines: those of `batch` with `standing` (Enum), the texts WHY (null where nothing was found) and
    `at_stake` (元, the largest of its findings). reasons: one row a line and finding: row_id, effect, code, title.
    """
    about = {name: rule.about for name, rule in rules.items()}
    findings = _with_effects(view.findings, about, terms)
    reasons = pl.concat(
        [
            _told(findings, batch, case),
            _not_run(view, case, rules, terms, batch),
            _unseen(batch),
        ]
    ).with_columns(pl.col("effect").cast(pl.Enum(STANDINGS)))
    reasons = pl.concat([reasons, _without_a_sum(batch, reasons)])
    if batch.sums_up:
        reasons = pl.concat([reasons, _of_others(reasons, case)])
    by_line = _by_line(reasons)
    lines = batch.lines.join(by_line, on="row_id", how="left", maintain_order="left").with_columns(
        pl.col("standing").fill_null("pay")
    )
    return lines, reasons.select("row_id", "effect", "code", "title")


def _with_effects(findings: pl.DataFrame, about: Mapping[str, str], terms: Terms) -> pl.DataFrame:
    """`findings` (of a view) with `about` and `effect`, and the message with why it stops nothing where it does not."""
    verdict = pl.col("verdict").cast(pl.String)
    own = pl.col("code").replace_strict(dict(terms.by_rule), default=None, return_dtype=pl.String)
    effect = pl.coalesce(own, verdict.replace(dict(terms.by_kind)))
    untrue = pl.col("settled") & ~pl.col("result").is_in(CONFIRMED).fill_null(False)
    answered = untrue | (pl.col("standing") == "waived").fill_null(False)
    whole = pl.col("about").is_in(_WHOLE)
    return (
        findings.with_columns(about=pl.col("rule").replace(dict(about)))
        .with_columns(
            effect=pl.when(answered)
            .then(pl.lit("pay"))
            .when(whole & (effect == "reject"))
            .then(pl.lit("hold"))
            .otherwise(effect)
        )
        .with_columns(
            message=pl.when(answered)
            .then(pl.col("message") + _("（已核实或豁免，不影响付款）"))
            .when(pl.col("effect") == "pay")
            .then(pl.col("message") + _("（政策包定为照付）"))
            .otherwise("message")
        )
    )


def _told(findings: pl.DataFrame, batch: Batch, case: Case) -> pl.DataFrame:
    """The findings spread over the lines that they bear on (_REASONS, effect as text)."""
    said = findings.select(
        "effect", "code", "title", "message", "at_stake", "about", "row_id", "covers", clause="clause_at"
    )
    lines = batch.lines.select("row_id", "base")
    of_lines = said.filter(pl.col("about") == "payable")
    of_claims = (
        said.filter(pl.col("about") == "claims")
        .with_columns(row_id=pl.concat_list("row_id", "covers"))
        .explode("row_id")
    )
    of_sheets = said.filter(pl.col("about") == "sheets").rename({"row_id": "base"})
    of_all = said.filter(pl.col("about").is_in(_WHOLE)).drop("row_id")
    spread = [of_lines, of_all.join(lines.select("row_id"), how="cross")]
    if batch.sums_up:
        units = units_of(case)
        spread += [
            of_claims.rename({"row_id": "claim"}).join(units.drop("base"), on="claim"),
            of_sheets.join(units.select("base", "row_id").unique(), on="base"),
            of_sheets.join(lines, on="base"),
        ]
    else:
        spread += [of_claims, of_sheets.join(lines, on="base")]
    return pl.concat(
        [
            frame.select(pl.col(name).cast(pl.String if name == "effect" else dtype) for name, dtype in _REASONS.items())
            for frame in spread
        ]
    )  # fmt: skip


def _not_run(view: View, case: Case, rules: Mapping[str, Rule], terms: Terms, batch: Batch) -> pl.DataFrame:
    """Rules that lacked a table, where the pack says that their claims do not pass then."""
    frames = [pl.DataFrame(schema={**_REASONS, "effect": pl.String})]
    if terms.by_kind["no_table"] != "pay":
        for line in view.coverage.filter(pl.col("status") == "no_table").iter_rows(named=True):
            inside = scoped(case, rules[line["rule"]])[0]
            rows = inside.tables.claims.select("row_id").collect()
            if batch.sums_up:
                units = units_of(case).select("row_id", claim="claim")
                rows = units.join(rows, left_on="claim", right_on="row_id").select("row_id").unique()
            frames.append(
                rows.select(
                    "row_id",
                    effect=pl.lit(terms.by_rule.get(line["code"], terms.by_kind["no_table"])),
                    code=pl.lit(line["code"]),
                    title=pl.lit(line["title"]),
                    message=pl.lit(why_not(line)),
                    clause=pl.lit(None, dtype=pl.String),
                    at_stake=pl.lit(None, dtype=pl.Decimal(14, 2)),
                )
            )
    return pl.concat(frames)


def _unseen(batch: Batch) -> pl.DataFrame:
    """Lines that no rule saw, because their sheet is a copy of another one: they are never paid."""
    return batch.lines.filter(~pl.col("checked")).select(
        "row_id",
        effect=pl.lit("hold"),
        code=pl.lit("—"),
        title=pl.lit(_("没有核对")),
        message=pl.lit(_("本行所在的表与另一张表逐格相同，没有再核对。")),
        clause=pl.lit(None, dtype=pl.String),
        at_stake=pl.lit(None, dtype=pl.Decimal(14, 2)),
    )


def _without_a_sum(batch: Batch, reasons: pl.DataFrame) -> pl.DataFrame:
    """Lines whose money is not known, where nothing else holds them: no answer, waiver or pack can make it known."""
    stopped = reasons.filter(pl.col("effect") != "pay").get_column("row_id")
    return batch.lines.filter(pl.col("amount").is_null() & ~pl.col("row_id").is_in(stopped.implode())).select(
        "row_id",
        effect=pl.lit("hold").cast(pl.Enum(STANDINGS)),
        code=pl.lit("—"),
        title=pl.lit(_("金额不明")),
        message=pl.lit(_("金额空缺或读不懂，不知付多少；豁免和政策包都不能使它可付。")),
        clause=pl.lit(None, dtype=pl.String),
        at_stake=pl.lit(None, dtype=pl.Decimal(14, 2)),
    )


def _of_others(reasons: pl.DataFrame, case: Case) -> pl.DataFrame:
    """That another line of the unit is worse: its claims stand behind all of its lines, so these are paid together or not."""
    units = case.tables.payable.select("row_id", unit=unit_key(pl.col("claimant"))).drop_nulls().collect()
    worst = (
        units.join(reasons.group_by("row_id").agg(pl.col("effect").max()), on="row_id", how="left")
        .with_columns(pl.col("effect").fill_null("pay"))
        .with_columns(most=pl.col("effect").max().over("unit"))
        .filter(pl.col("effect") < pl.col("most"))
    )
    return worst.select(
        "row_id",
        effect="most",
        code=pl.lit("—"),
        title=pl.lit(_("同一单位的另一行")),
        message=pl.lit(_("同一单位的另一行不能付；几行背后是同一批申报，一并处置。")),
        clause=pl.lit(None, dtype=pl.String),
        at_stake=pl.lit(None, dtype=pl.Decimal(14, 2)),
    )


def _by_line(reasons: pl.DataFrame) -> pl.DataFrame:
    """row_id, standing, WHY and at_stake of each line in which something was found; the worst is said first."""
    several = pl.col("message").len().cast(pl.Int64) - _SAID
    more = pl.when(several > 0).then(pl.format(_(" 另有 {} 条。"), several)).otherwise(pl.lit(""))
    separator = _("；")
    return (
        reasons.sort(
            pl.col("effect").to_physical(), pl.col("at_stake").fill_null(0), descending=True, maintain_order=True
        )
        .group_by("row_id", maintain_order=True)
        .agg(
            standing=pl.col("effect").first(),
            rules=pl.concat_str("code", "title", separator=" ").unique(maintain_order=True).str.join(separator),
            messages=pl.col("message").head(_SAID).str.join(" ") + more.first(),
            clauses=pl.col("clause").drop_nulls().unique(maintain_order=True).str.join(separator),
            at_stake=pl.col("at_stake").filter(pl.col("at_stake") > 0).max(),
        )
        .with_columns(clauses=pl.when(pl.col("clauses") != "").then("clauses"))
    )  # fmt: skip
