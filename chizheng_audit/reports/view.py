"""One view for every pen: it sums, words, sorts and masks once. Pens only draw.

Texts are in the language in force when the view is built; rows of frames never pass through a Python loop.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

import polars as pl

from chizheng_audit import __version__
from chizheng_audit.audit import Audit
from chizheng_audit.finding import VERDICTS, payable, shares, spoken_of
from chizheng_audit.i18n import _, language
from chizheng_audit.nearness import Nearness
from chizheng_audit.policy import STATUS_WORDS, Policy
from chizheng_audit.reading.paths import Found
from chizheng_audit.reading.result import Reading
from chizheng_audit.reports import clusters, masking, said
from chizheng_audit.reports.clusters import Clusters
from chizheng_audit.reports.entries import entries
from chizheng_audit.reports.figures import Figures, figures
from chizheng_audit.reports.messages import message
from chizheng_audit.reports.parameters import title
from chizheng_audit.reports.programme import Page, clause_of, pages
from chizheng_audit.reports.shown import Shown
from chizheng_audit.reports.standing import joined
from chizheng_audit.reports.unchecked import Unchecked, unchecked
from chizheng_audit.reports.waived import Waived
from chizheng_audit.reports.waived import shown as waived_of
from chizheng_audit.rule import Rule
from chizheng_audit.rules import all_rules
from chizheng_audit.tables.system import SHEET_SPAN
from chizheng_audit.waivers.cover import Used

SUBJECT = (
    "subsidy",
    "name",
    "id_no",
    "occupation",
    "level",
    "cert_no",
    "issue_date",
    "method",
    "amount",
    "payee",
)
_WHICH_KEY = b"chizheng_audit: which key"


@dataclass(frozen=True)
class Law:
    """The policy that was applied. `status` is its code (draft, final, test), `status_word` what people read.

    assumptions: how many parameters rest on one; assumed: (parameter, what is assumed) in words. clauses: where each
    stands and what it says; stands: only where.
    """

    id: str
    title: str
    status: str
    status_word: str
    sha256: str
    assumptions: int
    assumed: tuple[tuple[str, str], ...]
    clauses: Mapping[str, str]
    stands: Mapping[str, str]

    @property
    def named(self) -> str:
        """The title with the status behind it."""
        return _("{title}〔{status}〕").format(title=self.title, status=self.status_word)


@dataclass(frozen=True)
class History:
    """The ledger that was looked at: where, how many batches and claims are history, and the hash of its last entry."""

    folder: str
    batches: int
    claims: int
    head: str


@dataclass(frozen=True)
class View:
    """Everything a pen may draw. All texts are on one line, free of control characters, and masked unless `unmasked`.

    findings: worst first (verdict, then money, then place); fingerprint, rule, code, title, verdict, confidence,
      clause, clause_at, message, at_stake, `due` (what stays payable of the row's claim if the finding holds, see
      finding.payable), the claim's SUBJECT columns, `row_id`, `file`, `sheet`, `row` (null: the sheet as a whole), `evidence` (list of row_id, all of
      them in `rows`), and the columns of STANDING; those that are settled stand last.
      covers: list of row_id, the other claims that a finding speaks for.
    rows: one row a row_id that a finding names: row_id, batch (of the ledger; null: at hand), file, sheet, row and the
      SUBJECT columns; listed (Boolean): an entry of a list, which does not tell all of a claim.
    by_rule: code, rule, title, verdict, findings, rows (distinct ones, with those covered), at_stake and underpaid (each claim once
      within the rule; underpaid is not below 0), in the order of codes.
    coverage, sheets: as the audit and the reading returned them, coverage with `title`.
    standings: standing, findings, at_stake (each claim once); none where no ledger was asked.
    counts: findings by verdict. at_stake, at_stake_violations: 元, each claim once, underpayment not set off.
    claims, netted, reversals: claims read; of them those of a reversal and its claim, and reversals without a claim.
    failed: (file, sentence) of each file that could not be read.
    waived: the accepted exceptions that were given, if any.
    clusters: people whose numbers are near, the largest clusters; empty where they were not asked for.
    own, unread: files beside those that were read: the tool's own, and of kinds that are not read; see paths.Found.
    figures: what pictures show. programme: the pages of the rules that the run was asked for, in the order of codes.
    history: the ledger that was looked at, if any.
    unchecked: what no rule of this version looks at; `unchecked_words`: the same for people, "" for nothing.
    language: of all texts. keyed: tells under which key the fingerprints were made, without telling the key; "": unknown.
    saved (reports/saved.py) makes a view of its JSON Lines again, so what is added here is added there and in the pen.
    """

    command: str
    tool_version: str
    as_of: date
    law: Law
    findings: pl.DataFrame
    rows: pl.DataFrame
    by_rule: pl.DataFrame
    standings: pl.DataFrame
    coverage: pl.DataFrame
    sheets: pl.DataFrame
    counts: Mapping[str, int]
    at_stake: Decimal
    at_stake_violations: Decimal
    claims: int
    netted: int
    reversals: int
    failed: tuple[tuple[str, str], ...]
    own: tuple[str, ...]
    unread: tuple[str, ...]
    history: History | None
    unchecked: Unchecked
    unchecked_words: str
    figures: Figures
    programme: tuple[Page, ...]
    exit_code: int
    unmasked: bool
    language: str
    keyed: str = ""
    clusters: Clusters = field(default_factory=Clusters)
    waived: Waived | None = None

    @property
    def complete(self) -> bool:
        """Whether every file was read and no rule failed."""
        return not self.failed and not (self.coverage["status"] == "failed").any()


def build(
    *,
    audit: Audit,
    reading: Reading,
    claims: pl.DataFrame,
    policy: Policy,
    rules: Mapping[str, Rule],
    as_of: date,
    command: str,
    exit_code: int,
    unmask: bool = False,
    found: Found | None = None,
    past: Sequence[pl.DataFrame] = (),
    history: History | None = None,
    near: Nearness | None = None,
    key: bytes | None = None,
    standing: pl.DataFrame | None = None,
    waivers: tuple[str, Sequence[Used]] | None = None,
) -> View:
    """Make the view of one run. `claims` are all claims with the columns of case.prepare; `past` are the frames of the
    ledger whose rows a finding may name (Tables.named_past); `near` where clusters are to be shown; `key`
    is that of the fingerprints; `standing` (STANDING) is what is known of the findings; `waivers` are a file and
    what became of each waiver in it.
    """
    titles = {name: _(rule.title) for name, rule in rules.items()}
    shown = Shown(unmask, masking.occurring(claims.get_column("name"), _texts(audit, reading)))
    found = found or Found((), (), ())
    held = [name for name, table in reading.tables.items() if len(table) or reading.scans.get(name)]
    blind = unchecked(policy, held, all_rules())
    stands = {name: _(clause.at) for name, clause in policy.clauses.items()}
    sheets = reading.sheets.with_columns(
        shown.place("file"),
        shown.place("sheet"),
        pl.col("unmatched_headers", "warnings").list.eval(shown.text(pl.element())),
        said=said.shown(shown.text),
    )
    rows = _rows(audit.findings, claims, reading, sheets, past, shown)
    known = joined(audit.findings, standing, shown)
    findings = _findings(known, rows, claims, rules, stands, shown, titles)
    standings = claims.get_column("standing")
    return View(
        command=command,
        tool_version=__version__,
        as_of=as_of,
        law=Law(
            id=policy.id,
            title=_(policy.title),
            status=policy.status,
            status_word=_(STATUS_WORDS[policy.status]),
            sha256=policy.sha256,
            assumptions=sum(any(v.assumed for v in p.values) for p in policy.parameters.values()),
            assumed=tuple((title(name), _(note)) for name, note in policy.assumptions()),
            clauses={name: clause_of(_(c.at), _(c.says)) for name, c in policy.clauses.items()},
            stands=stands,
        ),
        findings=findings,
        rows=rows,
        by_rule=by_rule(findings),
        standings=_standings(findings, claims),
        coverage=audit.coverage.with_columns(
            title=pl.col("rule").replace(titles), detail=shown.text(pl.col("detail"))
        ).sort("code"),
        sheets=sheets,
        counts={verdict: int((audit.findings["verdict"] == verdict).sum()) for verdict in VERDICTS},
        at_stake=_once(findings, claims, ("violation", "suspicion")),
        at_stake_violations=_once(findings, claims, ("violation",)),
        claims=len(claims),
        netted=int((standings == "netted").sum()),
        reversals=int((standings == "reversal").sum()),
        failed=tuple((shown.words(file), shown.words(why)) for file, why in reading.failed),
        own=tuple(map(shown.path, found.own)),
        unread=tuple(map(shown.path, found.unread)),
        history=history and replace(history, folder=shown.path(history.folder)),
        unchecked=blind,
        unchecked_words=blind.words(stands),
        figures=figures(
            audit=audit,
            findings=findings,
            stakes=_stakes(findings, claims, ("violation", "suspicion")),
            rows=rows,
            claims=claims,
            sheets=sheets,
            rules=rules,
            policy=policy,
            as_of=as_of,
            shown=shown,
            past=past,
        ),
        programme=tuple(pages(rules, policy)),
        exit_code=exit_code,
        unmasked=unmask,
        language=language(),
        keyed=hmac.new(key, _WHICH_KEY, hashlib.sha256).hexdigest()[:16] if key else "",
        clusters=clusters.build(near, claims, sheets, shown) if near else Clusters(),
        waived=waivers and waived_of(*waivers, shown),
    )


def _texts(audit: Audit, reading: Reading) -> Iterator[str]:
    """The free texts of a run, in which names may stand."""
    for line in reading.sheets.select("unmatched_headers", "warnings", "said").iter_rows():
        yield json.dumps(line, ensure_ascii=False, default=str)
    yield from (text for pair in reading.failed for text in pair)
    yield from audit.coverage.get_column("detail").drop_nulls()


def _stakes(findings: pl.DataFrame, claims: pl.DataFrame, verdicts: tuple[str, ...]) -> pl.DataFrame:
    """The money at stake by row (row_id, stake): the largest sum that a rule puts on it.

    A finding that speaks for other claims puts their whole amounts on these, and on its own the rest.
    """
    own = findings.filter(pl.col("verdict").cast(pl.String).is_in(verdicts) & (pl.col("at_stake") > 0))
    stakes = shares(own, claims)
    return stakes.group_by("row_id").agg(pl.col("stake").max())


def _once(findings: pl.DataFrame, claims: pl.DataFrame, verdicts: tuple[str, ...]) -> Decimal:
    """The money at stake with each claim counted once."""
    total = _stakes(findings, claims, verdicts).get_column("stake").sum()
    return Decimal(total or 0).quantize(Decimal("0.01"))


def _standings(findings: pl.DataFrame, claims: pl.DataFrame) -> pl.DataFrame:
    told = findings.group_by("standing").agg(findings=pl.len()).drop_nulls().sort("standing")
    sums = [
        _once(findings.filter(pl.col("standing") == each), claims, ("violation", "suspicion"))
        for each in told.get_column("standing")
    ]
    return told.with_columns(at_stake=pl.Series(sums, dtype=pl.Decimal(18, 2)))


def by_rule(findings: pl.DataFrame) -> pl.DataFrame:
    """Sums by rule and verdict, see View."""
    each = findings.group_by("code", "rule", "title", "verdict", "row_id").agg(
        pl.len(), most=pl.col("at_stake").max(), least=pl.col("at_stake").min()
    )
    sums = each.group_by("code", "rule", "title", "verdict").agg(
        findings=pl.col("len").sum(),
        at_stake=pl.col("most").filter(pl.col("most") > 0).sum(),
        underpaid=-pl.col("least").filter(pl.col("least") < 0).sum(),
    )
    spoken = spoken_of(findings).group_by("code", "verdict").agg(rows=pl.col("row_id").n_unique())
    columns = ("code", "rule", "title", "verdict", "findings", "rows", "at_stake", "underpaid")
    return sums.join(spoken, on=["code", "verdict"], how="left").select(columns).sort("code", "verdict")


def _rows(
    findings: pl.DataFrame,
    claims: pl.DataFrame,
    reading: Reading,
    sheets: pl.DataFrame,
    past: Iterable[pl.DataFrame],
    shown: Shown,
) -> pl.DataFrame:
    """Every row that a finding names, with its address and what it claims, or what the list says that it is of."""
    named = pl.concat(
        [findings.get_column("row_id"), findings.get_column("evidence").explode().drop_nulls()]
    ).unique()
    wanted = named.to_frame("row_id").lazy()
    facts = claims.lazy().select("row_id", *SUBJECT).join(wanted, on="row_id", how="semi")
    of_lists = entries(reading, named.to_frame("row_id"), SUBJECT).with_columns(listed=True)
    facts = pl.concat([facts, of_lists], how="diagonal")
    places = sheets.lazy().select("base", "file", "sheet")
    at_hand = (
        wanted.filter(pl.col("row_id") >= 0)
        .with_columns(base=pl.col("row_id") // SHEET_SPAN * SHEET_SPAN)
        .join(places, on="base", how="left")
        .with_columns(row=pl.when(pl.col("row_id") > pl.col("base")).then(pl.col("row_id") - pl.col("base")))
        .join(facts, on="row_id", how="left")
        .select(
            "row_id", pl.lit(None, dtype=pl.String).alias("batch"), "file", "sheet", "row", *SUBJECT, "listed"
        )
    )
    columns = at_hand.collect_schema()
    older = [
        frame.lazy()
        .join(wanted, on="row_id", how="semi")
        .with_columns(shown.text(pl.col("batch")), shown.place("file"), shown.place("sheet"))
        .select(
            (pl.col(name) if name in frame.columns else pl.lit(None)).cast(dtype).alias(name)
            for name, dtype in columns.items()
        )
        for frame in past
    ]
    texts = [name for name in SUBJECT if claims.schema[name] == pl.String]
    rows: pl.DataFrame = (
        pl.concat([at_hand, *older])
        .with_columns(shown.value(pl.col(name), name).alias(name) for name in texts)
        .with_columns(pl.col("listed").fill_null(False))
        .sort("row_id")
        .collect()
    )
    return rows


def _findings(
    findings: pl.DataFrame,
    rows: pl.DataFrame,
    claims: pl.DataFrame,
    rules: Mapping[str, Rule],
    stands: Mapping[str, str],
    shown: Shown,
    titles: Mapping[str, str],
) -> pl.DataFrame:
    names = claims.lazy().select("row_id", own_name=masking.plain(pl.col("name")))
    named = findings.lazy().join(names, on="row_id", how="left", maintain_order="left").collect()
    worded = [
        part.with_columns(message=message(rules[str(rule)], str(variant), shown))
        for (rule, variant), part in named.group_by("rule", "variant", maintain_order=True)
    ]
    empty = named.clear().with_columns(message=pl.lit("", dtype=pl.String))
    return (
        pl.concat([empty, *worded])
        .with_columns(
            title=pl.col("rule").replace(titles),
            clause_at=pl.col("clause").replace_strict(stands, default=None, return_dtype=pl.String),
        )
        .join(rows.drop("batch"), on="row_id", how="left", maintain_order="left")
        .with_columns(due=payable())
        .sort(
            "settled",
            pl.col("verdict").to_physical(),
            pl.col("at_stake").fill_null(0),
            "row_id",
            "code",
            descending=[False, False, True, False, False],
            maintain_order=True,
        )
        .drop("facts", "variant", "own_name")
    )
