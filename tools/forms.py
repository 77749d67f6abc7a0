"""Make the built-in Word templates anew: `python tools/forms.py`. The same bytes every time; a test compares.

Fonts stand on the styles, as public documents have them: 宋体 for titles, 黑体 for headings, 仿宋 for text.
"""

import io
from collections.abc import Iterable
from datetime import datetime

from docx import Document
from docx.document import Document as Word
from docx.enum.section import WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_ALIGN_VERTICAL, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.styles.style import ParagraphStyle
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from chizheng_audit.reports.papers.template import BUILT_IN, undated

LATIN, SONG, HEI, FANG = "Times New Roman", "宋体", "黑体", "仿宋"
WIDTH = (2.6, 4.9, 2.6, 5.5)  # cm; A4 less the margins
DAY = datetime(2024, 1, 1)
STYLES = (
    # name, East Asian font, points, bold, alignment, space before and after (points), hanging (points)
    ("Form Title", SONG, 20, True, WD_ALIGN_PARAGRAPH.CENTER, (0, 6), 0),
    ("Form Label", HEI, 10.5, False, WD_ALIGN_PARAGRAPH.CENTER, (2, 2), 0),
    ("Form Text", FANG, 10.5, False, WD_ALIGN_PARAGRAPH.LEFT, (2, 2), 0),
    ("Form Item", FANG, 10.5, False, WD_ALIGN_PARAGRAPH.LEFT, (1, 1), 21),
    ("Form Heading", HEI, 10.5, False, WD_ALIGN_PARAGRAPH.LEFT, (4, 1), 0),
    ("Form Break", FANG, 1, False, WD_ALIGN_PARAGRAPH.LEFT, (0, 0), 0),
)
ENGLISH = {
    "审计疑点底稿与取证单": "Working papers and evidence forms",
    "结果": "Result",
    "涉及金额（元）": "At stake (yuan)",
    "政策": "Policy",
    "基准日": "Audit date",
    "脱敏": "Masking",
    "说明": "Remarks",
    "索引号": "Index",
    "审计事项": "Matter",
    "条数": "Found",
    "单位数": "Units",
    "金额（元）": "Yuan",
    "没有疑点，没有底稿和取证单。": "No findings: there are no papers.",
    "审计工作底稿": "Audit working paper",
    "审计取证单": "Audit evidence form",
    "项目名称": "Project",
    "审计（调查）事项": "Matter audited",
    "审计人员": "Auditor",
    "编制日期": "Date",
    "审计过程": "Audit process",
    "审计认定的事实摘要及审计结论": "Facts and conclusion",
    "共 {{ 稿.条数 }} 条（{{ 稿.分类 }}），涉及 {{ 稿.单位数 }} 个单位、{{ 稿.金额 }} 元。": (
        "{{ 稿.条数 }} findings ({{ 稿.分类 }}), units: {{ 稿.单位数 }}, {{ 稿.金额 }} yuan."
    ),
    "依据": "Basis",
    "会误报的情形": "When this may be wrong",
    "审计结论：": "Conclusion:",
    "审核意见": "Review",
    "审核人员": "Reviewer",
    "审核日期": "Date of review",
    "附件": "Annexes",
    "被审计（调查）单位或个人": "Unit or person audited",
    "审计（调查）事项摘要": "Summary",
    "经比对申报材料，本事项涉及 {{ 单.条数 }} 条（{{ 单.分类 }}），涉及金额 {{ 单.金额 }} 元。": (
        "By comparison of the claims, findings on this matter: {{ 单.条数 }} ({{ 单.分类 }}), {{ 单.金额 }} yuan."
    ),
    "以下各条缺少数据，无法核验，请补充：": "For want of data these could not be verified; please supply them:",
    "定性依据及法律法规条款": "Basis in law",
    "证据提供单位意见": "Reply of the unit",
    "□ 情况属实　　□ 异议说明（可另附）：": "□ This is so    □ Objections (may be annexed):",
    "（单位盖章）": "(stamp)",
    "证据提供单位负责人（签名）": "Head of the unit (signature)",
    "日期": "Date",
    "年　　月　　日": "Y        M        D",
    "第": "Page",
    "页（共": "of",
    "页）": "",
}


def made(language: str) -> bytes:
    """The template in `language`, as a .docx."""
    say = (lambda text: text) if language == "zh" else ENGLISH.__getitem__
    word = _blank(say("审计疑点底稿与取证单"))
    _head(word, say)
    _overview(word, say)
    _mark(word, "{%p for 稿 in 底稿 %}")
    _break(word)
    _working_paper(word, say)
    _mark(word, "{%p for 单 in 稿.取证单 %}")
    _break(word)
    _form(word, say)
    _mark(word, "{%p endfor %}")
    _mark(word, "{%p endfor %}")
    out = io.BytesIO()
    word.save(out)
    return undated(out.getvalue())


def _blank(title: str) -> Word:
    """A4 upright, with the styles and nothing else."""
    word = Document()
    section = word.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.7)
    section.top_margin, section.bottom_margin = Cm(2.3), Cm(2.0)
    section.header_distance, section.footer_distance = Cm(1.5), Cm(1.2)
    _numbered_anew(section._sectPr)
    for name in ("Normal", "Header", "Footer"):
        _font(word.styles[name], FANG, 10.5 if name == "Normal" else 9)
    for name, font, size, bold, alignment, spaces, hanging in STYLES:
        style = word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = word.styles["Normal"]
        _font(style, font, size)
        style.font.bold = bold
        shape = style.paragraph_format
        shape.alignment, shape.line_spacing = alignment, 1.15 if size > 1 else Pt(1)
        shape.space_before, shape.space_after = map(Pt, spaces)
        if hanging:
            shape.left_indent, shape.first_line_indent = Pt(hanging), -Pt(hanging)
    fonts = word.styles.element.find(f".//{qn('w:rPrDefault')}//{qn('w:rFonts')}")
    _fonts(fonts, FANG)
    language = word.styles.element.find(f".//{qn('w:rPrDefault')}//{qn('w:lang')}")
    language.set(qn("w:eastAsia"), "zh-CN")
    properties = word.core_properties
    properties.title, properties.author, properties.comments = title, "", ""
    properties.created = properties.modified = DAY
    return word


def _font(style: ParagraphStyle, east: str, size: float) -> None:
    style.font.name, style.font.size = LATIN, Pt(size)
    _fonts(style.element.rPr.rFonts, east)


def _fonts(fonts: object, east: str) -> None:
    for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{name}"), None)
    for name, font in (("ascii", LATIN), ("hAnsi", LATIN), ("eastAsia", east), ("cs", LATIN)):
        fonts.set(qn(f"w:{name}"), font)


def _head(word: Word, say) -> None:
    """Above: the page within its paper; below: what made it, and whether it is masked."""
    section = word.sections[0]
    above = section.header.paragraphs[0]
    above.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    above.add_run(say("第") + " ")
    _field(above, "PAGE")
    above.add_run(f" {say('页（共')} ")
    _field(above, "SECTIONPAGES")
    above.add_run(f" {say('页）')}".rstrip())
    below = section.footer.paragraphs[0]
    below.alignment = WD_ALIGN_PARAGRAPH.CENTER
    below.add_run("{{ 程序 }}　{{ 基准日 }}　{{ 脱敏 }}")


def _overview(word: Word, say) -> None:
    word.add_paragraph(say("审计疑点底稿与取证单"), "Form Title")
    table = _table(word, (3.2, 12.4))
    for label, value in (
        ("结果", "{{ 结果 }}"),
        ("涉及金额（元）", "{{ 金额 }}"),
        ("政策", "{{ 政策 }}"),
        ("基准日", "{{ 基准日 }}"),
        ("脱敏", "{{ 脱敏 }}"),
    ):
        _row(table, (say(label), value))
    cell = _row(table, (say("说明"), ""))[1]
    _loop(cell, "句", "说明", "Form Text")
    word.add_paragraph("", "Form Text")
    _mark(word, "{%p if 底稿 %}")
    heads = ("索引号", "审计事项", "条数", "单位数", "金额（元）")
    table = _table(word, (1.6, 7.0, 1.9, 1.9, 3.2))
    _row(table, [say(head) for head in heads], "Form Label", "Form Label")
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    _row(table, ("{%tr for 稿 in 底稿 %}", "", "", "", ""))
    cells = ("{{ 稿.索引号 }}", "{{ 稿.事项 }}", "{{ 稿.条数 }}", "{{ 稿.单位数 }}", "{{ 稿.金额 }}")
    for place, cell in enumerate(_row(table, cells)):
        if place > 1:
            cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _row(table, ("{%tr endfor %}", "", "", "", ""))
    _mark(word, "{%p else %}")
    word.add_paragraph(say("没有疑点，没有底稿和取证单。"), "Form Text")
    _mark(word, "{%p endif %}")


def _working_paper(word: Word, say) -> None:
    word.add_paragraph(say("审计工作底稿"), "Form Title")
    word.add_paragraph(
        f"{say('索引号')}：{{{{ 稿.索引号 }}}}", "Form Text"
    ).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    table = _table(word, WIDTH)
    _wide(table, say("项目名称"), "")
    _wide(table, say("审计（调查）事项"), "{{ 稿.事项 }}")
    _row(table, (say("审计人员"), "", say("编制日期"), ""), labels=(0, 2))
    _loop(_wide(table, say("审计过程"), ""), "步", "稿.过程", "Form Item", number=True)
    cell = _wide(table, say("审计认定的事实摘要及审计结论"), "")
    _say(
        cell,
        say("共 {{ 稿.条数 }} 条（{{ 稿.分类 }}），涉及 {{ 稿.单位数 }} 个单位、{{ 稿.金额 }} 元。"),
        "Form Text",
    )
    _loop(cell, "句", "稿.单位", "Form Item", number=True)
    _say(cell, say("依据"), "Form Heading")
    _loop(cell, "句", "稿.依据", "Form Text")
    _say(cell, "{%p if 稿.会误报 %}", "Form Text")
    _say(cell, say("会误报的情形"), "Form Heading")
    _say(cell, "{{ 稿.会误报 }}", "Form Text")
    _say(cell, "{%p endif %}", "Form Text")
    _say(cell, say("审计结论："), "Form Heading")
    for _line in range(3):
        _say(cell, "", "Form Text")
    cell = _wide(table, say("审核意见"), "", whole=True)
    for _line in range(2):
        _say(cell, "", "Form Text")
    _row(table, (say("审核人员"), "", say("审核日期"), ""), labels=(0, 2))
    _wide(table, say("附件"), "{{ 稿.附件 }}")


def _form(word: Word, say) -> None:
    word.add_paragraph(say("审计取证单"), "Form Title")
    word.add_paragraph(
        f"{say('索引号')}：{{{{ 单.索引号 }}}}", "Form Text"
    ).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    table = _table(word, WIDTH)
    _wide(table, say("项目名称"), "")
    _wide(table, say("被审计（调查）单位或个人"), "{{ 单.单位 }}")
    _wide(table, say("审计（调查）事项"), "{{ 单.事项 }}")
    cell = _wide(table, say("审计（调查）事项摘要"), "")
    words = say("经比对申报材料，本事项涉及 {{ 单.条数 }} 条（{{ 单.分类 }}），涉及金额 {{ 单.金额 }} 元。")
    _say(cell, words, "Form Text")
    _loop(cell, "事", "单.事实", "Form Item")
    _say(cell, "{%p if 单.无法核验 %}", "Form Text")
    _say(cell, say("以下各条缺少数据，无法核验，请补充："), "Form Heading")
    _loop(cell, "事", "单.无法核验", "Form Item")
    _say(cell, "{%p endif %}", "Form Text")
    _say(cell, "{%p if 单.未列 %}", "Form Text")
    _say(cell, "{{ 单.未列 }}", "Form Text")
    _say(cell, "{%p endif %}", "Form Text")
    _say(cell, say("定性依据及法律法规条款"), "Form Heading")
    _loop(cell, "句", "单.依据", "Form Text")
    _row(table, (say("审计人员"), "", say("编制日期"), ""), labels=(0, 2))
    cell = _wide(table, say("证据提供单位意见"), "", whole=True)
    _say(cell, say("□ 情况属实　　□ 异议说明（可另附）："), "Form Text")
    for _line in range(3):
        _say(cell, "", "Form Text")
    _say(cell, say("（单位盖章）"), "Form Text").alignment = WD_ALIGN_PARAGRAPH.RIGHT
    signed = (say("证据提供单位负责人（签名）"), "", say("日期"), say("年　　月　　日"))
    _row(table, signed, labels=(0, 2))[3].paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _wide(table, say("附件"), "{{ 单.附件 }}")


def _table(word: Word, widths: Iterable[float]) -> Table:
    widths = list(widths)
    table = word.add_table(0, len(widths), "Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    return table


def _row(
    table: Table,
    texts: Iterable[str],
    style: str = "Form Text",
    label: str = "Form Label",
    labels: Iterable[int] = (0,),
) -> list[_Cell]:
    """A row of cells; those at `labels` name what the others hold. It is not broken between pages."""
    row = table.add_row()
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    for place, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
        cell.width = table.columns[place].width
        cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER if place in labels else None
        cell.paragraphs[0].text = text
        cell.paragraphs[0].style = label if place in labels and "{" not in text else style
    return list(row.cells)


def _wide(table: Table, label: str, text: str, whole: bool = False) -> _Cell:
    """A row of a label and one cell over all other columns; `whole`: never broken between pages."""
    cells = _row(table, (label, text, "", ""))
    cell = cells[1].merge(cells[3])
    for paragraph in cell.paragraphs[1:]:
        paragraph._p.getparent().remove(paragraph._p)
    cell.paragraphs[0].style = "Form Text"
    if not whole:
        properties = table.rows[-1]._tr.trPr
        properties.remove(properties.find(qn("w:cantSplit")))
    return cell


def _say(cell: _Cell, text: str, style: str) -> Paragraph:
    """A paragraph more; the first takes the place of the cell's empty one."""
    first = cell.paragraphs[0]
    if len(cell.paragraphs) == 1 and not first.text:
        first.text, first.style = text, style
        if text:
            return first
    return cell.add_paragraph(text, style)


def _loop(cell: _Cell, name: str, every: str, style: str, number: bool = False) -> None:
    """A paragraph for each of a list."""
    _say(cell, f"{{%p for {name} in {every} %}}", style)
    _say(cell, ("{{ loop.index }}. " if number else "") + f"{{{{ {name} }}}}", style)
    _say(cell, "{%p endfor %}", style)


def _mark(word: Word, text: str) -> None:
    word.add_paragraph(text, "Form Break")


def _break(word: Word) -> None:
    """End a section: what follows begins on a new page, whose number is 1."""
    section = word.add_section(WD_SECTION.NEW_PAGE)
    _numbered_anew(section._sectPr)
    word.paragraphs[-1].style = "Form Break"


def _numbered_anew(properties: object) -> None:
    found = properties.find(qn("w:pgNumType"))
    if found is None:
        found = OxmlElement("w:pgNumType")
        properties.find(qn("w:cols")).addprevious(found)
    found.set(qn("w:start"), "1")


def _field(paragraph: Paragraph, name: str) -> None:
    """A field that the office program fills in."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), f" {name} ")
    run, text = OxmlElement("w:r"), OxmlElement("w:t")
    text.text = "  "  # until the program has counted: a blank to fill in, never a wrong number
    text.set(qn("xml:space"), "preserve")
    run.append(text)
    field.append(run)
    paragraph._p.append(field)


if __name__ == "__main__":
    BUILT_IN.mkdir(exist_ok=True)
    for each in ("zh", "en"):
        (BUILT_IN / f"papers.{each}.docx").write_bytes(made(each))
