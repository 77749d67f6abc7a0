"""Run rules over a case: every rule ends as findings and one line of coverage, or as a failed line."""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from chizheng_audit.case import Case
from chizheng_audit.finding import CONFIDENCE, COVERAGE, FINDINGS, VERDICT
from chizheng_audit.rule import UNREAD, Rule
from chizheng_audit.tables import CLAIMS

_CLAIM = ("subsidy", "person", "trade", "level", "cert_no", "payee")


@dataclass(frozen=True)
class Audit:
    """What a run found (FINDINGS), and how far it looked (COVERAGE, one row a rule)."""

    findings: pl.DataFrame
    coverage: pl.DataFrame


def run(case: Case, rules: Mapping[str, Rule], key: bytes, debug: bool = False) -> Audit:
    """Check `case` by `rules` (file name → rule).

    `key` is the secret of the fingerprints. A rule that raises becomes a failed line, unless `debug`.
    """
    findings: list[pl.DataFrame] = []
    coverage: list[dict[str, object]] = []
    for name, rule in rules.items():
        line: dict[str, object] = {"rule": name, "code": rule.code, "status": "ran", "detail": None}
        line |= {"applied": 0, "passed": 0, "flagged": 0, "unverifiable": 0}
        lacking = case.policy.lacks(rule.parameters)
        if lacking:
            line |= {"status": "no_parameter", "detail": ", ".join(lacking)}
        else:
            try:
                inside, applied = scoped(case, rule)
                if applied and (absent := _absent(case, rule)):
                    coverage.append(line | {"status": "no_table", "detail": ", ".join(absent)})
                    continue
                found = _findings(inside, name, rule, key) if applied else pl.DataFrame(schema=FINDINGS)
                line["detail"] = rule.remark(inside) if rule.remark and applied else None
            except Exception as error:
                if debug:
                    raise
                line |= {"status": "failed", "detail": f"{type(error).__name__}: {error}"}
            else:
                findings.append(found)
                line |= _counts(found, applied)
        coverage.append(line)
    return Audit(
        findings=pl.concat([pl.DataFrame(schema=FINDINGS), *findings]),
        coverage=pl.DataFrame(coverage, schema=COVERAGE),
    )


def scoped(case: Case, rule: Rule) -> tuple[Case, int]:
    """`case` with only the rows that the rule applies to, past ones too, and how many of those at hand these are."""
    rows: pl.LazyFrame = getattr(case.tables, rule.about)
    scope = rule.scope(case) if callable(rule.scope) else rule.scope
    if rule.about == "claims":
        older = {name: getattr(case.tables, name).filter(scope) for name in ("past", "near_past")}
        case = replace(case, tables=replace(case.tables, **older))
    inside = rows.filter(scope)
    everything, applied = (int(frame.select(pl.len()).collect().item()) for frame in (rows, inside))
    if applied == everything:  # the frame itself, which spares a copy of it
        return case, applied
    changed: dict[str, Any] = {rule.about: inside}
    return replace(case, tables=replace(case.tables, **changed)), applied


def _absent(case: Case, rule: Rule) -> list[str]:
    """Those of the rule's tables that hold no row; of tables that stand for each other (a|b) the first, if all are empty."""
    return [
        names.split("|")[0]
        for names in rule.tables
        if all(getattr(case.tables, name).head(1).collect().is_empty() for name in names.split("|"))
    ]


def _counts(found: pl.DataFrame, applied: int) -> dict[str, int]:
    """applied = passed + flagged + unverifiable; a row that is both flagged and unverifiable counts as flagged."""
    spoken = found.select("verdict", row_id=pl.concat_list("row_id", "covers")).explode("row_id")
    flagged = spoken.filter(pl.col("verdict") != "unverifiable").get_column("row_id").unique()
    open_rows = spoken.filter(pl.col("verdict") == "unverifiable").get_column("row_id").unique()
    unverifiable = len(open_rows) - int(open_rows.is_in(flagged.implode()).sum())
    return {
        "applied": applied,
        "passed": applied - len(flagged) - unverifiable,
        "flagged": len(flagged),
        "unverifiable": unverifiable,
    }


def _findings(case: Case, name: str, rule: Rule, key: bytes) -> pl.DataFrame:
    """The rule's rows in the shape of FINDINGS, ordered by row."""
    rows = rule.check(case).collect().sort("row_id", maintain_order=True)
    has = set(rows.columns)
    defaults = {
        "at_stake": pl.lit(None, dtype=pl.Decimal(14, 2)),
        "evidence": pl.lit([], dtype=pl.List(pl.Int64)),
        "covers": pl.lit([], dtype=pl.List(pl.Int64)),
        "confidence": pl.lit("exact"),
        "variant": pl.lit(""),
        "verdict": pl.lit(rule.verdict),
    }
    rows = rows.with_columns(
        **{
            name_: pl.col(name_).fill_null(value) if name_ in has else value
            for name_, value in defaults.items()
        }
    )
    open_rows = pl.col("passes").is_null()
    rows = rows.with_columns(
        # the sum of a row that could not be verified is not at stake
        at_stake=pl.when(~open_rows).then(pl.col("at_stake").cast(pl.Decimal(14, 2))),
        variant=pl.when(open_rows & ~pl.col("variant").is_in(_open_variants(rule)))
        .then(pl.lit("missing"))
        .otherwise("variant"),
        verdict=pl.when(open_rows).then(pl.lit("unverifiable")).otherwise("verdict"),
    )
    missing = [pl.when(pl.col(n).is_null()).then(pl.lit(n)) for n in rule.needs if n in has]
    unnamed = pl.concat_str(missing, separator=",", ignore_nulls=True) if missing else pl.lit("")
    rows = _unread(case, rule, rows)
    facts: Any = pl.when(pl.col("variant").is_in(["missing", *UNREAD])).then(pl.concat_list(unnamed))
    for variant in rule.messages.keys() - UNREAD.keys():
        values = [pl.col(c).cast(pl.String) for c in rule.placeholders(variant)]
        listed = pl.concat_list(values) if values else pl.lit([], dtype=pl.List(pl.String))
        facts = facts.when(pl.col("variant") == variant).then(listed)
    rows = rows.with_columns(facts=facts)
    return rows.select(
        fingerprint=pl.Series(_fingerprints(case, rule, rows, key), dtype=pl.String),
        rule=pl.lit(name),
        code=pl.lit(rule.code),
        verdict=pl.col("verdict").cast(VERDICT),
        confidence=pl.col("confidence").cast(CONFIDENCE),
        clause=pl.col("clause") if "clause" in has else pl.lit(rule.clause, dtype=pl.String),
        variant="variant",
        facts="facts",
        at_stake="at_stake",
        row_id="row_id",
        evidence="evidence",
        covers="covers",
    )


def _open_variants(rule: Rule) -> list[str]:
    """Variants that word an unverifiable row themselves: those whose name starts with "open"."""
    return [variant for variant in rule.messages if variant.startswith("open")]


def _unread(case: Case, rule: Rule, rows: pl.DataFrame) -> pl.DataFrame:
    """`rows` with the variants of UNREAD for "missing" where the file has such a cell and it could not be read."""
    wanted = rows.filter(pl.col("variant") == "missing").get_column("row_id")
    needs = [name for name in rule.needs if name in rows.columns]
    tables = {"claims": ["claims"], "payable": ["claims", "payments"]}.get(rule.about)
    if tables is None or wanted.is_empty() or not needs:
        return rows
    cells = case.tables.problems.filter(
        pl.col("table").is_in(tables)
        & pl.col("column").is_in(needs)
        & pl.col("row_id").is_in(wanted.implode())
    )
    unread = cells.group_by("row_id").agg(_unread=pl.col("column").unique()).collect()
    if unread.is_empty():
        return rows
    told = [pl.col(n).is_null() & pl.col("_unread").list.contains(n).fill_null(False) for n in needs]
    gaps = [pl.col(n).is_null() & ~seen for n, seen in zip(needs, told, strict=True)]
    return (
        rows.join(unread, on="row_id", how="left", maintain_order="left")
        .with_columns(
            variant=pl.when((pl.col("variant") != "missing") | ~pl.any_horizontal(told))
            .then("variant")
            .when(pl.any_horizontal(gaps))
            .then(pl.lit("open_partly_unread"))
            .otherwise(pl.lit("open_unread"))
        )
        .drop("_unread")
    )


def _subjects(case: Case, rule: Rule, rows: pl.DataFrame) -> list[str]:
    """What each finding is about, as text: never its file, row, amount or wording.

    By default the claim itself: subsidy, person, occupation, level, certificate and payee; of a person without a usable
    number the name and the number as it stands.
    """
    said = rows.get_column("subject") if "subject" in rows.columns else None
    if said is not None and (rule.about != "claims" or not said.has_nulls()):
        return said.fill_null("").to_list()
    if rule.about != "claims":
        raise TypeError(f"rule {rule.code} is about {rule.about} and must say what its findings are about")
    wanted = rows.select("row_id").lazy()
    raw = pl.concat_str(pl.col("name", "id_no").fill_null(""), separator="\x1e")
    parts = [pl.coalesce("person", raw) if c == "person" else pl.col(c) for c in _CLAIM]
    own = pl.concat_str([part.cast(pl.String).fill_null("") for part in parts], separator="\x1f")
    claims = case.tables.claims.join(wanted.unique(), on="row_id", how="semi").select("row_id", subject=own)
    joined = wanted.join(claims, on="row_id", how="left", maintain_order="left").collect()
    default = joined.get_column("subject")
    chosen = default if said is None else pl.select(pl.coalesce(said, default)).to_series()
    return chosen.to_list()


def _fingerprints(case: Case, rule: Rule, rows: pl.DataFrame, key: bytes) -> list[str]:
    """HMAC-SHA256 over rule, subject and the subject's turn; 32 hex digits. Plain hashes of IDs could be found by trial.

    Turns of one subject go by what its claims say, and only of like ones by their rows.
    """
    subjects = rows.select(
        "row_id", subject=pl.Series(_subjects(case, rule, rows), dtype=pl.String)
    ).with_row_index()
    again = subjects.filter(pl.col("subject").is_duplicated())
    if rule.about == "claims" and len(again):
        cells = [column.name for column in CLAIMS.columns]
        said = case.tables.claims.join(again.lazy().select("row_id").unique(), on="row_id", how="semi")
        told = again.join(said.select("row_id", *cells).collect(), on="row_id", how="left")
        again = told.sort(*dict.fromkeys(["issue_date", *cells]), "row_id", "index", nulls_last=True)
    turns = again.select("index", turn=pl.int_range(1, pl.len() + 1).over("subject"))
    numbered = subjects.join(turns, on="index", how="left", maintain_order="left")
    prints = []
    for subject, turn in numbered.select("subject", pl.col("turn").fill_null(1)).iter_rows():
        text = f"{rule.code}\x1f{subject}\x1f{turn}".encode()
        prints.append(hmac.new(key, text, hashlib.sha256).hexdigest()[:32])
    return prints
