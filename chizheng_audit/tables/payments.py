"""Payments summed up by payee: one row a transfer, as the cover of a batch lists them.

A list with a row a person is no such table but one of claims, with the account beside the person.
"""

from chizheng_audit.i18n import N_
from chizheng_audit.tables.claims import HOLDER_WORDS
from chizheng_audit.tables.column import Column, Table

PAYMENTS = Table(
    name="payments",
    title=N_("付款汇总"),
    needs=(("unit", "holder"), ("account",), ("amount",)),
    per="unit",
    columns=(
        Column(
            "unit",
            "unit",
            N_("收款单位"),
            (
                "收款单位名称",
                "收款方",
                "收款方名称",
                "申报单位",
                "申报单位名称",
                "申报机构",
                "单位名称",
                "机构名称",
                "评价机构",
                "评价机构名称",
                "培训机构",
                "学校名称",
                "企业名称",
                "用人单位",
                "用人单位名称",
                "人力资源机构",
                "人力资源机构名称",
            ),
        ),
        Column("holder", "unit", N_("收款户名"), HOLDER_WORDS, private=True),
        Column(
            "account",
            "code",
            N_("收款账号"),
            (
                "银行账号",
                "账号",
                "银行账户",
                "收款账户",
                "收款人账号",
                "收款银行账号",
                "对公账号",
                "银行卡号",
                "卡号",
            ),
            required=True,
            private=True,
        ),
        Column(
            "amount",
            "money",
            N_("付款金额"),
            (
                "金额",
                "拨付金额",
                "支付金额",
                "补贴金额",
                "申报金额",
                "合计金额",
                "应付金额",
                "实付金额",
                "补贴资金",
                "拨付资金",
            ),
            required=True,
        ),
        Column("heads", "count", N_("人数"), ("补贴人数", "申报人数", "享受人数", "合计人数")),
    ),
)
"""One row a transfer to a unit; money in 元."""
