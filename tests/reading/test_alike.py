"""Copies: every cell counts, also those of columns that no one took; what a copy says anew is kept."""

from pathlib import Path

from chizheng_audit.reading.files import read
from chizheng_audit.reading.result import Reading

TITLE = "评价补贴"
HEAD = "序号,姓名,身份证号,等级,证书编号,补贴金额,承办学校"
ROW = "1,张一丁,419900199003070018,中级工,S000041000001234000271,240,甲校"


def of(folder: Path, *files: str) -> Reading:
    paths = [folder / f"{n}.csv" for n in range(len(files))]
    for path, text in zip(paths, files, strict=True):
        path.write_text(text, "utf-8")
    return read([str(path) for path in paths])


def test_a_copy_is_not_claimed_again(tmp_path: Path) -> None:
    found = of(
        tmp_path,
        f"{TITLE}\n{HEAD}\n{ROW}\n",
        f"再报{TITLE}\n\n{HEAD}\n{ROW.replace('1,', '9,', 1).replace('240', '240.00')}\n",
    )
    assert len(found.tables["claims"]) == 1
    assert found.sheets["content"].n_unique() == 1 and found.sheets["content"].null_count() == 0


def test_a_cell_under_an_unknown_header_makes_the_difference(tmp_path: Path) -> None:
    found = of(tmp_path, f"{HEAD}\n{ROW}\n", f"{HEAD}\n{ROW.replace('甲校', '乙校')}\n")
    assert len(found.tables["claims"]) == 2


def test_a_cell_in_the_middle_makes_the_difference(tmp_path: Path) -> None:
    rows = [ROW, ROW.replace("0018", "0026"), ROW]
    other = [*rows[:1], rows[1].replace("甲校", "乙校"), *rows[2:]]
    found = of(tmp_path, "\n".join([HEAD, *rows, ""]), "\n".join([HEAD, *other, ""]))
    assert len(found.tables["claims"]) == 6


def test_the_total_of_a_copy_is_kept_where_it_differs(tmp_path: Path) -> None:
    total = "合计,,,,,{sum},"
    same = of(tmp_path, *[f"{HEAD}\n{ROW}\n{total.format(sum=240)}\n"] * 2)
    assert len(same.totals) == 1
    other = of(tmp_path, *[f"{HEAD}\n{ROW}\n{total.format(sum=each)}\n" for each in (240, 480)])
    assert len(other.totals) == 2 and len(other.tables["claims"]) == 1


def test_the_problems_of_a_copy_are_kept_where_they_differ(tmp_path: Path) -> None:
    texts = [f"{HEAD}\n{ROW.replace(',240,', f',{each},')}\n" for each in ("约240", "约240", "约480")]
    found = of(tmp_path, *texts)
    assert len(found.tables["claims"]) == 1 and found.problems["raw"].to_list() == ["约240", "约480"]


def test_a_right_total_that_only_the_copy_has_is_held_against_nothing(tmp_path: Path) -> None:
    bare, summed = f"{HEAD}\n{ROW}\n", f"{HEAD}\n{ROW}\n合计,,,,,{{sum}},\n"
    assert len(of(tmp_path, bare, summed.format(sum=240)).totals) == 0
    assert len(of(tmp_path, bare, summed.format(sum=480)).totals) == 1
