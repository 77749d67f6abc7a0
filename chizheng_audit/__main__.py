"""Start here: language and encodings first, then the command; a user never meets a traceback without --debug."""

import os
import sys

from chizheng_audit.errors import AuditError, ExitCode
from chizheng_audit.i18n import LANGUAGES, _, language_of, set_language
from chizheng_audit.reading.allocator import keep_freed_memory

_INTERRUPTED = 130  # what the library makes of it


def main() -> None:
    """Run the command line in sys.argv and exit with its code."""
    sys.exit(run(sys.argv[1:]))


def run(argv: list[str]) -> int:
    """Run one command line and return its exit code. Errors end as one sentence on stderr."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a console that lacks a character shows ? and goes on
    keep_freed_memory()
    language = language_of(argv)
    set_language(language if language in LANGUAGES else "zh")
    debug = "--debug" in argv or bool(os.environ.get("CHIZHENG_DEBUG"))
    if language not in LANGUAGES:
        return _fail(_("不认识的语言 {language}；可用 zh 或 en。").format(language=language))
    try:
        return _ran(_hoisted(argv))
    except ModuleNotFoundError as missing:
        if debug:
            raise
        return _fail(
            _("缺少依赖 {name}；请先 make setup，或在虚拟环境里 pip install .。").format(name=missing.name)
        )
    except AuditError as error:
        return _fail(str(error))
    except KeyboardInterrupt:
        return _fail(_("已中断。"))
    except OSError as error:
        if debug:
            raise
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - nothing more can be said there
        if isinstance(error, BrokenPipeError):
            return int(ExitCode.UNUSABLE)
        why = error.strerror or error
        return _fail(
            _("读写出错：{why}。").format(why=f"{why} ({error.filename})" if error.filename else why)
        )
    except Exception as error:
        if debug:
            raise
        return _fail(
            _("程序内部出错（{kind}: {error}）；请加 --debug 重试并反馈。").format(
                kind=type(error).__name__, error=error
            )
        )


def _ran(argv: list[str]) -> int:
    """What the command line comes to."""
    import typer  # noqa: PLC0415 - after the language is known

    from chizheng_audit.commands.app import build  # noqa: PLC0415
    from chizheng_audit.commands.speech import MISTAKES, of_mistake  # noqa: PLC0415

    try:
        code = typer.main.get_command(build())(argv, prog_name="audit", standalone_mode=False)
    except MISTAKES as mistake:
        if type(mistake).__name__ == "NoArgsIsHelpError":
            print(getattr(mistake, "ctx").get_help(), file=sys.stderr)  # noqa: B009 - the type is not known here
            return int(ExitCode.UNUSABLE)
        return _fail(of_mistake(mistake))
    except SystemExit:  # the library ends so where the reader of a pipe went away
        return int(ExitCode.UNUSABLE)
    if code == _INTERRUPTED:
        raise KeyboardInterrupt
    sys.stdout.flush()  # a full disk is told here, and not after the end
    return int(code or 0)


def _hoisted(argv: list[str]) -> list[str]:
    """The options that hold for every command may stand anywhere: they are moved to the front."""
    front: list[str] = []
    rest: list[str] = []
    words = iter(argv)
    for word in words:
        if word == "--debug" or word.startswith("--lang="):
            front.append(word)
        elif word == "--lang":
            front += [word, next(words, "")]
        else:
            rest.append(word)
    return front + rest


def _fail(sentence: str) -> int:
    print(_("错误：{sentence}").format(sentence=sentence), file=sys.stderr)
    return int(ExitCode.UNUSABLE)


if __name__ == "__main__":
    main()
