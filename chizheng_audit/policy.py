"""The law as dated data: policy packs, and the two ways rules ask them for a number.

A pack is a folder `policies/<id>/policy.toml` or such a file anywhere. Each parameter names its clause, the columns
its value depends on (`by`), which date of a row decides (`dated_by`) and its values from a day on. What no text
states is marked `assumed`, with a `note` that says why.
"""

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl

from chizheng_audit.errors import AuditError
from chizheng_audit.i18n import N_, _
from chizheng_audit.tables.kinds import DTYPES, MONEY

PACKS = Path(__file__).parent / "policies"
DEFAULT = "zhongmu_2022"


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
        """The value of `name` in force on `day` with its note; None before the first or without such a parameter."""
        parameter = self.parameters.get(name)
        values = parameter.values if parameter else ()
        return next((v for v in reversed(values) if v.start <= day), None)

    def value(self, name: str, day: date) -> Any:
        """The value of `name` in force on `day`; None where there is none."""
        found = self.dated(name, day)
        return found.value if found else None

    def attach(self, rows: pl.LazyFrame, name: str, as_of: date) -> pl.LazyFrame:
        """Add a column `name`: the value in force on each row's own date, null where none is.

        `rows` needs the columns of `by` and `dated_by` that it can be dated with. Money and shares come as Decimal.
        """
        parameter = self.parameters[name]
        known = rows.collect_schema().names()
        days = [pl.lit(as_of) if c == "as_of" else pl.col(c) for c in parameter.dated_by if c == "as_of" or c in known]
        day = pl.coalesce(days) if days else pl.lit(None, dtype=pl.Date)
        value = pl.lit(None)
        for entry in parameter.values:
            value = pl.when(day >= entry.start).then(_expression(parameter, entry.value)).otherwise(value)
        return rows.with_columns(value.alias(name))


def _expression(parameter: Parameter, value: Any) -> pl.Expr:
    if not parameter.by:
        return pl.lit(value)
    column = parameter.by[0]
    dtype = DTYPES.get(column, pl.String())
    keys = pl.Series(list(value), dtype=dtype)
    amounts = pl.Series([Decimal(str(v)) for v in value.values()], dtype=MONEY)
    return pl.col(column).replace_strict(keys, amounts, default=None, return_dtype=MONEY)


def available() -> list[str]:
    """The names of the packs that come with the tool."""
    return sorted(folder.parent.name for folder in PACKS.glob("*/policy.toml"))


def load_policy(name: str) -> Policy:
    """Load the pack called `name`, or the one in the file or folder `name`. Raises AuditError with what is wrong."""
    return _load(_locate(name), seen=())


def _locate(name: str) -> Path:
    if name in available():
        return PACKS / name / "policy.toml"
    path = Path(name)
    path = path / "policy.toml" if path.is_dir() else path
    if path.suffix == ".toml" and path.is_file():
        return path
    raise AuditError(
        _("没有名为“{name}”的政策包；可用的有：{names}，也可给出 policy.toml 的路径。").format(
            name=name, names="、".join(available())
        )
    )


def _load(path: Path, seen: tuple[Path, ...]) -> Policy:
    if path in seen:
        raise AuditError(_("政策包 {path} 经 extends 引用了自己。").format(path=path))
    raw = path.read_bytes()
    try:
        data = tomllib.loads(raw.decode("utf-8"), parse_float=Decimal)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise AuditError(_("政策包 {path} 不是有效的 TOML：{error}。").format(path=path, error=error)) from error
    faults = list(_faults(data))
    if faults:
        raise AuditError(_("政策包 {path} 有误：{faults}。").format(path=path, faults="；".join(faults)))
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
    base = _load(_locate(data["extends"]), (*seen, path))
    merged = replace(
        own,
        lineage=(own.id, *base.lineage),
        sha256=hashlib.sha256(f"{own.sha256}{base.sha256}".encode()).hexdigest(),
        clauses={**base.clauses, **own.clauses},
        parameters={**base.parameters, **own.parameters},
    )
    without = data.get("without", [])
    kept = {key: parameter for key, parameter in merged.parameters.items() if key not in without}
    return _checked(replace(merged, parameters=kept), path)


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


def _faults(data: Mapping[str, Any]) -> list[str]:
    """What is wrong with the shape of a pack, in sentences."""
    found = [_("缺少 {key}").format(key=key) for key in ("id", "title", "place", "status") if key not in data]
    if data.get("status", "final") not in ("draft", "final", "test"):
        found.append(_("status 只能是 draft、final 或 test"))
    for key, clause in data.get("clauses", {}).items():
        if set(clause) != {"at", "says"}:
            found.append(_("条款 {key} 须有且仅有 at 与 says").format(key=key))
    for key, table in data.get("parameters", {}).items():
        if not table.get("values"):
            found.append(_("参数 {key} 没有 values").format(key=key))
            continue
        if len(table.get("by", [])) > 1:
            found.append(_("参数 {key} 的 by 至多一列").format(key=key))
        starts = [v.get("from") for v in table["values"]]
        if not all(isinstance(start, date) for start in starts) or len(set(starts)) != len(starts):
            found.append(_("参数 {key} 的每个值都要有互不相同的 from 日期").format(key=key))
        if any("value" not in v for v in table["values"]):
            found.append(_("参数 {key} 有条目缺 value").format(key=key))
        if any(v.get("assumed") and not v.get("note") for v in table["values"]):
            found.append(_("参数 {key} 标为推定（assumed），但没有说明理由（note）").format(key=key))
    return found


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
            raise AuditError(_("政策包 {path} 的参数 {key} 既无条款，也未标为推定。").format(path=path, key=key))
    return policy


STATUS_WORDS = {"draft": N_("征求意见稿"), "final": N_("正式文件"), "test": N_("测试用")}
