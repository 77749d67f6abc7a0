"""Words of free text that stay as they are: those that tell what a row or a sheet is, and name nobody."""

import re
from functools import cache

from chizheng_audit.reading.record_form import LABELS
from chizheng_audit.regions import NAMES as PROVINCES
from chizheng_audit.tables import TABLES
from chizheng_audit.tables.kinds import LEVELS

_WORDS = (
    "考试 考核 考试考核 机考 理论 实操 过程 过程评价 过程考核 直接 直接认定 免 免考 免考核 参加 未参加 稳定 招用 "
    "合计 合计数 总计 累计 共计 共 小计 总数 总额 总金额 本页 大写 人民币 人数 金额 填表人 填报人 制表 制表人 审核 "
    "审核人 复核 复核人 负责人 单位负责人 经办人 联系人 填报单位 填报机构 申报单位 申报机构 申请单位 评价机构 培训机构 "
    "学校名称 机构名称 单位名称 企业名称 用人单位 填报日期 填表日期 制表日期 盖章 公章 签字 签章 注 备注 说明 填表说明 "
    "填报说明 注意 冲销 冲红 红冲 退回 退款 撤销 已 全额 补 补报 重报 再 未 不 不得 不含 未享受 已享受 材料 资料 "
    "待补 待发 待定 办理中 无 暂无 空 同上 同前 同左 单位 元 万元 圆 整 人 名 个 第 季度 年度 年 月 日 批次 批 "
    "期 号 第一 第二 第三 第四 上半年 下半年 一 二 三 四 五 六 七 八 九 十 零 壹 贰 叁 肆 伍 陆 柒 捌 玖 拾 "
    "佰 仟 评价 鉴定 认定 考评 吸纳 招用 稳定就业 职业介绍 职介 介绍就业 人力资源 服务 机构 就业 补贴 补助 一次性 "
    "专项 奖励 资金 费用 培训 职业 技能 等级 职业技能 申报 申请 申领 拨付 发放 汇总 明细 明细表 名册 花名册 名单 "
    "清单 台账 情况 表 人员 学员 职工 证书 信息 持证 获证 取证 发证 目录 养老 失业 工伤 医疗 生育 保险 基本养老保险 "
    "失业保险 工伤保险 基本医疗保险 生育保险 企业职工基本养老保险 城乡居民基本养老保险 参保时间 缴费状态 缴费基数 缴费情况 "
    "月份 参保缴费 暂停缴费 中断 基本信息 账户情况 参保缴费情况 社会保险 个人权益记录单 个人权益记录 权益单 省 市 县 区 "
    "镇 乡 村 街道 性别 民族 出生日期 出生年月 个人编号 证件类型 参加工作时间 联系电话 手机号码 联系地址 通讯地址 "
    "通信地址 居住地址 户籍地址 邮政编码 邮编 户口性质 户籍性质 人员类别 人员状态 参保状态 首次参保时间 电子邮箱 文化程度 "
    "打印日期 打印时间 参保险种 单位类型 缴费类别 正常应缴 补缴 欠费 转入 实缴 表示 代表 仅供 核对 已经 外地 制定 计划 "
    "补收 补交 欠缴 未缴 未实缴 未到账 未到帐 "
    "公司 学校 学院 中心 有限公司 有限责任公司 Sheet 序号 序 编号 行号 男 女 是 否 有 备用 草稿 申报条件 "
    "是否有职业资格证书 补贴人数 申报人数 合计人数 总人数 正常 应缴 机关 事业 编制 行政 公益性岗位 全日制"
)
"""Of titles, totals, footers, notes, reversals, subsidies and forms. Header words of all tables come to these."""


@cache
def known_words() -> re.Pattern[str]:
    """All words that stay, the longest first; blanks may stand within them, as in 合  计."""
    told = {*_WORDS.split(), *LEVELS, *LABELS, *(f"{name}省" for name in PROVINCES)}
    for table in TABLES.values():
        told |= {table.title, *table.called}
        told |= {word for column in table.in_sheets for word in (column.title, *column.aliases)}
    longest_first = sorted(told, key=lambda word: (-len(word), word))
    spaced = (r"[ \u3000]*".join(map(re.escape, word)) for word in longest_first)
    return re.compile("|".join(spaced), re.IGNORECASE)
