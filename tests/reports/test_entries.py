"""What evidence in lists shows of itself."""

import json
from pathlib import Path

import pytest

from chizheng_audit.__main__ import run

CLAIM = "姓名,身份证号,职业名称,等级,证书编号,发证日期,评价机构,补贴金额\n张一丁,419900199003070018,保育师,中级工,S000041000001224000001,2022-09-01,示例学校,240\n"
DEAD = "姓名,身份证号,死亡日期\n李四,419900199003070018,2022-05-01\n"


def test_an_entry_of_a_list_is_evidence_with_its_masked_person(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("评价补贴.csv").write_text(CLAIM, "utf-8")
    Path("死亡人员名单.csv").write_text(DEAD, "utf-8")
    common = ["eligibility", ".", "--policy", "demo", "--as-of", "2023-12-31", "--quiet", "--select", "E07"]
    assert run([*common, "--format", "jsonl"]) == 1
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    found = next(line for line in lines if line["type"] == "finding")
    assert [(row["file"], row["row"]) for row in found["rows"]] == [
        ("评价补贴.csv", 2),
        ("死亡人员名单.csv", 2),
    ]
    assert "419900199003070018" not in json.dumps(lines) and "李四" not in json.dumps(
        lines, ensure_ascii=False
    )
    assert run(common) == 1
    screen = capsys.readouterr().out
    assert "李*" in screen and screen.count("419900********0018") >= 3
    assert "* 姓名" in screen and "* 等级" not in screen  # a list of the dead tells of no levels
    assert run([*common, "--unmask"]) == 1
    assert "李四" in capsys.readouterr().out
