"""What every rule owes, whoever wrote it: its page, its test, and what no single rule's test would show."""

import ast
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chizheng_audit import rules
from chizheng_audit.audit import Audit, run
from chizheng_audit.case import Case, empty_tables, prepare
from chizheng_audit.finding import COVERAGE, FINDINGS
from chizheng_audit.policy import DEFAULT, Policy, available, load_policy
from chizheng_audit.rule import UNREAD
from chizheng_audit.rules import all_rules
from chizheng_audit.tables import CLAIMS
from chizheng_audit.tables.system import SHEET_SPAN
from tests.rules.lists import LISTS
from tests.rules.stays import months
from tests.support import case, claims

RULES = all_rules()
FOLDER = Path(next(iter(rules.__path__)))
HEADINGS = ("查什么：", "为何：", "例：", "会误报：")
FAMILIES = (
    "dupes",
    "amounts",
    "caps",
    "insurance",
    "ids",
    "eligibility",
    "data",
    "payout",
    "bodies",
    "funds",
)
DAY = date(2023, 12, 31)
NULLABLE = (
    "name",
    "id_no",
    "occupation",
    "level",
    "cert_kind",
    "cert_no",
    "issue_date",
    "method",
    "amount",
    "org",
)

every_rule = pytest.mark.parametrize("name", RULES)


def audit(frames: Case, **options: Any) -> Audit:
    return run(frames, RULES, key=b"test", debug=True, **options)


@every_rule
def test_the_page_is_whole(name: str) -> None:
    page = ast.get_docstring(ast.parse((FOLDER / f"{name}.py").read_text(encoding="utf-8")))
    assert page is not None
    title, blank, *lines = page.splitlines()
    assert title == RULES[name].title
    assert blank == ""
    found = [heading for line in lines for heading in HEADINGS if line.startswith(heading)]
    assert found == list(HEADINGS)
    text = "".join(lines)
    for heading, following in zip(HEADINGS, (*HEADINGS[1:], None), strict=True):
        paragraph = text.split(heading, 1)[1]
        assert len(paragraph.split(following, 1)[0] if following else paragraph) >= 8, heading


@every_rule
def test_the_rule_has_a_test_and_a_family(name: str) -> None:
    assert (Path(__file__).parent / f"test_{name}.py").is_file()
    assert name.partition("_")[0] in FAMILIES


def test_codes_are_unique() -> None:
    codes = [rule.code for rule in RULES.values()]
    assert len(set(codes)) == len(codes)


def packs_for(name: str) -> list[Policy]:
    """The packs that have all parameters of a rule, the demo pack first."""
    packs = sorted(available(), key=lambda pack: pack != "demo")
    return [policy for policy in map(load_policy, packs) if not policy.lacks(RULES[name].parameters)]


@every_rule
def test_its_clause_is_in_the_pack_that_comes_first_and_its_parameters_together_in_one(name: str) -> None:
    assert RULES[name].clause is None or RULES[name].clause in load_policy(DEFAULT).clauses
    assert packs_for(name)


@every_rule
def test_every_placeholder_and_every_needed_column_is_produced(name: str) -> None:
    rule = RULES[name]
    produced = set(rule.check(Case(empty_tables(), packs_for(name)[0], DAY)).collect_schema().names())
    wanted = {
        place for variant in rule.messages.keys() - UNREAD.keys() for place in rule.placeholders(variant)
    }
    assert {"row_id", "passes"} <= produced
    assert wanted <= produced
    assert set(rule.needs) <= produced


@pytest.mark.parametrize("pack", available())
def test_empty_tables_run_clean(pack: str) -> None:
    found = audit(Case(empty_tables(), load_policy(pack), DAY))
    assert found.findings.schema == FINDINGS
    assert found.coverage.schema == COVERAGE
    assert found.findings.is_empty()
    assert found.coverage["rule"].to_list() == list(RULES)
    assert found.coverage.select("applied", "passed", "flagged", "unverifiable").sum().row(0) == (0, 0, 0, 0)


@pytest.mark.parametrize("pack", available())
def test_every_rule_runs_under_every_pack_on_every_day_that_it_changes(pack: str) -> None:
    policy = load_policy(pack)
    starts = {dated.start for parameter in policy.parameters.values() for dated in parameter.values}
    rows = [
        {},
        {"subsidy": "hire", "hire_date": DAY},
        {"subsidy": "placement"},
        {"subsidy": None},
        dict.fromkeys(NULLABLE),
    ]
    for day in sorted(starts | {start - timedelta(days=1) for start in starts}):
        given_rows = ({"issue_date": day, **row} for row in rows)
        found = audit(case(*given_rows, policy=pack, as_of=day, insurance=months(0), **LISTS))
        assert set(found.coverage["status"]) <= {"ran", "no_parameter"}


PEOPLE = (
    ("张一丁", "419900199003070018"),
    ("王二丙", "419900199003070034"),
    ("王二柄", "419900199003070034"),
    ("李三乙", "419900900307123"),
    ("李三乙", "41990019900307123X"),
    ("赵四甲", "419900199003070017"),
    ("赵四甲", "419900********0018"),
    (None, None),
)

people = st.sampled_from(PEOPLE).map(lambda who: {"name": who[0], "id_no": who[1]})
details = st.fixed_dictionaries(
    {},
    optional={
        "subsidy": st.sampled_from(["evaluation", "hire", "placement", "training", None]),
        "occupation": st.sampled_from(["保育师", "保育员", "育婴员", None]),
        "level": st.sampled_from(["专项", "初级工", "高级工", "特级技师", None]),
        "cert_kind": st.sampled_from(["培训合格证书", "职业资格证书", "专项职业能力证书", None]),
        "cert_no": st.sampled_from(
            ["S000041000001223000002", "S000035000001214000003", "2241011001400123", "无号", None]
        ),
        "issue_date": st.sampled_from([date(2021, 12, 31), date(2023, 3, 1), None]),
        "method": st.sampled_from(["direct", "process", None]),
        "amount": st.sampled_from(
            [Decimal(value) for value in (-240, 0, 100, 120, 280, 300, 480, 1000)] + [None]
        ),
        "org": st.sampled_from(["中牟示例技工学校", None]),
        "employer": st.sampled_from(["中牟示例制造有限公司", "中牟示例制造公司"]),
        "employer_code": st.sampled_from(["91410122MA00000000", "91410122MA00000001"]),
        "agency": st.sampled_from(["中牟示例人力资源有限公司"]),
        "hire_date": st.sampled_from([date(2022, 1, 1), date(2023, 10, 1)]),
        "claim_date": st.sampled_from([date(2022, 12, 31), date(2023, 12, 1)]),
        "phone": st.sampled_from(["13800000001", "13800000002"]),
        "note": st.sampled_from(["冲销", "补报"]),
    },
)
rows = st.lists(st.builds(lambda who, more: who | more, people, details), max_size=7)

UNRELATED: dict[str, Any] = {
    "name": "欧阳雪峰",
    "id_no": "41990319680815162X",
    "occupation": "茶艺师",
    "cert_no": "S000041000777224000999",
    "org": "中牟另一示例职业培训学校",
}

some = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def about(found: Audit) -> set[tuple[Any, ...]]:
    """What was found, without where it stood."""
    return set(found.findings.select("fingerprint", "verdict", "variant", "at_stake", "row_id").rows())


@some
@given(rows)
def test_coverage_adds_up(drawn: list[dict[str, Any]]) -> None:
    found = audit(case(*drawn, **LISTS))
    counts = pl.col("passed") + pl.col("flagged") + pl.col("unverifiable")
    assert found.coverage.filter(pl.col("applied") != counts).is_empty()
    assert found.coverage.filter(pl.min_horizontal("passed", "flagged", "unverifiable") < 0).is_empty()
    open_rows = found.findings["verdict"] == "unverifiable"
    assert found.findings.filter(open_rows)["at_stake"].null_count() == open_rows.sum()


@some
@given(rows)
def test_findings_are_whole_and_their_fingerprints_unique(drawn: list[dict[str, Any]]) -> None:
    found = audit(case(*drawn, **LISTS)).findings
    assert found["fingerprint"].is_unique().all()
    assert set(found["row_id"]) <= set(range(1, len(drawn) + 1))
    for finding in found.iter_rows(named=True):
        rule = RULES[finding["rule"]]
        assert finding["row_id"] not in finding["evidence"]
        if finding["variant"] in ("missing", *UNREAD):
            assert finding["verdict"] == "unverifiable"
            assert set(filter(None, finding["facts"][0].split(","))) <= set(rule.needs)
        else:
            assert len(finding["facts"]) == len(rule.placeholders(finding["variant"]))


@some
@given(rows, st.randoms())
def test_the_order_of_rows_changes_nothing(drawn: list[dict[str, Any]], random: Any) -> None:
    straight = case(*drawn, **LISTS)
    frame = claims(*drawn)
    places = list(range(len(frame)))
    random.shuffle(places)
    bare = frame.select("row_id", *(column.name for column in CLAIMS.columns))
    mixed = prepare(bare[places]) if drawn else frame
    tables = straight.tables
    shuffled = Case(type(tables)(**vars(tables) | {"claims": mixed.lazy()}), straight.policy, straight.as_of)
    assert about(audit(straight)) == about(audit(shuffled))


SHEET: dict[str, Any] = {
    "table": "claims",
    "visibility": "hidden",
    "hidden_rows": [*range(2, 20)],
    "rows_kept": 7,
}
UNREAD_CELL: dict[str, Any] = {"table": "claims", "header": "h", "raw": "22.3.15", "trouble": "unreadable"}


def laid_out(drawn: list[dict[str, Any]], places: list[int], files: list[str]) -> Case:
    """The first half of `drawn` in one sheet, without methods, the rest in another; the order of both by `places`."""
    half = len(drawn) // 2
    bases = {at: (1 + (at >= half)) * SHEET_SPAN for at in range(len(drawn))}
    ids = {at: bases[at] + 2 + place for at, place in enumerate(places)}
    names = ([{"place": 1, "name": "name"}], [{"place": 1, "name": "method"}])
    total = {"scope": "total", "amount": Decimal(777), "heads": 99, "text": "合计"}
    return case(
        *({**row, "row_id": ids[at]} for at, row in enumerate(drawn)),
        sheets=[
            SHEET | {"base": (1 + at) * SHEET_SPAN, "file": file, "sheet": "明细", "columns": names[at]}
            for at, file in enumerate(files)
        ],
        totals=[{"row_id": bases[at] + 99, **total} for at in {0, len(drawn) - 1} if drawn],
        problems=[
            {"row_id": ids[at], "column": column} | UNREAD_CELL
            for at, row in enumerate(drawn)
            for column in ("issue_date", "amount")
            if row.get(column, "") is None
        ],
    )


def of_whom(frames: Case) -> set[tuple[Any, ...]]:
    """Each finding's fingerprint with the claim it is about."""
    found = audit(frames).findings
    claim = ("subsidy", "person", "trade", "level", "issue_date")
    names = found.join(frames.tables.claims.collect(), on="row_id", how="left")
    about_claims = names.filter(
        pl.col("rule").is_in([n for n, rule in RULES.items() if rule.about == "claims"])
    )
    return set(names.select("fingerprint", "rule").rows()) | set(
        about_claims.select("fingerprint", *claim).rows()
    )


@some
@given(rows, st.randoms())
def test_neither_the_places_of_rows_nor_the_names_of_files_change_what_is_found(
    drawn: list[dict[str, Any]], random: Any
) -> None:
    places = list(range(len(drawn)))
    straight = laid_out(drawn, places, ["甲/第一批.xlsx", "甲/第二批.csv"])
    random.shuffle(places)
    assert of_whom(straight) == of_whom(laid_out(drawn, places, ["乙/a.csv", "b.csv"]))


def test_persons_without_a_number_are_told_apart_by_their_names() -> None:
    nameless = [{"id_no": None, "name": name, "cert_kind": "培训合格证"} for name in ("张三", "李四")]
    first, second = (audit(case(*rows)).findings for rows in (nameless, nameless[::-1]))
    prints = [
        dict(found.filter(pl.col("code") == "A04").select("row_id", "fingerprint").rows())
        for found in (first, second)
    ]
    assert prints[0] == {1: prints[1][2], 2: prints[1][1]}


@pytest.mark.parametrize(
    ("row", "columns", "variant", "missing"),
    [
        ({"amount": None}, ["amount"], "open_unread", "amount"),
        ({"amount": None}, ["issue_date"], "missing", "amount"),
        ({"amount": None, "level": None}, ["amount"], "open_partly_unread", "level,amount"),
        ({"amount": None, "level": None}, ["amount", "level"], "open_unread", "level,amount"),
        ({"amount": None}, [], "missing", "amount"),
    ],
)
def test_a_cell_that_could_not_be_read_is_not_called_missing(
    row: dict[str, Any], columns: list[str], variant: str, missing: str
) -> None:
    problems = [{"row_id": 1, "column": column} | UNREAD_CELL for column in columns]
    found = audit(case(row, problems=problems)).findings.filter(pl.col("code") == "A01")
    assert found.select("verdict", "variant", "facts").rows() == [("unverifiable", variant, [missing])]


@some
@given(rows)
def test_an_unrelated_clean_row_adds_nothing(drawn: list[dict[str, Any]]) -> None:
    assert about(audit(case(*drawn, UNRELATED, **LISTS))) == about(audit(case(*drawn, **LISTS)))


def test_a_clean_row_is_clean() -> None:
    found = audit(case({}, UNRELATED)).findings
    assert found.select("rule", "row_id", "verdict").rows() == []
