"""The five sums against an oracle in plain Python, over invented batches, runs and answers."""

import random
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from chizheng_audit.ledger import recording, runs
from chizheng_audit.ledger.folder import opened, opened_or_made
from chizheng_audit.ledger.stats import Stats, stats
from chizheng_audit.tables.system import SHEET_SPAN, SHEETS
from tests.ledger.answered import MOMENT, answered, findings
from tests.ledger.support import NOON, sha256, undone
from tests.support import claims

PEOPLE = ("419900199003070018", "419900199003070034", "419900199003070157", None)
RESULTS = (None, None, "true_fraud", "true_error", "not_true", "known")
LETTERS = "0123456789abcdef"
ZERO = Decimal(0)


def claim(person: str | None, serial: int, amount: int) -> dict[str, Any]:
    return {"id_no": person, "name": "张一丁" if person else "无号人", "cert_no": f"S00004100000122400000{serial}", "amount": Decimal(amount), "row_id": None}  # fmt: skip


def placed(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [row | {"row_id": SHEET_SPAN + 2 + place} for place, row in enumerate(rows)]


def sheet(file: str, rows: list[dict[str, Any]]) -> pl.DataFrame:
    told = {
        "base": SHEET_SPAN,
        "file": file,
        "sha256": sha256(file),
        "table": "claims",
        "rows_kept": len(rows),
    }
    return pl.DataFrame([told], schema=SHEETS)


@dataclass
class World:
    """What happened, in plain Python, and the same in a ledger."""

    folder: Path
    batches: dict[str, dict[str, Any]] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    runs: list[dict[str, Any]] = field(default_factory=list)
    answers: dict[str, dict[str, Any]] = field(default_factory=dict)

    def record(self, name: str, status: str, file: str, rows: list[dict[str, Any]]) -> None:
        ledger, _made = opened_or_made(self.folder)
        recording.record(
            ledger, recording.Wanted(name, status, NOON), claims(*placed(rows)), sheet(file, rows)
        )
        self.batches[name] = {"status": status, "rows": rows}
        self.files[file] = name

    def undo(self, name: str) -> None:
        undone(self.folder, name)
        del self.batches[name]
        self.files = {file: batch for file, batch in self.files.items() if batch != name}

    def run(
        self, file: str, rows: list[dict[str, Any]], found: list[dict[str, Any]], batch: str | None
    ) -> None:
        run = runs.Run("run", MOMENT, batch, date(2024, 3, 31), "demo", "00", True)
        told = [{**one, "row_id": SHEET_SPAN + 2 + one["row_id"], "covers": [SHEET_SPAN + 2 + c for c in one.get("covers", [])]} for one in found]  # fmt: skip
        runs.record(opened(self.folder), run, findings(*told), claims(*placed(rows)), sheet(file, rows))
        self.runs.append({"file": file, "rows": rows, "found": found, "batch": batch})

    def answer(self, letter: str, result: str, at_stake: str | None, recovered: str | None) -> None:
        answered(self.folder, {"f": letter, "result": result, "at_stake": at_stake, "recovered": recovered})
        self.answers[letter] = {"result": result, "at_stake": Decimal(at_stake or 0), "recovered": Decimal(recovered or 0)}  # fmt: skip


def like(row: dict[str, Any]) -> tuple[Any, ...]:
    return (row["id_no"] or row["name"], row["cert_no"])


def expected(world: World) -> dict[str, tuple[int, Decimal]]:
    """As the definitions say it, claim by claim."""
    latest: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {}
    for run in world.runs:
        for one in run["found"]:
            latest[one["f"]] = (run, one)
    about: dict[Any, list[dict[str, Any]]] = defaultdict(list)
    what: dict[Any, dict[str, Any]] = {}
    for letter, (run, one) in latest.items():
        if one.get("verdict") == "unverifiable" or one["at_stake"] is None:
            shares: dict[int, Decimal] = {}
        else:
            covers = one.get("covers", [])
            shares = {c: run["rows"][c]["amount"] for c in covers}
            shares[one["row_id"]] = Decimal(one["at_stake"]) - sum(shares.values(), ZERO)
        if one.get("verdict") == "unverifiable":
            continue
        answer = world.answers.get(letter)
        true = answer is not None and answer["result"].startswith("true")
        left = answer["at_stake"] if answer and true else ZERO
        back = answer["recovered"] if answer and true else ZERO
        told = []
        for row in sorted(shares):
            stake = max(shares[row], ZERO)
            own, returned = min(stake, max(left, ZERO)), min(stake, back)
            left, back = left - stake, max(back - stake, ZERO)
            told.append([row, stake, own, returned])
        if told:
            told[0][3] += back
        batch = run["batch"] if run["batch"] in world.batches else world.files.get(run["file"]) if run["batch"] is None else None  # fmt: skip
        for row, stake, own, returned in told:
            kind = like(run["rows"][row])
            alike = [place for place, each in enumerate(run["rows"]) if like(each) == kind]
            name = (batch, kind, alike.index(row))
            what.setdefault(
                name, {"batch": batch, "kind": kind, "turn": alike.index(row), "times": len(alike)}
            )
            what[name]["had"] = world.files.get(run["file"]) == batch
            cut = less(world, batch, kind, run["rows"][row]["amount"]) if len(alike) == 1 else ZERO
            about[name].append(
                {
                    "stake": stake,
                    "own": own,
                    "back": returned,
                    "result": answer and answer["result"],
                    "cut": cut,
                }
            )
        if not told and answer and true and answer["recovered"]:
            what["alone", letter] = {"batch": None}
            about["alone", letter] = [{"stake": ZERO, "own": ZERO, "back": answer["recovered"], "result": answer["result"], "cut": ZERO}]  # fmt: skip
    sums: dict[str, Counter[Any]] = {name: Counter() for name in ("found", "confirmed", "stopped", "owed", "recovered", "unplaced", "not_paid")}  # fmt: skip
    for name, facts in about.items():
        most = {key: max(fact[key] for fact in facts) for key in ("stake", "own", "back")}
        standing = [f for f in facts if f["result"] not in ("not_true", "known")]
        unrefuted = max((f["stake"] for f in standing), default=ZERO)
        went = max((max(f["stake"] - f["cut"], ZERO) for f in standing), default=ZERO)
        fate = fate_of(world, what, name)
        sums["found"][name] = most["stake"]
        sums["confirmed"][name] = most["own"]
        sums["recovered"][name] = most["back"]
        sums["stopped"][name] = {"gone": unrefuted, "waiting": most["own"], "paid": unrefuted - went}.get(fate, ZERO)  # fmt: skip
        sums["owed"][name] = max(max(f["own"] - f["cut"], ZERO) for f in facts) if fate == "paid" else ZERO
        sums["unplaced"][name] = most["own"] if fate == "unknown" else ZERO
        sums["not_paid"][name] = most["back"] if fate in ("gone", "waiting") else ZERO
    return {key: (sum(v > 0 for v in each.values()), sum((v for v in each.values() if v > 0), ZERO)) for key, each in sums.items()}  # fmt: skip


def less(world: World, batch: str | None, kind: Any, then: Decimal) -> Decimal:
    """How much less the batch has paid for the one claim of its kind than was claimed then."""
    if batch is None or world.batches[batch]["status"] != "paid":
        return ZERO
    there = [row for row in world.batches[batch]["rows"] if like(row)[0] == kind[0]]
    own = [row for row in there if like(row) == kind or row["cert_no"] is None]
    if len(own) != 1 or like(own[0]) != kind:
        return ZERO
    return max(then - Decimal(own[0]["amount"]), ZERO)


def fate_of(world: World, what: dict[Any, dict[str, Any]], name: Any) -> str:
    own = what[name]
    if own["batch"] is None:
        return "unknown"
    batch = world.batches[own["batch"]]
    there = sum(like(row) == own["kind"] or (row["cert_no"] is None and like(row)[0] == own["kind"][0]) for row in batch["rows"])  # fmt: skip
    found = sorted(each["turn"] for each in what.values() if each["batch"] == own["batch"] and each.get("kind") == own["kind"])  # fmt: skip
    clean = own["times"] - len(found)
    if found.index(own["turn"]) + 1 > there - clean:
        return "gone" if own["had"] else "unknown"
    return "paid" if batch["status"] == "paid" else "waiting"


def made(folder: Path, seed: int) -> World:
    """A world drawn at random."""
    draw, world = random.Random(seed), World(folder)
    letters = list(LETTERS)
    for number in range(draw.randint(1, 3)):
        rows = [claim(draw.choice(PEOPLE), draw.randint(1, 3), draw.choice((200, 240))) for _n in range(draw.randint(2, 9))]  # fmt: skip
        name, file = f"B{number}", f"claimed{number}.csv"
        in_ledger = draw.random() < 0.8 or number == 0
        if in_ledger:
            world.record(name, "claimed", draw.choice((file, file, f"elsewhere{number}.csv")), rows)
        for _run in range(draw.randint(1, 2)):
            own = draw.sample(letters, draw.randint(1, 4))
            found = []
            for letter in own:
                row = draw.randrange(len(rows))
                others = [n for n in range(len(rows)) if n != row]
                covers = (
                    draw.sample(others, draw.randint(0, min(2, len(others)))) if draw.random() < 0.3 else []
                )
                at_stake = None if draw.random() < 0.1 else str(sum((rows[c]["amount"] for c in covers), ZERO) + draw.choice((-40, 40, 100, 240)))  # fmt: skip
                found.append({"f": letter, "row_id": row, "covers": covers, "at_stake": at_stake, "verdict": draw.choice(("violation", "suspicion", "suspicion", "unverifiable"))})  # fmt: skip
            world.run(file, rows, found, draw.choice((None, name if in_ledger else None)))
        letters = [letter for letter in letters if letter not in {one["f"] for run in world.runs for one in run["found"]}]  # fmt: skip
        if in_ledger and draw.random() < 0.6:
            kept = [dict(row) for row in rows if draw.random() < 0.7]
            if draw.random() < 0.3:
                kept = [row | {"cert_no": None, "occupation": None, "level": None} for row in kept]
            if draw.random() < 0.5:
                kept = [row | {"amount": row["amount"] - draw.choice((0, 40, 100))} for row in kept]
            status = draw.choice(("approved", "paid", "paid"))
            if kept:
                world.record(name, status, f"{status}{number}.csv", kept)
        elif in_ledger and draw.random() < 0.2:
            world.undo(name)
    for letter in {one["f"] for run in world.runs for one in run["found"]}:
        if result := draw.choice(RESULTS):
            back = draw.choice((None, "40.00", "300.00")) if result.startswith("true") else None
            world.answer(letter, result, draw.choice(("40.00", "240.00", "500.00")), back)
    return world


def told(found: Stats) -> dict[str, tuple[int, Decimal]]:
    names = ("found", "confirmed", "stopped", "owed", "recovered", "unplaced", "not_paid")
    return {name: (getattr(found, name).claims, getattr(found, name).amount) for name in names}


@pytest.mark.parametrize("seed", range(40))
def test_against_an_oracle(tmp_path: Path, seed: int) -> None:
    world = made(tmp_path / "ledger", seed)
    assert told(stats(opened(world.folder))) == expected(world)


def test_an_empty_ledger(tmp_path: Path) -> None:
    world = World(tmp_path / "ledger")
    world.record("A", "paid", "a.csv", [claim(PEOPLE[0], 1, 240)])
    found = stats(opened(world.folder))
    assert set(told(found).values()) == {(0, ZERO)}
    assert found.rules.is_empty()


ROWS = [claim(PEOPLE[0], 1, 240), claim(PEOPLE[0], 1, 240), claim(PEOPLE[1], 2, 240)]
FOUND = [{"f": "a", "row_id": 1, "at_stake": "240.00"}, {"f": "b", "row_id": 1, "at_stake": "40.00"}, {"f": "c", "row_id": 2, "at_stake": "100.00"}]  # fmt: skip


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A batch that was claimed, with a claim that stands twice (found by two rules) and another."""
    made_ = World(tmp_path / "ledger")
    made_.record("A", "claimed", "a.csv", ROWS)
    made_.run("a.csv", ROWS, FOUND, None)
    return made_


def sums(world: World) -> dict[str, str]:
    return {name: str(amount) for name, (_n, amount) in told(stats(opened(world.folder))).items()}


def test_each_claim_counts_once(world: World) -> None:
    assert sums(world)["found"] == "340.00"


def test_the_way_of_the_money(world: World) -> None:
    world.answer("a", "true_error", "240.00", None)
    assert sums(world) == {"found": "340.00", "confirmed": "240.00", "stopped": "240.00", "owed": "0.00", "recovered": "0.00", "unplaced": "0.00", "not_paid": "0.00"}  # fmt: skip
    recording.advance(opened(world.folder), recording.Wanted("A", "paid", NOON))
    assert sums(world) == {"found": "340.00", "confirmed": "240.00", "stopped": "0.00", "owed": "240.00", "recovered": "0.00", "unplaced": "0.00", "not_paid": "0.00"}  # fmt: skip
    world.answer("a", "true_error", "240.00", "100.00")
    assert sums(world)["recovered"] == "100.00"


def test_what_a_batch_no_longer_has_was_stopped(world: World) -> None:
    """The one that stands twice was paid once: the one too many is the one that was found."""
    world.record("A", "paid", "paid.csv", [ROWS[0]])
    assert sums(world)["stopped"] == "340.00"
    world.answer("c", "not_true", "100.00", None)
    assert sums(world)["stopped"] == "240.00"


def test_what_was_made_less_before_it_was_paid_is_not_owed(world: World) -> None:
    """280 that should be 240 was paid as 240: 40 were stopped, and there is nothing to ask back."""
    world.run(
        "b.csv", [ROWS[0] | {"amount": Decimal(280)}], [{"f": "d", "row_id": 0, "at_stake": "40.00"}], "B"
    )
    world.record("B", "claimed", "b.csv", [ROWS[0] | {"amount": Decimal(280)}])
    world.answer("d", "true_error", "40.00", None)
    before = sums(world)
    assert (before["owed"], before["stopped"]) == ("0.00", "40.00")
    world.record("B", "paid", "b2.csv", [ROWS[0] | {"amount": Decimal(260)}])
    assert (sums(world)["owed"], sums(world)["stopped"]) == ("20.00", "20.00")


def test_a_list_that_does_not_say_what_for_keeps_everyone_it_names(world: World) -> None:
    vague = [row | {"cert_no": None, "occupation": None, "level": None} for row in ROWS]
    world.record("A", "paid", "paid.csv", vague)
    assert sums(world)["stopped"] == "0.00"


def test_confirm_rates(world: World) -> None:
    world.answer("a", "true_fraud", "240.00", None)
    world.answer("b", "not_true", "40.00", None)
    world.answer("c", "known", "100.00", None)
    (row,) = stats(opened(world.folder)).rules.rows(named=True)
    assert {
        name: row[name]
        for name in (
            "code",
            "findings",
            "decided",
            "true_fraud",
            "true_error",
            "not_true",
            "known",
            "rate",
            "confirmed",
        )
    } == {
        "code": "D01",
        "findings": 3,
        "decided": 3,
        "true_fraud": 1,
        "true_error": 0,
        "not_true": 1,
        "known": 1,
        "rate": 0.5,
        "confirmed": Decimal("240.00"),
    }


def test_a_batch_recorded_with_other_keys_is_counted_too(world: World, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    from chizheng_audit.ledger import keys

    world.answer("a", "true_error", "240.00", None)
    before = sums(world)
    monkeypatch.setattr(keys, "stamp", lambda: "another")
    assert sums(world) == before
