"""The audit programme for people: each rule's own page, from its docstring and the clause it cites."""

import importlib
import importlib.util
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from chizheng_audit.i18n import N_, _
from chizheng_audit.policy import Policy
from chizheng_audit.reports.parameters import title
from chizheng_audit.rule import Rule

HEADINGS = (N_("查什么"), N_("为何"), N_("例"), N_("会误报"))


@dataclass(frozen=True)
class Page:
    """A rule in words: its paragraphs by heading, its clause (where it stands and what it says) and its parameters."""

    name: str
    code: str
    title: str
    verdict: str
    paragraphs: Mapping[str, str]
    clause: str
    parameters: tuple[str, ...]


def paragraphs(docstring: str) -> dict[str, str]:
    """The four paragraphs of a rule's docstring by heading, each as one line, in the source language."""
    body = "\n".join(line.strip() for line in docstring.strip().splitlines()[1:])
    found = re.findall(
        rf"^({'|'.join(HEADINGS)})：(.*?)(?=^(?:{'|'.join(HEADINGS)})：|\Z)", body, re.S | re.M
    )
    return {heading: "".join(text.split("\n")).strip() for heading, text in found}


def clause_of(at: str, says: str) -> str:
    """A clause in one line: where it stands and what it says."""
    return at + _("：") + says


def page(name: str, rule: Rule, law: Policy) -> Page:
    """The page of the rule in the file `name`, in the language in force."""
    where = f"chizheng_audit.rules.{name}"
    said = importlib.import_module(where).__doc__ if importlib.util.find_spec(where) else ""
    clause = law.clauses.get(rule.clause) if rule.clause else None
    return Page(
        name=name,
        code=rule.code,
        title=_(rule.title),
        verdict=rule.verdict,
        paragraphs={_(heading): _(text) for heading, text in paragraphs(said or "").items()},
        clause=clause_of(_(law.title) + _("，") + _(clause.at), _(clause.says)) if clause else "",
        parameters=tuple(map(title, rule.parameters)),
    )


def pages(rules: Mapping[str, Rule], law: Policy) -> Iterable[Page]:
    """The pages of `rules` in the order of codes."""
    return (page(name, rule, law) for name, rule in sorted(rules.items(), key=lambda item: item[1].code))
