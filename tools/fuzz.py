"""`python tools/fuzz.py --minutes 30`: damaged spreadsheets, until the reader says something it should not.

Seeds are the sample quarter and, where it is at hand, the corpus of other people's files beside the project. Each is damaged
at random — as bytes, or inside its archive — and read as users' files are. Whatever the damage, a file must come
back with every row accounted for, or with one sentence; within its time, and without taking the reader down.
What does otherwise is kept in the folder `--found`.
"""

import argparse
import io
import random
import sys
import tempfile
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))  # workers, which are started afresh, inherit this

from chizheng_audit.errors import AuditError, UnreadableFile  # noqa: E402
from chizheng_audit.reading.formats import format_of  # noqa: E402
from chizheng_audit.reading.header import Said  # noqa: E402
from chizheng_audit.reading.look import Ask, FileSeen, look  # noqa: E402
from chizheng_audit.reading.worker import Workers  # noqa: E402

CORPUS = ROOT.parent / "shared" / "corpus"
LARGEST = 150_000  # bytes of a seed
BATCH = 40
SECONDS = 20.0
TOKENS = (
    b'"', b"'", b",", b"\t", b";", b"\r", b"\n", b"\r\n", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\x1a", b"\\", b"&",
    b"<", b">", b"]]>", b"<![CDATA[", b"</row>", b"<row/>", b"<c/>", b' r="ZZZ9"', b' r="A0"', b' r="XFD1048576"',
    b' t="s"', b' t="e"', b' t="d"', b' t="x"', b"1e308", b"-1", b"99999999999999999999", b"NaN", b"&#x0;", b"&lt;",
    b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"<f>", b"</f>", b"<v>", b"</v>", b"utf-16", b"\xd6\xd0", b"\x81\x30\x81\x30",
)  # fmt: skip

SEVERAL = ("insurance", "spans")
"""Tables of which one physical row may give several rows."""

Result = tuple[str, str]
FAILURES = ("bug", "slow")
"""What may not happen. A library that panics, takes its process down, or loops over a file that it alone reads, is only
counted: the worker's limits turn it into a sentence about the file."""


def probe(file: str) -> Result:
    """("read" | "refused" | "panicked" | "bug", what is to be said of it)."""
    try:
        seen = look(file, Ask(Said(), whole=True))
    except AuditError as error:
        sentence = str(error)
        plain = sentence and "\n" not in sentence and "Traceback" not in sentence
        return ("refused", sentence) if plain else ("bug", f"not one sentence: {sentence!r}")
    except Exception:
        return "bug", traceback.format_exc()
    except BaseException as error:  # what a library written in Rust raises
        if type(error).__name__ == "PanicException":
            return "panicked", str(error)
        raise
    return _checked(seen)


def _checked(seen: FileSeen) -> Result:
    for sheet in seen.sheets:
        last = sheet.line["rows_read"]
        kept, aside = (frame.get_column("row_id").to_list() for frame in (sheet.rows, sheet.set_aside))
        again = sheet.line["table"] not in SEVERAL and len(set(kept)) < len(kept)
        if set(kept) & set(aside) or again or len(set(aside)) < len(aside):
            return "bug", "a row is accounted for twice"
        if any(not 1 <= row <= last for row in kept + aside):
            return "bug", f"a row stands outside 1..{last}"
    return "read", ""


def damaged(data: bytes, dice: random.Random) -> bytes:
    """`data` with one to eight wounds, of an archive mostly inside one of its parts."""
    if data[:2] == b"PK" and dice.random() < 0.85:
        return _inside(data, dice)
    for _turn in range(dice.choice((1, 1, 2, 4, 8))):
        data = dice.choice(WOUNDS)(data, dice)
    return data


def _inside(data: bytes, dice: random.Random) -> bytes:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        parts = {info.filename: archive.read(info) for info in archive.infolist()}
    except Exception:  # a seed that is broken already
        return _flip(data, dice)
    worth = [name for name in parts if name.endswith((".xml", ".rels", ".bin"))] or list(parts)
    if not worth:
        return _flip(data, dice)
    name = dice.choice(worth)
    for _turn in range(dice.choice((1, 1, 2, 4))):
        parts[name] = dice.choice(WOUNDS)(parts[name], dice)
    if dice.random() < 0.03:
        parts.pop(dice.choice(list(parts)))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for part, content in parts.items():
            packed.writestr(part, content)
    return out.getvalue()


def _place(data: bytes, dice: random.Random) -> int:
    return dice.randrange(len(data) + 1)


def _flip(data: bytes, dice: random.Random) -> bytes:
    body = bytearray(data)
    for _turn in range(dice.choice((1, 3, 10)) if body else 0):
        body[dice.randrange(len(body))] ^= 1 << dice.randrange(8)
    return bytes(body)


def _cut(data: bytes, dice: random.Random) -> bytes:
    at = _place(data, dice)
    return data[:at] + data[at + dice.choice((1, 2, 10, 100, 5000)) :]


def _end(data: bytes, dice: random.Random) -> bytes:
    return data[: _place(data, dice)]


def _double(data: bytes, dice: random.Random) -> bytes:
    at, length = _place(data, dice), dice.choice((1, 5, 50, 500))
    return data[:at] + data[at : at + length] * dice.choice((2, 3, 50)) + data[at + length :]


def _put(data: bytes, dice: random.Random) -> bytes:
    at = _place(data, dice)
    return data[:at] + dice.choice(TOKENS) + data[at:]


def _swap(data: bytes, dice: random.Random) -> bytes:
    """One token of the file for another, so that what follows still stands."""
    there = [token for token in TOKENS if token in data]
    return data.replace(dice.choice(there), dice.choice(TOKENS), dice.choice((1, 3, -1))) if there else data


def _digit(data: bytes, dice: random.Random) -> bytes:
    places = [at for at in (_place(data, dice) for _turn in range(50)) if data[at : at + 1].isdigit()]
    return data[: places[0]] + str(dice.randrange(10)).encode() + data[places[0] + 1 :] if places else data


WOUNDS: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    _flip, _cut, _end, _double, _put, _put, _put, _swap, _swap, _digit,
)  # fmt: skip


def seeds() -> list[Path]:
    """Small files to damage."""
    kinds = {".csv", ".txt", ".tsv", ".xls", ".xlsx", ".xlsm", ".xlsb", ".ods", ".et"}
    found = [
        f for folder in (ROOT / "sample_data", CORPUS) if folder.is_dir() for f in sorted(folder.rglob("*"))
    ]
    return [f for f in found if f.suffix.lower() in kinds and 0 < f.stat().st_size <= LARGEST]


def main() -> None:
    """Damage and read until the time is up; exit with 1 if anything was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--found", type=Path, default=ROOT / "out" / "fuzz")
    asked = parser.parse_args()
    files, dice = seeds(), random.Random(asked.seed)
    counts: Counter[str] = Counter()
    told: set[str] = set()
    end = time.monotonic() + 60 * asked.minutes
    with Workers(most=asked.workers, seconds=SECONDS, seconds_per_mb=0.0) as workers:
        while time.monotonic() < end:
            with tempfile.TemporaryDirectory() as scratch:
                names = []
                for number in range(BATCH):
                    seed = dice.choice(files)
                    name = Path(scratch, f"{number:02}{seed.suffix.lower()}")
                    name.write_bytes(damaged(seed.read_bytes(), dice))
                    names.append(str(name))
                for name, answer in zip(
                    names, workers.read_all([(n, (n,)) for n in names], probe), strict=True
                ):
                    kind, words = (
                        _stopped(answer, Path(name)) if isinstance(answer, UnreadableFile) else answer
                    )
                    counts[kind] += 1
                    gist = words.rstrip().splitlines()[-1].replace(name, "") if words else ""
                    if kind in FAILURES and gist not in told:
                        told.add(gist)
                        _keep(asked.found, Path(name), kind, words)
    print(dict(counts), f"{len(told)} kinds of failure kept in {asked.found}" if told else "nothing found")
    sys.exit(1 if told else 0)


def _stopped(answer: UnreadableFile, file: Path) -> Result:
    """What ended a worker: its own crash, or a limit."""
    if "崩溃" in str(answer):
        return "died", str(answer)
    alone = format_of(file.read_bytes()) in ("xls", "ods", "xlsb")
    return "looped" if alone else "slow", str(answer)


def _keep(folder: Path, file: Path, kind: str, words: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    place = folder / f"{kind}-{len(list(folder.iterdir())) // 2:03}{file.suffix}"
    place.write_bytes(file.read_bytes())
    place.with_name(place.name + ".why").write_text(words, "utf-8")
    print(f"{place}: {words.rstrip().splitlines()[-1][:200]}", flush=True)


if __name__ == "__main__":
    main()
