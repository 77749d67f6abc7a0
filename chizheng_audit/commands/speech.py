"""What the command-line library says by itself, in the language in force: its help's headings, and its complaints."""

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from chizheng_audit.i18n import N_, _, language
from chizheng_audit.reports.typeset import width, wrapped

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
_WHOLE = 10_000  # characters, more than any help has
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


@cache
def _set(library: type) -> type:
    """The library's formatter of helps, breaking lines as Chinese is broken: it counts characters, not how wide they are."""

    class Formatter(library):  # type: ignore[misc] # of whichever library
        def write_text(self, text: str) -> None:
            """A paragraph or several."""
            indent = " " * self.current_indent
            paragraphs = (part.replace("\n", " ") for part in text.split("\n\n"))
            lines = (wrapped(part, self.width - self.current_indent) for part in paragraphs)
            self.write("\n\n".join("\n".join(indent + line for line in part) for part in lines) + "\n")

        def write_dl(self, rows: Sequence[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
            """Names with their explanations beside them."""
            told = [(name, of_help(words or "")) for name, words in rows]
            beside = min(max(width(name) for name, _words in told), col_max) + col_spacing
            indent = " " * self.current_indent
            for name, words in told:
                lines = wrapped(words, max(self.width - beside - self.current_indent, 10))
                if width(name) > beside - col_spacing:  # its explanation begins below it
                    lines.insert(0, "")
                gap = " " * (beside - width(name))
                self.write(f"{indent}{name}{gap}{lines[0]}".rstrip() + "\n")
                self.write("".join(f"{indent}{' ' * beside}{line}\n" for line in lines[1:]))

    return Formatter


class Command(TyperCommand):
    """A command whose help speaks the language in force."""

    def get_help(self, ctx: Any) -> str:
        """The help text."""
        ctx.formatter_class = _set(type(ctx).formatter_class)
        return of_help(super().get_help(ctx))


class Group(TyperGroup):
    """A group of commands whose help speaks the language in force, and of each command the whole first sentence."""

    def get_help(self, ctx: Any) -> str:
        """The help text."""
        ctx.formatter_class = _set(type(ctx).formatter_class)
        return of_help(super().get_help(ctx))

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """The list of commands, in the order in which they were declared."""
        commands = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        rows = [
            (name, each.get_short_help_str(_WHOLE)) for name, each in commands if each and not each.hidden
        ]
        if rows:
            with formatter.section("Commands"):
                formatter.write_dl(rows)


MISTAKES: type[Exception] = typer.BadParameter.__mro__[
    2
]  # of the library, whichever it is: all its complaints
