"""Markdown from a model, drawn as text: no links to click, no HTML, no images, no ids made of its words."""

from __future__ import annotations

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Markdown, Static
from textual.widgets._markdown import MarkdownTable  # the face leaves it out
from textual.widgets.markdown import MarkdownBlock, MarkdownFence

from app.text import clean

_OFF = ("link", "image", "autolink", "linkify", "html_inline", "html_block", "reference", "lheading")


def parser() -> MarkdownIt:
    """Return a parser that leaves links as they were written and cleans what entities would smuggle in."""
    markdown = MarkdownIt("gfm-like", {"html": False, "linkify": False}).disable(list(_OFF), ignoreInvalid=True)
    markdown.core.ruler.push("calm", _calm)
    return markdown


def _calm(state: StateCore) -> None:
    for token in state.tokens:
        token.content, token.info = clean(token.content), clean(token.info, keep_newlines=False)
        for child in token.children or ():
            child.content = clean(child.content)
    _headings_to_bold(state.tokens)


def _headings_to_bold(tokens: list[Token]) -> None:
    inside = False
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            inside = token.type == "heading_open"
            token.type, token.tag = token.type.replace("heading", "paragraph"), "p"
        elif inside and token.type == "inline":
            strong = Token("strong_open", "strong", 1), Token("strong_close", "strong", -1)
            token.children = [strong[0], *(token.children or ()), strong[1]]


class Code(MarkdownFence):
    """A block of code as it stands: no lexer is chosen by a model's word."""

    @classmethod
    def highlight(cls, code: str, language: str, ansi: bool = False, dark: bool = False) -> Content:  # noqa: ARG003, FBT001, FBT002  # Textual's signature
        """Return the code as it stands."""
        return Content(code)


class Rows(MarkdownTable):
    """A table of plain cells that wrap; Textual's own reads markup in what it shows beside the mouse."""

    def drawn(self) -> Table:
        """Return the table as it stands now."""
        headers, rows = self._get_headers_and_rows()
        drawn = Table(box=SIMPLE_HEAD, header_style="bold", pad_edge=False, show_edge=False)
        for header in headers:
            drawn.add_column(Text(header.plain), overflow="fold")
        for row in rows:
            drawn.add_row(*(Text(cell.plain) for cell in row))
        return drawn

    def compose(self) -> ComposeResult:
        """Lay out the table."""
        yield Static(self.drawn())

    async def _update_from_block(self, block: MarkdownBlock) -> None:
        if isinstance(block, Rows):
            self.query_one(Static).update(block.drawn())
        else:
            await super()._update_from_block(block)


_BLOCKS: dict[str, type[MarkdownBlock]] = {**Markdown.BLOCKS, "fence": Code, "code_block": Code, "table_open": Rows}


class Prose(Markdown):
    """A model's Markdown; `grow` draws what has been added since."""

    BLOCKS = _BLOCKS

    def __init__(self, text: str, *, classes: str = "") -> None:
        self._sure = ""
        self._drawn = self._cleaned(text)
        super().__init__(self._drawn, classes=classes, parser_factory=parser, open_links=False)

    async def grow(self, text: str) -> None:
        """Draw the whole text, adding to what is drawn where it only got longer."""
        whole = self._cleaned(text)
        drawn, self._drawn = self._drawn, whole
        if whole.startswith(drawn):
            if added := whole[len(drawn) :]:
                await self.append(added)
        else:
            await self.update(whole)

    def _cleaned(self, text: str) -> str:
        """Return the clean text; lines that were found clean as they stand are not looked at once more."""
        sure = self._sure if text.startswith(self._sure) else ""
        rest = text[len(sure) :]
        cleaned = clean(rest)
        end = rest.rfind("\n") + 1
        self._sure = sure + rest[:end] if cleaned.startswith(rest[:end]) else sure
        return sure + cleaned
