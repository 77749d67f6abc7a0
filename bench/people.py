"""Invented people as a province has them, with every kind of near-duplicate identity planted among them, and its like.

The counties are of a province 98, which does not exist; density is as in reality: twenty towns that give serials in
blocks of fifty, birth dates of 45 years, names by their frequency. Everything follows from the seed.
"""

from dataclasses import dataclass

import polars as pl

from bench.changes import KINDS
from bench.draws import COUNTIES, Draws
from chizheng_audit.identity import spelled

_SURNAMES = (
    "王725 李719 张683 刘538 陈453 杨308 黄223 赵229 吴205 周204 徐166 孙154 马130 朱126 胡131 郭115 何121 林115 高113 罗103 "
    "郑100 梁98 谢91 宋81 唐80 许77 韩77 邓70 冯69 曹69 彭66 曾63 肖60 田56 董56 潘54 袁54 蔡52 蒋52 余51 于50 杜49 叶48 程46 "
    "魏45 苏45 吕44 丁42 任42 卢40 姚40 沈40 钟39 姜38 崔37 谭37 陆36 范35 汪35 廖34 石33 金33 韦32 贾32 夏31 付30 方30 邹29 "
    "熊29 白28 孟28 秦27 邱27 侯26 江26 尹25 薛25 闫24 段24 雷23 龙23 黎22 史22 陶22 贺21 毛21 郝20 顾20 龚20 邵19 万19 覃19 "
    "武18 钱18 戴18 严17 莫17 孔17 向16 常16 单10 仇8 查8 解8 翟12 盖5 缪4"
)
_GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰梅建国志鹏飞宇轩浩然子涵欣怡梓晨思雨佳琪俊凯文博雅婷雪琳丹红玲波辉"
    "峰斌鑫莉燕晓小春云龙海燕萍荣清珍凤美金洁颖倩蕾旭东永庆林生福新成光天立世元亮康宁安民义仁和德贵宝树根柱友全顺喜瑞祥泽"
    "诗语梦瑶婉君若兮芷若彤萱妍歆昊宸瑾瑜璐瑶珊珂琦琛珺璇钰锦绣莹莲蓉薇菲芝芬苗茂荟蕊盈盼眉真知礼耀勤俭恒毅坚达远通"
)
_COMMON = (
    "伟",
    "芳",
    "娜",
    "秀英",
    "敏",
    "静",
    "丽",
    "强",
    "磊",
    "军",
    "洋",
    "勇",
    "建国",
    "秀兰",
    "桂英",
    "玉兰",
    "桂兰",
    "婷婷",
)
_COLUMNS = ("row_id", "id_no", "name", "phone", "account")
_LONG_AGO, _DAYS = 1960, 45 * 365


@dataclass(frozen=True)
class People:
    """rows: row_id, id_no, name, phone, account. truth: one, other (row_id), kind. alike: the same of hard negatives."""

    rows: pl.DataFrame
    truth: pl.DataFrame
    alike: pl.DataFrame


def make_people(count: int, seed: int = 1, share: float = 0.0015) -> People:
    """`count` persons; of each kind a `share` of them stands twice, the second time in that way."""
    draw = Draws(seed)
    base = _persons(count, draw)
    each = max(round(count * share), 2)
    order = draw.numbers(count).arg_sort()
    copies, at = [], 0
    for kind, change in KINDS.items():
        some = base.gather(order.slice(at, 3 * each))
        at += 3 * each
        base, copy = _planted(base, change(some, draw).head(each), draw)
        copies.append(copy.with_columns(kind=pl.lit(kind)))
    hard = _hard_negatives(base, base.gather(order.slice(at, 6 * each)), each, draw)
    copied = pl.concat(copies)
    same = copied.join(
        base, left_on=["source", "id_no", "name"], right_on=["row_id", "id_no", "name"], how="semi"
    )
    new = copied.join(same, on="source", how="anti", maintain_order="left").with_columns(
        row_id=pl.int_range(pl.len()) + count
    )
    truth = new.select(one="source", other="row_id", kind="kind")
    hard = hard.with_columns(row_id=pl.int_range(pl.len()) + count + len(new))
    alike = hard.select(one="source", other="row_id", kind="kind")
    rows = pl.concat([part.select(_COLUMNS) for part in (base, new, hard)])
    return People(rows, truth, alike)


def _persons(count: int, draw: Draws) -> pl.DataFrame:
    """Persons with right numbers, all different."""
    more = int(count * 1.1) + 100
    county = pl.Series(COUNTIES).gather(draw.below(more, 21) * draw.below(more, 100) // 100)
    day = pl.Series([0]).new_from_index(0, more) + draw.below(more, _DAYS)
    birth = pl.select(pl.date(_LONG_AGO, 1, 1) + pl.duration(days=day)).to_series()
    date = birth.dt.strftime("%Y%m%d").cast(pl.Int64)
    serial = draw.below(more, 20) * 50 + draw.below(more, 50)
    body = (county * 10**11 + date * 1000 + serial).unique(maintain_order=True).head(count)
    found = len(body)
    frame = pl.DataFrame({"row_id": pl.int_range(found, eager=True), "body": body})
    return frame.with_columns(
        id_no=spelled(pl.col("body")),
        name=_names(found, draw),
        phone=_phones(found, draw),
        account=_accounts(found, draw),
    )


def _names(count: int, draw: Draws) -> pl.Series:
    surnames = [entry[0] for entry in _SURNAMES.split() for _ in range(int(entry[1:]))]
    given = [sign for rank, sign in enumerate(dict.fromkeys(_GIVEN), 1) for _ in range(1 + 400 // (rank + 8))]
    frame = pl.DataFrame(
        {
            "surname": draw.of(count, surnames),
            "one": draw.of(count, given),
            "two": draw.of(count, given),
            "common": draw.of(count, list(_COMMON)),
            "is_common": draw.chance(count, 6),
            "is_short": draw.chance(count, 12),
        }
    )
    own = pl.when("is_short").then("one").otherwise(pl.concat_str("one", "two"))
    return frame.select(
        pl.concat_str("surname", pl.when("is_common").then("common").otherwise(own))
    ).to_series()


def _phones(count: int, draw: Draws) -> pl.Series:
    return (13_000_000_001 + draw.below(count, 6 * 10**9)).cast(pl.String)


def _accounts(count: int, draw: Draws) -> pl.Series:
    return (6_217_000_000_000_000_001 + draw.below(count, 10**15)).cast(pl.String)


def _planted(base: pl.DataFrame, changed: pl.DataFrame, draw: Draws) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The persons, some numbers made wrong, and the copies of `changed` (see changes)."""
    count = len(changed)
    keep_phone, keep_account = draw.chance(count, 55), draw.chance(count, 45)
    names = changed.get_column("name")
    sound, near = (_another_sign(names, draw, same_sound=same) for same in (True, False))
    drawn = draw.below(count, 100)
    alias = changed.get_column("alias") if "alias" in changed.columns else pl.Series(["usual"])
    names = pl.select(
        pl.when((alias == "sound") | ((alias == "usual") & (drawn < 10)))
        .then(sound)
        .when(alias == "other")
        .then(_names(count, draw))
        .when(drawn < 14)
        .then(near)
        .otherwise(names)
    ).to_series()
    contact = pl.DataFrame(
        {
            "source": changed.get_column("row_id"),
            "id_no": changed.get_column("new"),
            "name": names,
            "phone": pl.select(
                pl.when(keep_phone).then(changed.get_column("phone")).otherwise(_phones(count, draw))
            ).to_series(),
            "account": pl.select(
                pl.when(keep_account).then(changed.get_column("account")).otherwise(_accounts(count, draw))
            ).to_series(),
        }
    )
    if "old" in changed.columns:
        ids = base.get_column("id_no").scatter(changed.get_column("row_id"), changed.get_column("old"))
        base = base.with_columns(id_no=ids)
    return base, contact


def _another_sign(names: pl.Series, draw: Draws, *, same_sound: bool) -> pl.Series:
    """The names with their last character changed: to one that sounds the same (where there is one), or to any."""
    if not same_sound:
        return (
            names.str.head(1)
            + names.str.slice(1).str.head(names.str.len_chars() - 2)
            + draw.of(len(names), list(_GIVEN))
        )
    sounds = _homophones()
    last = names.str.slice(-1)
    chosen = [sounds.get(sign, [sign]) for sign in last]
    drawn = draw.below(len(names), 1000)
    return names.str.head(names.str.len_chars() - 1) + pl.Series(
        [signs[n % len(signs)] for signs, n in zip(chosen, drawn, strict=True)], dtype=pl.String
    )


def _homophones() -> dict[str, list[str]]:
    """Frequent characters (level 1 of GB 2312) that sound like each given name's, without itself."""
    from pypinyin import lazy_pinyin

    level = [bytes((high, low)).decode("gb2312") for high in range(0xB0, 0xD7) for low in range(0xA1, 0xFF)]
    said: dict[str, list[str]] = {}
    for sign in level:
        said.setdefault(lazy_pinyin(sign)[0], []).append(sign)
    own = {sign: said.get(lazy_pinyin(sign)[0], []) for sign in {*_GIVEN, *"".join(_COMMON)}}
    return {sign: [other for other in others if other != sign] or [sign] for sign, others in own.items()}


def _hard_negatives(base: pl.DataFrame, some: pl.DataFrame, each: int, draw: Draws) -> pl.DataFrame:
    """Other persons who look alike: twins, couples and brothers of those in `some`. Namesakes are there by themselves."""
    twins, couples, brothers = (some.slice(k * each, each) for k in range(3))
    count = len(twins)
    step = 1 + draw.below(count, 2)
    serial = twins.get_column("body") % 1000
    body = twins.get_column("body") + pl.select(pl.when(serial < 990).then(step).otherwise(-step)).to_series()
    twin = twins.with_columns(
        id_no=pl.select(spelled(body)).to_series(),
        name=_another_sign(twins.get_column("name"), draw, same_sound=False),
    )
    mate = couples.with_columns(_persons(len(couples), draw).select("id_no", "name"))
    older = brothers.get_column("body") - 10**7 * (1 + draw.below(len(brothers), 6))
    older = older // 1000 * 1000 + draw.below(len(brothers), 1000)
    brother = brothers.with_columns(
        id_no=pl.select(spelled(older)).to_series(),
        name=_another_sign(brothers.get_column("name"), draw, same_sound=False),
    )
    whole = pl.concat([
        frame.with_columns(kind=pl.lit(kind), source=pl.col("row_id"))
        for frame, kind in ((twin, "twin"), (mate, "couple"), (brother, "brother"))
    ])  # fmt: skip
    own = draw.chance(len(whole), 40)
    phones = pl.select(
        pl.when(own).then(_phones(len(whole), draw)).otherwise(whole.get_column("phone"))
    ).to_series()
    whole = whole.with_columns(phone=phones, account=_accounts(len(whole), draw))
    return whole.join(base, on="id_no", how="anti", maintain_order="left").unique(
        "id_no", maintain_order=True
    )
