"""The stored keys thin the history; what folds differently must have another stamp, or claims would be missed."""

import ast
import hashlib
import inspect
import textwrap
from collections.abc import Callable
from typing import Any

import polars as pl

from chizheng_audit import case, identity
from chizheng_audit.ledger import keys
from tests.support import claims

FOLDING = (identity.person, identity.document, identity.is_document, identity.lost_digits, identity.number, identity.to_18,
           identity.check_is_right, identity.check_residue, case._person, case._number, keys.keyed, keys.hashed,
           keys.contents)  # fmt: skip
AS_OF_KEYS_1 = "179eec8e2e6e9b2a"


def code_of(functions: tuple[Callable[..., Any], ...]) -> str:
    """A digest of what functions do, without their docstrings and comments."""
    state = hashlib.sha256()
    for function in functions:
        tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
        body = tree.body[0]
        assert isinstance(body, ast.FunctionDef)
        if ast.get_docstring(body):
            body.body = body.body[1:]
        state.update(ast.unparse(tree).encode())
    return state.hexdigest()[:16]


def test_a_change_of_folding_raises_keys() -> None:
    """When this fails, what makes keys was changed: raise keys.KEYS, unless every key stays as it was; then note it here."""
    assert (keys.KEYS, code_of(FOLDING)) == (1, AS_OF_KEYS_1)


def test_keys_go_by_the_prepared_person_and_number() -> None:
    frame = claims(
        {}, {"id_no": "41990019900307123X"}, {"id_no": "419900900307123"}, {"id_no": None, "cert_no": "待发"}
    )
    found = keys.keyed(frame)
    assert found.schema == {"key_person": pl.Int64, "key_number": pl.Int64}
    person = found["key_person"].to_list()
    assert person[1] == person[2] != person[0]
    assert found.row(3) == (None, None)


def test_the_stamp_tells_of_another_hash_beneath(monkeypatch: Any) -> None:
    before = keys.stamp()
    keys.stamp.cache_clear()
    assert keys.stamp() == before
    monkeypatch.setattr(keys, "_SEED", 1)
    keys.stamp.cache_clear()
    assert keys.stamp() != before
    keys.stamp.cache_clear()
