"""`audit why PATHS`: for one row, or all claims of one person, what each rule looked at and what it answered."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from chizheng_audit.commands import options
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
        policy: Annotated[
            str, typer.Option("--policy", help=_("政策包名，或 policy.toml 的路径。"))
        ] = "zhongmu_2022",
        as_of: Annotated[
            str | None, typer.Option("--as-of", help=_("审计基准日，默认今天。"), show_default=False)
        ] = None,
        ledger: Annotated[
            str | None,
            typer.Option("--ledger", help=_("台账所在的文件夹；与其中以前各批核对。"), show_default=False),
        ] = None,
        batch: Annotated[
            str | None,
            typer.Option("--batch", help=_("本次材料是台账中的哪一批；不与它自己核对。"), show_default=False),
        ] = None,
        as_table: Annotated[
            list[str] | None,
            typer.Option("--as", help=_("指定某文件是什么表：表=路径，可重复。"), show_default=False),
        ] = None,
        columns: Annotated[
            str | None,
            typer.Option("--columns", help=_("本单位自用表头的对照文件（TOML）。"), show_default=False),
        ] = None,
        encoding: Annotated[
            str | None,
            typer.Option("--encoding", help=_("文本文件的编码，认不出时使用。"), show_default=False),
        ] = None,
        password_file: Annotated[
            str | None,
            typer.Option("--password-file", help=_("打开密码所在的文本文件，每行一个。"), show_default=False),
        ] = None,
        select: Annotated[
            list[str] | None,
            typer.Option("--select", help=_("只跑这些规则（代码或名称，逗号分隔）。"), show_default=False),
        ] = None,
        ignore: Annotated[
            list[str] | None, typer.Option("--ignore", help=_("不跑这些规则。"), show_default=False)
        ] = None,
        output_format: Annotated[
            str, typer.Option("--format", help=_("屏幕输出：table 或 jsonl。"))
        ] = "table",
        fail_on: Annotated[
            str,
            typer.Option("--fail-on", help=_("达到哪一类就以退出码 1 结束：violation、suspicion 或 never。")),
        ] = "violation",
        key: Annotated[
            str | None,
            typer.Option(
                "--key", help=_("疑点指纹的密钥文件；同一密钥下，各次运行的指纹可比。"), show_default=False
            ),
        ] = None,
        unmask: Annotated[
            bool, typer.Option("--unmask", help=_("不脱敏（姓名、证件号等原样写出）。"))
        ] = False,
        quiet: Annotated[bool, typer.Option("--quiet", "-q", help=_("不显示进度。"))] = False,
    ) -> None:
        from chizheng_audit.audit import run
        from chizheng_audit.commands import asked
        from chizheng_audit.commands.audits import chosen, key_of, ledger_of
        from chizheng_audit.commands.cases import case_of, history_of
        from chizheng_audit.policy import load_policy
        from chizheng_audit.reading.files import read
        from chizheng_audit.reading.paths import survey
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
        files = list(survey([*paths, *(word.partition("=")[2] for word in as_table or [])]).files)
        book = ledger_of(ledger, batch)
        secret = key_of(key) or (book.key() if book else None)
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
