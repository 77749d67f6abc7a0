"""Every text that people read has its English, with the same placeholders, and the compiled catalogue is of today."""

import gettext
from io import BytesIO

from tools.words import CATALOGUE, compiled, faults, renewed


def test_english_is_complete() -> None:
    assert faults(renewed()) == []


def test_compiled_catalogue_is_current() -> None:
    kept = gettext.GNUTranslations(BytesIO(CATALOGUE.with_suffix(".mo").read_bytes()))
    fresh = gettext.GNUTranslations(BytesIO(compiled(renewed())))
    for message in renewed():
        if message.id:
            assert kept.gettext(str(message.id)) == fresh.gettext(str(message.id))
