"""Names folded for comparing, and what they sound like: pinyin without tones, from one table of code points."""

import json
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import polars as pl

from chizheng_audit.folding import run_together
from chizheng_audit.octets import octets
from chizheng_audit.similarity.surnames import READINGS

_LENGTHS = range(2, 7)
"""Characters of names that have a reading; longer ones sound like nothing but themselves."""
_BASE = 512
"""More than there are readings: a name of six is a code below 2**58."""
_HASHED = 2**63
_DOUBTED = "某测试未不无暂待姓空上"
"""Characters that placeholders have: names with one of them are looked at closely, as those with other signs are."""
_PLACEHOLDERS = (
    r"某|[*?xX×□■]|^[0-9]+$|^.$|^(name|test|null|none|nan)$|"
    r"^(测试.{0,3}|姓名.?|无|无名氏?|暂无|未知|未填|未提供|不详|不明|不清楚|待定|待补|待核|待查|同上|空白?)$"
)


def read_names(names: pl.Series) -> pl.DataFrame:
    """A row each of `names` (String, any null).

    name (String): without blanks, dots and width; null for placeholders, masked ones and single characters.
    sound, also (UInt64): what it sounds like, and by the other reading of its surname where there is one. Two names are
    alike if they share a code; a name that has no reading is alike to itself only.
    """
    frame = _sounds(names, doubting=True).with_columns(name=names)
    odd = (names.is_not_null() & frame.get_column("sound").is_null()).arg_true()
    if odd.is_empty():
        return frame
    folded = run_together(pl.col("name")).str.replace_all(r"[.•∙⋅﹒､,，。'’‘\"]", "")
    closely = names.gather(odd).to_frame("name").select(folded)
    closely = closely.select(
        pl.when(~pl.col("name").str.contains(_PLACEHOLDERS) & (pl.col("name") != "")).then("name")
    )
    again = _sounds(closely.to_series(), doubting=False).with_columns(closely.to_series())
    again = again.with_columns(
        sound=pl.coalesce(
            "sound", pl.when(pl.col("name").is_not_null()).then(pl.col("name").hash(7) | _HASHED)
        )
    )
    return frame.with_columns(frame.get_column(c).scatter(odd, again.get_column(c)) for c in frame.columns)


def _sounds(names: pl.Series, *, doubting: bool) -> pl.DataFrame:
    """The codes of names that are made of characters with a reading, null for others."""
    usual, other, given = _readings(doubting)
    sound, also = (pl.repeat(None, len(names), dtype=pl.UInt64, eager=True) for _ in range(2))
    length = names.str.len_bytes()
    for count in _LENGTHS:
        at = (length == 3 * count).arg_true()
        if at.is_empty():
            continue
        signs = _code_points(names.gather(at), count)
        rest = [given.gather(signs.get_column(str(n))).alias(str(n)) for n in range(1, count)]
        first = signs.get_column("0")
        read = pl.DataFrame(
            [
                usual.gather(first).alias("0"),
                other.gather(first).alias("other"),
                *rest,
                signs.get_column("of_three"),
            ]
        )
        codes = read.select(
            known=pl.col("of_three") & (pl.min_horizontal(pl.exclude("of_three")) > 0),
            one=_packed(count, ["0", *(r.name for r in rest)]),
            two=_packed(count, ["other", *(r.name for r in rest)]),
        )
        both = codes.get_column("known") & (codes.get_column("one") != codes.get_column("two"))
        known = codes.get_column("known")
        sound = sound.scatter(at.filter(known), codes.get_column("one").filter(known))
        also = also.scatter(at.filter(both), codes.get_column("two").filter(both))
    return pl.DataFrame({"sound": sound, "also": also})


def _packed(count: int, columns: list[str]) -> pl.Expr:
    code = pl.lit(count, pl.UInt64)
    for column in columns:
        code = code * _BASE + pl.col(column).cast(pl.UInt64)
    return code


def _code_points(names: pl.Series, count: int) -> pl.DataFrame:
    """The characters (UInt16, columns 0, 1, …) of names of `count` times 3 bytes; of_three: whether each has three bytes."""
    octet = octets(names, 3 * count)
    leads = range(0, 3 * count, 3)
    of_three = pl.all_horizontal(pl.col(str(n)) // 16 == 0b1110 for n in leads)
    return octet.select(
        *(
            # four bits and twice six; what stands above them is the same in all, or carried out of 16 bits
            (_wide(n) * 4096 + _wide(n + 1) * 64 + _wide(n + 2) - pl.lit(0x2080, pl.UInt16)).alias(
                str(n // 3)
            )
            for n in leads
        ),
        of_three=of_three,
    )


def _wide(n: int) -> pl.Expr:
    return pl.col(str(n)).cast(pl.UInt16)


@cache
def readings() -> tuple[list[int], list[int]]:
    """By code point: the number of a character's usual reading as a surname, and in a given name; 0 for none."""
    usual, _other, given = _readings(doubting=False)
    return usual.to_list(), given.to_list()


@cache
def _readings(doubting: bool) -> tuple[pl.Series, pl.Series, pl.Series]:
    """By code point: the number of a character's reading as a surname, as a surname otherwise, and in a given name.

    UInt16, 0 for what has no reading (and, if `doubting`, for what placeholders have).
    """
    given, number = _table()
    if doubting:
        given = given.clone().scatter([ord(sign) for sign in _DOUBTED], 0)
    signs = [ord(sign) for sign in READINGS]
    usual, other = (
        given.clone().scatter(signs, [number[both[n]] for both in READINGS.values()]) for n in (0, 1)
    )
    return usual, other, given


@cache
def _table() -> tuple[pl.Series, dict[str, int]]:
    """The number of each character's first reading, by code point, and the readings by which it counts."""
    readings = json.loads(_of_pypinyin("pinyin_dict.json").read_text("utf-8"))
    table = pl.DataFrame({"sign": [int(sign) for sign in readings], "said": list(readings.values())})
    table = table.filter(pl.col("sign") < 2**16)
    plain = pl.col("said").str.split(",").list.first().str.normalize("NFD").str.replace_all("u\u0308", "v")
    table = table.select("sign", said=plain.str.replace_all(r"\p{Mn}", ""))
    said = table.get_column("said")
    other = [reading for both in READINGS.values() for reading in both]
    number = {reading: n for n, reading in enumerate(sorted({*said.unique(), *other}), 1)}
    numbers = said.replace_strict(number, return_dtype=pl.UInt16)
    return pl.zeros(2**16, dtype=pl.UInt16, eager=True).scatter(table.get_column("sign"), numbers), number


def _of_pypinyin(name: str) -> Path:
    """A file of pypinyin. Importing the package would train its segmenter, which takes half a second and is not used."""
    spec = find_spec("pypinyin")
    assert spec and spec.submodule_search_locations
    return Path(next(iter(spec.submodule_search_locations)), name)
