"""The certificate on paper: one sheet to be printed, signed and filed; the JSON beside it is what a later check trusts."""

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import xlsxwriter
from xlsxwriter.exceptions import XlsxFileError

from chizheng_audit.i18n import _
from chizheng_audit.payout.terms import STANDING_WORDS
from chizheng_audit.reading.own_output import CATEGORY
from chizheng_audit.reports import typeset
from chizheng_audit.reports.words import STATUSES

_WIDTHS = (8, 46, 9, 9, 9, 15)
_FONT = {"font_name": "宋体", "font_size": 10, "valign": "vcenter"}
_EDGE = {"border": 1, "border_color": "#BFBFBF"}
_LAST = len(_WIDTHS) - 1


def write(said: Mapping[str, Any], coverage: pl.DataFrame, path: Path) -> None:
    """Draw the certificate `said` with the `coverage` of a view (code, title, status, counts)."""
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    day = date.fromisoformat(said["run"]["as_of"])
    book.set_properties({"category": CATEGORY, "created": datetime.combine(day, time())})
    _Sheet(book).draw(said, coverage)
    try:
        book.close()
    except XlsxFileError as failed:
        raise OSError(str(failed)) from failed


def _ledger(ledger: Mapping[str, Any] | None, booked: bool) -> str:
    if ledger:
        return _("以前各批 {n} 个，校验值 {hash}").format(n=ledger["batches"], hash=ledger["head"] or "—")
    return _("新建的台账，没有以前的批次") if booked else _("没有用台账")


class _Sheet:
    """The one sheet, filled from top to bottom."""

    def __init__(self, book: Any) -> None:
        add = book.add_format
        self.title = add({**_FONT, "bold": True, "font_size": 16, "align": "center"})
        self.text = add({**_FONT, "num_format": "@", "text_wrap": True})
        self.cell = add({**_FONT, **_EDGE, "num_format": "@", "text_wrap": True})
        self.head = add({**_FONT, **_EDGE, "bold": True, "bg_color": "#D9E1F2", "align": "center"})
        self.money = add({**_FONT, **_EDGE, "num_format": "#,##0.00"})
        self.count = add({**_FONT, **_EDGE, "num_format": "#,##0"})
        self.sheet = book.add_worksheet(_("付款核对证明"))
        self.row = 0

    def draw(self, said: Mapping[str, Any], coverage: pl.DataFrame) -> None:
        """Everything."""
        sheet = self.sheet
        for column, width in enumerate(_WIDTHS):
            sheet.set_column(column, column, width)
        sheet.set_paper(9)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&R&P / &N")
        sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
        sheet.merge_range(0, 0, 0, _LAST, _("付款核对证明"), self.title)
        sheet.set_row(0, 30)
        self.row = 2
        self._facts(said)
        self._files(said)
        self._signatures(said)
        self._coverage(coverage)

    def _facts(self, said: Mapping[str, Any]) -> None:
        run, policy, ledger = said["run"], said["policy"], said["ledger"]
        facts = [
            (_("批次"), run["batch"] or "—"),
            (_("审计基准日"), run["as_of"]),
            (_("政策"), f"{policy['id']}　sha256 {policy['sha256']}"),
            (_("台账"), _ledger(ledger, run["booked"])),
            (_("程序版本"), f"chizheng_audit {run['tool_version']}"),
        ]
        if policy["payout"]:
            own = _("、").join(f"{key} → {_(STANDING_WORDS[word])}" for key, word in policy["payout"].items())
            facts.append((_("政策包另定"), own))
        for name, fact in facts:
            self.sheet.write_string(self.row, 0, name, self.cell)
            self._wide(fact, self.cell)

    def _files(self, said: Mapping[str, Any]) -> None:
        self.row += 1
        heads = (_("处置"), _("文件与 sha256"), _("行数"), _("金额（元）"))
        self._heads(heads)
        for each in said["files"]:
            words = f"{each['file']}\n{each['sha256'][:32]}\n{each['sha256'][32:]}"
            self._figures(_(STANDING_WORDS[each["standing"]]), words, each["lines"], each["amount"])
            self.sheet.set_row(self.row - 1, 42)
        self._figures(_("合计"), "", said["batch"]["lines"], said["batch"]["amount"])
        if said["batch"]["unread_amounts"]:
            self._line(_("其中金额空缺或读不懂 {n} 行，按 0 计。").format(n=said["batch"]["unread_amounts"]))

    def _figures(self, word: str, words: str, lines: int, amount: str) -> None:
        sheet = self.sheet
        sheet.write_string(self.row, 0, word, self.cell)
        sheet.write_string(self.row, 1, words, self.cell)
        sheet.write_number(self.row, 2, lines, self.count)
        sheet.merge_range(self.row, 3, self.row, 4, "", self.money)
        sheet.write_number(self.row, 3, float(Decimal(amount)), self.money)
        self.row += 1

    def _coverage(self, coverage: pl.DataFrame) -> None:
        self.row += 1
        self._heads((_("规则"), _("名称"), _("适用"), _("通过"), _("列出"), _("未跑的原因")))
        for line in coverage.iter_rows(named=True):
            if line["status"] == "ran" and not line["applied"]:
                continue
            sheet = self.sheet
            sheet.write_string(self.row, 0, line["code"], self.cell)
            sheet.write_string(self.row, 1, line["title"], self.cell)
            figures = (line["applied"], line["passed"], line["flagged"] + line["unverifiable"])
            for column, figure in enumerate(figures, start=2):
                sheet.write_number(self.row, column, figure, self.count)
            why = "" if line["status"] == "ran" else _(STATUSES[line["status"]])
            sheet.write_string(self.row, 5, why, self.cell)
            self._height(line["title"], _WIDTHS[1])
            self.row += 1
        idle = coverage.filter((pl.col("status") == "ran") & (pl.col("applied") == 0))
        if len(idle):
            self._line(
                _("没有适用的行、因而没有列在上面的规则 {n} 条：{codes}").format(
                    n=len(idle), codes=_("、").join(idle.get_column("code"))
                )
            )

    def _signatures(self, said: Mapping[str, Any]) -> None:
        self.row += 1
        self._line(_("总校验值 {digest}").format(digest=said["digest"]))
        self._line(
            _(
                "通过的申报逐条列在 certificate.json 里；audit ledger verify --certificate 核对它、三份文件和台账。"
            )
        )
        self.row += 1
        self._line(_("核对人：　　　　　　　　　　复核人：　　　　　　　　　　日期：　　　　年　　月　　日"))

    def _heads(self, heads: tuple[str, ...]) -> None:
        for column, head in enumerate(heads):
            self.sheet.write_string(self.row, column, head, self.head)
        if len(heads) == 4:
            self.sheet.merge_range(self.row, 3, self.row, 4, heads[3], self.head)
        self.row += 1

    def _height(self, words: str, width: int) -> None:
        """Make the row high enough for `words` in a cell of that width: merged cells never do so themselves."""
        lines = len(typeset.wrapped(words, width))
        if lines > 1:
            self.sheet.set_row(self.row, 14 * lines + 2)

    def _wide(self, words: str, form: Any) -> None:
        self.sheet.merge_range(self.row, 1, self.row, _LAST, words, form)
        self._height(words, sum(_WIDTHS[1:]) - 8)
        self.row += 1

    def _line(self, words: str) -> None:
        self.sheet.merge_range(self.row, 0, self.row, _LAST, words, self.text)
        self._height(words, sum(_WIDTHS) - 8)
        self.row += 1
