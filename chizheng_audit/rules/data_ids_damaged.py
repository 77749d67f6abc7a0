"""身份证号整列损坏

查什么：一张表里，校验码不符的身份证号超过政策包的比例，且达到最少个数。已脱敏的和护照等其他证件不计。
这样的表只列这一条：不成立的号码不再逐条列出（I01），也不参与相近号码、相近的人的比对（I02–I05、D03）；校验码相符的照常核对。
为何：三成以上的号码都错，不是各人抄错，而是整列错位、经过改写或整份编造；逐条列出没有意义。
例：身份证号一列排序时与姓名列脱开又重新编号，500 个号码有 460 个校验码不符。
会误报：用虚构号码做的演示表。
"""

import polars as pl

from chizheng_audit.case import Case
from chizheng_audit.facts.troubles import sheet_subject
from chizheng_audit.i18n import N_
from chizheng_audit.nearness import DAMAGED_BY
from chizheng_audit.rule import Rule, judge


def check(case: Case) -> pl.LazyFrame:
    """The sheets that case.tables.near calls damaged."""
    sheets = case.tables.sheets.join(case.tables.near.damaged, on="base", maintain_order="left").with_columns(
        row_id="base", percent=(pl.col("wrong") * 100 / pl.col("numbers")).round(0).cast(pl.Int64)
    )
    subjects = sheet_subject(case, sheets)
    return judge(sheets.join(subjects, on="base", maintain_order="left"), passes=pl.lit(False))


RULE = Rule(
    code="Q09",
    title=N_("身份证号整列损坏"),
    clause=None,
    verdict="suspicion",
    about="sheets",
    scope=(pl.col("table") == "claims") & (pl.col("rows_kept") > 0),
    parameters=DAMAGED_BY,
    together="sheet",
    message=N_(
        "本表 {numbers} 个身份证号有 {wrong} 个（{percent}%）校验码不符，像是整列错位或损坏；"
        "这些号码不再逐条列出，也不作相近比对。"
    ),
    check=check,
)
