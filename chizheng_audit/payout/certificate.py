"""The clean certificate: which claims passed, under which law, by which rules, out of which files into which.

Each section has a digest, the digests have one, and that is sealed with the key of the ledger: whoever lacks the key
can change a section and its digests, and not the seal.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

from chizheng_audit.reports import masking
from chizheng_audit.tables import CLAIMS
from chizheng_audit.tables.system import SHEET_SPAN

WHAT = "chizheng_audit payout certificate"
VERSION = 1
SECTIONS = ("run", "policy", "ledger", "coverage", "sources", "files", "batch", "claims")
"""What a certificate says, in its order; each has a digest."""

_PIECES = 16


def sealed(said: Mapping[str, Any], key: bytes | None) -> dict[str, Any]:
    """A certificate of `said` (its SECTIONS), sealed where there is a key."""
    digests = {name: digest(said[name]) for name in SECTIONS}
    whole = digest(digests)
    return {
        "what": WHAT,
        "version": VERSION,
        **{name: said[name] for name in SECTIONS},
        "digests": digests,
        "digest": whole,
        "seal": seal(whole, key) if key else None,
    }


def digest(value: Any) -> str:
    """The SHA-256 of a value as JSON with sorted keys and nothing between."""
    return hashlib.sha256(_json(value).encode()).hexdigest()


def seal(whole: str, key: bytes) -> str:
    """The HMAC of the digest of a certificate."""
    return hmac.new(key, f"certificate\x1f{whole}".encode(), hashlib.sha256).hexdigest()


def text(certificate: Mapping[str, Any]) -> str:
    """A certificate as its file has it: a line a section, and a line a claim."""
    lines = []
    for name, value in certificate.items():
        if name == "claims":
            groups = ",\n".join(_group(group) for group in value)
            lines.append(f'"claims": [\n{groups}\n]')
        else:
            lines.append(f"{json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _group(group: Mapping[str, Any]) -> str:
    head = json.dumps({"file": group["file"], "sheet": group["sheet"]}, ensure_ascii=False)[:-1]
    rows = ",\n".join("  " + json.dumps(row) for row in group["rows"])
    return f'{head}, "rows": [\n{rows}\n]}}'


def claims_of(claims: pl.DataFrame, sheets: pl.DataFrame, key: bytes | None) -> list[dict[str, Any]]:
    """The section `claims`: for each sheet its file, its name, and of each claim [row, money, mark].

    `claims` are canonical claims with their row_id, `sheets` are SHEETS. The mark tells the claim from every other and
    tells nobody whose it is; it is null without a key, because a plain hash of an ID could be found by trial.
    """
    marks = pl.Series(marks_of(claims, key), dtype=pl.String)
    marked = claims.select(
        "row_id",
        base=pl.col("row_id") // SHEET_SPAN * SHEET_SPAN,
        amount=pl.col("amount").cast(pl.String),
        mark=marks,
    ).sort("row_id")
    groups = []
    for line in sheets.iter_rows(named=True):
        own = marked.filter(pl.col("base") == line["base"])
        if len(own):
            rows = own.select(pl.col("row_id") - line["base"], "amount", "mark").rows()
            groups.append(
                {"file": place(line["file"]), "sheet": place(line["sheet"]), "rows": [[*row] for row in rows]}
            )  # fmt: skip
    return groups


def marks_of(claims: pl.DataFrame, key: bytes | None) -> list[str | None]:
    """The mark of each of `claims`: an HMAC of all that it says, whatever version of the tool says it."""
    if key is None:
        return [None] * len(claims)
    cells = [
        pl.when(pl.col(column.name).is_not_null()).then(
            pl.lit(f"{column.name}=") + pl.col(column.name).cast(pl.String)
        )
        for column in CLAIMS.columns
    ]
    texts = claims.select(pl.concat_str(cells, separator="\x1f", ignore_nulls=True)).to_series()
    return [hmac.new(key, each.encode(), hashlib.sha256).hexdigest()[: 2 * _PIECES] for each in texts]


def sources_of(sheets: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The section `sources`: each sheet that was read, its file's SHA-256, and what became of its rows."""
    return [
        {
            "file": place(line["file"]),
            "sheet": place(line["sheet"]),
            "sha256": line["sha256"],
            "table": line["table"],
            "rows_read": line["rows_read"],
            "rows_kept": line["rows_kept"],
            "set_aside": {reason: n for reason, n in line["set_aside"].items() if n},
        }
        for line in sheets
    ]


def place(name: str | None) -> str | None:
    """The name of a file or sheet as a certificate has it."""
    return None if name is None else masking.masked_place(masking.plain_text(name))


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
