"""One offline page: verdict and sums, pictures, every finding beside its evidence, the rules, the account of rows.

Nothing is fetched, nothing of a claim becomes markup, and nothing needs a script; a small one filters and sorts. The page
allows its own style and script by their hashes and nothing else.
"""

import base64
import hashlib
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from chizheng_audit.i18n import _, language
from chizheng_audit.reading.own_output import PAGE_HEAD
from chizheng_audit.reports.beside import file_of
from chizheng_audit.reports.pens.html.parts import content
from chizheng_audit.reports.view import View
from chizheng_audit.reports.writer import Writer

_HERE = Path(__file__).parent
_LANGUAGES = {"zh": "zh-CN"}


def _write(view: View, path: Path) -> None:
    style, script = ((_HERE / name).read_text("utf-8") for name in ("page.css", "page.js"))
    policy = f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; base-uri 'none'; form-action 'none'"
    page = _environment().get_template("page.html.j2")
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write(PAGE_HEAD)
        stream.writelines(
            page.generate(
                content(view),
                language=_LANGUAGES.get(language(), language()),
                policy=policy,
                style=Markup(style),
                script=Markup(script),
            )
        )


def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(_HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["_"] = _
    made.filters["file"] = file_of
    made.filters["money"] = lambda sum_: "" if sum_ is None else f"{sum_:,.2f}"
    made.filters["count"] = lambda number: f"{number:,}"
    return made


def _hash(text: str) -> str:
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"'sha256-{digest}'"


WRITER = Writer(".html", _write)
