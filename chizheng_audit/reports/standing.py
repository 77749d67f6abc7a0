"""How findings stand to what is known of them, in words: new, still open, answered, accepted as exceptions."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from chizheng_audit.finding import CONFIRMED, STANDING, STANDINGS
from chizheng_audit.i18n import _
from chizheng_audit.reports.shown import Shown
from chizheng_audit.reports.words import RESULT_WORDS, STANDING_WORDS


def joined(findings: pl.DataFrame, standing: pl.DataFrame | None, shown: Shown) -> pl.DataFrame:
    """`findings` with the columns of STANDING, the notes of people masked; null where nothing is known."""
    known = pl.DataFrame(schema=STANDING) if standing is None else standing
    told = known.with_columns(shown.text(pl.col("note")), shown.value(pl.col("decided_by"), "name"))
    return findings.join(told, on="fingerprint", how="left", maintain_order="left").with_columns(
        pl.col("settled").fill_null(False)
    )


def word(row: Mapping[str, Any]) -> str:
    """The standing of a finding in a word; "" where no ledger was asked."""
    return _(STANDING_WORDS[row["standing"]]) if row["standing"] else ""


def told(row: Mapping[str, Any]) -> str:
    """What was answered to a finding, in a sentence; "" where nothing was."""
    if row["standing"] == "waived":
        return _("已豁免：{note}").format(note=row["note"])
    if row["result"] is None:
        return ""
    who = _("、").join(
        part for part in (row["decided_on"] and row["decided_on"].isoformat(), row["decided_by"]) if part
    )
    words = _("核实结果：{result}（{who}）").format(result=_(RESULT_WORDS[row["result"]]), who=who)
    if row["note"]:
        words += _("；{note}").format(note=row["note"])
    if row["result"] in CONFIRMED:
        words += _("；已追回 {sum} 元").format(sum=f"{row['recovered'] or 0:,.2f}")
    if row["standing"] != "decided":
        then = f"{row['decided_at_stake'] or 0:,.2f}"
        words += _("；核实时涉及 {sum} 元，此后金额增加或类别加重，重新列为未结").format(sum=then)
    return words


def summary(standings: pl.DataFrame) -> str:
    """How many findings stand how, and the money of each; "" where no ledger was asked."""
    counts = {row["standing"]: row for row in standings.iter_rows(named=True)}
    return _("；").join(
        _("{what} {n} 条 {sum} 元").format(
            what=_(STANDING_WORDS[code]),
            n=f"{counts[code]['findings']:,}",
            sum=f"{counts[code]['at_stake']:,.2f}",
        )
        for code in STANDINGS
        if code in counts
    )
