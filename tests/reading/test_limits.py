"""What a file may cost, as the environment sets it."""

import pytest

from chizheng_audit.errors import AuditError
from chizheng_audit.reading.limits import workers
from chizheng_audit.reading.worker import Workers
from tests.reading import culprits


def test_nothing_set_is_the_usual() -> None:
    assert workers({}) == Workers() == workers({"CHIZHENG_WORKERS": " "})


def test_each_is_set() -> None:
    found = workers(
        {"CHIZHENG_SECONDS_PER_FILE": "90", "CHIZHENG_MEMORY_PER_FILE_MB": "512", "CHIZHENG_WORKERS": "3"}
    )
    assert (found.seconds, found.least_memory, found.most) == (90.0, 512 << 20, 3)
    assert found.seconds_per_mb == Workers().seconds_per_mb


@pytest.mark.parametrize("variable", ["SECONDS_PER_FILE", "MEMORY_PER_FILE_MB", "WORKERS"])
@pytest.mark.parametrize("text", ["0", "-1", "1.5", "many", "９０", "9" * 30])
def test_what_is_no_number_is_one_sentence(variable: str, text: str) -> None:
    with pytest.raises(AuditError, match=f"CHIZHENG_{variable} 不能是 {text}"):
        workers({f"CHIZHENG_{variable}": text})


def test_the_sentences_name_what_to_raise() -> None:
    with Workers(most=1, seconds=1) as pool:
        (slow,) = pool.read_all([("bad", ("bad",))], culprits.hang)
    assert "（1 秒）" in str(slow) and "CHIZHENG_SECONDS_PER_FILE" in str(slow)
    with Workers(most=1) as pool:
        (died,) = pool.read_all([("bad", ("bad",))], culprits.abort)
    assert "CHIZHENG_MEMORY_PER_FILE_MB" in str(died)
