"""Packs with faults: each is told, all at once, and none ends in a traceback."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chizheng_audit.policy import load_policy
from tests.policy.support import DAY, Write, head, parameter, patient, refused


def value_of(text: str) -> str:
    """A parameter with that single entry."""
    return f"[parameters.p]\n[[parameters.p.values]]\n{text}\n"


BY_LEVEL = 'by = ["level"]'


@pytest.mark.parametrize(
    ("head", "body", "says"),
    [
        ('id = "x"\ntitle = "甲"\nplace = "乙"\n', "", "缺少 status"),
        ('title = "甲"\nplace = "乙"\nstatus = "test"\n', "", "缺少 id"),
        ('id = ""\ntitle = "甲"\nplace = "乙"\nstatus = "test"\n', "", "id 应是不空的文字"),
        ('id = "x"\ntitle = 1\nplace = "乙"\nstatus = "test"\n', "", "title 应是不空的文字"),
        ('id = "x"\ntitle = "甲"\nplace = "乙"\nstatus = "nope"\n', "", "status 只能是"),
        ('id = "x"\ntitle = "甲"\nplace = "乙"\nstatus = ["test"]\n', "", "status 应是不空的文字"),
        (head("issued = 2022"), "", "issued 应是文字或日期"),
        (head('without = "p"'), "", "without 应是参数名的列表"),
        (head('without = ["p"]'), "", "without 只能与 extends 同用"),
        (head('extends = "demo"\nwithout = ["p"]'), parameter(), "既在 without 中"),
        (head("extends = 3"), "", "extends 应是不空的文字"),
        (head('extends = "nowhere"'), "", "没有名为“nowhere”的政策包"),
        (head('titel = "甲"'), "", "不认识的键 titel"),
        (head("clauses = 1"), "", "clauses 应是表"),
        (head("parameters = []"), "", "parameters 应是表"),
        (None, "[clauses]\na = 1\n", "条款 a 须有且仅有"),
        (None, '[clauses.a]\nat = "丙"\n', "条款 a 须有且仅有"),
        (None, '[clauses.a]\nat = "丙"\nsays = "丁"\nmore = "戊"\n', "条款 a 须有且仅有"),
        (None, '[clauses.a]\nat = "丙"\nsays = 1\n', "条款 a 的 at 与 says"),
        (None, "[parameters]\np = 1\n", "参数 p 应是表"),
        (None, "[parameters.p]\nunit = '元'\n", "没有 values"),
        (None, "[parameters.p]\nvalues = []\n", "没有 values"),
        (None, "[parameters.p]\nvalues = [1]\n", "没有 values"),
        (None, parameter(more="clasue = 'a'"), "不认识的键 clasue"),
        (None, parameter(more="clause = 1"), "clause 应是文字"),
        (None, parameter(more="clause = 'none'"), "不存在的条款 none"),
        (None, parameter(more="unit = 1"), "unit 应是文字"),
        (None, parameter(more="by = 'level'"), "by 应是列名的列表"),
        (None, parameter(value='{"技师" = 1}', more='by = ["level", "method"]'), "by 至多一列"),
        (None, parameter(value='{"技师" = 1}', more='by = ["levle"]'), "不能用的列 levle"),
        (None, parameter(more='dated_by = ["issue_dat"]'), "不能用的列 issue_dat"),
        (None, parameter(more='dated_by = ["level"]'), "不能用的列 level"),
        (None, parameter(more="dated_by = []"), "dated_by 至少一列"),
        (None, parameter(more=BY_LEVEL), "value 应是不空的表"),
        (None, parameter(value="{}", more=BY_LEVEL), "value 应是不空的表"),
        (None, parameter(value='{"初中" = 1}', more=BY_LEVEL), "不认识的 level：初中"),
        (None, parameter(value='{"技师" = "350"}', more=BY_LEVEL), "技师 不是金额"),
        (None, parameter(value='{"技师" = true}', more=BY_LEVEL), "技师 不是金额"),
        (None, parameter(value='{"技师" = -1}', more=BY_LEVEL), "技师 不是金额"),
        (None, parameter(value='{"技师" = 1.005}', more=BY_LEVEL), "技师 不是金额"),
        (None, parameter(value='{"技师" = nan}', more=BY_LEVEL), "技师 不是金额"),
        (None, parameter(value='{"技师" = 1e12}', more=BY_LEVEL), "技师 不是金额"),
        (None, parameter(value='"1000"', more="unit = '元'"), "单位是元"),
        (None, parameter(value="[1000]", more="unit = '元'"), "单位是元"),
        (None, parameter(value="0.12345"), "小数至多四位"),
        (None, parameter(value="inf"), "小数至多四位"),
        (
            None,
            parameter(
                entry="[[parameters.p.values]]\nfrom = 2023-01-01\nvalue = 'a'\nassumed = true\nnote = '推'"
            ),
            "不是同一种类",
        ),
        (
            None,
            parameter(
                entry="[[parameters.p.values]]\nfrom = 2022-01-01\nvalue = 2\nassumed = true\nnote = '推'"
            ),
            "同一天",
        ),
        (None, value_of("value = 1\nassumed = true\nnote = '推'"), "from 日期"),
        (None, value_of("from = '2022-01-01'\nvalue = 1\nassumed = true\nnote = '推'"), "from 日期"),
        (None, value_of("from = 2022-01-01T00:00:00\nvalue = 1\nassumed = true\nnote = '推'"), "from 日期"),
        (None, value_of("from = 2022-01-01\nassumed = true\nnote = '推'"), "缺 value"),
        (None, value_of("from = 2022-01-01\nvalue = 1\nassumed = 'yes'\nnote = '推'"), "assumed 只能是"),
        (None, value_of("from = 2022-01-01\nvalue = 1\nassumed = true\nnote = 1"), "note 应是文字"),
        (None, value_of("from = 2022-01-01\nvalue = 1\nassumed = true"), "没有说明理由"),
        (None, value_of("from = 2022-01-01\nvalue = 1\nasumed = true"), "不认识的键 asumed"),
        (None, value_of("from = 2022-01-01\nvalue = 1"), "既无条款，也未标为推定"),
        (None, "= 1", "不是有效的 TOML"),
    ],
)
def test_each_fault_is_told(write: Write, head: str | None, body: str, says: str) -> None:
    assert says in refused(write(body, head=head))


def test_all_faults_are_told_at_once(write: Write) -> None:
    sentence = refused(
        write("[clauses]\na = 1\n" + parameter(more="unit = 1"), head='id = "x"\nplace = "乙"\n')
    )
    assert all(word in sentence for word in ("缺少 title", "缺少 status", "条款 a", "unit 应是文字"))


def test_a_file_that_is_not_text(tmp_path: Path) -> None:
    (tmp_path / "pack.toml").write_bytes(b"\xff\xfe\x00")
    assert "不是有效的 TOML" in refused(str(tmp_path / "pack.toml"))


def test_a_byte_order_mark_is_no_fault(write: Write) -> None:
    path = write("\n", head="\ufeff" + head())
    assert load_policy(path).id == "x"


@pytest.mark.parametrize("name", ["nowhere", "nowhere.toml", "."])
def test_an_unknown_pack_lists_the_known(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert "zhongmu_2022" in refused(name)


# what a person may write by mistake anywhere in a pack: any TOML value where another was meant
ONE = st.sampled_from([True, 0, -1, "", "甲", DAY, Decimal("NaN"), Decimal("0.123"), Decimal("1E+99")])


ANYTHING = (
    ONE | st.lists(ONE, max_size=2) | st.dictionaries(st.text(max_size=2), ONE | st.lists(ONE, max_size=1))
)


KEYS = st.sampled_from(["id", "status", "extends", "without", "clauses", "parameters", "issued"])


PARAMETER_KEYS = st.sampled_from(["clause", "unit", "by", "dated_by", "values"])


ENTRY_KEYS = st.sampled_from(["from", "value", "assumed", "note"])


@patient
@given(
    st.dictionaries(KEYS, ANYTHING),
    st.dictionaries(PARAMETER_KEYS, ANYTHING),
    st.dictionaries(ENTRY_KEYS, ANYTHING),
    st.sampled_from([[], ["level"], ["method"], ["name"]]),
)
def test_looking_for_faults_never_fails(
    top: dict[str, Any], known: dict[str, Any], entry: dict[str, Any], by: list[str]
) -> None:
    from chizheng_audit.policy_faults import faults

    table = {"by": by, "values": [entry]} | known
    assert isinstance(faults({"parameters": {"p": table}} | top), list)
