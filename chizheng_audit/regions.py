"""Province-level regions of GB/T 2260: by code, and by the names that exports write."""

import polars as pl

NAMES = {
    "北京": "11", "天津": "12", "河北": "13", "山西": "14", "内蒙古": "15", "辽宁": "21", "吉林": "22", "黑龙江": "23",
    "上海": "31", "江苏": "32", "浙江": "33", "安徽": "34", "福建": "35", "江西": "36", "山东": "37", "河南": "41",
    "湖北": "42", "湖南": "43", "广东": "44", "广西": "45", "海南": "46", "重庆": "50", "四川": "51", "贵州": "52",
    "云南": "53", "西藏": "54", "陕西": "61", "甘肃": "62", "青海": "63", "宁夏": "64", "新疆": "65", "台湾": "71",
    "香港": "81", "澳门": "82",
}  # fmt: skip
"""Short name → first two digits of the region code."""


def province(region: pl.Expr) -> pl.Expr:
    """The first two digits of a region's code (String), from a code or from a name that begins with the province's.

    Null where neither is told: 郑州市 alone does not say its province.
    """
    text = region.str.strip_chars()
    named = pl.coalesce(
        pl.when(text.str.starts_with(name)).then(pl.lit(code)) for name, code in NAMES.items()
    )
    code = text.str.extract(r"^([1-8][0-9])(?:[0-9]{4}|[0-9]{10})?$")
    return pl.coalesce(named, pl.when(code.is_in(list(NAMES.values()))).then(code))
