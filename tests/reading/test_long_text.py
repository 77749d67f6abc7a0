"""Large text files of long tables: read block by block, they say the same as when read at once."""

from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from chizheng_audit.employment.portions import ASKED
from chizheng_audit.identity import clean, person
from chizheng_audit.reading import text_source
from chizheng_audit.reading.files import read
from chizheng_audit.reading.limits import LONG_TEXT_VARIABLE
from chizheng_audit.reading.long_text import look_at_long_text
from chizheng_audit.reading.look import Ask, SheetSeen, look
from chizheng_audit.reading.said import Said
from tests.reading.portions import SCHEMA, plain

IDS = ("419900199003070018", "419900199003070034", "419900900307001", " 41990019900307001x")
HEAD = "姓名,社会保障号,参保单位,费款所属期,缴费类别\n"


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv(LONG_TEXT_VARIABLE, "0")
    monkeypatch.setattr(text_source, "BLOCK", 200)
    yield


def row(who: str, month: str, unit: str = "示例公司", payment: str = "正常应缴") -> str:
    return f"张一丁,{who},{unit},{month},{payment}\n"


def both(path: Path) -> tuple[SheetSeen, SheetSeen]:
    scanned = look_at_long_text(str(path), Said())
    assert scanned is not None
    return scanned.sheets[0], look(str(path), Ask(Said())).sheets[0]


def same(path: Path) -> None:
    """Everything that is said of the file, and all of its rows."""
    lazy, read_ = both(path)
    for name in ("rows_read", "rows_kept", "set_aside", "header_rows", "unmatched_headers", "said", "table"):
        assert lazy.line[name] == read_.line[name], name
    assert lazy.set_aside.drop("cells").equals(read_.set_aside.drop("cells"))
    assert lazy.problems.sort("row_id").equals(read_.problems.sort("row_id"))
    assert lazy.scan is not None
    people = pl.Series(["419900199003070018", "419900199003070034", "41990019900307001X"])
    found = plain(lazy.scan.about(people), people)
    rows = read_.rows.with_columns(
        pl.lit(None, dtype=pl.String).alias(name) for name in ASKED if name not in read_.rows.columns
    )
    who = person(clean(pl.col("id_no")))
    expected = rows.with_columns(id_no=who).filter(pl.col("id_no").is_in(people.implode())).select(ASKED)
    assert_frame_equal(found, expected.cast(SCHEMA), check_row_order=False)
    assert lazy.scan.reach == (rows["month"].min(), rows["month"].max())
    assert set(lazy.scan.units()["employer"]) == set(rows["employer"])


_LINES = st.lists(
    st.one_of(
        st.builds(row, st.sampled_from(IDS), st.sampled_from(["202301", "2023-2", "2023年3月", "三月", ""])),
        st.sampled_from(
            [
                "\n",
                HEAD,
                "合计,,,,\n",
                '"张\n一丁",419900199003070018,"甲,乙",202304,\n',
                "张,一,行,多,了,格\n",
            ]
        ),
    ),
    min_size=1,
    max_size=40,
)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_LINES, st.sampled_from(["", "某县参保明细\n\n"]))
def test_block_by_block_says_the_same_as_at_once(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str], title: str
) -> None:
    path = tmp_path_factory.mktemp("x") / "months.csv"
    path.write_text(title + HEAD + row(IDS[0], "202212") + "".join(lines), "utf-8")
    same(path)


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig", "utf-16"])
def test_in_any_encoding(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "months.csv"
    text = HEAD + "".join(row(IDS[n % 4], f"2023{n % 12 + 1:02}") for n in range(60))
    path.write_bytes(text.encode(encoding))
    same(path)


def test_a_file_that_turns_out_not_to_be_utf_8(tmp_path: Path) -> None:
    path = tmp_path / "months.csv"
    plain = "name,id_no,employer,month,payment\n" + "".join(
        f"x,{IDS[0]},y,2023-01,z\n" for _ in range(30_000)
    )
    path.write_bytes(plain.encode() + row(IDS[1], "202302").encode("gb18030"))
    same(path)


def test_what_is_no_long_table_is_read_as_ever(tmp_path: Path) -> None:
    claims = tmp_path / "claims.csv"
    claims.write_text(
        "姓名,身份证号,职业,等级,补贴金额\n张一丁,419900199003070018,保育师,初级,200\n", "utf-8"
    )
    assert look_at_long_text(str(claims), Said()) is None
    two = tmp_path / "two.csv"
    other = "社会保障号,姓名,费款所属期,参保单位,险种\n"
    two.write_text(HEAD + row(IDS[0], "202301") * 9 + other + f"{IDS[0]},张一丁,202302,甲,养老\n", "utf-8")
    assert look_at_long_text(str(two), Said()) is None
    assert look_at_long_text(str(tmp_path / "none.csv"), Said()) is None


def test_a_file_below_the_limit_is_read_as_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "months.csv"
    path.write_text(HEAD + row(IDS[0], "202301"), "utf-8")
    monkeypatch.delenv(LONG_TEXT_VARIABLE)
    assert look_at_long_text(str(path), Said()) is None


def test_it_is_part_of_a_reading(tmp_path: Path) -> None:
    path = tmp_path / "months.csv"
    path.write_text(HEAD + row(IDS[0], "202301") * 50 + row(IDS[1], "x"), "utf-8")
    found = read([str(path)])
    assert found.sheets["rows_kept"].to_list() == [51] and found.failed == ()
    assert len(found.scans["insurance"]) == 1 and found.tables["insurance"].is_empty()
    assert found.problems["raw"].to_list() == ["x"]
    assert "逐块" in found.sheets["warnings"].explode().drop_nulls()[0]
