"""Two saved runs compared, finding by finding: what is new, gone, changed, and what else differs between the runs."""

from dataclasses import dataclass
from typing import Any

import polars as pl

from chizheng_audit.errors import AuditError, ExitCode
from chizheng_audit.finding import VERDICTS
from chizheng_audit.i18n import N_, _
from chizheng_audit.reports.kept import Lines

PARTS = ("at_stake", "verdict", "confidence", "message", "rows")
"""What of a finding may change; its fingerprint says what it is about, and so never does."""
WHY_NEW = {"rule": N_("这条规则上次没有跑"), "source": N_("所在文件上次没有读")}
WHY_GONE = {"rule": N_("这条规则这次没有跑"), "source": N_("所在文件这次没有读")}
_COUNTED = {"violation": ("violation",), "suspicion": ("violation", "suspicion"), "never": ()}
_FINDING = ("fingerprint", "rule", "code", "verdict", "confidence", "at_stake", "message", "rows", "settled")


@dataclass(frozen=True)
class Condition:
    """What differs between the runs besides their findings: `what` is a code, `old` and `new` are texts."""

    what: str
    old: str
    new: str


@dataclass(frozen=True)
class Diff:
    """old, new: names of the files. conditions: how the runs differ otherwise. incomplete: those that did not see all.

    found, gone: the finding's columns, title and `why` (a key of WHY_NEW, of WHY_GONE, or null: it came, it went).
    changed: the finding as it is now, its PARTS as they were in `old_…`, and `parts` (list of those that changed).
    same: how many findings are in both and did not change. Findings stand in the order of their run, worst first; of
      those that changed the ones last whose rows only moved.
    """

    old: str
    new: str
    conditions: tuple[Condition, ...]
    incomplete: tuple[str, ...]
    found: pl.DataFrame
    gone: pl.DataFrame
    changed: pl.DataFrame
    same: int

    def exit_code(self, fail_on: str) -> ExitCode:
        """FINDINGS where a new finding that is not settled is at or above `fail_on`, INCOMPLETE where a run was."""
        if self.incomplete:
            return ExitCode.INCOMPLETE
        counted = pl.col("verdict").is_in(_COUNTED[fail_on]) & ~pl.col("settled")
        return ExitCode.CLEAN if self.found.filter(counted).is_empty() else ExitCode.FINDINGS


def build(old_name: str, old: Lines, new_name: str, new: Lines) -> Diff:
    """Compare two runs. Raises AuditError where their fingerprints were made under different keys."""
    keys = [lines.run.get("fingerprint_key", "") for lines in (old, new)]
    before, now = _findings(old), _findings(new)
    nothing_shared = now.join(before, on="fingerprint", how="semi").is_empty() and len(before) and len(now)
    if keys[0] != keys[1] and (all(keys) or nothing_shared):
        raise AuditError(
            _(
                "{old} 和 {new} 的疑点指纹不是同一个密钥做的，无法逐条对比；两次审计请用同一个 --key 或同一个台账。"
            ).format(old=old_name, new=new_name)
        )
    both = now.join(
        before.select("fingerprint", *(pl.col(part).alias(f"old_{part}") for part in PARTS)),
        on="fingerprint",
        maintain_order="left",
    )
    # words of two languages, or masked and not, differ in every finding and say nothing
    compared = [part for part in PARTS if part != "message" or _alike(old, new)]
    differing = [
        pl.when(pl.col(part).ne_missing(pl.col(f"old_{part}"))).then(pl.lit(part)) for part in compared
    ]
    changed = (
        both.with_columns(parts=pl.concat_list(differing).list.drop_nulls())
        .filter(pl.col("parts").list.len() > 0)
        .sort(pl.col("parts") == ["rows"], maintain_order=True)
    )
    return Diff(
        old=old_name,
        new=new_name,
        conditions=tuple(_conditions(old, new)),
        incomplete=tuple(
            name
            for name, lines in ((old_name, old), (new_name, new))
            if lines.summary["exit_code"] == ExitCode.INCOMPLETE
        ),
        found=_why(now.join(before, on="fingerprint", how="anti", maintain_order="left"), new, old),
        gone=_why(before.join(now, on="fingerprint", how="anti", maintain_order="left"), old, new),
        changed=changed,
        same=len(both) - len(changed),
    )


def counts(findings: pl.DataFrame) -> dict[str, int]:
    """How many there are of each verdict."""
    return {verdict: int((findings["verdict"] == verdict).sum()) for verdict in VERDICTS}


def _findings(lines: Lines) -> pl.DataFrame:
    titles = {line["rule"]: line.get("title", line["rule"]) for line in lines.few["coverage"]}
    place = pl.element().struct
    return (
        lines.frames["finding"]
        .select(*_FINDING)
        .with_columns(
            pl.col("settled").fill_null(False),
            pl.col("rows").list.eval(
                pl.struct(place.field(name) for name in ("file", "sheet", "row", "batch"))
            ),
            title=pl.col("rule").replace(titles),
        )
    )


def _why(findings: pl.DataFrame, own: Lines, other: Lines) -> pl.DataFrame:
    """Add why the `other` run could not have found them: it did not run the rule, or did not read the file, not even by
    another name.
    """
    ran = [line["rule"] for line in other.few["coverage"] if line["status"] == "ran"]
    known = {value for source in other.run["sources"] for value in (source["file"], source["sha256"])}
    read = [source["file"] for source in own.run["sources"] if known & {source["file"], source["sha256"]}]
    place = pl.col("rows").list.first().struct
    return findings.with_columns(
        why=pl.when(~pl.col("rule").is_in(ran))
        .then(pl.lit("rule"))
        .when(place.field("batch").is_null() & ~place.field("file").is_in(read))
        .then(pl.lit("source"))
    )


def _alike(old: Lines, new: Lines) -> bool:
    return all(old.run.get(name) == new.run.get(name) for name in ("language", "unmasked"))


def _conditions(old: Lines, new: Lines) -> list[Condition]:
    told = [
        (name, *(_text(lines, name) for lines in (old, new)))
        for name in ("command", "policy", "as_of", "ledger", "unmasked", "language", "tool_version")
    ]
    return [Condition(*each) for each in told if each[1] != each[2]] + _sources(old, new)


def _text(lines: Lines, name: str) -> str:
    value: Any = lines.run.get(name)
    if name == "policy":
        return f"{value['id']} {value['sha256'][:12]}"
    if name == "ledger":
        return f"{value['folder']} {value['head'][:12]}".strip() if value else ""
    if name == "unmasked":
        return _("未脱敏") if value else _("已脱敏")
    return str(value or "")


def _sources(old: Lines, new: Lines) -> list[Condition]:
    """Files that only one of the runs read, and those whose bytes differ."""
    was, now = ({s["file"]: s["sha256"] for s in lines.run["sources"]} for lines in (old, new))
    names = sorted(was.keys() | now.keys())
    return [
        Condition("source", *(f"{name} {each[name][:12]}" if name in each else "" for each in (was, now)))
        for name in names
        if was.get(name) != now.get(name)
    ]
