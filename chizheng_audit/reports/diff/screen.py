"""A comparison on the screen: the counts in one line, what else differs, then new, gone and changed findings."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import polars as pl
from rich.console import Console, RenderableType
from rich.text import Text

from chizheng_audit.i18n import N_, _
from chizheng_audit.reports.console import STYLES, address, yuan
from chizheng_audit.reports.diff.view import WHY_GONE, WHY_NEW, Condition, Diff, counts
from chizheng_audit.reports.screen import Page, screen
from chizheng_audit.reports.words import CONFIDENCE_WORDS, VERDICT_WORDS

_WHAT = {
    "command": N_("命令"),
    "policy": N_("政策"),
    "as_of": N_("审计基准日"),
    "ledger": N_("台账"),
    "unmasked": N_("脱敏"),
    "language": N_("语言"),
    "tool_version": N_("程序版本"),
    "place": N_("材料所在"),
    "source": N_("材料"),
}
_PARTS = {
    "at_stake": N_("涉及金额"),
    "verdict": N_("疑点类型"),
    "confidence": N_("置信度"),
    "message": N_("判断依据"),
    "rows": N_("所在行"),
}
_MOST_ROWS = 4
_MOST_CONDITIONS = 12


def write(diff: Diff, console: Console | None = None, worst: int = 10) -> None:
    """Print the comparison, at most `worst` findings of each part."""
    console = console or screen()
    page = Page(console)
    for part in _parts(diff, page, worst):
        console.print(part)


def _parts(diff: Diff, page: Page, worst: int) -> Iterable[RenderableType]:
    sums = [
        _("{what} {n}").format(what=what, n=f"{n:,}")
        for what, n in (
            (_("新增"), len(diff.found)),
            (_("消失"), len(diff.gone)),
            (_("变化"), len(diff.changed)),
            (_("未变"), diff.same),
        )
    ]
    style = STYLES["violation"] if counts(diff.found)["violation"] else "bold"
    yield page.text(_("；").join(sums), style=style)
    yield page.text(_("从 {old} 到 {new}").format(old=diff.old, new=diff.new), style="dim", hang=2)
    for name in diff.incomplete:
        words = _("{path} 那次审计不完整（有文件没有读成，或有规则出错），新增和消失不能全信。")
        yield page.text(words.format(path=name), style="bold red", hang=2)
    for condition in diff.conditions[:_MOST_CONDITIONS]:
        yield page.text(_condition(condition), style="yellow", hang=2)
    if (left := len(diff.conditions) - _MOST_CONDITIONS) > 0:
        yield page.text(_("另有 {n} 处不同；--format json 列出全部。").format(n=f"{left:,}"), style="yellow")
    for heading, findings, why in (
        (_("新增的疑点"), diff.found, WHY_NEW),
        (_("消失的疑点"), diff.gone, WHY_GONE),
        (_("有变化的疑点"), diff.changed, {}),
    ):
        if len(findings):
            yield ""
            yield page.text(_("{what}（{sums}）").format(what=heading, sums=_sums(findings)), style="bold")
            yield from _listed(findings, why, page, worst)


def _sums(findings: pl.DataFrame) -> str:
    told = counts(findings).items()
    return _("；").join(f"{_(VERDICT_WORDS[verdict])} {n:,}" for verdict, n in told if n)


def _condition(condition: Condition) -> str:
    if condition.what == "source" and not condition.old:
        return _("材料：多了 {new}").format(new=condition.new)
    if condition.what == "source" and not condition.new:
        return _("材料：少了 {old}").format(old=condition.old)
    nothing = _("无")
    return _("{what}不同：{old} → {new}").format(
        what=_(_WHAT[condition.what]), old=condition.old or nothing, new=condition.new or nothing
    )


def _listed(findings: pl.DataFrame, why: dict[str, str], page: Page, worst: int) -> Iterable[RenderableType]:
    for place, row in enumerate(findings.head(worst).iter_rows(named=True), start=1):
        head = Text(f"{place}. ")
        head.append(f"{_(VERDICT_WORDS[row['verdict']])} {row['code']} ", style=STYLES[row["verdict"]])
        head.append(row["title"], style="bold")
        if row["at_stake"]:
            head.append("  " + _("{sum} 元").format(sum=_yuan(row["at_stake"])), style="bold")
        yield head
        yield page.text(row["message"], indent=3)
        for line in _changes(row) if "parts" in row else [_places(row["rows"])]:
            yield page.text(line, indent=3, style="dim", hang=2)
        if reason := row.get("why"):
            words = why[reason]
            yield page.text(_(words), indent=3, style="yellow")
    if (left := len(findings) - worst) > 0:
        yield page.text(_("另有 {n} 条；--format json 列出全部。").format(n=f"{left:,}"))


def _changes(row: dict[str, Any]) -> list[str]:
    """What changed, as it was and as it is; of the sentence only as it was, for it stands above."""
    lines = []
    for part in row["parts"]:
        was, now = (_worded(part, row[name]) for name in (f"old_{part}", part))
        words = _("{part}原为：{was}") if part == "message" else _("{part}：{was} → {now}")
        lines.append(words.format(part=_(_PARTS[part]), was=was, now=now))
    return lines


def _worded(part: str, value: Any) -> str:
    if part == "rows":
        return _places(value)
    if value is None:
        return _("无")
    words = {"verdict": VERDICT_WORDS, "confidence": CONFIDENCE_WORDS}.get(part)
    return _yuan(value) if part == "at_stake" else _(words[value]) if words else str(value)


def _places(rows: list[dict[str, Any]]) -> str:
    told = _("、").join(address(row) for row in rows[:_MOST_ROWS])
    return told + (_(" 等 {n} 行").format(n=len(rows)) if len(rows) > _MOST_ROWS else "")


def _yuan(text: str) -> str:
    return yuan(Decimal(text))
