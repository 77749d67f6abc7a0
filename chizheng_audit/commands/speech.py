"""What the command-line library says by itself, in the language in force: its help's headings, and its complaints."""

import re
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from chizheng_audit.i18n import N_, _, language

_HELP = (
    (r"^Usage: ", "用法："),
    (r"^Arguments:$", "参数："),
    (r"^Options:$", "选项："),
    (r"^Commands:$", "命令："),
    (r"\[OPTIONS\]", "[选项]"),
    (r"COMMAND \[ARGS\]\.\.\.", "命令 [参数]…"),
    (r"Show this message and exit\.", "显示本说明。"),
    (r"\[required\]", "［必填］"),
    (r"\[default:\s+([^;\]\n]*)(; [^\]\n]*)?\]", r"［默认 \1\2］"),
    (r"\[env var: ([^;\]\n]*); default: ([^\]\n]*)\]", r"［环境变量 \1；默认 \2］"),
)
_WRONG = (
    (r"No such option:? '?([^\s'(]+)'?\.?(?: (?:\(Possible options: |Did you mean )(.*?)[)?])?",
     N_("没有选项 {0}"), N_("没有选项 {0}；是否想用 {1}")),
    (r"No such command '(.*?)'\.?(?: (?:\(Possible commands: |Did you mean )(.*?)[)?])?",
     N_("没有命令 {0}"), N_("没有命令 {0}；是否想用 {1}")),
    (r"Missing argument '?(.*?)'?\.", N_("缺少参数 {0}"), ""),
    (r"Missing option '?(.*?)'?\.", N_("缺少选项 {0}"), ""),
    (r"Missing command\.", N_("缺少命令"), ""),
    (r"Got unexpected extra arguments? \((.*)\)", N_("多余的参数 {0}"), ""),
    (r"Option '(.*)' requires an argument\.", N_("选项 {0} 后面要写值"), ""),
    (r"Option '(.*)' does not take a value\.", N_("选项 {0} 后面不能写值"), ""),
    (r"Invalid value for '(.*)': '?(.*?)'? is not a valid (?:int|float).*", N_("{0} 应是数字，不能是 {1}"), ""),
    (r"Invalid value for '(.*)': Input should be a valid (?:integer|number).*", N_("{0} 应是数字"), ""),
    (r"Invalid value for '(.*)': Input should be greater than or equal to (.*)", N_("{0} 不能小于 {1}"), ""),
    (r"Invalid value for '(.*)': (.*) is not in the range (.*)\.", N_("{0} 不能是 {1}，应为 {2}"), ""),
)  # fmt: skip


def of_help(text: str) -> str:
    """A help text with the library's own words in the language in force."""
    if language() == "zh":
        for pattern, words in _HELP:
            text = re.sub(pattern, words, text, flags=re.MULTILINE)
    return text


def of_mistake(error: Any) -> str:
    """A mistake on the command line in one sentence, with where to look."""
    said = error.format_message()
    for pattern, words, more in _WRONG:
        if found := re.fullmatch(pattern, said):
            parts = [part.replace(", ", _("、")) for part in found.groups() if part]
            said = _(more if more and len(parts) > 1 else words).format(*parts)
            break
    command = error.ctx.command_path if getattr(error, "ctx", None) else "audit"
    return _("{what}。用法见 {command} -h。").format(what=said.rstrip("."), command=command)


class Command(TyperCommand):
    """A command whose help speaks the language in force."""

    def get_help(self, ctx: Any) -> str:
        """The help text."""
        return of_help(super().get_help(ctx))


class Group(TyperGroup):
    """A group of commands whose help speaks the language in force."""

    def get_help(self, ctx: Any) -> str:
        """The help text."""
        return of_help(super().get_help(ctx))


MISTAKES: type[Exception] = typer.BadParameter.__mro__[
    2
]  # of the library, whichever it is: all its complaints
