"""What a copy that openpyxl rewrites does not keep of a workbook, by what the file really holds.

openpyxl builds a workbook anew from what it understands. What is known to be kept is listed here; all else that a file
holds is told, by kind where it is known and by name where not.
"""

import importlib.util
import re
import zipfile
from collections import Counter
from collections.abc import Iterator

from chizheng_audit.i18n import N_, _

_KEPT = re.compile(
    r"\[content_types\]\.xml|.*\.rels|.*/|docprops/(?:core|app|custom)\.xml|docprops/thumbnail\.\w+"
    r"|xl/workbook\.xml|xl/(?:work|chart)sheets/[^/]+\.xml|xl/(?:sharedstrings|styles|calcchain)\.xml|xl/theme/.*"
    r"|xl/comments[^/]*\.xml|xl/drawings/[^/]+\.xml|xl/charts/chart\d*\.xml|xl/tables/.*|xl/pivot\w+/.*"
    r"|xl/externallinks/.*"
    r"|xl/drawings/.*vmldrawing[^/]*\.vml|xl/comments/.*\.xml"
)
_PARTS = (
    (r"xl/printersettings/.*", N_("打印机设置")),
    (r"xl/(?:ctrlprops|activex)/.*", N_("窗体控件")),
    (r"xl/embeddings/.*", N_("嵌入的对象")),
    (r"xl/(?:threadedcomments|persons)/.*", N_("批注的对话（回复）")),
    (r"xl/richdata/.*", N_("单元格内的图片或数据类型")),
    (r"xl/(?:slicers|slicercaches|timelines|timelinecaches)/.*", N_("切片器")),
    (r"xl/(?:querytables/.*|connections\.xml|model/.*)", N_("外部数据连接")),
    (r"xl/diagrams/.*", N_("SmartArt 图示")),
    (r"xl/charts/(?:chartex|style|colors)[^/]*\.xml", N_("图表样式或新式图表")),
    (r"xl/media/.*", N_("图片")),
    (r"xl/metadata\.xml", N_("动态数组设置")),
    (r"xl/(?:macrosheets|dialogsheets)/.*", N_("宏表或对话框表")),
    (r"xl/vbaprojectsignature.*|_xmlsignatures/.*", N_("数字签名")),
    (r"xl/vbaproject\.bin", N_("宏")),
    (r"xl/revisions/.*", N_("修订记录")),
    (r"customui/.*|usercustomization/.*", N_("自定义功能区")),
    (r"docmetadata/.*", N_("敏感度标签")),
    (r"customxml/.*|xl/customproperty.*", N_("自定义 XML 数据")),
)
_IN_SHEET = (
    (rb"<(?:\w+:)?sparkline>", N_("迷你图")),
    (
        rb"<x14:conditionalFormatting[ >]",
        N_("扩展条件格式"),
    ),
    (rb"<x14:dataValidation[ >]", N_("引用别的表的下拉选项")),
    (rb"<(?:\w+:)?protectedRange ", N_("允许编辑的区域")),
    (rb"<(?:\w+:)?customSheetView ", N_("自定义视图")),
    (rb"<(?:\w+:)?picture ", N_("背景图片")),
    (rb"<(?:\w+:)?phoneticPr ", N_("拼音标注")),
)
_IN_DRAWING = ((rb"<(?:\w+:)?(?:sp|cxnSp|grpSp)[ >]", N_("形状或文本框")),)
_PICTURE = re.compile(r"xl/media/[^/]+\.(?:png|jpe?g|gif|bmp|tiff?)")
"""openpyxl keeps these where the library Pillow is there, too."""
_FORMULA = re.compile(rb"<(?:\w+:)?f[ >/]")
_OTHERS = 5


def lost(book: zipfile.ZipFile, macros: bool) -> tuple[str, ...]:
    """What a copy of `book`, which keeps its `macros` or not, does not keep, each in a few words with its number; empty
    where nothing is known of.
    """
    counts: Counter[str] = Counter()
    strange: list[str] = []
    pictures = importlib.util.find_spec("PIL") is not None
    for part in book.namelist():
        name = part.lower()
        if (pictures and _PICTURE.fullmatch(name)) or (macros and name == "xl/vbaproject.bin"):
            continue
        if _KEPT.fullmatch(name):
            counts.update(_inside(book, part, name))
        elif known := next((words for pattern, words in _PARTS if re.fullmatch(pattern, name)), None):
            counts[known] += 1
        else:
            strange.append(part)
    told = [
        _("{what} {n} 处").format(what=_(what), n=f"{n:,}") for what, n in counts.items() if what in _WORDS
    ]
    formulas, notes, charts = (counts[key] for key in ("f", "comments", "charts"))
    if formulas:
        told.insert(
            0,
            _("公式 {n} 个的计算结果（用 Excel、WPS 打开时重算，别的程序读出来是空）").format(
                n=f"{formulas:,}"
            ),
        )
    if notes:
        told.append(_("原有批注 {n} 份的框大小和文字格式").format(n=f"{notes:,}"))
    if charts:
        told.append(_("图表 {n} 个的部分样式（图表重新写出）").format(n=f"{charts:,}"))
    if strange:
        more = _(" 等") if len(strange) > _OTHERS else ""
        told.append(_("其他部件 {names}").format(names=_("、").join(strange[:_OTHERS]) + more))
    return tuple(told)


_WORDS = {words for group in (_PARTS, _IN_SHEET, _IN_DRAWING) for _pattern, words in group}


def has_rich_text(book: zipfile.ZipFile) -> bool:
    """Whether cells have text in several fonts, which is only kept where it is asked for."""
    names = [name for name in book.namelist() if name.lower() == "xl/sharedstrings.xml"]
    return any(re.search(rb"<(?:\w+:)?r>", book.read(name)) is not None for name in names)


def _inside(book: zipfile.ZipFile, part: str, name: str) -> Iterator[str]:
    """One word for each thing within a kept part that is not."""
    if name.startswith("xl/worksheets/") and name.endswith(".xml"):
        data = book.read(part)
        end = max(data.rfind(b"sheetData>"), data.rfind(b"sheetData/>"), 0)
        yield from ["f"] * sum(1 for _found in _FORMULA.finditer(data, 0, end))
        yield from _matches(_IN_SHEET, data[end:])
    elif name.startswith("xl/drawings/") and name.endswith(".xml"):
        yield from _matches(_IN_DRAWING, book.read(part))
    elif re.fullmatch(r"xl/comments.*\.xml", name):
        yield "comments"
    elif re.fullmatch(r"xl/charts/chart\d*\.xml", name):
        yield "charts"
    elif name == "xl/sharedstrings.xml":
        yield from ["拼音标注"] * len(re.findall(rb"<(?:\w+:)?rPh[ >]", book.read(part)))


def _matches(patterns: tuple[tuple[bytes, str], ...], data: bytes) -> Iterator[str]:
    for pattern, words in patterns:
        for _found in re.finditer(pattern, data, re.S):
            yield words
