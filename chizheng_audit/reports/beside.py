"""What stood beside the files that were read, and what could not be read, in words."""

from collections.abc import Mapping, Sequence
from typing import Any

from chizheng_audit.i18n import N_, _
from chizheng_audit.reports.parameters import title
from chizheng_audit.reports.view import History, View
from chizheng_audit.reports.words import STATUSES
from chizheng_audit.tables import TABLES

_MOST_NAMED = 5
_OTHERS = {"certified": N_("证书名册或评价补贴申报")}
"""What rules ask for that is made of several tables."""


def failure(file: str, why: str) -> str:
    """A file that could not be read, named once: most sentences name it themselves."""
    if file in why:
        return _("没有读成：{why}").format(why=why)
    return _("没有读成：{file}：{why}").format(file=file, why=why)


def file_of(row: Mapping[str, Any]) -> str:
    """A row's file, with the batch of the ledger in front where it is of one."""
    return f"〔{row['batch']}〕{row['file']}" if row.get("batch") else str(row["file"])


def with_ledger(history: History) -> str:
    """Which ledger was looked at."""
    return _("台账 {folder}：以前各批 {n} 个，{claims} 条；校验值 {head}").format(
        folder=history.folder, n=history.batches, claims=f"{history.claims:,}", head=history.head[:16] or "—"
    )


def detail(line: Mapping[str, Any]) -> str:
    """The detail of a line of coverage in words: the tables or parameters that lacked, else as it stands."""
    names = (line["detail"] or "").split(", ")
    if line["status"] == "no_table":
        names = [_(TABLES[name].title) if name in TABLES else _(_OTHERS.get(name, name)) for name in names]
    elif line["status"] == "no_parameter":
        names = [title(name) for name in names]
    else:
        return line["detail"] or ""
    return _("、").join(names)


def why_not(line: Mapping[str, Any]) -> str:
    """Why a rule did not run: a line of coverage in words."""
    return f"{_(STATUSES[line['status']])} {detail(line)}".strip()


def beside(view: View) -> list[str]:
    """What stood beside the files that were read: a line for the tool's own, one for kinds that are not read."""
    lines = (
        (_("本工具的输出，未读 {n} 个：{files}"), view.own),
        (_("未读的文件 {n} 个：{files}"), view.unread),
    )
    return [words.format(n=f"{len(names):,}", files=_few(names)) for words, names in lines if names]


def _few(names: Sequence[str]) -> str:
    named = _("、").join(names[:_MOST_NAMED])
    return named + (_(" 等") if len(names) > _MOST_NAMED else "")
