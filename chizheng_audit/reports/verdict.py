"""The verdict of a run in one sentence, the same in every report."""

from typing import Literal

from chizheng_audit.i18n import _
from chizheng_audit.reports.view import View
from chizheng_audit.reports.words import VERDICT_WORDS


def tone(view: View) -> Literal["bad", "open", "found", "clean"]:
    """How the verdict sounds: bad (violations, or incomplete), found (less than that), open (nothing was checked), clean."""
    if view.counts["violation"] or not view.complete:
        return "bad"
    if any(view.counts.values()):
        return "found"
    return "clean" if _checked(view) else "open"


def sentence(view: View) -> str:
    """What was found, or that nothing was; incomplete runs say so first."""
    mark = "" if view.complete else _("不完整：")
    checked = f"{view.claims:,}"
    if any(view.counts.values()):
        said = _("；").join(f"{_(VERDICT_WORDS[v])} {n:,}" for v, n in view.counts.items() if n)
        return mark + said + _("（核对申报 {n} 条）").format(n=checked)
    if not _checked(view):
        return mark + _("没有规则适用于读到的内容，什么也没有核对。")
    return mark + _("未发现疑点（核对申报 {n} 条）。").format(n=checked)


def _checked(view: View) -> bool:
    return bool((view.coverage["applied"] > 0).any())
