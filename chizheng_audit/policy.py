"""The law as dated data: policy packs, and the two ways rules ask them for a number.

A pack is a folder `policies/<id>/policy.toml` or such a file anywhere. Each parameter names its clause, the
columns its value depends on (`by`), which date of a row decides (`dated_by`) and its values from a day on. What
no text states is marked `assumed`, with a `note` that says why.
"""

import hashlib
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl

from chizheng_audit.errors import AuditError
from chizheng_audit.i18n import N_, _
from chizheng_audit.policy_faults import MONEY_UNIT, faults
from chizheng_audit.tables.kinds import DTYPES, MONEY

PACKS = Path(__file__).parent / "policies"
DEFAULT = "zhongmu_2022"
SHARE = pl.Decimal(12, 4)


@dataclass(frozen=True)
class Clause:
    """A place in a document (`at`) and our own wording of it (`says`)."""

    at: str
    says: str


@dataclass(frozen=True)
class Dated:
    """One value of a parameter, in force from `start` until the next one starts."""

    start: date
    value: Any
    assumed: bool
    note: str


@dataclass(frozen=True)
class Parameter:
    """A named number, text or list of the law.

    `by`: the columns whose values choose among the entries of a table value (at most one).
    `dated_by`: the first of these columns that is not null dates a row; "as_of" is the day of the audit.
    """

    name: str
    clause: str | None
    unit: str
    by: tuple[str, ...]
    dated_by: tuple[str, ...]
    values: tuple[Dated, ...]


@dataclass(frozen=True)
class Policy:
    """A pack, with what it inherits already merged in. `sha256` covers every file that it was made of."""

    id: str
    title: str
    place: str
    status: str
    issued: str
    source: str
    lineage: tuple[str, ...]
    sha256: str
    clauses: Mapping[str, Clause]
    parameters: Mapping[str, Parameter]

    def lacks(self, names: tuple[str, ...]) -> list[str]:
        """Those of `names` that this pack has no parameter for."""
        return [name for name in names if name not in self.parameters]

    def dated(self, name: str, day: date) -> Dated | None:
        """The value of `name` in force on `day` with its note; None before the first, or without the parameter."""
        parameter = self.parameters.get(name)
        values = parameter.values if parameter else ()
        return next((v for v in reversed(values) if v.start <= day), None)

    def value(self, name: str, day: date) -> Any:
        """The value of `name` in force on `day`; None where there is none."""
        found = self.dated(name, day)
        return found.value if found else None

    def assumptions(self) -> list[tuple[str, str]]:
        """What no text states, as (parameter, note), in the pack's order; for the head of every report."""
        return [
            (name, note)
            for name, parameter in self.parameters.items()
            for note in dict.fromkeys(v.note for v in parameter.values if v.assumed)
        ]

    def day(self, name: str, known: Iterable[str], as_of: date) -> pl.Expr:
        """The date that decides which value of `name` holds for a row with the columns `known`."""
        dates = (c for c in self.parameters[name].dated_by if c == "as_of" or c in set(known))
        days = [pl.lit(as_of) if c == "as_of" else pl.col(c) for c in dates]
        return pl.coalesce(days) if days else pl.lit(None, dtype=pl.Date)

    def attach(self, rows: pl.LazyFrame, name: str, as_of: date) -> pl.LazyFrame:
        """Add a column `name`: the value in force on each row's own date, null where none is.

        `rows` needs the column of `by`, and those of `dated_by` that it can be dated with. The column is
        Decimal(12, 2) for tables and for 元, Decimal(12, 4) for other broken numbers, else Int64, Boolean or
        String.
        Raises TypeError for lists and for tables without `by`: those are for `value`.
        """
        parameter = self.parameters[name]
        dtype = _dtype(parameter)
        day = self.day(name, rows.collect_schema().names(), as_of)
        value = pl.lit(None, dtype=dtype)
        for entry in parameter.values:
            value = (
                pl.when(day >= entry.start).then(_expression(parameter, entry.value, dtype)).otherwise(value)
            )
        return rows.with_columns(value.alias(name))


def _dtype(parameter: Parameter) -> pl.DataType:
    """The column type that holds every value of the parameter."""
    if parameter.by or parameter.unit == MONEY_UNIT:
        return MONEY
    kinds = {type(v.value) for v in parameter.values}
    if kinds == {int}:
        return pl.Int64()
    if kinds <= {int, Decimal}:
        return SHARE
    if kinds in ({str}, {bool}):
        return pl.String() if kinds == {str} else pl.Boolean()
    raise TypeError(
        f"parameter {parameter.name} holds no single values and cannot become a column; ask for its value"
    )


def _expression(parameter: Parameter, value: Any, dtype: pl.DataType) -> pl.Expr:
    if not parameter.by:
        return pl.lit(value).cast(dtype)
    column = parameter.by[0]
    keys = pl.Series(list(value), dtype=DTYPES.get(column, pl.String()))
    amounts = pl.Series([Decimal(v) for v in value.values()], dtype=dtype)
    return pl.col(column).replace_strict(keys, amounts, default=None, return_dtype=dtype)


def available() -> list[str]:
    """The names of the packs that come with the tool."""
    return sorted(folder.parent.name for folder in PACKS.glob("*/policy.toml"))


def load_policy(name: str) -> Policy:
    """Load the pack called `name`, or that of the file or folder `name`. Raises AuditError with every fault."""
    return _load(_locate(name), seen=())


def _locate(name: str, near: Path | None = None) -> Path:
    """The file of the pack called `name`, else the file or folder `name`, looked for beside `near` first."""
    if name in available():
        return PACKS / name / "policy.toml"
    for path in [near.parent / name, Path(name)] if near else [Path(name)]:
        file = path / "policy.toml" if path.is_dir() else path
        if file.suffix == ".toml" and file.is_file():
            return file.resolve()
    raise AuditError(
        _("没有名为“{name}”的政策包；可用的有：{names}，也可给出 policy.toml 的路径。").format(
            name=name, names=_("、").join(available())
        )
    )


def _load(path: Path, seen: tuple[Path, ...]) -> Policy:
    if path in seen:
        raise AuditError(_("政策包 {path} 经 extends 引用了自己。").format(path=path))
    raw, data = _read(path)
    own = Policy(
        id=data["id"],
        title=data["title"],
        place=data["place"],
        status=data["status"],
        issued=str(data.get("issued", "")),
        source=data.get("source", ""),
        lineage=(data["id"],),
        sha256=hashlib.sha256(raw).hexdigest(),
        clauses={key: Clause(**clause) for key, clause in data.get("clauses", {}).items()},
        parameters={key: _parameter(key, table) for key, table in data.get("parameters", {}).items()},
    )
    if "extends" not in data:
        return _checked(own, path)
    base = _load(_locate(data["extends"], path), (*seen, path))
    without = data.get("without", [])
    if strange := base.lacks(tuple(without)):
        raise AuditError(
            _("政策包 {path} 的 without 列了 {base} 没有的参数 {names}。").format(
                path=path, base=base.id, names=_("、").join(strange)
            )
        )
    merged = replace(
        own,
        lineage=(own.id, *base.lineage),
        sha256=hashlib.sha256(f"{own.sha256}{base.sha256}".encode()).hexdigest(),
        clauses={**base.clauses, **own.clauses},
        parameters={
            key: parameter
            for key, parameter in {**base.parameters, **own.parameters}.items()
            if key not in without
        },
    )
    return _checked(merged, path)


def _read(path: Path) -> tuple[bytes, dict[str, Any]]:
    """The file's bytes, and what they say once nothing is wrong. Raises AuditError with every fault."""
    try:
        raw = path.read_bytes()
        data = tomllib.loads(raw.decode("utf-8-sig"), parse_float=Decimal)
    except OSError as error:
        raise AuditError(
            _("读不了政策包 {path}：{error}。").format(path=path, error=error.strerror)
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise AuditError(
            _("政策包 {path} 不是有效的 TOML：{error}。").format(path=path, error=error)
        ) from error
    if found := faults(data):
        raise AuditError(_("政策包 {path} 有误：{faults}。").format(path=path, faults="；".join(found)))
    return raw, data


def _parameter(name: str, table: Mapping[str, Any]) -> Parameter:
    values = sorted(
        (Dated(v["from"], v["value"], v.get("assumed", False), v.get("note", "")) for v in table["values"]),
        key=lambda v: v.start,
    )
    return Parameter(
        name=name,
        clause=table.get("clause"),
        unit=table.get("unit", ""),
        by=tuple(table.get("by", ())),
        dated_by=tuple(table.get("dated_by", ("as_of",))),
        values=tuple(values),
    )


def _checked(policy: Policy, path: Path) -> Policy:
    """The merged pack, once every parameter rests on a clause that is there or says that it is assumed."""
    for key, parameter in policy.parameters.items():
        if parameter.clause is not None and parameter.clause not in policy.clauses:
            raise AuditError(
                _("政策包 {path} 的参数 {key} 引用了不存在的条款 {clause}。").format(
                    path=path, key=key, clause=parameter.clause
                )
            )
        if parameter.clause is None and not all(v.assumed for v in parameter.values):
            raise AuditError(
                _("政策包 {path} 的参数 {key} 既无条款，也未标为推定。").format(path=path, key=key)
            )
    return policy


STATUS_WORDS = {"draft": N_("征求意见稿"), "final": N_("正式文件"), "test": N_("测试用")}
