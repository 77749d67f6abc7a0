"""Word templates: filled with values that stay values, and checked before a run begins.

A template is a .docx with placeholders in the language of Jinja, as docxtpl reads it. It is code of its office, so it runs in
Jinja's sandbox; what is filled in is never read as a template or as markup.
"""

import io
import re
import zipfile
from collections.abc import Mapping
from datetime import datetime, time
from pathlib import Path
from typing import Any, NoReturn

from docx.opc.exceptions import PackageNotFoundError
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup, escape

from chizheng_audit.errors import AuditError
from chizheng_audit.i18n import _, language
from chizheng_audit.reading.own_output import CATEGORY
from chizheng_audit.reports.papers.matters import Fields
from chizheng_audit.reports.view import View

BUILT_IN = Path(__file__).parent / "forms"
_DAY = (1980, 1, 1, 0, 0, 0)
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_SIGNS = {"{": "&#123;", "}": "&#125;", "%": "&#37;", "\t": " ", "\n": " ", "\a": "", "\f": " "}
_FORM: Fields = {
    **dict.fromkeys(("索引号", "单位", "事项", "条数", "金额", "分类", "未列", "附件"), "x"),
    **dict.fromkeys(("事实", "无法核验", "依据"), ("x",)),
}
_MATTER: Fields = {
    **dict.fromkeys(("索引号", "事项", "条数", "金额", "单位数", "分类", "会误报", "附件"), "x"),
    **dict.fromkeys(("过程", "单位", "依据"), ("x",)),
    "取证单": (_FORM,),
}
SPECIMEN: Fields = {
    **dict.fromkeys(("结果", "金额", "政策", "基准日", "脱敏", "程序"), "x"),
    "说明": ("x",),
    "底稿": (_MATTER,),
    "取证单": (_FORM,),
}
"""Every field there is, each once: what a template is tried on."""


class _Unknown(Exception):
    """A placeholder that is no field."""


class _Strict(StrictUndefined):
    """A field that is not there: whatever is done with it names it."""

    def _fail_with_undefined_error(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise _Unknown(self._undefined_name or "?")

    __str__ = __iter__ = __len__ = __bool__ = __eq__ = __ne__ = __hash__ = _fail_with_undefined_error
    __add__ = __radd__ = __getitem__ = __call__ = _fail_with_undefined_error

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        raise _Unknown(self._undefined_name or "?")


def built_in() -> Path:
    """The template of the language in force."""
    return BUILT_IN / f"papers.{language()}.docx"


def check(path: Path) -> None:
    """Raise AuditError where a template cannot be used, naming the placeholder that is not known."""
    _filled(path, SPECIMEN)


def fill(template: Path, fields: Mapping[str, Any], view: View, path: Path) -> None:
    """Write `template` with `fields` to `path`. Raises AuditError as `check`, OSError where it cannot be written."""
    document = _filled(template, fields)
    day = datetime.combine(view.as_of, time())  # so that the same run gives the same bytes
    properties = document.core_properties
    properties.category, properties.created, properties.modified = CATEGORY, day, day
    properties.last_modified_by = ""
    written = io.BytesIO()
    document.save(written)
    path.write_bytes(undated(written.getvalue()))


def undated(data: bytes) -> bytes:
    """An archive without the times at which its parts were written."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as parts, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as again:
        for part in parts.infolist():
            again.writestr(zipfile.ZipInfo(part.filename, _DAY), parts.read(part), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _filled(path: Path, fields: Mapping[str, Any]) -> DocxTemplate:
    environment = SandboxedEnvironment(autoescape=True, undefined=_Strict, finalize=_literal)
    try:
        template = DocxTemplate(io.BytesIO(path.read_bytes()))
        template.render(dict(fields), environment, autoescape=True)
    except OSError as error:
        raise AuditError(
            _("读不了 --template {path}：{why}。").format(path=path, why=error.strerror)
        ) from error
    except (zipfile.BadZipFile, PackageNotFoundError, KeyError) as error:
        raise AuditError(
            _("--template {path} 不是 Word 文档（.docx）；请用 Word 或 WPS 另存为 docx。").format(path=path)
        ) from error
    except _Unknown as error:
        raise AuditError(
            _("--template {path} 里的占位符 {name} 不认识；可用的见 README“Word 底稿和取证单”一节。").format(
                path=path, name=error
            )
        ) from None
    except TemplateSyntaxError as error:
        raise AuditError(
            _("--template {path} 的占位符写法有误：{why}。").format(
                path=path, why=(error.message or "").rstrip(".")
            )
        ) from error
    except (TemplateError, TypeError, ValueError, AttributeError, ZeroDivisionError) as error:
        raise AuditError(
            _("--template {path} 用不了：{why}；请从 audit template 写出的模板改起。").format(
                path=path, why=error
            )
        ) from error
    return template


def _literal(value: Any) -> Any:
    """A value as it is filled in: markup, placeholders and breaks in it are text; docxtpl looks at its result again."""
    if isinstance(value, Markup) or hasattr(value, "__html__"):
        return value
    text = str(escape(_ILLEGAL.sub("", str(value))))
    return Markup("".join(_SIGNS.get(sign, sign) for sign in text))
