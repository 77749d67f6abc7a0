"""Words for people: Chinese is the source, other languages are gettext catalogues in `locale/`.

`_` translates now; `N_` marks a text that is translated later, when a language is known.
"""

import gettext
import os
from collections.abc import Sequence
from pathlib import Path

LANGUAGES = ("zh", "en")
DOMAIN = "chizheng_audit"
_LOCALE = Path(__file__).parent / "locale"

_catalogue: gettext.NullTranslations = gettext.NullTranslations()
_language = "zh"


def set_language(language: str) -> None:
    """Use `language` ("zh" or "en") for every text from now on."""
    global _catalogue, _language  # noqa: PLW0603 - one process speaks one language
    _language = language
    _catalogue = _catalogue_of(language)


def _catalogue_of(language: str) -> gettext.NullTranslations:
    return gettext.translation(DOMAIN, _LOCALE, [language], fallback=language == "zh")


def language() -> str:
    """The language in force."""
    return _language


def _(text: str) -> str:
    """`text` in the language in force."""
    return _catalogue.gettext(text)


def in_language(text: str, language: str) -> str:
    """`text` in `language`, whatever is in force; for marks that an earlier run may have left in another one."""
    return _catalogue_of(language).gettext(text)


def N_(text: str) -> str:  # noqa: N802 - the marker's name is gettext's convention
    """Mark `text` for translation and return it unchanged."""
    return text


def language_of(argv: Sequence[str]) -> str:
    """The language asked for by `--lang`, else by CHIZHENG_LANG, else Chinese.

    Looked at before the command line is parsed, because help texts are translated too.
    """
    for place, word in enumerate(argv):
        if word == "--lang" and place + 1 < len(argv):
            return argv[place + 1]
        if word.startswith("--lang="):
            return word.removeprefix("--lang=")
    return os.environ.get("CHIZHENG_LANG", "zh")
