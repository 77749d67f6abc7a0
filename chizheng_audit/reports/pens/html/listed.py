"""Which findings the page lists, and the lines that stand below each: its own row and its evidence, differences marked."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from chizheng_audit.reports import standing
from chizheng_audit.reports.view import View

MOST = 5_000
"""Findings on the page: as many as a browser opens in two seconds."""
EACH = 20
"""Findings of each rule and verdict that are listed before any rule gets more."""
CITED = 20
"""Rows of evidence below a finding."""

SIDE = ("name", "id_no", "occupation", "level", "cert_no", "issue_date", "amount", "payee")
"""What is compared between the rows of a finding."""


@dataclass(frozen=True)
class Line:
    """A row below a finding: `row` as in View.rows, `differs` the names in SIDE that are not as in the finding's own row."""

    row: Mapping[str, Any]
    differs: frozenset[str]


@dataclass(frozen=True)
class Entry:
    """A finding on the page: `finding` as in View.findings, the rows below it, and how many more there are; `side` names
    those of SIDE that hold something; `state` and `answer` are its standing in words.
    """

    place: int
    anchor: str
    finding: Mapping[str, Any]
    side: tuple[str, ...]
    lines: tuple[Line, ...]
    more: int
    state: str
    answer: str


def listed(findings: pl.DataFrame) -> pl.DataFrame:
    """At most MOST findings in their own order: the first EACH of every rule and verdict, then the worst."""
    if len(findings) <= MOST:
        return findings
    turn = pl.int_range(pl.len()).over("code", "verdict")
    return findings.with_row_index("_at").sort(turn >= EACH, "_at").head(MOST).sort("_at").drop("_at")


def entries(view: View, shown: pl.DataFrame) -> Iterator[Entry]:
    """The findings of `shown` one by one."""
    cited = shown.select(pl.concat_list("row_id", pl.col("evidence").list.head(CITED)).explode().unique())
    rows = {
        row["row_id"]: row for row in view.rows.join(cited, on="row_id", how="semi").iter_rows(named=True)
    }
    for place, finding in enumerate(shown.iter_rows(named=True), start=1):
        own = rows[finding["row_id"]]
        others = [rows[row_id] for row_id in finding["evidence"][:CITED]]
        yield Entry(
            place=place,
            anchor=anchor(finding["fingerprint"]),
            finding=finding,
            side=tuple(name for name in SIDE if any(row[name] is not None for row in (own, *others))),
            lines=(Line(own, frozenset()), *(Line(row, _differs(own, row)) for row in others)),
            more=len(finding["evidence"]) - len(others),
            state=standing.word(finding),
            answer=standing.told(finding),
        )


def anchor(fingerprint: str) -> str:
    """The name of a finding on the page; the same in every run that finds it."""
    return f"f{fingerprint[:12]}"


def _differs(own: Mapping[str, Any], row: Mapping[str, Any]) -> frozenset[str]:
    told = [
        name for name in SIDE if not (row["listed"] and row[name] is None)
    ]  # lists do not tell all of a claim
    return frozenset(name for name in told if row[name] != own[name])
