"""A run that was kept as JSON Lines, as the view that it was drawn from: every pen draws it again, no source is read.

What is masked stays masked, texts stay in the language of the run.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl

from chizheng_audit.errors import AuditError
from chizheng_audit.finding import CONFIDENCE, COVERAGE, STANDING, VERDICT, VERDICTS, payable
from chizheng_audit.i18n import LANGUAGES, _, set_language
from chizheng_audit.policy import STATUS_WORDS
from chizheng_audit.reports.clusters import Cluster, Clusters, Member
from chizheng_audit.reports.figures import CAPS, LIVES, STRIPS, UNITS, Figures
from chizheng_audit.reports.kept import DECISION, PLACE, SPOILED, Lines, changed, read
from chizheng_audit.reports.pens.jsonl import SCHEMA
from chizheng_audit.reports.programme import Page, clause_of
from chizheng_audit.reports.unchecked import Unchecked
from chizheng_audit.reports.view import SUBJECT, History, Law, View, by_rule
from chizheng_audit.reports.waived import Line, Waived
from chizheng_audit.similarity.aligned import Aligned
from chizheng_audit.tables import CLAIMS
from chizheng_audit.tables.system import SHEETS

_CLAIM = {name: CLAIMS.schema.get(name, pl.String()) for name in SUBJECT}


def load(path: str) -> View:
    """The view of the run kept in `path`, whose language is in force from then on: papers are in one language.

    Raises AuditError for what is no whole run of this version.
    """
    lines = read(path)
    if lines.run["schema"] != SCHEMA:
        raise AuditError(
            _("{path} 是第 {old} 版格式的结果，重新出具要第 {now} 版；请用本版重新审计。").format(
                path=path, old=lines.run["schema"], now=SCHEMA
            )
        )
    try:
        if lines.run["language"] not in LANGUAGES:
            raise changed(path)
        set_language(lines.run["language"])
        return _view(lines)
    except SPOILED as error:
        raise changed(path) from error


def _view(lines: Lines) -> View:
    run, summary = lines.run, lines.summary
    law = _law(run["policy"])
    coverage = _coverage(lines.few["coverage"])
    rows = _rows(lines)
    findings = _findings(lines.frames["finding"], rows, coverage, law)
    blind = run["unchecked"]
    unread = {
        why: tuple(u["file"] for u in run["unread"] if u["why"] == why)
        for why in ("own_output", "unknown_kind")
    }
    sheets = _sheets(run["sources"])
    return View(
        command=run["command"],
        tool_version=run["tool_version"],
        as_of=date.fromisoformat(run["as_of"]),
        law=law,
        findings=findings,
        rows=rows,
        by_rule=by_rule(findings),
        standings=_standings(summary.get("standings", {})),
        coverage=coverage,
        sheets=sheets,
        counts={verdict: summary["findings"][verdict] for verdict in VERDICTS},
        at_stake=Decimal(summary["amount_at_stake"]),
        at_stake_violations=Decimal(summary["amount_at_stake_violations"]),
        claims=summary["claims"],
        netted=run["reversals_netted"],
        reversals=run["reversals_unmatched"],
        failed=tuple((each["file"], each["why"]) for each in run["failed"]),
        own=unread["own_output"],
        unread=unread["unknown_kind"],
        history=History(**run["ledger"]) if "ledger" in run else None,
        unchecked=Unchecked(tuple(blind["tables"]), tuple(blind["parameters"]), tuple(blind["clauses"])),
        unchecked_words=blind["words"],
        figures=_figures(lines),
        programme=_programme(lines.few["coverage"]),
        exit_code=summary["exit_code"],
        unmasked=run["unmasked"],
        language=run["language"],
        keyed=run["fingerprint_key"],
        clusters=_clusters(lines.few["cluster"], summary["clusters"]),
        waived=_waived(run["waivers"]) if "waivers" in run else None,
    )


def _waived(told: Mapping[str, Any]) -> Waived:
    lines = [
        Line(
            **each
            | {name: date.fromisoformat(each[name]) for name in ("approved_on", "expires_on")}
            | {"at_stake": Decimal(each["at_stake"])}
            | {"max_amount": None if each["max_amount"] is None else Decimal(each["max_amount"])}
        )
        for each in told["entries"]
    ]
    return Waived(told["file"], tuple(lines))


def _law(told: Mapping[str, Any]) -> Law:
    clauses = told["clauses"].items()
    return Law(
        id=told["id"],
        title=told["title"],
        status=told["status"],
        status_word=_(STATUS_WORDS[told["status"]]),
        sha256=told["sha256"],
        assumptions=told["assumptions"],
        assumed=tuple((each["parameter"], each["note"]) for each in told["assumed"]),
        clauses={key: clause_of(clause["at"], clause["says"]) for key, clause in clauses},
        stands={key: clause["at"] for key, clause in clauses},
    )


def _coverage(lines: list[dict[str, Any]]) -> pl.DataFrame:
    return pl.DataFrame(lines, schema={**COVERAGE, "title": pl.String()})


def _programme(lines: list[dict[str, Any]]) -> tuple[Page, ...]:
    return tuple(
        Page(
            name=line["rule"],
            code=line["code"],
            title=line["title"],
            verdict=page["verdict"],
            paragraphs=page["paragraphs"],
            clause=page["clause"],
            parameters=tuple(page["parameters"]),
        )
        for line in lines
        if (page := line["page"])
    )


def _rows(lines: Lines) -> pl.DataFrame:
    """The rows that findings name: those of their own, and those of evidence lines."""
    own = lines.frames["finding"].select(
        pl.col("rows").list.first().struct.unnest(), "subject", listed=pl.lit(False)
    )
    told = lines.frames["evidence"].select(*PLACE, "subject", pl.col("listed").fill_null(False))
    own = own.unique("row_id", maintain_order=True).join(told, on="row_id", how="anti")
    both = pl.concat([own, told]).select(*PLACE, pl.col("subject").struct.unnest(), "listed")
    typed = [_day(name) if dtype == pl.Date else pl.col(name).cast(dtype) for name, dtype in _CLAIM.items()]
    return both.with_columns(typed).sort("row_id")


def _findings(told: pl.DataFrame, rows: pl.DataFrame, coverage: pl.DataFrame, law: Law) -> pl.DataFrame:
    titles = dict(coverage.select("rule", "title").iter_rows())
    named = pl.col("rows").list.eval(pl.element().struct.field("row_id"))
    return (
        told.select(
            "fingerprint",
            "rule",
            "code",
            pl.col("verdict").cast(VERDICT),
            pl.col("confidence").cast(CONFIDENCE),
            "clause",
            pl.col("at_stake").cast(pl.Decimal(14, 2)),
            named.list.first().alias("row_id"),
            named.list.slice(1).alias("evidence"),
            pl.col("covers").fill_null([]),
            *_standing(),
            "message",
            pl.col("rule").replace_strict(titles, return_dtype=pl.String).alias("title"),
            pl.col("clause")
            .replace_strict(dict(law.stands), default=None, return_dtype=pl.String)
            .alias("clause_at"),
        )
        .join(rows.drop("batch"), on="row_id", how="left", maintain_order="left")
        .with_columns(due=payable())
    )


def _standing() -> list[pl.Expr]:
    """The columns of STANDING but its first."""
    told = {name: pl.col("decision").struct.field(name) for name in DECISION}
    told["decided_on"] = told["decided_on"].str.to_date("%Y-%m-%d")
    told["decided_at_stake"] = told.pop("at_stake")
    told |= {"standing": pl.col("standing"), "settled": pl.col("settled").fill_null(False)}
    return [told[name].cast(dtype).alias(name) for name, dtype in STANDING.items() if name in told]


def _standings(told: Mapping[str, Any]) -> pl.DataFrame:
    lines = [{"standing": name, **sums} for name, sums in told.items()]
    schema = {"standing": pl.String, "findings": pl.UInt32, "amount_at_stake": pl.String}
    return pl.DataFrame(lines, schema=schema).select(
        pl.col("standing").cast(STANDING["standing"]),
        "findings",
        at_stake=pl.col("amount_at_stake").cast(pl.Decimal(18, 2)),
    )


def _sheets(sources: list[dict[str, Any]]) -> pl.DataFrame:
    aside = dict.fromkeys(SHEETS["set_aside"].to_schema(), 0)  # type: ignore[attr-defined] # a Struct
    lines = [
        {name: value for name, value in source.items() if name in SHEETS}
        | {"set_aside": aside | source["rows_set_aside"], "said": source["overrides"] or None}
        for source in sources
    ]
    return pl.DataFrame(lines, schema=SHEETS)


def _figures(lines: Lines) -> Figures:
    summary, units = lines.summary, lines.frames["unit"]
    cells = units.select("payee", pl.col("rules").alias("rule")).explode("rule").drop_nulls("rule")
    by_unit = cells.select(
        "payee",
        code=pl.col("rule").struct.field("code"),
        rows=pl.col("rule").struct.field("claims").cast(pl.UInt32),
    )
    strips = (
        lines.frames["finding"].select("fingerprint", pl.col("months").struct.unnest()).drop_nulls("strip")
    )
    events = lines.frames["person"].with_row_index("person", offset=1).explode("claims")
    steps = ("rows_read", "rows_kept", "claims", "claims_flagged", "claims_violating")
    return Figures(
        funnel=tuple(
            (name, summary[step])
            for name, step in zip(("read", "kept", "claims", "flagged", "violations"), steps, strict=True)
        ),
        units=units.drop("rules").cast(UNITS),
        by_unit=by_unit.sort("rows", "payee", "code", descending=[True, False, False]),
        caps=lines.frames["cap"].cast(CAPS),
        lives=events.select("person", pl.col("claims").struct.unnest()).with_columns(_day("day")).cast(LIVES),
        strips=strips.with_columns(_day("starts")).cast(STRIPS),
    )


def _day(name: str) -> pl.Expr:
    return pl.col(name).str.to_date("%Y-%m-%d")


def _clusters(told: list[dict[str, Any]], count: int) -> Clusters:
    return Clusters(
        tuple(Cluster(tuple(map(_member, each["members"])), each["more"]) for each in told),
        count,
    )


def _member(told: Mapping[str, Any]) -> Member:
    number = Aligned(told["one"], told["other"], tuple(told["places"]))
    return Member(number, told["name"], told["file"], told["sheet"], told["row"], told["rows"])
