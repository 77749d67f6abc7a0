"""What a rule may know: the tables, the policy and the day of the audit. Nothing else."""

from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, cached_property
from typing import Any

import polars as pl

from chizheng_audit import identity, units
from chizheng_audit.employment import INSURED, Terms
from chizheng_audit.folding import folded, in_parts
from chizheng_audit.identity import person
from chizheng_audit.listed import CERTIFIED
from chizheng_audit.nearness import Nearness
from chizheng_audit.netting import NETTED_BY, netted
from chizheng_audit.payable import COVER, PAYABLE
from chizheng_audit.policy import Policy
from chizheng_audit.tables import CLAIMS, TABLES
from chizheng_audit.tables.history import PAST_PLACE, PAST_SHEETS, PAST_SUMS
from chizheng_audit.tables.system import PROBLEMS, SHEETS, TOTALS

_NONE = ("", "无", "空")
_DITTO = ("同上", "同前", "同左", "々")
_LEVEL = (
    r"^(国家)?(职业资格|职业技能等级|职业技能|技能等级)?"
    r"(([一二三四五1-5]级)?(初级工?|中级工?|高级工?|技师|高级技师|特级技师|首席技师|学徒工)|[一二三四五1-5]级)(技能)?$"
)
"""A level in brackets after the occupation, which is no branch of it."""


@cache
def past_schema() -> pl.Schema:
    """The columns of Tables.past: those of prepared claims, then PAST_PLACE."""
    return pl.Schema({**prepare(CLAIMS.empty()).schema, **PAST_PLACE})


def _no_past() -> pl.LazyFrame:
    return pl.LazyFrame(schema=past_schema())


@dataclass(frozen=True)
class Tables:
    """The frames that rules read, each with its declared schema; claims also with the columns of `prepare`.

    insured: the months of hire and placement claims, see employment.insured. past: claims of earlier batches of people
    and certificates that are claimed for now, as prepared, with PAST_PLACE; past_sums, past_sheets: see tables.history.
    certified: all certificates that rosters and evaluation claims tell of, see listed.certified.
    payable, cover: the lines of a payment batch and its cover sheet, see payable; only where something is to be paid.
    near: the near-duplicate identities among `claims`, worked out when a rule asks for them. near_past: as `past`, the
    claims of those who by near.throughout may be somebody at hand under another number; looked for when a rule asks.
    A table that nobody gave has no rows; a rule that needs one names it in `Rule.tables`. Of a table that is scanned
    (insurance) only the first rows are here.
    """

    claims: pl.LazyFrame
    problems: pl.LazyFrame
    totals: pl.LazyFrame
    sheets: pl.LazyFrame
    insurance: pl.LazyFrame = field(default_factory=TABLES["insurance"].no_rows)
    spans: pl.LazyFrame = field(default_factory=TABLES["spans"].no_rows)
    certificates: pl.LazyFrame = field(default_factory=TABLES["certificates"].no_rows)
    employers: pl.LazyFrame = field(default_factory=TABLES["employers"].no_rows)
    bodies: pl.LazyFrame = field(default_factory=TABLES["bodies"].no_rows)
    payroll: pl.LazyFrame = field(default_factory=TABLES["payroll"].no_rows)
    pensioners: pl.LazyFrame = field(default_factory=TABLES["pensioners"].no_rows)
    deceased: pl.LazyFrame = field(default_factory=TABLES["deceased"].no_rows)
    students: pl.LazyFrame = field(default_factory=TABLES["students"].no_rows)
    payments: pl.LazyFrame = field(default_factory=TABLES["payments"].no_rows)
    payable: pl.LazyFrame = field(default_factory=lambda: pl.LazyFrame(schema=PAYABLE))
    cover: pl.LazyFrame = field(default_factory=lambda: pl.LazyFrame(schema=COVER))
    insured: pl.LazyFrame = field(default_factory=lambda: pl.LazyFrame(schema=INSURED))
    certified: pl.LazyFrame = field(default_factory=lambda: pl.LazyFrame(schema=CERTIFIED))
    near: Nearness = field(default_factory=lambda: Nearness(prepare(CLAIMS.empty()).lazy()))
    past: pl.LazyFrame = field(default_factory=_no_past)
    near_past: pl.LazyFrame = field(default_factory=_no_past)
    past_sums: pl.LazyFrame = field(default_factory=lambda: pl.LazyFrame(schema=PAST_SUMS))
    past_sheets: pl.LazyFrame = field(default_factory=lambda: pl.LazyFrame(schema=PAST_SHEETS))

    def looking_back(self) -> "Tables":
        """These tables with near_past as `near` finds it."""
        near = self.near
        return replace(self, near_past=pl.defer(lambda: near.older_claims, schema=past_schema()))

    def named_past(self) -> list[pl.DataFrame]:
        """The rows of earlier batches that findings may name, each once; nothing is looked for that no rule asked for."""
        past = self.past.collect()
        found = [past, self.past_sheets.collect()]
        if self.near.looked_back:
            found.append(self.near.older_claims.join(past, on="row_id", how="anti"))
        return found


@dataclass(frozen=True)
class Case:
    """The single argument of every rule."""

    tables: Tables
    policy: Policy
    as_of: date

    @property
    def terms(self) -> Terms:
        """What of insured months counts on the day of the audit."""
        return Terms.of(self.policy, self.as_of)

    def value(self, parameter: str) -> Any:
        """The parameter's value on the day of the audit."""
        return self.policy.value(parameter, self.as_of)

    def attach(self, rows: pl.LazyFrame, parameter: str) -> pl.LazyFrame:
        """`rows` with the parameter's value on each row's own date, see Policy.attach.

        Null where the cell that should date a row could not be read: no later column may stand in for it.
        """
        attached = self.policy.attach(rows, parameter, self.as_of)
        known = rows.collect_schema().names()
        dates = [c for c in self.policy.parameters[parameter].dated_by if c in known]
        unread = [self._unread_dates.get(c) for c in dates]
        undated = [
            pl.col("row_id").is_in(lost.implode())
            & pl.all_horizontal(pl.col(earlier).is_null() for earlier in dates[: place + 1])
            for place, lost in enumerate(unread)
            if lost is not None
        ]
        if not undated:
            return attached
        return attached.with_columns(pl.when(~pl.any_horizontal(undated)).then(parameter).alias(parameter))

    @cached_property
    def register(self) -> pl.DataFrame:
        """The register of employers, each with `employer_key` as the claims have it; few rows."""
        rows = self.tables.employers.collect()
        return units.identified(rows, units.as_at_hand(self.tables.claims, self.tables.employers))

    @cached_property
    def _unread_dates(self) -> dict[str, pl.Series]:
        """The row_ids of claims whose date could not be read, by column."""
        dates = [column.name for column in CLAIMS.columns if column.kind == "date"]
        cells = (
            self.tables.problems.filter((pl.col("table") == "claims") & pl.col("column").is_in(dates))
            .select("column", "row_id")
            .collect()
        )
        return {
            str(column): part.get_column("row_id")
            for (column,), part in cells.partition_by("column", as_dict=True).items()
        }


def prepare(claims: pl.DataFrame, *others: pl.LazyFrame) -> pl.DataFrame:
    """Add to claims what several rules ask for; `others` are tables that also tell of employers, see `units`.

    person (String): canonical ID, or another document with its holder's name; null where it cannot serve as a key
      (missing, masked, digits lost).
    trade (String): occupation and work type folded to one key; null without a usable occupation (同上 is none).
    kind (String): the kind of certificate, folded.
    number (String): the certificate number without hyphens; null where it has no digit (待发, 办理中).
    family (String): SPECIAL (专项职业能力, by the level, or by the kind where there is no level), else SKILL (职业资格
      and 职业技能等级 are one family).
    payee (String): who is paid — the body, the employer or the agency.
    employer_key (String): the employer by credit code, else registration number, else folded name; null without any.
    employer_by (String): by which of them: code | registration | name.
    standing (String): "claim"; "netted" for a reversal and the claim it takes back; "reversal" for one without its claim.
    """
    with_keys = claims.with_columns(
        person=_person(claims),
        trade=_trade(claims),
        kind=_kind(claims),
        number=_number(claims),
        payee=pl.when(pl.col("subsidy") == "hire")
        .then(pl.col("employer"))
        .when(pl.col("subsidy") == "placement")
        .then(pl.coalesce("agency", "org"))
        .otherwise(pl.coalesce("org", "employer")),
    ).with_columns(
        family=pl.when((pl.col("level") == "专项") | (pl.col("level").is_null() & is_special_kind()))
        .then(pl.lit("SPECIAL"))
        .otherwise(pl.lit("SKILL"))
    )
    return netted(units.identified(with_keys, units.known(claims.lazy(), *others)))


def _person(claims: pl.DataFrame) -> pl.Series:
    """The person of each claim; the few that are no plain ID are looked at once more."""
    frame = claims.select("id_no", "name", person=person(pl.col("id_no")))
    doubtful = frame.select(
        pl.col("id_no").is_not_null() & (pl.col("person").is_null() | pl.col("id_no").str.ends_with("000"))
    ).to_series()
    if not doubtful.any():
        return frame.get_column("person")
    lost = identity.lost_digits(pl.col("id_no")) == "zeros"
    other = identity.document(pl.col("id_no"), pl.col("name"))
    again = frame.filter(doubtful).select(pl.coalesce(pl.when(lost.is_null() | ~lost).then("person"), other))
    return frame.get_column("person").scatter(doubtful.arg_true(), again.to_series())


def _number(claims: pl.DataFrame) -> pl.Series:
    """The certificate number of each claim as a key; those that are plain already, nearly all, stay as they are."""
    raw = claims.get_column("cert_no")
    odd = ~raw.str.contains(r"^[A-Z]*[0-9][0-9A-Z]*$").fill_null(True)
    if not odd.any():
        return raw
    cleaned = raw.filter(odd).to_frame().select(identity.number(pl.col("cert_no"))).to_series()
    return raw.clone().scatter(odd.arg_true(), cleaned)


def net_with_past(claims: pl.DataFrame, past: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Both (as prepared) with `standing` as it is together: a reversal may take back a claim of an earlier batch."""
    both = pl.concat([part.select(*NETTED_BY, "standing") for part in (past, claims)])
    unmatched = both.filter(pl.col("standing") == "reversal").get_column("person").drop_nulls().unique()
    loose = both.filter(pl.col("person").is_in(unmatched.implode()) & (pl.col("standing") != "netted"))
    pairs = netted(loose.drop("standing")).filter(pl.col("standing") == "netted").get_column("row_id")
    if pairs.is_empty():
        return claims, past
    standing = pl.when(pl.col("row_id").is_in(pairs.implode())).then(pl.lit("netted")).otherwise("standing")
    return claims.with_columns(standing=standing), past.with_columns(standing=standing)


def one_key(
    claims: pl.DataFrame, past: pl.DataFrame, sums: pl.DataFrame, employers: pl.LazyFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """`claims` and `past` (as prepared) with one employer_key an employer over both, `sums` (PAST_SUMS) and the register.

    A name that the batch at hand gives no code for has the one code that earlier batches give beside it: leaving the code
    out must not make a new employer. What the batch at hand tells goes before what earlier ones tell.
    """
    if sums.is_empty() and past.is_empty():
        return claims, past
    now = units.known(claims.lazy(), employers)
    ever = units.known(claims.lazy(), employers, past.lazy(), sums.lazy())
    known = pl.concat([now, ever.join(now, on="alias", how="anti")])
    return units.identified(claims, known), units.identified(past, known)


def is_special_kind() -> pl.Expr:
    """Whether the kind of certificate is 专项职业能力 (Boolean, never null)."""
    said = pl.col("kind").str.contains("专项", literal=True) & ~pl.col("kind").str.contains(
        "非专项", literal=True
    )
    return said.fill_null(False)


def _kind(claims: pl.DataFrame) -> pl.Series:
    """The kind of certificate folded, once per distinct text."""
    kinds = claims.select("cert_kind").unique().with_columns(kind=folded(pl.col("cert_kind")))
    return (
        claims.select("cert_kind")
        .join(kinds, on="cert_kind", how="left", nulls_equal=True, maintain_order="left")
        .get_column("kind")
    )


def _trade(claims: pl.DataFrame) -> pl.Series:
    """Occupation and work type as one key; folded once per distinct pair, because there are few."""
    pairs = claims.select("occupation", "work_type").unique()
    occupation, branch = (in_parts(pl.col(column)) for column in ("occupation", "work_type"))
    ditto = folded(pl.col("work_type")).is_in(_DITTO) | ~pl.col("work_type").str.contains(
        r"[\p{L}\p{N}/\\|\-—–]"
    )
    usable = (
        occupation.str.contains(r"[\p{L}\p{N}]")
        & ~occupation.is_in([*_NONE, *_DITTO])
        & ~(ditto & (pl.col("work_type").str.strip_chars() != "")).fill_null(False)
    )
    parts = pl.concat_str(
        occupation, pl.when(~branch.is_in(_NONE)).then(branch), separator="/", ignore_nulls=True
    ).str.split("/")
    branches = parts.list.slice(1).list.eval(pl.element().filter(~pl.element().str.contains(_LEVEL)))
    whole = pl.concat_list(parts.list.head(1), branches).list.unique(maintain_order=True).list.join("/")
    keys = pairs.with_columns(trade=pl.when(usable).then(whole))
    return (
        claims.select("occupation", "work_type")
        .join(keys, on=["occupation", "work_type"], how="left", nulls_equal=True, maintain_order="left")
        .get_column("trade")
    )


def empty_tables() -> Tables:
    """Tables without a row, for tests and for runs in which nothing was recognised."""
    return Tables(
        claims=prepare(CLAIMS.empty()).lazy(),
        problems=pl.LazyFrame(schema=PROBLEMS),
        totals=pl.LazyFrame(schema=TOTALS),
        sheets=pl.LazyFrame(schema=SHEETS),
    )
