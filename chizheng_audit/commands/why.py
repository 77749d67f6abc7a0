"""`audit why PATHS`: for one row, or all claims of one person, what each rule looked at and what it answered."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from chizheng_audit.commands import options
from chizheng_audit.commands.flags import flag
from chizheng_audit.commands.progress import reading as progress_of
from chizheng_audit.commands.speech import Command
from chizheng_audit.errors import AuditError, ExitCode
from chizheng_audit.i18n import _

if TYPE_CHECKING:  # the real imports wait until a command runs
    from collections.abc import Sequence

    from chizheng_audit.why import Answer


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command(
        "why",
        cls=Command,
        help=_(
            "逐条说明一行申报（或一个人的全部申报）：每条规则看了什么、执行哪个数、依据哪一条、结论如何。"
        ),
        epilog=_(
            "规则对全部材料照常跑一遍，再说明所问的行，所以要给出同一批的全部文件。退出码："
            "3 有文件没读成或规则出错；2 没法回答；1 所问的行有达到 --fail-on 的疑点；0 没有。"
        ),
    )
    def why(
        paths: Annotated[list[str], typer.Argument(help=_("要读的文件或文件夹。"), show_default=False)],
        person: Annotated[
            str | None,
            typer.Option("--person", help=_("一个人的身份证号，15 位、18 位均可。"), show_default=False),
        ] = None,
        row: Annotated[
            str | None,
            typer.Option(
                "--row", help=_("一行的位置：文件:表:行，文本文件写作 文件:行。"), show_default=False
            ),
        ] = None,
        everything: Annotated[bool, typer.Option("--all", help=_("不适用的规则也列出。"))] = False,
        policy: Annotated[str, flag("--policy")] = "zhongmu_2022",
        as_of: Annotated[str | None, flag("--as-of")] = None,
        ledger: Annotated[str | None, flag("--ledger")] = None,
        batch: Annotated[str | None, flag("--batch")] = None,
        as_table: Annotated[list[str] | None, flag("--as")] = None,
        columns: Annotated[str | None, flag("--columns")] = None,
        encoding: Annotated[str | None, flag("--encoding")] = None,
        password_file: Annotated[str | None, flag("--password-file")] = None,
        select: Annotated[list[str] | None, flag("--select")] = None,
        ignore: Annotated[list[str] | None, flag("--ignore")] = None,
        output_format: Annotated[str, flag("--format")] = "table",
        fail_on: Annotated[str, flag("--fail-on")] = "violation",
        key: Annotated[str | None, flag("--key")] = None,
        unmask: Annotated[bool, flag("--unmask")] = False,
        quiet: Annotated[bool, flag("--quiet")] = False,
    ) -> None:
        from chizheng_audit.audit import run
        from chizheng_audit.commands import asked
        from chizheng_audit.commands.audits import chosen, key_of, ledger_of
        from chizheng_audit.commands.cases import case_of, history_of
        from chizheng_audit.policy import load_policy
        from chizheng_audit.reading.files import read
        from chizheng_audit.reports.why import lines, screen, view
        from chizheng_audit.why import answers

        options.word("--format", output_format, ("table", "jsonl"))
        options.word("--fail-on", fail_on, tuple(FAIL_ON))
        if (person is None) == (row is None):
            raise AuditError(
                _("请用 --person 身份证号 或 --row 文件:表:行 说明要问的是谁、哪一行，二者取一。")
            )
        who = asked.person(person) if person is not None else None
        law = load_policy(policy)
        day = options.day(as_of)
        rules = chosen("run", select, ignore)
        files = list(options.given(paths, as_table).files)
        book = ledger_of(ledger, batch)
        secret = key_of(key, book)
        overrides = options.overrides(as_table or [], columns, encoding, files)
        passwords = options.passwords(password_file)
        with progress_of(len(files), quiet) as step:
            found = read(files, overrides, passwords, step, whole=row is not None)
        case = case_of(found, law, day, book, batch)
        looked = asked.look(found, case, who, row, overrides, passwords)
        result = run(case, rules, key=secret or found.secret, debug="--debug" in sys.argv)
        said = answers(case, rules, result, [each.subject for each in looked])
        code = _exit_code(said, found.failed, fail_on)
        seen = view.build(
            case=case,
            audit=result,
            reading=found,
            rules=rules,
            asked=[(each.row, each.stood, answer) for each, answer in zip(looked, said, strict=True)],
            person=who,
            exit_code=code,
            unmask=unmask,
            history=history_of(book, batch) if book else None,
        )
        if output_format == "jsonl":
            lines.write(seen, everything, sys.stdout)
        else:
            screen.write(seen, everything)
        raise typer.Exit(code)


FAIL_ON = {"violation": ("violation",), "suspicion": ("violation", "suspicion"), "never": ()}


def _exit_code(said: "Sequence[Sequence[Answer]]", failed: tuple[tuple[str, str], ...], fail_on: str) -> int:
    """As of a run, of the answers about the rows asked for alone."""
    given = {answer.answer for each in said for answer in each}
    if failed or "failed" in given:
        return int(ExitCode.INCOMPLETE)
    return int(ExitCode.FINDINGS if given.intersection(FAIL_ON[fail_on]) else ExitCode.CLEAN)
