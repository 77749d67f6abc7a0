"""Names of units that are near once place, brackets and legal form are folded."""

import polars as pl

from chizheng_audit import units
from chizheng_audit.similarity.near_texts import PAIRS_OF_TEXTS, near_texts


def near_units(names: pl.Series, least: float) -> pl.DataFrame:
    """Pairs (PAIRS_OF_TEXTS) of different `names` (String, any null) whose folded cores have a ratio of at least `least`.

    Of names that fold to one core the score is 100. The core is without the place in front, without brackets and without
    有限公司, 有限责任公司 and their like, see units.core.
    """
    told = names.rename("name").unique().drop_nulls().to_frame()
    told = told.with_columns(core=units.core(units.name_key(pl.col("name")))).drop_nulls()
    near = near_texts(told.get_column("core"), least)
    same = told.select(one="core", other="core", score=pl.lit(100.0)).unique()
    pairs = (
        pl.concat([near, same])
        .join(told.rename({"name": "name_one"}), left_on="one", right_on="core")
        .join(told.rename({"name": "name_other"}), left_on="other", right_on="core")
        .filter(pl.col("name_one") != pl.col("name_other"))
    )
    return (
        pairs.select(
            one=pl.min_horizontal("name_one", "name_other"),
            other=pl.max_horizontal("name_one", "name_other"),
            score="score",
        )
        .unique()
        .sort("one", "other")
        .cast(PAIRS_OF_TEXTS)
    )
