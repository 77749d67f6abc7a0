"""Tables of twenty columns as offices keep them, written fast, as xlsx or as text."""

import zipfile
from pathlib import Path

import polars as pl

COLUMNS = 20
_PARTS = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
    '<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>'
    "</Types>",
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="明细" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
    'Target="worksheets/sheet1.xml"/>'
    '<Relationship Id="r2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" '
    'Target="sharedStrings.xml"/></Relationships>',
}
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PIECE = 20_000


def table(rows: int) -> pl.DataFrame:
    """Claims of `rows` invented people: names, IDs, words that repeat, numbers of certificates and sums."""
    n = pl.int_range(rows, eager=True)
    text = n.cast(pl.String)
    words = {
        "姓名": pl.Series(["王一丁", "李四光", "张三", "欧阳建国"]).gather(n % 4),
        "身份证号": "4199001990" + (n % 12 + 1).cast(pl.String).str.zfill(2) + "15" + (n % 10000).cast(pl.String).str.zfill(4),
        "职业": pl.Series(["保育师", "育婴员", "车工", "电工", "养老护理员"]).gather(n % 5),
        "等级": pl.Series(["五级/初级工", "四级/中级工", "三级/高级工"]).gather(n % 3),
        "证书编号": "S0000410000012" + text.str.zfill(8),
        "发证日期": pl.Series(["2023-10-08", "2023-11-20", "2023-12-01"]).gather(n % 3),
        "补贴金额": pl.Series(["200", "240", "280"]).gather(n % 3),
        "评价机构": pl.Series(["示例县育才职业培训学校", "示例县启明职业培训学校"]).gather(n % 2),
    }  # fmt: skip
    extra = {
        f"备用{k}": pl.Series(["是", "否", "无", "待核"]).gather((n + k) % 4)
        for k in range(COLUMNS - len(words))
    }
    return pl.DataFrame(words | extra)


def write_xlsx(frame: pl.DataFrame, path: Path) -> None:
    """`frame` as a workbook of shared strings, as Excel writes them."""
    whole = pl.concat([pl.DataFrame({c: [c] for c in frame.columns}), frame])
    strings = pl.concat([whole.get_column(c) for c in whole.columns]).unique(maintain_order=True)
    numbers = pl.Series(range(len(strings))).cast(pl.String)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, text in _PARTS.items():
            archive.writestr(name, '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>' + text)
        items = ("<si><t>" + strings + "</t></si>").str.join("").item()
        archive.writestr(
            "xl/sharedStrings.xml", f'<sst xmlns="{_MAIN}" uniqueCount="{len(strings)}">{items}</sst>'
        )
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            sheet.write(f'<worksheet xmlns="{_MAIN}"><sheetData>'.encode())
            for top in range(0, len(whole), _PIECE):
                piece = whole[top : top + _PIECE]
                row = pl.int_range(top + 1, top + len(piece) + 1, eager=True).cast(pl.String)
                cells = [
                    pl.lit(f'<c r="{chr(65 + at)}') + row + pl.lit('" t="s"><v>')
                    + pl.col(name).replace_strict(strings, numbers) + pl.lit("</v></c>")
                    for at, name in enumerate(piece.columns)
                ]  # fmt: skip
                line = pl.concat_str([pl.lit('<row r="') + row + pl.lit('">'), *cells, pl.lit("</row>")])
                sheet.write(piece.select(line.alias("line")).get_column("line").str.join("").item().encode())
            sheet.write(b"</sheetData></worksheet>")
