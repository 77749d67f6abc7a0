"""A small folder of claims that commands can be tried on."""

from pathlib import Path

import pytest

HEAD = "姓名,身份证号,职业,等级,证书编号,发证日期,评价方式,补贴金额,评价机构\n"
GOOD = "张一丁,419900199003070018,保育师,四级/中级工,S000041000001234000001,2023-10-08,考试,240,示例学校\n"
AGAIN = "张一丁,419900199003070018,保育师,中级,S000041000001234000002,2023-11-08,考试,240,示例学校\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory, with one clean file in it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "good.csv").write_text(HEAD + GOOD, "utf-8")
    (tmp_path / "twice.csv").write_text(HEAD + GOOD + AGAIN, "utf-8")
    return tmp_path
