"""The folder is the list: what a package declares is what its files declare."""

import importlib
import pkgutil
from collections.abc import Iterator
from types import ModuleType
from typing import Any


def declared(package: ModuleType, constant: str) -> Iterator[tuple[str, Any]]:
    """Yield (file name, value) of `constant` from each module of `package`, in file-name order.

    A module without the constant is a mistake of its author and raises AttributeError.
    """
    for module in sorted(pkgutil.iter_modules(package.__path__), key=lambda m: m.name):
        loaded = importlib.import_module(f"{package.__name__}.{module.name}")
        yield module.name, getattr(loaded, constant)
