"""Write the parts of the READMEs that code knows best: the transcript, and the tables of rules and columns. Tests keep them true."""

import contextlib
import io
import os
import re
import shlex
from pathlib import Path

from chizheng_audit.__main__ import run
from chizheng_audit.i18n import _, set_language
from chizheng_audit.rules import all_rules
from chizheng_audit.tables import TABLES

ROOT = Path(__file__).parent.parent
READMES = {"README.md": "en", "README.zh-CN.md": "zh"}
VERDICTS = {"violation": "违规", "suspicion": "疑点"}


def transcript(command: str) -> str:
    """What `command` (audit …) prints in a terminal of 100 columns, run from the project's root."""
    old, columns = Path.cwd(), os.environ.get("COLUMNS")
    os.chdir(ROOT)
    os.environ["COLUMNS"] = "100"
    try:
        with contextlib.redirect_stdout(io.StringIO()) as out:
            run([*shlex.split(command)[1:], "--quiet"])
    finally:
        os.chdir(old)
        if columns is None:
            del os.environ["COLUMNS"]
        else:
            os.environ["COLUMNS"] = columns
    lines = [line.rstrip() for line in out.getvalue().splitlines()]
    return f"```text\n$ {command}\n" + "\n".join(lines).strip("\n") + "\n```"


def rule_table(language: str) -> str:
    """The rules by code, in `language`."""
    set_language(language)
    heads = (_("代码"), _("查什么"), _("类别"), _("名称"))
    lines = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    for name, rule in sorted(all_rules().items(), key=lambda item: item[1].code):
        lines.append(f"| {rule.code} | {_(rule.title)} | {_(VERDICTS[rule.verdict])} | `{name}` |")
    set_language("zh")
    return "\n".join(lines)


def column_table(language: str) -> str:
    """The columns of each canonical table, in `language`."""
    set_language(language)
    lines = [
        f"| {'表' if language == 'zh' else 'Table'} | {'列名与名称' if language == 'zh' else 'Columns: name, title'} |",
        "|---|---|",
    ]
    for name, table in TABLES.items():
        columns = _("、").join(f"`{c.name}` {c.title}" for c in table.in_sheets)
        lines.append(f"| `{name}` {_(table.title)} | {columns} |")
    set_language("zh")
    return "\n".join(lines)


def renewed(name: str) -> str:
    """The text of the README called `name` with its generated parts as they should be."""
    text = (ROOT / name).read_text("utf-8")

    def again(found: re.Match[str]) -> str:
        return f"<!-- transcript: {found[1]} -->\n{transcript(found[1])}\n<!-- /transcript -->"

    text = re.sub(r"<!-- transcript: (.*?) -->\n.*?<!-- /transcript -->", again, text, flags=re.S)
    for part, table in (("rules", rule_table(READMES[name])), ("columns", column_table(READMES[name]))):
        text = re.sub(
            rf"<!-- {part} -->\n.*?<!-- /{part} -->",
            f"<!-- {part} -->\n{table}\n<!-- /{part} -->".replace("\\", r"\\"),
            text,
            flags=re.S,
        )
    return text


if __name__ == "__main__":
    for readme in READMES:
        (ROOT / readme).write_text(renewed(readme), "utf-8")
