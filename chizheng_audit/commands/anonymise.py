"""`audit anonymise PATHS --out DIR --key FILE`: copies in which nobody is named and the rules find the same."""

import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from chizheng_audit.commands import options, targets
from chizheng_audit.commands.audits import key_of
from chizheng_audit.commands.flags import flag
from chizheng_audit.commands.progress import reading as progress_of
from chizheng_audit.commands.speech import Command
from chizheng_audit.errors import AuditError, ExitCode, UnreadableFile
from chizheng_audit.i18n import _

if TYPE_CHECKING:  # the real imports wait until a command runs
    from chizheng_audit.anonymise.checking import Checked
    from chizheng_audit.anonymise.copying import FileCopied
    from chizheng_audit.policy import Policy
    from chizheng_audit.reading.files import Progress
    from chizheng_audit.reading.laid import Laid
    from chizheng_audit.reading.overrides import Overrides

_LEAST_KEY = 16
_NAMED = 8


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command(
        "anonymise",
        cls=Command,
        help=_(
            "把材料另存一份，其中的姓名、证件号、电话、账号、证书编号、单位、住所和自由文字换成假名；"
            "各条规则在副本上查出的与原件相同。"
        ),
        epilog=_(
            "假名化不是匿名化：金额、日期、职业、等级和行列的样子都留着，知道内情的人仍可能认出人来。密钥与副本分开保管。"
        ),
    )
    def anonymise(
        paths: Annotated[list[str], typer.Argument(help=_("要读的文件或文件夹。"), show_default=False)],
        out: Annotated[str, typer.Option("--out", help=_("副本写到哪个文件夹。"), show_default=False)],
        key: Annotated[
            str,
            typer.Option(
                "--key",
                help=_("密钥文件；没有就新建，只有自己可读。同一密钥下，同一个人在各次副本里是同一个假名。"),
                show_default=False,
            ),
        ],
        policy: Annotated[str, flag("--policy")] = "zhongmu_2022",
        as_table: Annotated[list[str] | None, flag("--as")] = None,
        columns: Annotated[str | None, flag("--columns")] = None,
        encoding: Annotated[str | None, flag("--encoding")] = None,
        password_file: Annotated[str | None, flag("--password-file")] = None,
        force: Annotated[bool, flag("--force")] = False,
        quiet: Annotated[bool, flag("--quiet")] = False,
    ) -> None:
        from chizheng_audit.anonymise.pack import listed
        from chizheng_audit.policy import load_policy

        law = load_policy(policy)
        files = list(options.given(paths, as_table).files)
        _check(out, key, [*paths, *files], force)
        secret = secret_of(key, quiet)
        overrides = options.overrides(as_table or [], columns, encoding, files)
        with progress_of(len(files), quiet) as step:
            read, failed = read_all(files, overrides, options.passwords(password_file), step)
        if not read:
            raise AuditError(_("没有一个文件读得成：{why}").format(why=failed[0][1]))
        with progress_of(len(read), quiet, _("写副本")) as step:
            done, copies = _write(read, Path(out), secret, listed(law), law, policy, step)
        found = _checked(read, copies, quiet)
        report(done, failed, found, Path(out), quiet)
        raise typer.Exit(int(ExitCode.INCOMPLETE if failed or not found.faithful else ExitCode.CLEAN))


def secret_of(key: str, quiet: bool) -> bytes:
    """The key; told where it was made just now. Raises AuditError for one too short to keep a secret."""
    fresh = not Path(key).exists()
    secret = key_of(key) or b""
    if len(secret) < _LEAST_KEY:
        raise AuditError(
            _(
                "--key {file} 太短（不足 {n} 个字节）；请换一个文件，或指一个还没有的文件名，由本工具新建。"
            ).format(file=key, n=_LEAST_KEY)
        )
    if fresh and not quiet:
        print(_("已新建密钥 {file}，只有自己可读；请与副本分开保管。").format(file=key), file=sys.stderr)
    return secret


def read_all(
    files: Sequence[str], overrides: "Overrides", passwords: tuple[str, ...], step: "Progress | None"
) -> "tuple[list[Laid], list[tuple[str, str]]]":
    """The files that can be read, and (file, why) of the others."""
    from chizheng_audit.reading.laid import laid

    read, failed = [], []
    for file, answer in zip(files, laid(files, overrides, passwords, step), strict=True):
        if isinstance(answer, UnreadableFile):
            failed.append((file, str(answer)))
        else:
            read.append(answer)
    return read, failed


def check_apart(option: str, out: str, sources: Sequence[str]) -> None:
    """Raise AuditError where a copy would stand among the originals."""
    folder = Path(out).resolve()
    for source in sources:
        path = Path(source).resolve()
        if path == folder or (path.is_dir() and path in folder.parents) or folder in path.parents:
            raise AuditError(
                _("{option} {out} 与要读的 {source} 在一处；副本请写到材料以外的文件夹。").format(
                    option=option, out=out, source=source
                )
            )


def _check(out: str, key: str, sources: Sequence[str], force: bool) -> None:
    """Raise AuditError where the copy would stand among the originals, the key beside the copy, or over other files."""
    check_apart("--out", out, sources)
    if Path(out).resolve() in Path(key).resolve().parents:
        raise AuditError(_("--key {key} 在副本的文件夹里；密钥请与副本分开放。").format(key=key))
    targets.check_folder(out, force)


def _write(
    read: "Sequence[Laid]",
    folder: Path,
    secret: bytes,
    regions: Sequence[str],
    law: "Policy",
    policy: str,
    step: Callable[[str], None] | None = None,
) -> "tuple[list[FileCopied], list[str]]":
    """All copies, moved to their place only once they are whole; and where they are."""
    from chizheng_audit.anonymise.copying import copy_files
    from chizheng_audit.anonymise.pack import NAME, pack

    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".", dir=folder) as beside:
            done = copy_files(read, Path(beside), secret, regions, step)
            extends = str(Path(policy).resolve()) if os.path.exists(policy) else policy  # noqa: PTH110 - a name is no path
            if text := pack(law, extends):
                (Path(beside) / NAME).write_text(text, "utf-8")
            for path in sorted(Path(beside).iterdir()):
                path.replace(folder / path.name)
    except OSError as error:
        raise AuditError(_("写不了 {path}：{why}。").format(path=folder, why=error.strerror)) from error
    return done, [str(folder / each.copy) for each in done]


def _checked(read: "Sequence[Laid]", copies: Sequence[str], quiet: bool) -> "Checked":
    """The copies, read again and held against the originals."""
    from chizheng_audit.anonymise.checking import check
    from chizheng_audit.reading.overrides import Overrides

    with progress_of(len(copies), quiet, _("重读副本")) as step:
        again, failed = read_all(copies, Overrides(), (), step)
    if failed:
        raise AuditError(_("副本 {file} 读不回来：{why}").format(file=failed[0][0], why=failed[0][1]))
    return check(read, again)


def report(
    done: "Sequence[FileCopied]",
    failed: Sequence[tuple[str, str]],
    found: "Checked",
    folder: Path,
    quiet: bool,
) -> None:
    """Say what became of each sheet, and whether the copy is read as the originals are."""
    from chizheng_audit.anonymise.pack import NAME
    from chizheng_audit.reports.masking import masked_place, plain_text

    rows = 0
    for file in done:
        print(f"{masked_place(plain_text(file.file))} → {file.copy}")
        if file.was.split()[0] != file.now.split()[0]:
            print("  " + _("原为 {was}，副本是 {now}。").format(was=file.was, now=file.now))
        for sheet in file.sheets:
            rows += sheet.written
            name = f"[{masked_place(plain_text(sheet.sheet))}] " if sheet.sheet is not None else ""
            print(
                "  "
                + name
                + _("读 {read} 行，写 {written} 行").format(read=sheet.read, written=sheet.written)
            )
            if sheet.table is None:
                print("    " + _("没有认出是什么表，各格都按自由文字换过。"))
            if sheet.unknown:
                told = _("、").join(sheet.unknown[:_NAMED]) + (
                    _(" 等") if len(sheet.unknown) > _NAMED else ""
                )
                print("    " + _("没有认出的列按自由文字换过：{columns}").format(columns=told))
            if sheet.damaged:
                print("    " + _("有 {n} 行原本分不成格，副本里各写在一格。").format(n=sheet.damaged))
    for lost, why in failed:
        print(_("✗ 没有读成，没有副本：{file}：{why}").format(file=masked_place(plain_text(lost)), why=why))
    print(
        _("已写出 {n} 个文件、{rows} 行，在 {folder}。").format(n=len(done), rows=f"{rows:,}", folder=folder)
    )
    written = {NAME, *(file.copy for file in done)}
    if strangers := [path for path in folder.iterdir() if path.name not in written]:
        print(
            _("{folder} 里另有 {n} 个文件不是这次写的，核对副本时请避开。").format(
                folder=folder, n=len(strangers)
            )
        )
    if (folder / NAME).exists():
        print(_("核对副本请用 --policy {pack}：其中另认副本用的虚构地区。").format(pack=folder / NAME))
    for place, part in found.otherwise:
        print(
            _("✗ 副本 {place} 与原件认得不一样，规则查出的可能不同。").format(
                place=f"{Path(place).name} {part or ''}".strip()
            )
        )
    if found.kept < found.pairs or found.more:
        text = _("✗ 相近的身份 {pairs} 对，副本里照旧的 {kept} 对，另多出 {more} 对；I02、D03 可能不同。")
        print(text.format(pairs=found.pairs, kept=found.kept, more=found.more))
    if found.faithful:
        print(_("✓ 副本重读过：各表认法与原件相同，相近的身份 {pairs} 对都照旧。").format(pairs=found.pairs))
    if not quiet:
        print(
            _(
                "这是假名化，不是匿名化：金额、日期、职业、等级都没有变。对外提供前请再看一遍，密钥不要随副本给出。"
            ),
            file=sys.stderr,
        )
