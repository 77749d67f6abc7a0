"""The page in a real browser: silent, offline, quick, and of use with and without its script."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from chizheng_audit.reports import write
from chizheng_audit.reports.pens.html import listed, parts
from chizheng_audit.reports.view import View
from tests.reports.chromium import PROGRAM, Chromium

pytestmark = pytest.mark.skipif(PROGRAM is None, reason="no Chromium on this machine")

SHOWN = "[...document.querySelectorAll('.list > tbody')].filter(b => b.checkVisibility()).map(b => b.id)"


def many(view: View, count: int) -> View:
    """The findings of `view` again and again, each with a name of its own."""
    times = count // len(view.findings) + 1
    findings = pl.concat([view.findings] * times).head(count)
    return replace(
        view,
        findings=findings.with_columns(
            fingerprint=pl.format("{}{}", pl.int_range(pl.len()) + 10**11, pl.lit("0" * 20))
        ),
    )


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    with Chromium(tmp_path_factory.mktemp("profile")) as opened:
        yield opened


def opened(browser: Chromium, view: View, folder: Path, fragment: str = "") -> None:
    write(view, folder / "o.html")
    browser.open(folder / "o.html", fragment)


def type_in(browser: Chromium, words: str) -> None:
    browser.ask(
        f"(() => {{ const e = document.getElementById('words'); e.value = {words!r}; e.dispatchEvent(new Event('input')); }})()"
    )
    browser.ask("new Promise(done => setTimeout(done, 300))")


def test_silent_and_offline(
    browser: Chromium, view: View, open_view: View, empty_view: View, tmp_path: Path
) -> None:
    for seen in (view, open_view, empty_view):
        opened(browser, seen, tmp_path)
        assert browser.complaints() == []
        assert browser.asked_for() == [(tmp_path / "o.html").as_uri()]


def test_its_policy_is_in_force(browser: Chromium, view: View, tmp_path: Path) -> None:
    opened(browser, view, tmp_path)
    told = browser.ask(
        "new Promise(done => { document.addEventListener('securitypolicyviolation', e => done(e.effectiveDirective));"
        " const s = document.createElement('script'); s.textContent = 'window.bad = 1'; document.body.append(s); })"
    )
    assert told == "script-src-elem" and browser.ask("window.bad") is None
    assert browser.ask("fetch('data:,x').then(() => 'sent', () => 'refused')") == "refused"


def test_filters(browser: Chromium, view: View, tmp_path: Path) -> None:
    opened(browser, view, tmp_path)
    names = [listed.anchor(f) for f in view.findings["fingerprint"]]
    by_code = dict(zip(names, view.findings["code"], strict=True))
    by_verdict = dict(zip(names, view.findings["verdict"].cast(pl.String), strict=True))
    assert browser.ask(SHOWN) == names
    type_in(browser, "王*明 共申报")
    assert [by_code[name] for name in browser.ask(SHOWN)] == ["D91"]
    assert browser.ask("document.querySelector('.tools output').textContent") == f"显示 1 / {len(names)} 条"
    browser.ask("document.getElementById('reset').click()")
    browser.ask("document.getElementById('show-suspicion').click()")
    assert {by_verdict[name] for name in browser.ask(SHOWN)} == {"violation", "unverifiable"}
    browser.ask("document.getElementById('reset').click()")
    browser.ask("document.querySelector('#units a[data-code=A91]').click()")
    assert {by_code[name] for name in browser.ask(SHOWN)} == {"A91"}
    assert browser.complaints() == []


def test_the_list_sorts_across_its_parts(browser: Chromium, view: View, tmp_path: Path) -> None:
    opened(browser, many(view, 250), tmp_path)
    money = "[...document.querySelectorAll('.list > tbody')].map(b => b.rows[0].cells[6].textContent)"
    press = "document.querySelectorAll('.list')[1].querySelectorAll('[role=button]')[6].click()"
    before = browser.ask(money)
    browser.ask(press)
    dearest = [float(m.replace(",", "")) if m else float("-inf") for m in browser.ask(money)]
    assert len(before) == 250 and dearest == sorted(dearest, reverse=True)
    browser.ask(press)
    cheapest = [float(m.replace(",", "")) if m else float("-inf") for m in browser.ask(money)]
    assert cheapest == sorted(dearest)
    assert (
        browser.ask(
            "document.querySelectorAll('.list')[0].querySelectorAll('th')[6].getAttribute('aria-sort')"
        )
        == "ascending"
    )


def test_evidence_comes_when_it_is_opened(
    browser: Chromium, view: View, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "_FEW", 0)
    opened(browser, view, tmp_path)
    marked = "document.querySelectorAll('.rows mark').length"
    assert browser.ask(marked) == 0
    browser.ask("document.getElementById('unfold').click()")
    everything = browser.ask(marked)
    assert everything > 0 and browser.ask("document.querySelectorAll('noscript').length") == 0
    with_evidence = view.findings.filter(pl.col("evidence").list.len() > 0)
    name = listed.anchor(with_evidence["fingerprint"][0])
    browser.open(tmp_path / "o.html", name)
    assert (
        browser.ask(
            f"document.querySelector('#{name} details').open && document.querySelectorAll('#{name} .rows').length"
        )
        == 1
    )


def test_it_prints_with_all_evidence(
    browser: Chromium, view: View, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "_FEW", 0)
    opened(browser, view, tmp_path)
    browser.send("Page.printToPDF", preferCSSPageSize=True)
    assert browser.ask("document.querySelectorAll('.rows mark').length") > 0
    assert browser.ask("[...document.querySelectorAll('details')].every(d => d.open)")


def test_without_its_script(view: View, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "_FEW", 0)
    write(view, tmp_path / "o.html")
    with Chromium(tmp_path / "profile", script=False) as browser:
        browser.open(tmp_path / "o.html")
        nodes = browser.send("DOM.getDocument", depth=-1)["root"]["nodeId"]

        def count(selector: str) -> int:
            return len(browser.send("DOM.querySelectorAll", nodeId=nodes, selector=selector)["nodeIds"])

        assert count("[role=button]") == 0 and count(".tools[hidden]") == 1
        assert count(".list > tbody") == len(view.findings)
        assert count("noscript .rows mark") > 0  # evidence is there as markup
        assert count(".pick") == 3  # verdicts are shown and hidden by the style alone


@pytest.mark.parametrize("width", [1280, 800])
def test_nothing_stands_out_of_the_page(browser: Chromium, view: View, tmp_path: Path, width: int) -> None:
    long = "中牟县某某高级技工职业技能等级认定培训考评服务有限责任公司" * 6
    rows = view.rows.with_columns(payee=pl.lit(long), cert_no=pl.lit("S" * 60))
    findings = view.findings.with_columns(payee=pl.lit(long), occupation=pl.lit(long))
    browser.send(
        "Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False
    )
    opened(browser, replace(view, rows=rows, findings=findings), tmp_path)
    assert browser.ask("document.documentElement.scrollWidth") <= width


def test_five_thousand_findings_open_within_two_seconds(
    browser: Chromium, view: View, tmp_path: Path
) -> None:
    # time of the page's own thread, which a machine that is busy otherwise does not lengthen
    browser.send("Performance.setTimeDomain", timeDomain="threadTicks")
    browser.send("Performance.enable")
    opened(browser, many(view, 5000), tmp_path)
    browser.ask("new Promise(done => requestAnimationFrame(() => setTimeout(done)))")
    told = {m["name"]: m["value"] for m in browser.send("Performance.getMetrics")["metrics"]}
    assert browser.ask("document.querySelectorAll('.list > tbody').length") == 5000
    assert 0 < told["TaskDuration"] < 2, told
