"""A page taken apart as a browser would: elements, attributes, texts."""

from html.parser import HTMLParser
from pathlib import Path

from chizheng_audit.reports import write
from chizheng_audit.reports.view import View

VOID = {"meta", "input", "br", "col"}
DRAWN = {"rect", "path", "circle"}  # closed in place, as drawings are


class Page(HTMLParser):
    """elements: (name, attributes, names of those around it); texts: (name of the element, text)."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.source = source
        self.elements: list[tuple[str, dict[str, str | None], tuple[str, ...]]] = []
        self.texts: list[tuple[str, str]] = []
        self._open: list[str] = []
        self.feed(source)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _value in attrs]
        assert len(names) == len(set(names)), attrs
        self.elements.append((tag, dict(attrs), tuple(self._open)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in DRAWN, tag
        self.elements.append((tag, dict(attrs), tuple(self._open)))

    def handle_endtag(self, tag: str) -> None:
        assert self._open and self._open[-1] == tag, (tag, self._open[-3:])
        self._open.pop()

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.texts.append((self._open[-1] if self._open else "", data.strip()))

    def attributes(self, name: str) -> list[str]:
        """All values of an attribute."""
        return [str(attributes[name]) for _tag, attributes, _around in self.elements if name in attributes]

    def all(self, tag: str) -> list[dict[str, str | None]]:
        """The attributes of all elements called `tag`."""
        return [attributes for name, attributes, _around in self.elements if name == tag]

    def said(self) -> str:
        """All texts but style and script, a blank between."""
        return " ".join(text for tag, text in self.texts if tag not in ("style", "script"))


def page_of(view: View, folder: Path) -> Page:
    """The page of a view, written and taken apart."""
    write(view, folder / "o.html")
    return Page((folder / "o.html").read_text("utf-8"))
