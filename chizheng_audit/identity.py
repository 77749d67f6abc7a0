"""Resident IDs (GB 11643, check character by ISO 7064 MOD 11-2) as Polars expressions; and the masks.

A number of 18 characters is 6 of region, 8 of birth date, 3 of serial and a check character.
With weights 7 9 10 5 8 4 2 1 6 3 7 9 10 5 8 4 2 = 2^(17-i) mod 11 the check is right iff
Σ wᵢaᵢ + c ≡ 1 (mod 11), c = 10 for X. Because 13 ≡ 2 (mod 11), reading the 17 digits in base 13 gives
Σ wᵢaᵢ/2 mod 11 in one parse (13^17 fits an Int64).
"""

import polars as pl

from chizheng_audit.octets import octets

_BODY = r"^[0-9]{17}[0-9X]$"
_OLD = r"^[0-9]{15}$"
_CHECKS = "10X98765432"
_LOOKALIKES = dict(zip("O〇零IL|!×Х✕", "0001111XXX", strict=True))

_PROVINCES = "11-15 21-23 31-37 41-46 50-54 61-65 71 81-83"
PROVINCES = [
    str(code)
    for first, _, last in (part.partition("-") for part in _PROVINCES.split())
    for code in range(int(first), int(last or first) + 1)
]
"""First two digits of region codes by GB/T 2260, with 83 of residence permits for people of Taiwan."""


def clean(raw: pl.Expr) -> pl.Expr:
    """An identifier as it was meant: full-width folded, upper case, no blanks, quotes or hidden characters.

    O for 0 and l for 1 stay: that is a guess, and guesses are a finding's business. × for X is a shape, so it
    is folded.
    """
    return (
        raw.str.normalize("NFKC")
        .str.replace_all(r"[\s\p{Cf}'\"`‘’“”]", "")
        .str.strip_chars_start("=")
        .str.to_uppercase()
        .str.replace_all(r"[×Х✕]$", "X")
    )


def check_residue(number: pl.Expr) -> pl.Expr:
    """(Σ wᵢaᵢ + c) mod 11 of an 18-character number, Int64; null where it is not one."""
    body = number.str.head(17).str.to_integer(base=13, strict=False)
    last = number.str.tail(1)
    check = pl.when(last == "X").then(pl.lit(10)).otherwise(last.str.to_integer(strict=False))
    residue = (body % 11 * 2 + check) % 11
    return pl.when(number.str.contains(_BODY)).then(residue)


def check_is_right(number: pl.Expr) -> pl.Expr:
    """Whether the check character of an 18-character number fits (Boolean; null where it is not one)."""
    return check_residue(number) == 1


def lookalike(number: pl.Expr) -> pl.Expr:
    """A cleaned number with signs that look like digits read as digits: O〇零 as 0, IL|! as 1, × as X; no hyphens.

    A guess, hence for keys only: what is shown and corrected stays as it was written.
    """
    return number.str.replace_all(r"[-‐‑‒–—―−_]", "").str.replace_many(_LOOKALIKES)


def parse(numbers: pl.Series) -> pl.DataFrame:
    """The parts of cleaned numbers, a row each; of what is not 18 characters in form all parts are null.

    body (Int64): the first 17 digits. check (Int8): the last character, 10 for X. right (Boolean): whether it fits.
    packed (UInt64): digits 2 to 17, four bits each, so that two bodies can be compared in one XOR (see `differing`).
    """
    of_18 = (numbers.str.len_bytes() == 18).fill_null(False)
    texts = pl.select(pl.when(of_18).then(numbers).otherwise(pl.lit("-" * 18))).to_series()
    digits = octets(texts, 18).select(pl.col(f"{place}") - 48 for place in range(18))
    first, last = pl.col("0"), pl.col("17")
    check = pl.when(last == _X).then(pl.lit(10, pl.UInt8)).when(last <= 9).then(last)
    parts = digits.select(
        formed=(pl.max_horizontal(_DIGITS) <= 9) & (first > 0) & check.is_not_null(),
        body=first.cast(pl.Int64) * 10**16 + _joined(10).cast(pl.Int64),
        check=check.cast(pl.Int8),
        weight=_weight(),
        packed=_joined(16),
    )
    right = (pl.col("weight") + pl.col("check").cast(pl.UInt16)) % 11 == 1
    return parts.select(
        pl.when("formed").then(column).alias(name)
        for name, column in (
            ("body", pl.col("body")), ("check", pl.col("check")), ("right", right), ("packed", pl.col("packed")),
        )
    )  # fmt: skip


_X = ord("X") - 48
_DIGITS = [str(place) for place in range(17)]


def _joined(base: int) -> pl.Expr:
    """Digits 2 to 17 (UInt8, columns 1 to 16) as one number to that base (UInt64): neighbours first, then pairs of those."""
    numbers = [pl.col(str(place)) for place in range(1, 17)]
    for kind in (pl.UInt8, pl.UInt16, pl.UInt32, pl.UInt64):
        pairs = zip(numbers[::2], numbers[1::2], strict=True)
        numbers = [high.cast(kind) * pl.lit(base, kind) + low.cast(kind) for high, low in pairs]
        base = base * base
    return numbers[0]


def _weight() -> pl.Expr:
    """Σ wᵢaᵢ (UInt16), in the same way: wᵢ = 2^(17-i), and 2^8 is 3, 2^17 is 7 modulo 11."""
    numbers = [pl.col(str(place)) for place in range(1, 17)]
    for kind, base in ((pl.UInt8, 2), (pl.UInt8, 4), (pl.UInt16, 16), (pl.UInt16, 3)):
        pairs = zip(numbers[::2], numbers[1::2], strict=True)
        numbers = [high.cast(kind) * pl.lit(base, kind) + low.cast(kind) for high, low in pairs]
    return pl.col("0").cast(pl.UInt16) * 7 + numbers[0] * 2


def differing(one: pl.Expr, other: pl.Expr) -> pl.Expr:
    """How many of the 16 packed digits differ (UInt8)."""
    bits = one ^ other
    bits = bits | (bits // 4)
    bits = bits | (bits // 2)
    return (bits & pl.lit(0x1111_1111_1111_1111, pl.UInt64)).bitwise_count_ones().cast(pl.UInt8)


def spelled(body: pl.Expr) -> pl.Expr:
    """17 digits (Int64) as the number of 18 characters that has them, with its check character (String)."""
    return _with_check(body.cast(pl.String).str.zfill(17))


def _with_check(digits: pl.Expr) -> pl.Expr:
    total = digits.str.to_integer(base=13, strict=False) % 11 * 2 % 11
    check = total.replace_strict(list(range(11)), list(_CHECKS), default=None, return_dtype=pl.String)
    return pl.concat_str(digits, check)


def region_is_plausible(number: pl.Expr) -> pl.Expr:
    """Whether the province of an 18-character number is one (Boolean; null where it is no such number).

    A warning, apart from the check. Only the province is asked: a county's code may be younger than its holder's birth
    (codes are given where a number is issued), or retired since. stdnum.cn.ric refuses both.
    """
    return pl.when(number.str.contains(_BODY)).then(number.str.head(2).is_in(PROVINCES))


def birth_is_plausible(number: pl.Expr, by: pl.Expr) -> pl.Expr:
    """Whether an 18-character number states a day of the calendar from 1900 to the day `by` (Boolean; null as above)."""
    born = birth_date(number)
    return pl.when(number.str.contains(_BODY)).then(
        ((born.dt.year() >= 1900) & (born <= by)).fill_null(False)
    )


def to_18(number: pl.Expr) -> pl.Expr:
    """A 15-digit number as the 18 characters it became: 19 after the region, a check character at the end."""
    body = pl.concat_str(number.str.head(6), pl.lit("19"), number.str.tail(9))
    return _with_check(body)


def person(number: pl.Expr) -> pl.Expr:
    """The key of a person: the cleaned number in 18 characters, a 15-digit one lifted.

    Null for what cannot tell persons apart: masked (*), scientific notation, fewer than 14 or more than 21
    characters.
    """
    usable = number.str.len_bytes().is_between(14, 21) & ~number.str.contains(r"[*＊.+]")
    return (
        pl.when(usable & (number.str.len_bytes() == 15) & number.str.contains(_OLD))
        .then(to_18(number))
        .when(usable)
        .then(number)
    )


def lost_digits(number: pl.Expr) -> pl.Expr:
    """Why an 18-digit number whose check fails looks like one that passed through a number format (String, or null).

    zeros: it ends in 000, as spreadsheets leave it that keep 15 digits. multiple: it is a whole number of the steps (16,
    32, 64 or 128, by its size) that a double has there, as text made from one is.
    """
    value = number.str.to_integer(strict=False)
    step = pl.lit(16)
    for power, wider in ((57, 32), (58, 64), (59, 128)):
        step = pl.when(value >= 2**power).then(wider).otherwise(step)
    return pl.when(number.str.contains(r"^[0-9]{18}$") & ~check_is_right(number)).then(
        pl.when(number.str.ends_with("000"))
        .then(pl.lit("zeros"))
        .when(value % step == 0)
        .then(pl.lit("multiple"))
    )


def document(number: pl.Expr, name: pl.Expr) -> pl.Expr:
    """The key of a person by another document, such as a passport: its letters and digits, and the holder's name.

    Null for what looks like no such number, and without a name: short numbers of two countries may agree.
    """
    return pl.when(is_document(number)).then(pl.concat_str(number, name, separator="|"))


def is_document(number: pl.Expr) -> pl.Expr:
    """Whether a cleaned number looks like that of a passport or a travel permit (Boolean, null where it is null).

    6 to 12 letters and digits, as passports and permits for Hong Kong, Macau and Taiwan have them.
    """
    return (
        number.str.contains(r"^[0-9A-Z]{6,12}$")
        & number.str.contains(r"[A-Z]")
        & number.str.contains(r"[0-9]")
        & ~number.str.contains(r"^[0-9]+X$|^[0-9]E[0-9]+$")  # a cut-off ID, a number in scientific notation
    )


def number(certificate: pl.Expr) -> pl.Expr:
    """The key of a certificate: its cleaned number without hyphens; null where no digit is in it (待发, 办理中)."""
    return pl.when(certificate.str.contains(r"[0-9]")).then(certificate.str.replace_all(r"[-‐‑‒–—―−]", ""))


def birth_date(number: pl.Expr) -> pl.Expr:
    """The birth date (Date) that an 18-character number states; null where that is no day of the calendar."""
    return number.str.slice(6, 8).str.to_date("%Y%m%d", strict=False)


def sex(number: pl.Expr) -> pl.Expr:
    """The sex that an 18-character number states, by its 17th digit: 男 or 女 (String); null where it is no such number."""
    odd = number.str.slice(16, 1).str.to_integer(strict=False) % 2 == 1
    known = pl.when(odd).then(pl.lit("男")).otherwise(pl.lit("女"))
    return pl.when(number.str.contains(_BODY)).then(known)


def mask_id(number: pl.Expr) -> pl.Expr:
    """410122********1234: region and last four stay, a * for each hidden sign; below 15 characters only the first and
    the last stay.
    """
    count = number.str.len_chars()
    hidden = pl.lit("*").repeat_by((count.cast(pl.Int64) - 10).clip(0)).list.join("")
    long = pl.concat_str(number.str.head(6), hidden, number.str.tail(4))
    short = pl.concat_str(number.str.head(1), pl.lit("****"), number.str.tail(1))
    return pl.when(count >= 15).then(long).when(count >= 6).then(short).when(count >= 0).then(pl.lit("****"))


def mask_name(name: pl.Expr) -> pl.Expr:
    """张*三: the second character is hidden, and of longer names all but the first and the last."""
    count = name.str.len_chars()
    return (
        pl.when(count <= 1)
        .then(name)
        .when(count == 2)
        .then(pl.concat_str(name.str.head(1), pl.lit("*")))
        .otherwise(
            pl.concat_str(
                name.str.head(1),
                pl.lit("*").repeat_by((count.cast(pl.Int64) - 2).clip(0)).list.join(""),
                name.str.tail(1),
            )
        )
    )


def mask_holder(name: pl.Expr) -> pl.Expr:
    """The name of an account as `mask_name` has it where it may be a person's; units, whose names are longer, stay."""
    personal = name.str.contains(r"^\p{Han}{1,4}$|[·•・]|^[\p{Latin} .'-]+$")
    return pl.when(personal).then(mask_name(name)).otherwise(name)


def mask_birth(birth: pl.Expr) -> pl.Expr:
    """1990-**-**: the year of a birth date stays."""
    return birth.str.replace(r"^(\d{4}).*$", "${1}-**-**")


def mask_code(code: pl.Expr) -> pl.Expr:
    """138****5678 for phones of 11 digits; of anything else (bank accounts) the last four stay."""
    phone = pl.concat_str(code.str.head(3), pl.lit("****"), code.str.tail(4))
    last = pl.when(code.str.len_chars() > 4).then(code.str.tail(4)).otherwise(pl.lit(""))
    return (
        pl.when(code.str.len_chars() == 11).then(phone).when(code.is_not_null()).then(pl.lit("****") + last)
    )
