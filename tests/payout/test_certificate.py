"""The certificate: whole it says so, and whatever is altered is said exactly."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from chizheng_audit.ledger.folder import opened
from chizheng_audit.payout import certificate
from chizheng_audit.payout.certificate import SECTIONS, digest, seal
from chizheng_audit.payout.checking import check
from tests.payout.conftest import Said
from tests.payout.support import DAY, TWO, Payees, rows, write

PROOF = Path("out/certificate.json")
LEDGER = Path("ledger")


@pytest.fixture
def booked(here: Path, payout: Said) -> dict[str, Any]:
    """A batch of which two lines are paid and booked, one is held and one refused; its certificate."""
    payees = Payees()
    lines = [
        payees.line(),
        payees.line(),
        payees.line(收款户名="王二丙", 银行账号=TWO),
        payees.line(补贴金额="1"),
    ]
    write(here / "b.xlsx", rows(lines))
    payout("b.xlsx", "--out", "out", "--ledger", "ledger", "--batch", "2023Q4", "--record", code=1)
    return read()


def read() -> dict[str, Any]:
    said: dict[str, Any] = json.loads(PROOF.read_text("utf-8"))
    return said


def rewritten(
    change: Callable[[dict[str, Any]], None], digests: bool = False, key: bytes | None = None
) -> None:
    """Change the certificate; `digests`: as someone who reckons these anew, and with the `key` the seal too."""
    said = read()
    change(said)
    if digests:
        said["digests"] = {name: digest(said[name]) for name in SECTIONS}
        said["digest"] = digest(said["digests"])
    if key:
        said["seal"] = seal(said["digest"], key)
    PROOF.write_text(certificate.text(said), "utf-8")


def faults() -> list[str]:
    return list(check(PROOF, opened(LEDGER)).faults)


def test_what_it_says(booked: dict[str, Any]) -> None:
    assert booked["run"] == {"tool_version": "0.1.0", "as_of": DAY, "batch": "2023Q4", "booked": True}
    assert booked["policy"]["id"] == "demo"
    assert len(booked["policy"]["sha256"]) == 64
    assert {"A01", "D01", "P01", "P07"} <= {line["code"] for line in booked["coverage"]}
    assert [(f["standing"], f["lines"], f["amount"]) for f in booked["files"]] == [
        ("pay", 2, "480.00"),
        ("hold", 1, "240.00"),
        ("reject", 1, "1.00"),
    ]
    assert booked["batch"]["lines"] == 4
    assert booked["batch"]["amount"] == "721.00"
    assert [(g["file"], g["sheet"], [row[:2] for row in g["rows"]]) for g in booked["claims"]] == [
        ("b.xlsx", "明细", [[3, "240.00"], [4, "240.00"]])
    ]
    assert faults() == []
    assert check(PROOF, opened(LEDGER)).claims == 2


def test_text_is_json_that_says_the_same(booked: dict[str, Any]) -> None:
    assert json.loads(certificate.text(booked)) == booked
    assert json.loads(certificate.text(booked | {"claims": []}))["claims"] == []


CHANGES: dict[str, Callable[[dict[str, Any]], None]] = {
    "运行": lambda said: said["run"].update(as_of="2023-01-01"),
    "政策": lambda said: said["policy"].update(sha256="0" * 64),
    "台账": lambda said: said.update(ledger={"head": "x", "batches": 9}),
    "规则覆盖": lambda said: said["coverage"].pop(),
    "来源": lambda said: said["sources"][0].update(rows_kept=5),
    "三份文件": lambda said: said["files"][0].update(amount="500.00"),
    "批次合计": lambda said: said["batch"].update(lines=5),
    "通过的申报": lambda said: said["claims"][0]["rows"][0].__setitem__(1, "250.00"),
}


@pytest.mark.parametrize("section", CHANGES)
def test_an_altered_section_is_named(booked: dict[str, Any], section: str) -> None:
    rewritten(CHANGES[section])
    assert f"证明的“{section}”一节被改动过。" in faults()
    assert sum("一节被改动过" in words for words in faults()) == 1


@pytest.mark.parametrize("section", CHANGES)
def test_who_reckons_the_digests_anew_lacks_the_seal(booked: dict[str, Any], section: str) -> None:
    rewritten(CHANGES[section], digests=True)
    assert any("封印" in words for words in faults())
    assert not any("一节被改动过" in words for words in faults())


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda said: said["digests"].update(run="0" * 64), "证明的“运行”一节被改动过。"),
        (lambda said: said.update(digest="0" * 64), "总校验值不符"),
        (lambda said: said.update(seal="0" * 64), "封印"),
        (lambda said: said.update(seal=None), "封印被去掉了"),
        (lambda said: said.update(more=1), "多出 more"),
        (lambda said: said.pop("claims"), "结构被改动过"),
        (lambda said: said.update(claims=3), "结构被改动过"),
    ],
)
def test_other_alterations(booked: dict[str, Any], change: Any, words: str) -> None:
    said = read()
    change(said)
    PROOF.write_text(json.dumps(said, ensure_ascii=False), "utf-8")
    assert any(words in told for told in faults())


@pytest.mark.parametrize("name", ["pay", "hold", "reject"])
def test_an_altered_or_missing_file_is_named(booked: dict[str, Any], name: str) -> None:
    path = Path(f"out/{name}.xlsx")
    book = openpyxl.load_workbook(path)
    book["明细"]["L2"] = 9999
    book.save(path)
    assert next(words for words in faults() if f"{name}.xlsx" in words).startswith("付款文件")
    assert "被改动过" in faults()[0]
    path.unlink()
    assert faults() == [f"付款文件 {name}.xlsx 不在证明旁边。"]


def test_another_source_is_a_remark(booked: dict[str, Any]) -> None:
    Path("b.xlsx").write_bytes(b"")
    found = check(PROOF, opened(LEDGER))
    assert found.faults == ()
    assert found.remarks == ("来源文件 b.xlsx 现在与核对时不同。",)


def test_the_seal_cannot_be_left_out(booked: dict[str, Any]) -> None:
    def bare(said: dict[str, Any]) -> None:
        said.update(seal=None, ledger=None)
        said["run"]["booked"] = False

    rewritten(bare, digests=True)
    assert faults() == ["证明的封印被去掉了：用了台账或密钥的证明都有封印。"]

    def unmarked(said: dict[str, Any]) -> None:
        bare(said)
        for row in said["claims"][0]["rows"]:
            row[2] = None

    rewritten(unmarked, digests=True)
    assert all("内容变了" in words for words in faults())
    assert len(faults()) == 2


def keyed(change: Callable[[dict[str, Any]], None]) -> list[str]:
    """What is said of a certificate that somebody with the key of the ledger rewrote: the ledger still knows better."""
    rewritten(change, digests=True, key=opened(LEDGER).key())
    return faults()


def test_the_ledger_holds_exactly_these_claims(booked: dict[str, Any]) -> None:
    def dearer(said: dict[str, Any]) -> None:
        said["claims"][0]["rows"][0][1] = "250.00"

    def another(said: dict[str, Any]) -> None:
        said["claims"][0]["rows"][0][2] = "0" * 32

    def fewer(said: dict[str, Any]) -> None:
        said["claims"][0]["rows"].pop()

    def more(said: dict[str, Any]) -> None:
        said["claims"][0]["rows"].append([9, "240.00", "1" * 32])

    for change, words in (
        (dearer, "b.xlsx [明细] 第 3 行的申报，台账批次 2023Q4 与证明不同：金额 250.00 变为 240.00。"),
        (another, "b.xlsx [明细] 第 3 行的申报，台账批次 2023Q4 与证明不同：内容变了。"),
        (fewer, "台账批次 2023Q4 比证明多出申报 1 条：b.xlsx [明细] 第 4 行。"),
        (more, "证明里的申报 1 条不在台账批次 2023Q4 中：b.xlsx [明细] 第 9 行。"),
    ):
        PROOF.write_text(certificate.text(booked), "utf-8")
        assert keyed(change) == [words]


def test_a_batch_that_was_undone_is_told(booked: dict[str, Any], audit: Said) -> None:
    audit("ledger", "undo", "2023Q4")
    out, _err = audit("ledger", "verify", "--certificate", str(PROOF), code=1)
    assert "批次 2023Q4 应已记入台账，台账里却没有它的支付。" in out
    assert "证明有 1 处改动或缺失" in out


def test_without_a_ledger(here: Path, payout: Said, audit: Said) -> None:
    write(here / "b.xlsx", rows([Payees().line()]))
    payout("b.xlsx", "--out", "out")
    assert read()["seal"] is None
    assert read()["claims"][0]["rows"] == [[3, "240.00", None]]
    out, _err = audit("ledger", "verify", "--certificate", str(PROOF))
    assert "证明完好：通过的申报 1 条，240.00 元" in out
    assert "没有用台账密钥加封" in out
    rewritten(CHANGES["批次合计"])
    assert "“批次合计”" in audit("ledger", "verify", "--certificate", str(PROOF), code=1)[0]


def test_a_ledger_that_is_gone_or_broken_is_told(booked: dict[str, Any], audit: Said) -> None:
    part = next((LEDGER / "claims").glob("*.parquet"))
    part.write_bytes(part.read_bytes()[:-1])
    out, _err = audit("ledger", "verify", "--certificate", str(PROOF), code=1)
    assert "被改动过" in out
    assert "没有核对是否入账" in out
    LEDGER.rename("elsewhere")
    assert "没有台账" in audit("ledger", "verify", "--certificate", str(PROOF), code=2)[1]


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", '{"what": "x"}', '{"what": "chizheng_audit payout certificate", "version": 99}']
)
def test_what_is_no_certificate(here: Path, audit: Said, text: str) -> None:
    Path("c.json").write_text(text, "utf-8")
    _out, err = audit("ledger", "verify", "--certificate", "c.json", code=2)
    assert len(err.strip().splitlines()) == 1
    assert "none.json" in audit("ledger", "verify", "--certificate", "none.json", code=2)[1]


def test_the_printed_one_has_the_same_digest(booked: dict[str, Any]) -> None:
    page = openpyxl.load_workbook("out/certificate.xlsx")["付款核对证明"]
    texts = [str(cell) for row in page.values for cell in row if cell is not None]
    assert any(booked["digest"] in text for text in texts)
    assert any(booked["files"][0]["sha256"][:32] in text for text in texts)
    assert "A01" in texts
