"""What the facts that rules speak of are called by people, where they are no columns of a table."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import polars as pl

from chizheng_audit.i18n import N_, _
from chizheng_audit.reports import masking, parameters
from chizheng_audit.reports.messages import fact
from chizheng_audit.reports.shown import Shown
from chizheng_audit.reports.words import VALUE_WORDS
from chizheng_audit.rule import Rule
from chizheng_audit.tables import CLAIMS

WORDS = {
    "accounts": N_("不同的账号数"),
    "age": N_("周岁"),
    "age_of_id": N_("按身份证号的周岁"),
    "agencies": N_("申报的机构数"),
    "alike": N_("相同的号码数"),
    "all_unread": N_("全部读不懂的栏"),
    "asked_until": N_("申报日或审计基准日"),
    "assets_limit": N_("资产总额上限"),
    "at_stake": N_("涉及金额"),
    "batch": N_("批次"),
    "batch_2": N_("另一申报的批次"),
    "before": N_("以前批次已计入"),
    "birth": N_("出生日期"),
    "birth_of_id": N_("身份证号中的出生日期"),
    "birth_stated": N_("另填的出生日期"),
    "cap": N_("上限"),
    "cert_no_held": N_("名单里最早证书的编号"),
    "chance": N_("偶然相近预计的对数"),
    "claimants": N_("申报的单位数"),
    "claimed": N_("评价补贴申报数"),
    "column_numbers": N_("隐藏的列"),
    "columns": N_("隐藏列数"),
    "computed": N_("逐行相加"),
    "count": N_("行数"),
    "counted": N_("逐行计数"),
    "day_2": N_("另一申报的发证日期"),
    "different": N_("不同的名称或代码数"),
    "different_names": N_("不同的姓名数"),
    "employer_code_guess": N_("可能的信用代码"),
    "employer_codes": N_("各信用代码"),
    "employers": N_("各单位名称"),
    "ends": N_("期满日"),
    "event": N_("取证或入职日期"),
    "excess": N_("多出"),
    "expected": N_("应补"),
    "filed_levels": N_("备案等级"),
    "filed_since": N_("备案起始"),
    "filed_until": N_("备案截止"),
    "filed_years": N_("目录年度"),
    "first": N_("明细最早月份"),
    "first_hired": N_("最早一次的入职日期"),
    "first_issued": N_("最早发证日期"),
    "first_payee": N_("最早申报的机构"),
    "first_serial": N_("最小的顺序码"),
    "half": N_("折半的标准"),
    "header": N_("表头"),
    "heads": N_("人数或倍数"),
    "held_level": N_("名单里最早证书的等级"),
    "holder_claimed": N_("申报的单位或本人"),
    "holder_paid": N_("收款人"),
    "id_no_2": N_("另一身份证号"),
    "id_no_right": N_("拟更正的身份证号"),
    "issue_year": N_("发证年度"),
    "last": N_("明细最晚月份"),
    "last_paid": N_("最后缴费月"),
    "last_serial": N_("最大的顺序码"),
    "latest": N_("最迟申报日"),
    "length": N_("位数"),
    "limit": N_("次数上限"),
    "lines": N_("付款行数"),
    "lines_of_account": N_("该账号的行数"),
    "links": N_("相连之处"),
    "listed_since": N_("名单上的起始"),
    "listed_until": N_("名单上的终止"),
    "lookback_months": N_("回看月数"),
    "missing": N_("空缺的栏"),
    "name_2": N_("另一姓名"),
    "name_listed": N_("名单上的姓名"),
    "named": N_("按名称认定的人数"),
    "near": N_("名称相近的机构"),
    "needed": N_("应满月数"),
    "number_level": N_("编号中的等级"),
    "number_province": N_("编号中的省份"),
    "number_year": N_("编号中的年份"),
    "numbers": N_("身份证号个数"),
    "occupation_2": N_("另一职业名称"),
    "occupation_held": N_("名单里最早证书的职业"),
    "other": N_("另一份材料"),
    "other_batch": N_("另一申报的批次"),
    "other_employer": N_("另一单位"),
    "other_hire_date": N_("在另一单位的入职日期"),
    "other_level": N_("金额相当的等级"),
    "others": N_("没有规则核对的申报数"),
    "paid": N_("本行计入"),
    "paid_year": N_("计入年度"),
    "payable": N_("可付"),
    "payee": N_("申报单位"),
    "payees": N_("收款人数"),
    "people": N_("付款汇总写的人数"),
    "percent": N_("百分比"),
    "places": N_("不同之处"),
    "rank": N_("付款先后的次序"),
    "rate": N_("标准"),
    "raw": N_("原样"),
    "region": N_("号码中的地区"),
    "retirement_age": N_("须查养老待遇的年龄"),
    "revenue_limit": N_("营业收入上限"),
    "roster": N_("证书名册的证书数"),
    "roster_first": N_("证书名册最早发证日期"),
    "roster_last": N_("证书名册最晚发证日期"),
    "row_listed": N_("名单的行号"),
    "row_numbers": N_("隐藏的行"),
    "row_then": N_("以前批次的行号"),
    "rows": N_("隐藏行数"),
    "rows_kept": N_("明细行数"),
    "run": N_("最长连续月数"),
    "run_anywhere": N_("含其他单位的连续月数"),
    "run_at_best": N_("最多可算的连续月数"),
    "run_home": N_("写明在省内的连续月数"),
    "run_in_time": N_("不含补缴的连续月数"),
    "run_length": N_("相连的号码数"),
    "run_not_outside": N_("去掉省外的连续月数"),
    "running": N_("累计到本行"),
    "score": N_("相似度"),
    "sector": N_("划型行业"),
    "sex_of_id": N_("按身份证号的性别"),
    "shared": N_("两家都缴费的月数"),
    "short": N_("少于"),
    "since": N_("入职月份"),
    "staff_limit": N_("从业人员上限"),
    "start": N_("期限起算日"),
    "stated": N_("付款汇总写的金额"),
    "stated_amount": N_("封面写的金额"),
    "stated_lines": N_("封面写的笔数"),
    "strip": N_("参保月份"),
    "surnames": N_("不同的姓"),
    "text": N_("合计行文字"),
    "total": N_("合计金额"),
    "turn": N_("第几本证书"),
    "unread": N_("金额读不懂的行数"),
    "window": N_("申报期限（月）"),
    "wrong": N_("校验码不符的个数"),
    "youngest_age": N_("补贴对象的年龄下限"),
}
"""A fact that several rules speak of means the same in each; a rule whose fact means something else names it anew."""


def title(name: str) -> str:
    """A fact in words; its name where no words are known."""
    return _(WORDS[name]) if name in WORDS else parameters.column(name)


@dataclass(frozen=True)
class Input:
    """A fact that a rule looked at, worded and masked; value None: an empty cell.

    known: people have read it already, in the rule's message, or among the row's cells where the rule does not need it.
    """

    name: str
    title: str
    value: str | None
    known: bool


def inputs(
    rule: Rule, facts: Mapping[str, str | None], variants: Iterable[str], name: str | None, shown: Shown
) -> tuple[Input, ...]:
    """The `facts` of one row. variants: of the messages said of it; name: the claim's own, masked wherever it stands."""
    if not facts:
        return ()
    spoken = {
        place for variant in variants if variant in rule.messages for place in rule.placeholders(variant)
    }
    cells, needs = {column.name for column in CLAIMS.columns}, set(rule.needs)
    frame = pl.DataFrame(
        {"facts": [list(facts.values())], "own_name": [name]},
        schema={"facts": pl.List(pl.String), "own_name": pl.String},
    ).with_columns(own_name=masking.plain(pl.col("own_name")))
    worded = frame.select(
        _worded(fact(at, each, shown), each).alias(each) for at, each in enumerate(facts)
    ).row(0)
    return tuple(
        Input(
            each, title(each), None if facts[each] is None else text, each in spoken or each in cells - needs
        )
        for each, text in zip(facts, worded, strict=True)
    )


def _worded(value: pl.Expr, name: str) -> pl.Expr:
    words = {code: _(word) for code, word in VALUE_WORDS.get(name, {}).items()}
    return value.replace(words) if words else value
