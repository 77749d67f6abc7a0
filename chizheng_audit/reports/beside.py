"""What stood beside the files that were read, and what could not be read, in words."""

from collections.abc import Sequence

from chizheng_audit.i18n import _
from chizheng_audit.reports.view import View

_MOST_NAMED = 5


def failure(file: str, why: str) -> str:
    """A file that could not be read, named once: most sentences name it themselves."""
    if file in why:
        return _("没有读成：{why}").format(why=why)
    return _("没有读成：{file}：{why}").format(file=file, why=why)


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
