"""The same job by others, each as plain as its users would write it: `python -m bench.peers PEER FOLDER`.

The job: read every claims file of a folder as text and group it by person, occupation and level.
A file's header is the first line that holds 姓名 (the peers are told where it stands; the tool finds it).
"""

import sys
from pathlib import Path

WORDS = {
    "id_no": ("身份证", "证件号码", "社会保障号"),
    "occupation": ("职业", "工种"),
    "level": ("等级", "级别"),
}


def header_of(path: Path) -> tuple[int, list[str]] | None:
    """(index of the header line, its cells) of a UTF-8 CSV, or None when it holds no such claims."""
    with path.open(encoding="utf-8-sig", errors="replace") as lines:
        for place, line in zip(range(12), lines, strict=False):
            if "姓名" in "".join(line.split()):
                cells = [cell.strip().strip('"') for cell in line.rstrip("\r\n").split(",")]
                return (place, cells) if len(cells) > 5 and columns_of(cells) else None
    return None


def columns_of(cells: list[str]) -> list[int] | None:
    """Where person, occupation and level stand, or None when one of them does not."""
    found = []
    for words in WORDS.values():
        places = [n for n, cell in enumerate(cells) if any(word in cell for word in words)]
        if not places:
            return None
        found.append(places[0])
    return found


def csv_files(folder: str) -> list[tuple[Path, int, list[int]]]:
    """(file, header line, key columns) of each CSV that holds evaluation claims."""
    found = []
    for path in sorted(Path(folder).rglob("*.csv")):
        header = header_of(path)
        if header and (keys := columns_of(header[1])):
            found.append((path, header[0], keys))
    return found


def polars_csv(folder: str) -> int:
    import polars as pl

    frames = []
    for path, skip, keys in csv_files(folder):
        frame = pl.read_csv(
            path,
            has_header=False,
            skip_rows=skip + 1,
            infer_schema=False,
            encoding="utf8-lossy",
            truncate_ragged_lines=True,
        )
        kept = [pl.col(frame.columns[k]).alias(name) for k, name in zip(keys, "abc", strict=True)]
        frames.append(frame.select(kept))
    return len(pl.concat(frames).group_by("a", "b", "c").len().filter(pl.col("len") > 1))


def duckdb_csv(folder: str) -> int:
    import duckdb

    parts = [
        f"select column{a:02} a, column{b:02} b, column{c:02} c from read_csv('{path}', header=false, skip={skip + 1}, "
        "all_varchar=true, delim=',', quote='\"', null_padding=true, strict_mode=false, ignore_errors=true)"
        if _wide(path, skip)
        else f"select column{a} a, column{b} b, column{c} c from read_csv('{path}', header=false, skip={skip + 1}, "
        "all_varchar=true, delim=',', quote='\"', null_padding=true, strict_mode=false, ignore_errors=true)"
        for path, skip, (a, b, c) in csv_files(folder)
    ]
    query = f"select a, b, c, count(*) from ({' union all '.join(parts)}) group by all having count(*) > 1"
    return len(duckdb.sql(query).fetchall())


def _wide(path: Path, skip: int) -> bool:
    """DuckDB numbers columns with two digits from ten columns on."""
    header = header_of(path)
    return header is not None and len(header[1]) > 10


def pandas_csv(folder: str) -> int:
    import pandas as pd

    frames = []
    for path, skip, keys in csv_files(folder):
        frame = pd.read_csv(
            path, header=None, skiprows=skip + 1, dtype=str, on_bad_lines="skip", encoding_errors="replace"
        )
        frames.append(frame[keys].set_axis(["a", "b", "c"], axis=1))
    counts = pd.concat(frames).groupby(["a", "b", "c"]).size()
    return int((counts > 1).sum())


def calamine_xlsx(folder: str) -> int:
    from python_calamine import CalamineWorkbook

    rows = 0
    for path in sorted(Path(folder).rglob("*.xlsx")):
        book = CalamineWorkbook.from_path(path)
        for name in book.sheet_names:
            for _row in book.get_sheet_by_name(name).iter_rows():
                rows += 1
    return rows


def pandas_xlsx(folder: str) -> int:
    import pandas as pd

    frames = []
    for path in sorted(Path(folder).rglob("*.xlsx")):
        for frame in pd.read_excel(path, sheet_name=None, header=None, dtype=str, engine="openpyxl").values():
            for place, row in frame.head(12).iterrows():
                cells = ["".join(str(v).split()) for v in row]
                keys = columns_of(cells) if "姓名" in cells else None
                if keys:
                    frames.append(frame.iloc[int(place) + 1 :, keys].set_axis(["a", "b", "c"], axis=1))
                    break
    counts = pd.concat(frames).groupby(["a", "b", "c"]).size()
    return int((counts > 1).sum())


if __name__ == "__main__":
    print(globals()[sys.argv[1]](sys.argv[2]))
