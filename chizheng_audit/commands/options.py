"""The options that several commands share, declared once."""

import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from chizheng_audit.errors import AuditError
from chizheng_audit.i18n import _

if TYPE_CHECKING:  # the real imports wait until a command runs
    from chizheng_audit.reading.overrides import Overrides
    from chizheng_audit.reading.paths import Found
    from chizheng_audit.reports.rejects import Part
    from chizheng_audit.reports.view import View


def passwords(file: str | None) -> tuple[str, ...]:
    """The lines of a password file; never an argument, which others on the machine could see."""
    if file is None:
        return ()
    from pathlib import Path

    try:
        return tuple(line for line in Path(file).read_text("utf-8-sig").splitlines() if line)
    except (OSError, UnicodeDecodeError) as error:
        raise AuditError(_("读不了 --password-file {file}：{why}。").format(file=file, why=error)) from error


def day(text: str | None) -> date:
    """The day of the audit: as given, else today. This and `moment` are the only clocks in the tool."""
    if text is None:
        return date.today()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise AuditError(_("--as-of {text} 不是日期；写作 2023-12-31。").format(text=text)) from None


def moment() -> datetime:
    """Now, as the ledger notes it."""
    return datetime.now(UTC)


RUN_FORMATS = ("table", "jsonl", "github")
"""What --format may be of a run."""


def word(option: str, given: str, known: Sequence[str]) -> None:
    """Raise AuditError where an option is given another word than the `known` ones."""
    if given not in known:
        raise AuditError(
            _("{option} 不能是 {word}；可用 {known}。").format(
                option=option, word=given, known=_("、").join(known)
            )
        )


def run_format(given: str) -> None:
    """Raise AuditError where a run's --format is none; one that is a kind of file is told where files are written."""
    if given in RUN_FORMATS:
        return
    from chizheng_audit.reports import writers

    kinds = {suffix.split(".")[1]: suffix for suffix in writers()}
    if suffix := kinds.get(given.lower()):
        raise AuditError(
            _("--format 说的是屏幕上的样子；要 {word} 文件，请用 --out 文件名{suffix}。").format(
                word=given, suffix=suffix
            )
        )
    word("--format", given, RUN_FORMATS)


def given(paths: Iterable[str], as_table: Iterable[str] | None) -> "Found":
    """The files that the paths and the --as options name, see reading.paths.survey."""
    from chizheng_audit.reading.paths import survey

    return survey([*paths, *(word.partition("=")[2] for word in as_table or [])])


def overrides(
    as_table: Iterable[str], columns: str | None, encoding: str | None, files: list[str]
) -> "Overrides":
    """What was said of `files`. A section of the columns file that fits none of them is mentioned: one columns file
    serves all quarters, so that is no mistake, but it may be a slip.
    """
    from chizheng_audit.reading.columns_file import load_columns
    from chizheng_audit.reading.overrides import Overrides, parse_as

    found = Overrides(parse_as(as_table), load_columns(columns) if columns else (), encoding)
    for pattern in found.idle(files):
        print(
            _('提示：--columns {path} 的 [file."{pattern}"] 没有对上这次的任何文件。').format(
                path=columns, pattern=pattern
            ),
            file=sys.stderr,
        )
    return found


def written(path: str, quiet: bool) -> None:
    """Say that a file was written."""
    if not quiet:
        print(_("已写出 {path}").format(path=path), file=sys.stderr)


def show(view: "View", output_format: str, worst: int, out: Iterable[str], quiet: bool) -> None:
    """Print a run to the screen in the format that was asked for, and say which files were written."""
    if output_format == "jsonl":
        from chizheng_audit.reports.pens import jsonl

        jsonl.write_stream(view, sys.stdout)
    elif output_format == "github":
        from chizheng_audit.reports import github

        github.write(view, sys.stdout)
    else:
        from chizheng_audit.reports import console

        console.write(view, worst=worst)
    for path in out:
        written(path, quiet)


def write_rejects(path: str, given: "Iterable[Part]", unmask: bool, quiet: bool) -> None:
    """Write the rows that were set aside, and say how many they are."""
    from pathlib import Path

    from chizheng_audit.reports import rejects

    count = rejects.write(Path(path), given, unmask)
    if not quiet:
        print(_("已写出 {path}：剔除 {n} 行（不计空行）").format(path=path, n=f"{count:,}"), file=sys.stderr)
