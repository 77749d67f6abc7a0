"""The page: safe, offline, whole without a script, and honest about what it leaves out."""

import base64
import hashlib
import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chizheng_audit.i18n import set_language
from chizheng_audit.reading.own_output import is_own
from chizheng_audit.reports import write
from chizheng_audit.reports.pens.html import listed, parts
from chizheng_audit.reports.view import View
from chizheng_audit.rules import all_rules
from tests.reports.conftest import BASE, HOSTILE, ROWS, RULES, SECRETS
from tests.reports.pages import Page, page_of

LINKS = (
    "href",
    "src",
    "action",
    "data",
    "xlink:href",
    "srcset",
    "poster",
    "background",
    "ping",
    "formaction",
)


def test_nothing_private(view: View, tmp_path: Path) -> None:
    source = page_of(view, tmp_path).source
    assert [secret for secret in SECRETS if secret in source] == []


def test_unmasked_is_said_in_the_head(view: View, open_view: View, tmp_path: Path) -> None:
    masked, unmasked = page_of(view, tmp_path), page_of(open_view, tmp_path)
    assert "未脱敏" not in masked.said() and "已脱敏" in masked.said()
    assert unmasked.source.index("未脱敏：") < unmasked.source.index("</header>")
    assert SECRETS[0] in unmasked.said() and SECRETS[2] in unmasked.said()


def test_only_its_own_style_and_script_may_run(view: View, tmp_path: Path) -> None:
    page = page_of(view, tmp_path)
    (policy,) = [
        meta["content"] for meta in page.all("meta") if meta.get("http-equiv") == "Content-Security-Policy"
    ]
    assert policy is not None and "unsafe" not in policy and policy.startswith("default-src 'none'; ")
    for tag in ("style", "script"):
        (own,) = re.findall(rf"<{tag}>(.*?)</{tag}>", page.source, re.S)
        digest = base64.b64encode(hashlib.sha256(own.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    # what the policy would block, and what could run without being asked
    assert page.attributes("style") == []
    assert [
        name for _t, attributes, _a in page.elements for name in attributes if name.startswith("on")
    ] == []
    assert not {"link", "img", "iframe", "object", "embed", "base", "form"} & {
        tag for tag, _a, _o in page.elements
    }


def test_every_link_stays_inside_and_arrives(view: View, tmp_path: Path) -> None:
    page = page_of(view, tmp_path)
    links = [value for name in LINKS for value in page.attributes(name)]
    assert links and all(link.startswith("#") for link in links)
    names = page.attributes("id")
    assert len(names) == len(set(names))
    assert {link[1:] for link in links} <= set(names)
    assert "url(" not in page.source and "@import" not in page.source and "://" not in page.source


def test_hostile_texts_stay_texts(open_view: View, tmp_path: Path) -> None:
    page = page_of(open_view, tmp_path)
    assert len(page.all("script")) == len(page.all("style")) == 1
    assert HOSTILE[2] in page.said()
    assert not re.search(
        r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]", page.source
    )


@given(
    st.lists(
        st.sampled_from(['"', "'", "<", ">", "&", "`", "=", "</noscript>", "</style>", "</script>", "<!--", "-->", "{{ 1 }}", "{% x %}",
                         "<svg onload=x>", "\x00", "\u202e", "]]>", "名", "a", " "]),
        max_size=12,
    ).map("".join)
)  # fmt: skip
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_text_becomes_markup(make: Callable[..., View], tmp_path: Path, text: str) -> None:
    rows = [{**row, "org": text, "occupation": text, "cert_no": text, "name": text} for row in ROWS]
    plain = [{**row, "org": "名", "occupation": "名", "cert_no": "名", "name": "名"} for row in ROWS]
    hostile, calm = (page_of(make(given, RULES, unmask=True), tmp_path) for given in (rows, plain))
    allowed = {
        "mark",
        "span",
        "p",
        "circle",
        "title",
        "li",
        "td",
        "th",
        "tr",
        "a",
        "text",
        "ol",
        "svg",
        "path",
    }
    assert {tag for tag, _a, _o in hostile.elements} <= {tag for tag, _a, _o in calm.elements} | allowed
    assert hostile.all("script") == calm.all("script") and "onload" not in {
        n for _t, a, _o in hostile.elements for n in a
    }


def test_head_and_sums(view: View, tmp_path: Path) -> None:
    page = page_of(view, tmp_path)
    head = page.source[: page.source.index("</header>")]
    facts = (
        view.law.sha256,
        view.law.id,
        view.tool_version,
        "2024-03-31",
        "600.00",
        "240.00",
        "不完整：违规",
        "没有读成",
    )
    assert [fact for fact in facts if fact not in head] == []
    assert page.source.startswith('<!doctype html>\n<!-- chizheng_audit -->\n<html lang="zh-CN">')
    assert is_own(tmp_path / "o.html")


def test_every_finding_has_its_message_its_rows_and_its_rule(view: View, tmp_path: Path) -> None:
    page = page_of(view, tmp_path)
    bodies = [a for a in page.all("tbody") if a.get("id")]
    assert [a["id"] for a in bodies] == [listed.anchor(f) for f in view.findings["fingerprint"]]
    assert [a["class"] for a in bodies] == view.findings["verdict"].cast(pl.String).to_list()
    said = page.said()
    assert [m for m in view.findings["message"] if m not in said] == []
    rules = {a["id"] for a in page.all("article")}
    assert rules == {rule.code for rule in RULES.values()}
    assert {f"#{code}" for code in view.findings["code"]} <= set(page.attributes("href"))


def test_cells_that_differ_are_marked(view: View) -> None:
    (twice,) = [
        e for e in listed.entries(view, view.findings) if e.finding["code"] == "D91" and e.finding["row"] == 9
    ]
    own, other = twice.lines
    assert (own.differs, other.differs) == (frozenset(), {"payee"})
    assert (own.row["row"], other.row["row"]) == (9, 5)


def test_all_rules_have_their_pages(make: Callable[..., View], tmp_path: Path) -> None:
    page = page_of(make([{"row_id": BASE + 1}], all_rules()), tmp_path)
    assert len(page.all("article")) == len(all_rules())
    assert page.source.count("<dt>会误报</dt>") == len(all_rules())


def test_nothing_found(empty_view: View, tmp_path: Path) -> None:
    page = page_of(empty_view, tmp_path)
    assert "未发现疑点（核对申报 1 条）。" in page.said()
    assert not {"show-violation", "units", "people", "months"} & set(page.attributes("id"))
    assert {"findings", "rules", "coverage", "sources"} <= set(page.attributes("id"))


def test_what_is_not_listed_is_said(view: View, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "未列入" not in page_of(view, tmp_path).said()
    monkeypatch.setattr(listed, "MOST", 6)
    monkeypatch.setattr(listed, "EACH", 1)
    page = page_of(view, tmp_path)
    shown = listed.listed(view.findings)
    assert len(shown) == 6 == len([a for a in page.all("tbody") if a.get("id")])
    # each rule and verdict is seen, the order is the view's own
    kinds = view.findings.select("code", "verdict").unique()
    assert len(kinds.join(shown, on=["code", "verdict"], how="semi")) == len(kinds)
    places = [view.findings["fingerprint"].to_list().index(f) for f in shown["fingerprint"]]
    assert places == sorted(places)
    left = len(view.findings) - 6
    (told,) = [text for _tag, text in page.texts if text.startswith("本页列出 6 条")]
    assert sum(map(int, re.findall(r"(?:违规|疑点|无法核验) (\d+) 条", told))) == left and "x.xlsx" in told


def test_long_evidence_is_cut_and_said(view: View, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listed, "CITED", 0)
    assert (
        page_of(view, tmp_path).said().count("另有 1 行佐证")
        == int((view.findings["evidence"].list.len() == 1).sum())
        > 0
    )


def test_pictures_are_cut_and_said(view: View, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "MOST_UNITS", 1)
    monkeypatch.setattr(parts, "MOST_PEOPLE", 0)
    said = page_of(view, tmp_path).said()
    assert f"另有 {len(view.figures.units) - 1} 个单位未列入本图" in said


def test_tables_and_headings_tell_what_they_are(view: View, tmp_path: Path) -> None:
    page = page_of(view, tmp_path)
    assert len(page.all("h1")) == 1
    assert [a for a in page.all("th") if a.get("scope") not in ("col", "row", "colgroup")] == []
    levels = [int(tag[1]) for tag, _a, _o in page.elements if re.fullmatch("h[1-6]", tag)]
    assert all(after <= before + 1 for before, after in pairwise(levels))
    named = {a["for"] for a in page.all("label") if "for" in a}
    for tag, attributes, around in page.elements:
        if tag in ("input", "select"):
            assert attributes.get("id") in named or "label" in around


def test_colours_can_be_read() -> None:
    css = (Path(parts.__file__).parent / "page.css").read_text("utf-8")
    inks = dict(re.findall(r"--(ink|soft|navy|red|amber|blue): (#[0-9a-f]{6})", css.split("}")[0]))
    assert len(inks) == 6
    for ink in [*inks.values(), "#66717d"]:
        assert _contrast(ink, "#f4f6f8") >= 4.5, ink
    assert _contrast("#ffffff", "#b04437") >= 4.5 and _contrast(inks["ink"], "#e39a89") >= 4.5


def _contrast(one: str, other: str) -> float:
    def light(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        r, g, b = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    dark, bright = sorted((light(one), light(other)))
    return (bright + 0.05) / (dark + 0.05)


def test_english_is_complete(make: Callable[..., View], tmp_path: Path) -> None:
    set_language("en")
    try:
        view = make(
            [{"row_id": BASE + 1, "name": "A", "occupation": "b", "level": None, "org": "c"}],
            {"dupes_again": RULES["dupes_again"]},
        )
        sheets = view.sheets.with_columns(
            file=pl.lit("f"), sheet=pl.lit("s"), warnings=[], unmatched_headers=[], said=None
        )
        page = page_of(replace(view, sheets=sheets), tmp_path)
    finally:
        set_language("zh")
    assert page.all("html") == [{"lang": "en"}]
    own = RULES["dupes_again"].title  # a rule of the tests, without English
    assert [t for tag, t in page.texts if tag not in ("style", "script") and re.search("[\u4e00-\u9fff：；，（）〔〕]", t) and own not in t
            and not t.startswith(("certificates", "kinds", "what"))] == []  # fmt: skip


def test_the_same_run_gives_the_same_bytes(view: View, tmp_path: Path) -> None:
    write(view, tmp_path / "a.html")
    write(view, tmp_path / "b.html")
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()


def test_money_stands_as_people_write_it(view: View, tmp_path: Path) -> None:
    dear = replace(view, at_stake=Decimal("1234567.80"))
    assert "1,234,567.80" in page_of(dear, tmp_path).said()


def test_page_reads_as_one_document(view: View, tmp_path: Path) -> None:
    assert isinstance(page_of(view, tmp_path), Page)  # which checks that elements are closed in their order
