"""Whatever the batch: each line stands in exactly one file, as it was read, and the sums are those of the batch."""

from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from chizheng_audit.__main__ import run
from tests.payout.support import DAY, HEADER, ONE, ORG, OTHER, Payees, lines_in, rows, write

some = settings(
    max_examples=12, deadline=None, phases=[Phase.explicit, Phase.generate]
)  # one example is a whole run: shrinking takes too long
odd = st.fixed_dictionaries(
    {},
    optional={
        "补贴金额": st.sampled_from(["240", "240.00", "280", "0.01", "1,240.50", "-240", "0", "见附件", ""]),
        "银行账号": st.sampled_from([ONE, "", "无"]),
        "收款户名": st.sampled_from([ORG, "王二丙", ""]),
        "评价机构": st.sampled_from([ORG, OTHER]),
        "身份证号": st.sampled_from(["419900199003070018", "419900199003070017", ""]),
        "证书编号": st.sampled_from(["S000041000001234000001", ""]),
        "审批意见": st.sampled_from(["同意", "=1+1", "-", "+86 138", "@x", 'a,"b"', ""]),
    },
)
batches = st.lists(st.lists(odd, min_size=1, max_size=6), min_size=1, max_size=2)
MONEY, NUMBER = HEADER.index("补贴金额"), HEADER.index("序号")


def told(text: Any) -> Decimal:
    """The money that a cell tells, by an obvious reader."""
    bare = str(text or "").replace(",", "")
    return Decimal(bare) if bare.lstrip("-").replace(".", "").isdigit() else Decimal(0)


def plain(cell: Any) -> str:
    """A cell as it should come back: money by its value, all else by its text."""
    text = "" if cell is None else str(cell)
    return text.removeprefix("'")


@some
@given(batches, st.sampled_from([".csv", ".xlsx"]), st.randoms(use_true_random=False))
def test_each_line_goes_to_exactly_one_file(drawn: Any, suffix: str, random: Any) -> None:
    payees = Payees()
    parts = [[payees.line(**more) for more in part] for part in drawn]
    with TemporaryDirectory() as folder:
        here = Path(folder)
        files = [
            str(write(here / f"{at}{suffix}", rows(part, random.choice([None, "480"]))))
            for at, part in enumerate(parts)
        ]
        out = here / "out"
        code = run(["payout", *files, "--out", str(out), "--policy", "demo", "--as-of", DAY, "--quiet"])
        assert code in (0, 1)
        found = {name: lines_in(out / f"{name}{suffix}") for name in ("pay", "hold", "reject")}
        width = len(HEADER)
        came = [row[:width] for lines in found.values() for row in lines]
        assert sorted(str(row[NUMBER]) for row in came) == sorted(
            line["序号"] for part in parts for line in part
        )
        given_rows = {line["序号"]: [line[head] for head in HEADER] for part in parts for line in part}
        for row in came:
            for at, (own, then) in enumerate(zip(row, given_rows[str(row[NUMBER])], strict=True)):
                if at == MONEY:
                    assert told(own) == told(then)
                else:
                    assert plain(own) == plain(then)
        whole = sum((told(line["补贴金额"]) for part in parts for line in part), Decimal(0))
        assert sum((told(row[MONEY]) for row in came), Decimal(0)) == whole
        assert all(told(row[MONEY]) > 0 for row in found["pay"])
        assert all(str(row[width]) == "可付" for row in found["pay"])
