"""JUnit XML, for CI services that show tests: one test case a rule. Names no person, see `reports/bare.py`.

A rule with findings that are not settled fails, one that could not verify, or did not run, is skipped and says why, one
that failed itself is an error, and so is a file that could not be read.
"""

import re
from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as Xml

from chizheng_audit.i18n import _
from chizheng_audit.reading.own_output import JUNIT_HEAD
from chizheng_audit.reports import bare
from chizheng_audit.reports.bare import Bare
from chizheng_audit.reports.beside import failure, why_not
from chizheng_audit.reports.console import yuan
from chizheng_audit.reports.view import View
from chizheng_audit.reports.words import VERDICT_WORDS
from chizheng_audit.reports.writer import Writer

MOST_LISTED = 1_000
"""Findings that a test case lists."""
_NO_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_OUTCOMES = {"failure": "failures", "error": "errors", "skipped": "skipped"}


def _write(view: View, path: Path) -> None:
    suite = Xml.Element("testsuite", name=f"audit {view.command}")
    facts = Xml.SubElement(suite, "properties")
    for name, value in (
        ("policy", view.law.id),
        ("as_of", view.as_of.isoformat()),
        ("version", view.tool_version),
    ):
        Xml.SubElement(facts, "property", name=name, value=value)
    for file, why in bare.failures(view):
        _said(_case(suite, "reading", file), "error", failure(file, why))
    by_rule: defaultdict[str, list[Bare]] = defaultdict(list)
    for found in bare.findings(view):
        by_rule[found.rule].append(found)
    for row in view.coverage.iter_rows(named=True):
        _judged(
            _case(suite, row["rule"].partition("_")[0], f"{row['code']} {row['title']}"),
            row,
            by_rule[row["rule"]],
        )
    whole = Xml.Element("testsuites", name="chizheng_audit")
    for element in (suite, whole):
        element.set("tests", str(len(suite.findall("testcase"))))
        for outcome, called in _OUTCOMES.items():
            element.set(called, str(len(suite.findall(f"testcase/{outcome}"))))
    whole.append(suite)
    Xml.indent(whole)
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write(JUNIT_HEAD + Xml.tostring(whole, encoding="unicode") + "\n")


def _case(suite: Xml.Element, family: str, name: str) -> Xml.Element:
    return Xml.SubElement(suite, "testcase", classname=_plain(family), name=_plain(name))


def _judged(case: Xml.Element, row: dict[str, Any], found: list[Bare]) -> None:
    """Give a rule's case its outcome; a case without one passed."""
    flagged = [each for each in found if each.verdict != "unverifiable" and not each.settled]
    if row["status"] == "failed":
        _said(case, "error", _("规则出错：{kind}").format(kind=bare.why_failed(row["detail"])))
    elif row["status"] != "ran":
        _said(case, "skipped", why_not(row))
    elif flagged:
        _said(case, "failure", _sums(flagged), flagged)
    elif row["unverifiable"]:
        _said(case, "skipped", _("无法核验 {n} 条").format(n=f"{row['unverifiable']:,}"))


def _sums(flagged: list[Bare]) -> str:
    verdicts = [each.verdict for each in flagged]
    told = [
        f"{_(word)} {verdicts.count(verdict):,}"
        for verdict, word in VERDICT_WORDS.items()
        if verdict in verdicts
    ]
    money = sum((Decimal(each.at_stake) for each in flagged if each.at_stake), Decimal(0))
    if money > 0:
        told.append(_("涉及金额 {sum} 元").format(sum=yuan(money)))
    return _("；").join(told)


def _said(case: Xml.Element, outcome: str, message: str, found: list[Bare] | None = None) -> None:
    element = Xml.SubElement(case, outcome, message=_plain(message))
    if found:
        element.set("type", found[0].verdict)
        lines = [f"{_(VERDICT_WORDS[each.verdict])} {each.text}" for each in found[:MOST_LISTED]]
        if (left := len(found) - MOST_LISTED) > 0:
            lines.append(_("另有 {n} 条").format(n=f"{left:,}"))
        element.text = _plain("\n".join(lines))


def _plain(text: str) -> str:
    return _NO_XML.sub("", text)


WRITER = Writer(".junit.xml", _write)
