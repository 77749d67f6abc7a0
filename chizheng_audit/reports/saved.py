"""A run that was kept as JSON Lines, as the view that it was drawn from: every pen draws it again, no source is read.

What is masked stays masked, texts stay in the language of the run.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from os import SEEK_END
from pathlib import Path
from typing import Any

import polars as pl

from chizheng_audit.errors import AuditError
from chizheng_audit.finding import CONFIDENCE, COVERAGE, STANDING, VERDICT, VERDICTS
from chizheng_audit.i18n import LANGUAGES, _, set_language
from chizheng_audit.policy import STATUS_WORDS
from chizheng_audit.reports.clusters import Cluster, Clusters, Member
from chizheng_audit.reports.figures import CAPS, LIVES, STRIPS, UNITS, Figures
from chizheng_audit.reports.pens.jsonl import SCHEMA
from chizheng_audit.reports.programme import Page
from chizheng_audit.reports.unchecked import Unchecked
from chizheng_audit.reports.view import SUBJECT, History, Law, View, by_rule
from chizheng_audit.reports.waived import Line, Waived
from chizheng_audit.similarity.aligned import Aligned
from chizheng_audit.tables import CLAIMS
from chizheng_audit.tables.system import SHEETS

_TEXT, _COUNT = pl.String(), pl.Int64()
_PLACE = {"row_id": _COUNT, "batch": _TEXT, "file": _TEXT, "sheet": _TEXT, "row": _COUNT}
_CLAIM = {name: CLAIMS.schema.get(name, pl.String()) for name in SUBJECT}
_SUBJECT = pl.Struct(dict.fromkeys(SUBJECT, _TEXT))
_DECISION = {
    "result": _TEXT,
    "note": _TEXT,
    "decided_by": _TEXT,
    "decided_on": _TEXT,
    "recovered": _TEXT,
    "at_stake": _TEXT,
}
_KINDS: Mapping[str, Mapping[str, pl.DataType]] = {
    "finding": {
        "fingerprint": _TEXT, "rule": _TEXT, "code": _TEXT, "verdict": _TEXT, "confidence": _TEXT, "clause": _TEXT,
        "at_stake": _TEXT, "rows": pl.List(pl.Struct(_PLACE)), "covers": pl.List(_COUNT), "message": _TEXT,
        "subject": _SUBJECT, "standing": _TEXT, "settled": pl.Boolean(), "decision": pl.Struct(_DECISION),
        "months": pl.Struct({"starts": _TEXT, "strip": _TEXT, "needed": _COUNT}),
    },
    "evidence": {**_PLACE, "subject": _SUBJECT, "listed": pl.Boolean()},
    "unit": {
        "payee": _TEXT, "claims": _COUNT, "flagged": _COUNT, "unverifiable": _COUNT, "at_stake": _TEXT,
        "rules": pl.List(pl.Struct({"code": _TEXT, "claims": _COUNT})),
    },
    "cap": {"employer": _TEXT, "year": _COUNT, "claims": _COUNT, "paid": _TEXT, "cap": _TEXT, "over": _TEXT},
    "person": {"claims": pl.List(pl.Struct({"row_id": _COUNT, "day": _TEXT, "flagged": pl.Boolean()}))},
    "cluster": {}, "coverage": {}, "run": {}, "summary": {},
}  # fmt: skip
"""What is read of the lines of each kind; of those without columns there are few, and they are read one by one."""
_HEAD = 400
_NEVER_NULL = {
    "finding": ("fingerprint", "rule", "code", "verdict", "confidence", "message", "rows", "subject"),
    "evidence": ("row_id", "subject"),
}


@dataclass(frozen=True)
class Lines:
    """The lines of a saved run: `frames` by kind, those that are few in `few`, each in the order of the file."""

    frames: Mapping[str, pl.DataFrame]
    few: Mapping[str, list[dict[str, Any]]]

    @property
    def run(self) -> dict[str, Any]:
        """The first line."""
        return self.few["run"][0]

    @property
    def summary(self) -> dict[str, Any]:
        """The last line."""
        return self.few["summary"][0]


def load(path: str) -> View:
    """The view of the run kept in `path`, whose language is in force from then on: papers are in one language.

    Raises AuditError for what is no whole run of this version.
    """
    lines = read(path)
    if lines.run["schema"] != SCHEMA:
        raise AuditError(
            _("{path} 是旧格式（第 {old} 版）的结果，缺少重新出具所需的内容；请用本版重新审计。").format(
                path=path, old=lines.run["schema"]
            )
        )
    try:
        if lines.run["language"] not in LANGUAGES:
            raise _changed(path)
        set_language(lines.run["language"])
        return _view(lines)
    except _SPOILED as error:
        raise _changed(path) from error


_SPOILED = (pl.exceptions.PolarsError, LookupError, TypeError, ValueError, ArithmeticError, AttributeError)


def read(path: str) -> Lines:
    """The lines of the run kept in `path`, of this version or an older one, which lacks kinds of lines.

    Raises AuditError for what is no run, not whole, or was changed since.
    """
    texts = _texts(path)
    kinds = texts.str.extract(r'^\{"type": ?"([a-z]+)"')
    try:
        few = {kind: [json.loads(text) for text in texts.filter(kinds == kind)] for kind in _few()}
        frames = {kind: _decoded(kind, texts.filter(kinds == kind)) for kind in _KINDS if _KINDS[kind]}
    except (ValueError, pl.exceptions.PolarsError) as error:
        raise _unread(path, texts) from error
    if not kinds.is_in(list(_KINDS)).fill_null(False).all():
        raise _unread(path, texts)
    lines = Lines(frames, few)
    try:
        _whole(path, lines, len(texts), str(kinds[-1]))
    except _SPOILED as error:
        raise _changed(path) from error
    return lines


def _few() -> list[str]:
    return [kind for kind, columns in _KINDS.items() if not columns]


def _texts(path: str) -> pl.Series:
    """The lines of a file that begins as a saved run does and ends with a whole line."""
    try:
        with Path(path).open("rb") as stream:
            head = stream.read(_HEAD).removeprefix(b"\xef\xbb\xbf").replace(b" ", b"")
            stream.seek(-min(_HEAD, stream.seek(0, SEEK_END)), SEEK_END)
            ended = stream.read().endswith(b"\n")
    except OSError as error:
        raise AuditError(
            _("读不了 {path}：{why}。").format(path=path, why=error.strerror or error)
        ) from error
    if head.startswith(b'{"type":"why",'):
        raise AuditError(
            _("{path} 是 audit why 的结果；这里要 audit run 等审计写出的 .jsonl。").format(path=path)
        )
    if not head.startswith(b'{"type":"run","schema":'):
        raise _foreign(path)
    if not ended:
        raise _cut(path)
    try:  # a line is a cell: no JSON holds a bare \x01, and no Python object is made of each
        frame = pl.read_csv(
            path, has_header=False, separator="\x01", quote_char=None, schema={"line": pl.String}, glob=False
        )
    except pl.exceptions.PolarsError as error:
        raise _changed(path) from error
    return frame.get_column("line").fill_null("").str.strip_suffix("\r")


def _decoded(kind: str, texts: pl.Series) -> pl.DataFrame:
    columns = _KINDS[kind]
    frame = texts.str.json_decode(pl.Struct(columns)).struct.unnest()
    if any(frame[name].has_nulls() for name in _NEVER_NULL.get(kind, ())):
        raise ValueError(kind)
    return frame


def _whole(path: str, lines: Lines, count: int, last: str) -> None:
    """Raise AuditError where lines are missing."""
    if len(lines.few["run"]) != 1 or len(lines.few["summary"]) != 1 or last != "summary":
        raise _cut(path)
    findings = lines.frames["finding"]["verdict"]
    told = {verdict: int((findings == verdict).sum()) for verdict in VERDICTS}
    if told != lines.summary["findings"] or lines.summary.get("lines", count) != count:
        raise _cut(path)


def _foreign(path: str) -> AuditError:
    return AuditError(_("{path} 不是本工具审计写出的 .jsonl。").format(path=path))


def _cut(path: str) -> AuditError:
    return AuditError(_("{path} 不完整（没有写完，或少了行）；请重新审计。").format(path=path))


def _changed(path: str) -> AuditError:
    return AuditError(_("{path} 的内容对不上（损坏，或被改动过）；请重新审计。").format(path=path))


def _unread(path: str, texts: pl.Series) -> AuditError:
    """Which line is no line of a run."""
    for number, text in enumerate(texts, start=1):
        try:
            kind = json.loads(text)["type"]
            if _KINDS[kind]:
                _decoded(kind, pl.Series([text]))
        except (ValueError, LookupError, TypeError, pl.exceptions.PolarsError):
            return AuditError(
                _("{path} 第 {n} 行读不懂（损坏，或被改动过）；请重新审计。").format(
                    path=path, n=f"{number:,}"
                )
            )
    return _changed(path)


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
        clauses={key: f"{clause['at']}：{clause['says']}" for key, clause in clauses},
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
    told = lines.frames["evidence"].select(*_PLACE, "subject", pl.col("listed").fill_null(False))
    own = own.unique("row_id", maintain_order=True).join(told, on="row_id", how="anti")
    both = pl.concat([own, told]).select(*_PLACE, pl.col("subject").struct.unnest(), "listed")
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
        .with_columns(due=pl.col("amount") - pl.col("at_stake"))
    )


def _standing() -> list[pl.Expr]:
    """The columns of STANDING but its first."""
    told = {name: pl.col("decision").struct.field(name) for name in _DECISION}
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
