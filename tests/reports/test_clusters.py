"""Clusters side by side: masked, and marked where the numbers differ."""

import io
from typing import Any

import polars as pl
from rich.console import Console

from chizheng_audit.reports import clusters
from chizheng_audit.reports.clusters import Clusters
from chizheng_audit.reports.screen import Page
from chizheng_audit.reports.shown import Shown
from chizheng_audit.reports.side_by_side import drawn, marked
from chizheng_audit.similarity.aligned import aligned
from chizheng_audit.tables.system import SHEET_SPAN
from tests.rules.numbers import ONE, other_digit
from tests.support import case

BASE = SHEET_SPAN
SHEETS = pl.DataFrame({"base": [BASE], "file": ["甲.xlsx"], "sheet": ["明细"]})


def built(*rows: dict[str, Any], unmask: bool = False) -> Clusters:
    told = case(*({"row_id": BASE + 2 + at, **row} for at, row in enumerate(rows)))
    claims = told.tables.claims.collect()
    return clusters.build(told.tables.near, claims, SHEETS, Shown(unmask, pl.Series([], dtype=pl.String)))


def screen(found: Clusters, width: int = 100, colour: bool = False) -> str:
    out = io.StringIO()
    console = Console(
        file=out,
        width=width,
        force_terminal=colour,
        color_system="truecolor" if colour else None,
        highlight=False,
        markup=False,
        legacy_windows=False,
        no_color=False,
    )
    for part in drawn(found, Page(console)):
        console.print(part)
    return out.getvalue()


WRONG = other_digit(ONE, 9)


def test_numbers_stand_under_each_other_with_carets_and_are_masked() -> None:
    text = screen(built({}, {}, {"id_no": WRONG}))
    assert text.splitlines()[1:4] == [
        "1. 419900********0018  张*丁  甲.xlsx [明细] 第 2 行，共 2 行",
        "   419900********0018  张*丁  甲.xlsx [明细] 第 4 行",
        "           ^",
    ]
    assert ONE not in text
    assert WRONG not in text


def test_unmasked_they_are_whole() -> None:
    text = screen(built({}, {"id_no": WRONG}, unmask=True))
    assert ONE in text
    assert WRONG in text


def test_in_colour_there_are_no_carets() -> None:
    text = screen(built({}, {"id_no": WRONG}), colour=True)
    assert "\n           ^" not in text
    assert "\x1b[1;4;31m*\x1b[0m" in text


def test_a_narrow_screen_has_the_place_below() -> None:
    lines = screen(built({}, {"id_no": WRONG}), width=40).splitlines()
    assert all(len(line) <= 40 for line in lines)
    assert "   张*丁  甲.xlsx [明细] 第 2 行" in lines


def test_a_number_with_a_character_less_is_shifted_as_its_mask_is() -> None:
    found = built({}, {"id_no": ONE[:8] + ONE[9:]})
    number = found.worst[0].members[1].number
    assert (number.other, number.places) == ("419900**-*****0018", (8,))


def test_the_largest_come_first_and_what_is_left_out_is_said() -> None:
    many = [{"id_no": other_digit(ONE, at), "name": "张一丁"} for at in (4, 7, 8, 10, 12, 14, 15, 16)]
    far = "411317198507112220"
    rows = [{"id_no": far, "name": "李三乙"}, {"id_no": other_digit(far, 9), "name": "李三乙"}, {}, *many]
    found = built(*rows)
    assert found.count == 2
    first = found.worst[0]
    assert (len(first.members), first.more) == (6, 3)
    assert "另有 3 个号码" in screen(found)


def test_one_number_alone_is_no_cluster() -> None:
    found = built({}, {"phone": "13912345670"}, {"name": "王二丙"})
    assert found == Clusters()
    assert screen(found) == ""


def test_what_cannot_be_marked_sign_by_sign_is_not() -> None:
    pair = clusters.masked(aligned("4.19E+17", ONE), "4****7", "419900********0018")
    assert pair.places == ()
    assert [line.plain for line in marked(pair.other, pair.places, colour=False)] == ["419900********0018"]
