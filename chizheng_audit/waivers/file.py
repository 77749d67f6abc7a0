"""waivers.toml: one [[waiver]] an exception, each checked whole; a misspelt key would otherwise waive more than was meant."""

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from chizheng_audit.errors import AuditError
from chizheng_audit.i18n import _

SHORTEST = 12
"""Digits of a fingerprint that are enough: as many as reports show."""
_TEXTS = ("reason", "requested_by", "approved_by")
_DAYS = ("approved_on", "expires_on")
_ABOUT = ("fingerprint", "rule", "subject")
_KEYS = (*_ABOUT, *_TEXTS, *_DAYS, "max_amount")
_MOST = 10**12
_DIGEST = re.compile(rf"[0-9a-f]{{{SHORTEST},32}}")
_WHOLE = re.compile(r"[0-9a-f]{32}")
_PERSONAL = re.compile(r"\d{15}|\d{17}[\dXx]|1[3-9]\d{9}")
_HEAD = re.compile(r"^\s*\[\[\s*waiver\s*\]\]", re.MULTILINE)


@dataclass(frozen=True)
class Waiver:
    """One exception. place: which of the file, from 1; line: where it begins.

    It covers the finding with `fingerprint` (12 to 32 hex digits), or all findings of `rule` (its code) about `subject`
    (see cover.subject_mark). max_amount: 元 of all it covers together; None for no limit.
    """

    place: int
    line: int
    fingerprint: str | None
    rule: str | None
    subject: str | None
    reason: str
    requested_by: str
    approved_by: str
    approved_on: date
    expires_on: date
    max_amount: Decimal | None


def load(path: str, rules: Mapping[str, str]) -> tuple[Waiver, ...]:
    """The waivers of the file at `path`; `rules` are all codes by code and by name.

    Raises AuditError, naming file, line and key, for the first thing that is wrong with it.
    """
    try:
        text = Path(path).read_text("utf-8-sig")
        data = tomllib.loads(text, parse_float=Decimal)
    except (OSError, UnicodeDecodeError) as error:
        raise AuditError(_("读不了 --waivers {path}：{why}。").format(path=path, why=error)) from error
    except tomllib.TOMLDecodeError as error:
        raise AuditError(_("--waivers {path} 不是 TOML：{why}。").format(path=path, why=error)) from error
    if strange := [key for key in data if key != "waiver"]:
        raise AuditError(
            _("--waivers {path}：不认识 {key}；每项豁免写作一个 [[waiver]]。").format(
                path=path, key=strange[0]
            )
        )
    given = data.get("waiver", [])
    if not isinstance(given, list) or not all(isinstance(each, dict) for each in given):
        raise AuditError(_("--waivers {path}：每项豁免写作一个 [[waiver]]。").format(path=path))
    lines = _lines(text, len(given))
    found: list[Waiver] = []
    for place, (table, line) in enumerate(zip(given, lines, strict=True), start=1):
        where = _("--waivers {path} 第 {n} 项（第 {line} 行）").format(path=path, n=place, line=line)
        for fault in _faults(table, rules):
            raise AuditError(_("{where}：{fault}。").format(where=where, fault=fault))
        waiver = _made(table, place, line, rules)
        for other in found:
            if _same(waiver, other):
                raise AuditError(
                    _("{where}：与第 {n} 项豁免的是同一事，只留一项。").format(where=where, n=other.place)
                )
        found.append(waiver)
    return tuple(found)


def _lines(text: str, count: int) -> list[int]:
    """The lines on which the waivers begin; the last known one where a file is written in an unusual way."""
    found = [text.count("\n", 0, head.start()) + 1 for head in _HEAD.finditer(text)]
    return (found + [found[-1] if found else 1] * count)[:count]


def _faults(table: Mapping[str, Any], rules: Mapping[str, str]) -> Iterator[str]:
    for key in table:
        if key not in _KEYS:
            yield _("不认识 {key}；可用 {known}").format(key=key, known=_("、").join(_KEYS))
    for key in (*_TEXTS, *_DAYS):
        if key not in table:
            yield _("缺少 {key}").format(key=key)
    for key in (*_TEXTS, *(key for key in _ABOUT if key in table)):
        value = table[key]
        if not isinstance(value, str) or not value.strip():
            yield _("{key} 应是不空的文字").format(key=key)
        elif _personal(value, whole=key in _ABOUT):
            yield _(
                "{key} 里像是证件号或电话；本文件不写个人信息，人用 audit review subject 给出的摘要"
            ).format(key=key)
    for key in _DAYS:
        if not isinstance(table[key], date) or isinstance(table[key], datetime):
            yield _("{key} 应是日期，写作 2024-12-31，不加引号").format(key=key)
    yield from _about(table, rules)
    if _bare(table["requested_by"]) == _bare(table["approved_by"]):
        yield _("approved_by 与 requested_by 是同一人；豁免须由另一人批准")
    if table["expires_on"] < table["approved_on"]:
        yield _("expires_on 早于 approved_on")
    most = table.get("max_amount")
    if most is not None and not _is_sum(most):
        yield _("max_amount 应是大于 0 的数，单位是元")


def _is_sum(value: Any) -> bool:
    """Whether a value is money above nothing, in whole cents."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal) or not Decimal(value).is_finite():
        return False
    return 0 < value <= _MOST and Decimal(value) == round(Decimal(value), 2)


def _about(table: Mapping[str, Any], rules: Mapping[str, str]) -> Iterator[str]:
    by_print, by_subject = "fingerprint" in table, "rule" in table or "subject" in table
    if by_print == by_subject or by_subject != ("rule" in table and "subject" in table):
        yield _("写明豁免什么：fingerprint，或 rule 与 subject，二者取一")
    elif by_print and not _DIGEST.fullmatch(table["fingerprint"]):
        yield _("fingerprint 应是疑点编号或指纹：{n} 到 32 位的 0-9、a-f").format(n=SHORTEST)
    elif by_subject and table["rule"] not in rules:
        yield _("rule 没有规则 {rule}；audit rules 列出全部规则").format(rule=table["rule"])
    elif by_subject and not _WHOLE.fullmatch(table["subject"]):
        yield _("subject 应是 audit review subject 给出的 32 位摘要")


def _made(table: Mapping[str, Any], place: int, line: int, rules: Mapping[str, str]) -> Waiver:
    most = table.get("max_amount")
    return Waiver(
        place=place,
        line=line,
        fingerprint=table.get("fingerprint"),
        rule=rules[table["rule"]] if "rule" in table else None,
        subject=table.get("subject"),
        **{key: table[key].strip() for key in _TEXTS},
        **{key: table[key] for key in _DAYS},
        max_amount=None if most is None else Decimal(most).quantize(Decimal("0.01")),
    )


def _same(one: Waiver, other: Waiver) -> bool:
    if one.fingerprint and other.fingerprint:
        return one.fingerprint.startswith(other.fingerprint) or other.fingerprint.startswith(one.fingerprint)
    return one.subject is not None and (one.rule, one.subject) == (other.rule, other.subject)


def _personal(text: str, whole: bool) -> bool:
    """Whether an ID or a phone number stands in a text, or is the whole of it."""
    looked = unicodedata.normalize("NFKC", text).strip()
    return bool(_PERSONAL.fullmatch(looked) if whole else _PERSONAL.search(looked))


def _bare(name: str) -> str:
    """A person's name, however it is typed."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())
