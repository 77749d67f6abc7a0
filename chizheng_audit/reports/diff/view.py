"""Two saved runs compared, finding by finding: what is new, gone, changed, and what else differs between the runs."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from itertools import takewhile
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
    moved = _moved(old, new)
    before, now = _findings(old, moved), _findings(new, {})
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
        conditions=tuple(_conditions(old, new, moved)),
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


def _moved(old: Lines, new: Lines) -> dict[str, str]:
    """Files of the old run that the new one read byte for byte elsewhere: the name there, of several the likest."""
    was, now = (_digests(lines) for lines in (old, new))
    free: dict[str, list[str]] = {}
    for name, digest in now.items():
        if name not in was:
            free.setdefault(digest, []).append(name)
    moved: dict[str, str] = {}
    for name, digest in was.items():
        there = free.get(digest)
        if name not in now and there:
            moved[name] = max(there, key=partial(_shared_end, name))
            there.remove(moved[name])
    return moved


def _shared_end(one: str, other: str) -> int:
    """How many parts of two paths agree, counted from their ends."""
    pairs = zip(reversed(one.split("/")), reversed(other.split("/")), strict=False)
    return sum(1 for _each in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _digests(lines: Lines) -> dict[str, str]:
    return {source["file"]: source["sha256"] for source in lines.run["sources"]}


def _findings(lines: Lines, moved: Mapping[str, str]) -> pl.DataFrame:
    """The findings of a run; files that `moved` stand under the names that the other run has for them."""
    titles = {line["rule"]: line.get("title", line["rule"]) for line in lines.few["coverage"]}
    place = pl.element().struct
    return (
        lines.frames["finding"]
        .select(*_FINDING)
        .with_columns(
            pl.col("settled").fill_null(False),
            pl.col("rows").list.eval(
                pl.struct(
                    place.field("file").replace(moved), *(place.field(n) for n in ("sheet", "row", "batch"))
                )
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
    read += _digests(other)  # a finding of a file that moved stands under its new name
    place = pl.col("rows").list.first().struct
    return findings.with_columns(
        why=pl.when(~pl.col("rule").is_in(ran))
        .then(pl.lit("rule"))
        .when(place.field("batch").is_null() & ~place.field("file").is_in(read))
        .then(pl.lit("source"))
    )


def _alike(old: Lines, new: Lines) -> bool:
    return all(old.run.get(name) == new.run.get(name) for name in ("language", "unmasked"))


def _conditions(old: Lines, new: Lines, moved: Mapping[str, str]) -> list[Condition]:
    told = [
        (name, *(_text(lines, name) for lines in (old, new)))
        for name in ("command", "policy", "as_of", "ledger", "unmasked", "language", "tool_version")
    ]
    return [Condition(*each) for each in told if each[1] != each[2]] + _sources(old, new, moved)


def _text(lines: Lines, name: str) -> str:
    value: Any = lines.run.get(name)
    if name == "policy":
        return f"{value['id']} {value['sha256'][:12]}"
    if name == "ledger":
        return f"{value['folder']} {value['head'][:12]}".strip() if value else ""
    if name == "unmasked":
        return _("未脱敏") if value else _("已脱敏")
    return str(value or "")


def _sources(old: Lines, new: Lines, moved: Mapping[str, str]) -> list[Condition]:
    """Where files moved to, folder by folder; files that only one of the runs read, and those whose bytes differ."""
    was, now = (_digests(lines) for lines in (old, new))
    was = {moved.get(name, name): digest for name, digest in was.items()}
    places = dict.fromkeys(_places(*pair) for pair in moved.items())
    names = sorted(was.keys() | now.keys())
    return [Condition("place", *each) for each in places] + [
        Condition("source", *(f"{name} {each[name][:12]}" if name in each else "" for each in (was, now)))
        for name in names
        if was.get(name) != now.get(name)
    ]


def _places(one: str, other: str) -> tuple[str, str]:
    """Two paths of one file without the end that they share; whole where the file is called otherwise."""
    shared = _shared_end(one, other)
    if not shared:
        return one, other
    heads = ("/".join(path.split("/")[:-shared]) for path in (one, other))
    first, second = (head or "." for head in heads)
    return first, second
