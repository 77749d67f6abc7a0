"""`audit anonymise`: where the copy may stand, what is said of it, and who may read the key."""

import stat
from pathlib import Path

import pytest

from chizheng_audit.__main__ import run
from chizheng_audit.policy import load_policy
from tests.commands.conftest import GOOD, HEAD

ARGV = ["anonymise", "good.csv", "--out", "copy", "--key", "secret.key"]


def test_a_copy_and_its_account(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(ARGV) == 0
    told = capsys.readouterr()
    key = (folder / "secret.key").read_text("utf-8")
    assert stat.S_IMODE((folder / "secret.key").stat().st_mode) == 0o600 and len(key) == 64
    assert "已新建密钥 secret.key" in told.err and key not in told.out + told.err
    assert "读 2 行，写 2 行" in told.out and "✓ 副本重读过" in told.out and "不是匿名化" in told.err
    assert sorted(path.name for path in (folder / "copy").iterdir())[-1] == "policy.toml"
    copies = list((folder / "copy").glob("*.csv"))
    assert len(copies) == 1 and "张一丁" not in copies[0].read_text("utf-8")
    own, law = (
        load_policy(pack).parameters["regions"].values[0].value
        for pack in ("copy/policy.toml", "zhongmu_2022")
    )
    assert own == [*law, "4199"]


def test_a_pack_that_knows_the_region_of_pseudonyms_needs_no_other(folder: Path) -> None:
    assert run([*ARGV, "--policy", "demo"]) == 0
    assert len(list((folder / "copy").iterdir())) == 1
    assert run(["run", "copy", "--policy", "demo", "--fail-on", "suspicion", "--quiet"]) == 0


def test_the_key_is_kept_and_gives_the_same_copy(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*ARGV, "--quiet"]) == 0
    first = {path.name: path.read_bytes() for path in (folder / "copy").iterdir()}
    key = (folder / "secret.key").read_bytes()
    assert run([*ARGV[:3], "again", *ARGV[4:], "--quiet"]) == 0
    assert {path.name: path.read_bytes() for path in (folder / "again").iterdir()} == first
    assert (folder / "secret.key").read_bytes() == key
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("out", "key", "said"),
    [
        (".", "../k", "在一处"),
        ("sources/inside", "k", "在一处"),
        ("sources", "k", "在一处"),
        ("copy", "copy/k", "密钥请与副本分开放"),
        ("full", "k", "已有文件"),
        ("copy", "short", "太短"),
    ],
)
def test_what_is_refused(
    out: str, key: str, said: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("sources", "full"):
        (folder / name).mkdir()
        (folder / name / "x.csv").write_text(HEAD + GOOD, "utf-8")
    (folder / "short").write_text("abc", "utf-8")
    paths = ["sources"] if out != "." else ["good.csv"]
    assert run(["anonymise", *paths, "--out", out, "--key", key]) == 2
    assert said in capsys.readouterr().err
    assert (folder / "sources" / "x.csv").read_text("utf-8") == HEAD + GOOD
    assert not list(folder.glob("sources/*/*")) and not (folder / "copy").exists()


def test_force_writes_beside_what_is_there(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "copy").mkdir()
    (folder / "copy" / "other.txt").write_text("x", "utf-8")
    assert run(ARGV) == 2 and run([*ARGV, "--force"]) == 0
    assert (folder / "copy" / "other.txt").read_text("utf-8") == "x"
    assert "另有 1 个文件不是这次写的" in capsys.readouterr().out


def test_a_file_that_cannot_be_read_has_no_copy_and_is_told(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "bad.xlsx").write_bytes(b"PK\x03\x04 not a workbook")
    assert run(["anonymise", "good.csv", "bad.xlsx", "--out", "copy", "--key", "k"]) == 3
    assert "✗ 没有读成，没有副本：bad.xlsx" in capsys.readouterr().out
    assert len(list((folder / "copy").glob("0*"))) == 1


def test_unknown_columns_and_sheets_are_told_in_english(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "x.csv").write_text(
        HEAD.replace("评价机构", "评价机构,家属") + GOOD.replace("\n", ",赵老六\n"), "utf-8"
    )
    (folder / "y.csv").write_text("甲,乙\n赵老六,钱老七\n", "utf-8")
    assert run(["anonymise", "x.csv", "y.csv", "--out", "copy", "--key", "k", "--lang", "en"]) == 0
    told = capsys.readouterr().out
    assert "家属" in told and "free text" in told and "rows read" in told
    whole = "".join(path.read_text("utf-8") for path in (folder / "copy").iterdir())
    assert "赵老六" not in whole and "钱老七" not in whole


def test_a_header_of_the_users_own_is_understood_in_the_copy(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "own.csv").write_text((HEAD + GOOD).replace("身份证号", "号"), "utf-8")
    (folder / "own.toml").write_text('[columns]\n"号" = "id_no"\n', "utf-8")
    assert run(["anonymise", "own.csv", "--columns", "own.toml", "--out", "copy", "--key", "k"]) == 0
    assert "✓ 副本重读过" in capsys.readouterr().out
    assert "身份证号" in next((folder / "copy").glob("*.csv")).read_text("utf-8")
