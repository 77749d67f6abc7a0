"""What stands on the page, part by part, for the template; long parts say what they leave out and where it is."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any

import polars as pl

from chizheng_audit.i18n import N_, _
from chizheng_audit.reports import said
from chizheng_audit.reports.beside import beside, failure, why_not, with_ledger
from chizheng_audit.reports.pens.html import drawings
from chizheng_audit.reports.pens.html.listed import anchor, entries, listed
from chizheng_audit.reports.standing import summary
from chizheng_audit.reports.verdict import sentence, tone
from chizheng_audit.reports.view import View
from chizheng_audit.reports.waived import words
from chizheng_audit.reports.words import CONFIDENCE_WORDS, REASONS, STATUSES, VALUE_WORDS, VERDICT_WORDS
from chizheng_audit.tables import TABLES

MOST_UNITS = 30
MOST_EMPLOYERS = 30
MOST_PEOPLE = 40
MOST_STRIPS = 100
_FEW = 60  # findings that are opened from the start
_FUNNEL = 420
_CAPS = 220
_STRIP_HEIGHT = 34

_STEPS = {
    "read": N_("读入行"),
    "kept": N_("明细行"),
    "claims": N_("核对申报"),
    "flagged": N_("指出的申报"),
    "violations": N_("其中违规"),
}
_SIGNS = {
    "●": ("paid", N_("按时缴费")),
    "◎": ("late", N_("补缴")),
    "△": ("owed", N_("欠费")),
    "○": ("none", N_("未缴")),
}


def content(view: View) -> dict[str, Any]:
    """The names that the template draws."""
    shown = listed(view.findings)
    anchors = {print_: anchor(print_) for print_ in shown["fingerprint"]}
    return {
        "view": view,
        "sentence": sentence(view),
        "standings": summary(view.standings),
        "tone": tone(view),
        "verdicts": {code: _(word) for code, word in VERDICT_WORDS.items()},
        "confidences": {code: _(word) for code, word in CONFIDENCE_WORDS.items()},
        "subsidies": {code: _(word) for code, word in VALUE_WORDS["subsidy"].items()},
        "history": with_ledger(view.history) if view.history else "",
        "waived": words(view.waived),
        "failures": [failure(file, why) for file, why in view.failed],
        "funnel": _funnel(view),
        "by_rule": _by_rule(view, shown),
        "units": _units(view),
        "caps": _caps(view, shown),
        "lives": _lives(view, shown),
        "strips": _strips(view, anchors),
        "entries": entries(view, shown),
        "listed": len(shown),
        "left": _left(view.findings, shown),
        "open": len(shown) <= _FEW,
        "pages": [(page, _first(shown, page.code)) for page in view.programme],
        "coverage": list(_coverage(view)),
        "sheets": list(_sheets(view)),
        "beside": beside(view),
    }


def _funnel(view: View) -> list[dict[str, Any]]:
    steps = dict(view.figures.funnel)
    most = max(steps.values())
    return [
        {"label": _(_STEPS[step]), "rows": rows, "step": step, "bar": drawings.bar(rows, most, _FUNNEL)}
        for step, rows in steps.items()
    ]


def _by_rule(view: View, shown: pl.DataFrame) -> list[dict[str, Any]]:
    on_page = dict(shown.group_by(pl.format("{} {}", "code", pl.col("verdict").cast(pl.String))).len().rows())
    return [
        row | {"listed": on_page.get(f"{row['code']} {row['verdict']}", 0)}
        for row in view.by_rule.iter_rows(named=True)
    ]


def _units(view: View) -> dict[str, Any]:
    """Rule by unit: counts of claims, shaded; the dearest units."""
    told = view.figures.units
    counts = {(unit, code): rows for unit, code, rows in view.figures.by_unit.iter_rows()}
    codes = sorted({code for _unit, code in counts})
    titles = dict(view.by_rule.select("code", "title").rows())
    most = max(counts.values(), default=0)
    lines = [
        unit
        | {
            "cells": [
                (code, n, drawings.shade(n, most))
                for code in codes
                for n in [counts.get((unit["payee"], code), 0)]
            ]
        }
        for unit in told.head(MOST_UNITS).iter_rows(named=True)
    ]
    return {"codes": [(code, titles[code]) for code in codes], "lines": lines, "left": len(told) - len(lines)}


def _caps(view: View, shown: pl.DataFrame) -> dict[str, Any]:
    """Employers beside their cap; what goes beyond leads to the worst finding that says so."""
    caps = view.figures.caps
    found = shown.filter(pl.col("rule").str.starts_with("caps_")).reverse()
    anchors = {payee: anchor(print_) for payee, print_ in found.select("payee", "fingerprint").iter_rows()}
    first = caps.head(max(MOST_EMPLOYERS, int((caps["over"] > 0).sum())))
    scale = max((float(max(row["paid"], row["cap"])) for row in first.iter_rows(named=True)), default=1.0)
    lines = [
        row
        | {
            "within": drawings.bar(float(min(row["paid"], row["cap"])), scale, _CAPS),
            "beyond": drawings.bar(float(row["over"]), scale, _CAPS),
            "limit": drawings.bar(float(row["cap"]), scale, _CAPS),
            "anchor": anchors.get(row["employer"]) if row["over"] > 0 else None,
        }
        for row in first.iter_rows(named=True)
    ]
    return {"lines": lines, "left": len(caps) - len(lines), "over": int((caps["over"] > 0).sum())}


def _lives(view: View, shown: pl.DataFrame) -> dict[str, Any]:
    """People claimed for twice, each with a time axis that all share."""
    lives = view.figures.lives
    people = int(lives["person"].max() or 0)  # type: ignore[arg-type] # a column of integers
    first = lives.filter(pl.col("person") <= MOST_PEOPLE).join(
        view.rows, on="row_id", how="left", maintain_order="left"
    )
    days = first["day"].drop_nulls().to_list()
    if first.is_empty():
        return {"people": [], "left": 0, "ticks": []}
    axis = drawings.Axis(days) if days else None
    found = shown.filter(pl.col("rule").str.starts_with("dupes_") & (pl.col("verdict") != "unverifiable"))
    anchors = {
        row_id: anchor(print_)
        for row_id, print_ in found.reverse()
        .select("row_id", "fingerprint")
        .iter_rows()  # the worst of a row wins
    }
    told = []
    for _person, group in groupby(first.iter_rows(named=True), lambda event: event["person"]):
        events = [event | {"anchor": anchors.get(event["row_id"])} for event in group]
        dated = [(event["day"], event["flagged"]) for event in events]
        dots = axis.dots(dated, _STRIP_HEIGHT) if axis else []
        told.append({"name": events[0]["name"], "id_no": events[0]["id_no"], "events": events, "dots": dots})
    return {"people": told, "left": people - len(told), "ticks": axis.ticks() if axis else []}


def _strips(view: View, anchors: Mapping[str, str]) -> dict[str, Any]:
    """Insured months, a sign a cell."""
    strips = view.figures.strips.join(view.findings, on="fingerprint", how="left", maintain_order="left")
    lines = []
    for row in strips.head(MOST_STRIPS).iter_rows(named=True):
        cells = [
            {"sign": sign, "kind": _SIGNS.get(sign, _SIGNS["○"])[0], "month": month}
            for sign, month in zip(row["strip"], _months(row["starts"]), strict=False)
        ]
        lines.append(row | {"cells": cells, "anchor": anchors.get(row["fingerprint"])})
    most = max((len(line["cells"]) for line in lines), default=0)
    legend = [(sign, kind, _(word)) for sign, (kind, word) in _SIGNS.items()]
    return {"lines": lines, "most": most, "legend": legend, "left": len(strips) - len(lines)}


def _months(start: Any) -> Iterator[str]:
    """YYYY-MM from `start` on; "" where no start is known."""
    number = start.year * 12 + start.month - 1 if start else 0
    while True:
        yield f"{number // 12:04d}-{number % 12 + 1:02d}" if start else ""
        number += 1


def _left(findings: pl.DataFrame, shown: pl.DataFrame) -> str:
    """What is not listed, by verdict in words; "" where nothing is left out."""
    verdicts = [pl.Series(frame["verdict"]).cast(pl.String).to_list() for frame in (findings, shown)]
    counts = {code: verdicts[0].count(code) - verdicts[1].count(code) for code in VERDICT_WORDS}
    return _("、").join(
        _("{what} {n} 条").format(what=_(VERDICT_WORDS[v]), n=f"{n:,}") for v, n in counts.items() if n
    )


def _first(shown: pl.DataFrame, code: str) -> list[tuple[int, str]]:
    """Places and names of the first listed findings of a rule."""
    own = shown.with_row_index("place", offset=1).filter(pl.col("code") == code).head(10)
    return [(place, anchor(print_)) for place, print_ in own.select("place", "fingerprint").iter_rows()]


def _coverage(view: View) -> Iterable[dict[str, Any]]:
    for line in view.coverage.iter_rows(named=True):
        status = line["status"]
        yield line | {"said": _(STATUSES[status]) if status == "ran" else why_not(line)}


def _sheets(view: View) -> Iterable[dict[str, Any]]:
    for line in view.sheets.iter_rows(named=True):
        aside = _("、").join(f"{_(REASONS[r])} {n:,}" for r, n in line["set_aside"].items() if n)
        table = TABLES.get(line["table"])
        yield line | {"aside": aside, "titled": _(table.title) if table else "", "told": said.words(line)}
