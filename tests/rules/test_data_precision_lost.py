"""Q02: numbers that lost their last digits."""

from tests.support import answers

NAME = "data_precision_lost"
PROBLEM = {
    "row_id": 1,
    "table": "claims",
    "column": "id_no",
    "header": "补贴金额",
    "raw": "约200",
    "trouble": "precision_lost",
}


def test_what_the_file_says() -> None:
    assert answers(NAME, {"id_no": None}, problems=[PROBLEM]) == [(1, "violation")]
    assert answers(NAME, {}, problems=[{**PROBLEM, "trouble": "unreadable"}]) == []


def test_what_the_number_shows() -> None:
    assert answers(NAME, {"id_no": "419900199003070000"}) == [(1, "violation")]


def test_neighbours_that_pass() -> None:
    assert answers(NAME, {"id_no": "419900199003070019"}) == []  # a wrong check character, but no zeros
    assert answers(NAME, {}, {"id_no": None}) == []
