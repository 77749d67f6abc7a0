"""Word: every finding on a form of its unit, values that stay values, and templates that say what is wrong with them."""

import io
import re
import time
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from docx import Document
from docx.document import Document as Word
from docx.oxml.ns import qn

from chizheng_audit.__main__ import run
from chizheng_audit.errors import AuditError
from chizheng_audit.i18n import set_language
from chizheng_audit.reading.own_output import is_own
from chizheng_audit.reports import suffixes_known, write
from chizheng_audit.reports.papers import matters
from chizheng_audit.reports.papers.template import BUILT_IN, SPECIMEN, check
from chizheng_audit.reports.view import View
from tests.reports.conftest import RULES, SECRETS
from tools.forms import made

SAMPLE = Path(__file__).parents[2] / "sample_data"
LABELS = (
    "项目名称",
    "被审计（调查）单位或个人",
    "审计（调查）事项",
    "审计（调查）事项摘要",
    "定性依据及法律法规条款",
    "审计人员",
    "编制日期",
    "证据提供单位意见",
    "证据提供单位负责人（签名）",
    "附件",
)


def texts(word: Word) -> str:
    """All text of a document's body, paragraph by paragraph."""
    return "\n".join(
        "".join(part.text or "" for part in paragraph.iter(qn("w:t")))
        for paragraph in word.element.body.iter(qn("w:p"))
    )


def drawn(view: View, path: Path) -> Word:
    write(view, path / "o.docx")
    return Document(str(path / "o.docx"))


def of_text(text: str, path: Path) -> Path:
    """A template of one paragraph."""
    word = Document()
    word.add_paragraph(text)
    word.save(str(path))
    return path


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> tuple[Word, list[str]]:
    """The papers of the sample, and the numbers of its findings."""
    out = tmp_path_factory.mktemp("docx")
    argv = ["run", str(SAMPLE), "--policy", "demo", "--as-of", "2024-03-31", "--quiet"]
    assert run([*argv, "--out", str(out / "o.docx"), "--out", str(out / "o.jsonl")]) == 1
    numbers = re.findall(r'"fingerprint": ?"(\w{12})', (out / "o.jsonl").read_text("utf-8"))
    return Document(str(out / "o.docx")), numbers


def test_every_finding_of_the_sample_is_on_one_form(sample: tuple[Word, list[str]]) -> None:
    word, numbers = sample
    said = texts(word)
    assert len(numbers) > 100
    assert {number for number in numbers if said.count(number) != 1} == set()


def test_a_section_a_paper_whose_pages_count_from_1(sample: tuple[Word, list[str]]) -> None:
    word, said = sample[0], texts(sample[0])
    papers = said.count("审计工作底稿\n索引号：") + said.count("审计取证单\n索引号：")
    assert len(word.sections) == papers + 1  # and the overview
    for section in word.sections:
        assert (round(section.page_width.cm, 1), round(section.page_height.cm, 1)) == (21.0, 29.7)
        assert section._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) == "1"
    fields = [
        field.get(qn("w:instr")).strip() for field in word.sections[0].header._element.iter(qn("w:fldSimple"))
    ]
    assert fields == ["PAGE", "SECTIONPAGES"]


def test_every_cell_ends_with_a_paragraph(sample: tuple[Word, list[str]]) -> None:
    cells = list(sample[0].element.body.iter(qn("w:tc")))
    assert cells
    assert {cell[-1].tag for cell in cells} == {qn("w:p")}  # else Word calls the file damaged


def test_forms_have_their_fields(sample: tuple[Word, list[str]]) -> None:
    forms = [
        t for t in sample[0].tables if "证据提供单位意见" in {c.text for row in t.rows for c in row.cells}
    ]
    assert forms
    for form in forms:
        cells = "\n".join(cell.text for row in form.rows for cell in row.cells)
        assert [label for label in LABELS if label not in cells] == []
        assert "（单位盖章）" in cells and "□ 情况属实" in cells and "月" in cells
        assert form.rows[1].cells[1].text  # whose form it is


def test_nothing_private_is_told(view: View, tmp_path: Path) -> None:
    said = texts(drawn(view, tmp_path))
    with zipfile.ZipFile(tmp_path / "o.docx") as parts:
        data = b"".join(parts.read(name) for name in parts.namelist())
    assert [secret for secret in SECRETS if secret in said or secret.encode() in data] == []
    assert "已脱敏" in said


def test_unmasked_says_so(open_view: View, tmp_path: Path) -> None:
    word = drawn(open_view, tmp_path)
    assert "419900199003070018" in texts(word)
    assert "未脱敏，含个人信息" in texts(word)
    footer = "".join(t.text or "" for t in word.sections[0].footer._element.iter(qn("w:t")))
    assert "未脱敏" in footer


HOSTILE = (
    "=1+1",
    "{{ 7*7 }}",
    "{% for x in y %}",
    "{_{ 8*8 }_}",
    "{_% if %_}",
    "<w:p>&amp;</w:p>",
    "{#注#}",
    "]]>",
    "a\x00\x07\x0b\ufffe\tb",
    "名\u202e字",
)


def test_values_are_never_read_as_markup_or_placeholders(view: View, tmp_path: Path) -> None:
    hostile = "｜".join(HOSTILE)
    findings = view.findings.with_columns(
        message=pl.lit(hostile), payee=pl.lit(hostile), title=pl.lit(hostile)
    )
    said = texts(drawn(replace(view, findings=findings), tmp_path))
    for text in HOSTILE[:8]:
        assert text in said
    assert said.count("{{ 7*7 }}") == said.count("=1+1")
    assert "a b" in said or "ab" in said
    assert not re.search("[\x00-\x08\x0b\x0c\ufffe]", said)


def test_none_found(empty_view: View, tmp_path: Path) -> None:
    word = drawn(empty_view, tmp_path)
    assert "没有疑点" in texts(word)
    assert len(word.sections) == 1


def test_the_same_run_gives_the_same_bytes(view: View, tmp_path: Path) -> None:
    write(view, tmp_path / "a.docx")
    write(view, tmp_path / "b.docx")
    assert (tmp_path / "a.docx").read_bytes() == (tmp_path / "b.docx").read_bytes()
    assert is_own(tmp_path / "a.docx")


def test_what_is_left_out_is_told(view: View, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matters, "FORMS", 1)
    monkeypatch.setattr(matters, "FACTS", 1)
    told = matters.fields(view)
    everything = [form for matter in told["底稿"] for form in matter["取证单"]]
    assert len(everything) == len(told["取证单"]) == 1
    said = texts(drawn(view, tmp_path))
    total = len(view.findings.select("code", pl.coalesce("payee", "file")).unique())
    assert f"取证单共 {total} 份，本文件只列违规和金额最多的 1 份，其余 {total - 1} 份未列" in said
    assert f"{everything[0]['索引号']}" in said
    assert "未列" in said


def test_units_that_no_row_names_go_by_their_file(view: View) -> None:
    units = {form["单位"] for form in matters.fields(view)["取证单"]}
    assert any(unit.startswith("（材料未写明单位：") for unit in units)


def test_the_dearest_are_kept_and_numbers_do_not_depend_on_the_limit(
    make: Callable[..., View], monkeypatch: pytest.MonkeyPatch
) -> None:
    rows: list[dict[str, Any]] = [
        {
            "row_id": (1 << 32) + 10 + n,
            "amount": 240 + 10 * n,
            "org": f"学校{n}",
            "name": f"甲乙{n}",
            "id_no": f"41990019900307{n:04}",
        }
        for n in range(5)
    ]
    view = make(rows, {"amounts_dear": RULES["amounts_dear"]})
    everything = {form["单位"]: form["索引号"] for form in matters.fields(view)["取证单"]}
    assert everything == {f"学校{n}": f"A91-{5 - n}" for n in range(5)}
    monkeypatch.setattr(matters, "FORMS", 2)
    assert {form["单位"]: form["索引号"] for form in matters.fields(view)["取证单"]} == {
        "学校4": "A91-1",
        "学校3": "A91-2",
    }


def test_many_findings_end_in_a_document_that_opens(view: View, tmp_path: Path) -> None:
    one = view.findings.head(1)
    count = 60_000
    findings = pl.concat([one] * count).with_columns(
        payee=pl.format("单位{}", pl.int_range(count) % 20_000),
        fingerprint=pl.int_range(count).cast(pl.String).str.zfill(32),
    )
    start = time.monotonic()
    word = drawn(replace(view, findings=findings), tmp_path)
    assert len(word.sections) == 1 + 1 + matters.FORMS
    assert time.monotonic() - start < 60


@pytest.mark.parametrize("language", ["zh", "en"])
def test_built_in_templates_are_what_their_tool_makes(language: str) -> None:
    kept = (BUILT_IN / f"papers.{language}.docx").read_bytes()
    with zipfile.ZipFile(io.BytesIO(kept)) as old, zipfile.ZipFile(io.BytesIO(made(language))) as new:
        assert old.namelist() == new.namelist()
        assert [name for name in old.namelist() if old.read(name) != new.read(name)] == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_built_in_templates_use_every_field(language: str) -> None:
    said = texts(Document(str(BUILT_IN / f"papers.{language}.docx")))
    assert [name for name in SPECIMEN["底稿"][0] if f"稿.{name}" not in said] == []
    assert [name for name in SPECIMEN["取证单"][0] if f"单.{name}" not in said] == []


def test_the_specimen_has_the_fields_of_a_run(view: View) -> None:
    told = matters.fields(view)
    assert told.keys() == SPECIMEN.keys()
    assert told["底稿"][0].keys() == SPECIMEN["底稿"][0].keys()
    assert told["取证单"][0].keys() == SPECIMEN["取证单"][0].keys()


def test_fonts_stand_on_the_styles() -> None:
    word = Document(str(BUILT_IN / "papers.zh.docx"))
    east = {
        name: word.styles[name].element.rPr.rFonts.get(qn("w:eastAsia"))
        for name in ("Normal", "Form Title", "Form Label", "Form Text")
    }
    assert east == {"Normal": "仿宋", "Form Title": "宋体", "Form Label": "黑体", "Form Text": "仿宋"}
    assert not list(word.element.body.iter(qn("w:rFonts")))  # none on the text itself


def test_english_papers(make: Callable[..., View], tmp_path: Path) -> None:
    set_language("en")
    try:
        rows = [{"row_id": (1 << 32) + 3, "amount": 300}]
        said = texts(drawn(make(rows, {"amounts_dear": RULES["amounts_dear"]}), tmp_path))
    finally:
        set_language("zh")
    assert "Audit evidence form" in said and "Unit or person audited" in said


def test_a_template_of_the_office(view: View, tmp_path: Path) -> None:
    own = of_text("{% for 单 in 取证单 %}【{{ 单.单位 }}】{{ 单.金额 }}；{% endfor %}", tmp_path / "t.docx")
    suffixes_known(["o.docx"], str(own))
    write(view, tmp_path / "o.docx", str(own))
    said = texts(Document(str(tmp_path / "o.docx")))
    assert said.count("【") == len(matters.fields(view)["取证单"])


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("{{ 没有 }}", "没有"),
        ("{% for 单 in 取证单 %}{{ 单.身份证 }}{% endfor %}", "身份证"),
        ("{% if 结果.长度 %}x{% endif %}", "长度"),
        ("{{ 结果.__class__ }}", "__class__"),
        ("{% for 单 in 取证单 %}", "endfor"),
        ("{{ 结果 | 无此 }}", "无此"),
        ("{{ 1 / 0 }}", "division by zero"),
    ],
)
def test_mistakes_in_a_template(text: str, named: str, tmp_path: Path) -> None:
    with pytest.raises(AuditError, match=re.escape(named)) as told:
        check(of_text(text, tmp_path / "t.docx"))
    assert "t.docx" in str(told.value) and "\n" not in str(told.value)


def test_what_is_no_template(tmp_path: Path) -> None:
    (tmp_path / "t.docx").write_text("x")
    with zipfile.ZipFile(tmp_path / "z.docx", "w") as parts:
        parts.writestr("a", "b")
    for name in ("t.docx", "z.docx"):
        with pytest.raises(AuditError, match="不是 Word 文档"):
            check(tmp_path / name)
    with pytest.raises(AuditError, match="读不了"):
        check(tmp_path / "none.docx")
    own = str(of_text("x", tmp_path / "own.docx"))
    with pytest.raises(AuditError, match="一起用"):
        suffixes_known(["o.xlsx"], own)
