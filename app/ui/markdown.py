"""Reads a model's Markdown as text: no links to click, no HTML, no images, no ids made of its words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from textual.content import Content, Span

from app.text import clean
from app.ui.blocks import CODE, MARK, Block, Code, Flow, Grid, Part, Rule
from app.ui.theme import MUTED

_OFF = ("link", "image", "autolink", "linkify", "html_inline", "html_block", "reference", "lheading")
_STYLES = {"em_open": "italic", "strong_open": "bold", "s_open": "strike"}
_BULLETS = "•▪‣⭑◦"
_BAR = Content.styled("▌ ", MUTED)


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


def read(text: str) -> list[Block]:
    """Return clean Markdown as the blocks that are drawn one below the other, whatever stands inside what."""
    return list(_Reader().blocks(parser().parse(text)))


@dataclass(slots=True)
class _Around:
    """A list item or a quotation that is open: what stands before its first line, and before the others."""

    lead: Content
    hang: Content
    begun: bool = False
    wrote: bool = False


@dataclass(slots=True)
class _Reader:
    around: list[_Around] = field(default_factory=list)
    lists: int = 0
    fresh: bool = False
    cut: int | None = None
    heading: bool = False

    def blocks(self, tokens: Sequence[Token]) -> Iterator[Block]:
        """Yield the blocks of a parsed text."""
        table: list[Token] | None = None
        for token in tokens:
            self._at(token)
            if token.type == "table_open":
                table = []
            elif table is not None and token.type == "table_close":
                yield self._block(_grid(table))
                table = None
            elif table is not None:
                table.append(token)
            else:
                yield from self._one(token)

    def _at(self, token: Token) -> None:
        if token.map is not None and token.nesting >= 0 and token.level == 0:
            self.fresh, self.cut = True, token.map[0]
        elif token.map is not None and token.type == "list_item_open" and token.level == 1:
            self.cut = token.map[0]

    def _one(self, token: Token) -> Iterator[Block]:
        match token.type:
            case "list_item_close" | "blockquote_close":
                if not self.around[-1].begun:
                    yield self._block(Flow(Content("")))
                self.around.pop()
            case "inline":
                yield self._block(Flow(inline(token, bold=self.heading)))
            case "hr":
                yield self._block(Rule())
            case "fence" | "code_block":
                yield self._block(Code(token.content.rstrip("\n")))
            case _ if token.content:
                yield self._block(Flow(Content(token.content)))
            case _:
                self._enter(token)

    def _enter(self, token: Token) -> None:
        match token.type:
            case "bullet_list_open" | "bullet_list_close":
                self.lists += token.nesting
            case "list_item_open":
                bullet = _BULLETS[(self.lists - 1) % len(_BULLETS)]
                lead = f" {token.info}{token.markup} " if token.info else f"{bullet} "
                self.around.append(_Around(Content.styled(lead, MARK), Content(" " * len(lead))))
            case "blockquote_open":
                self.around.append(_Around(_BAR, _BAR))
            case "heading_open" | "heading_close":
                self.heading = token.nesting == 1
            case _:
                pass

    def _block(self, part: Part) -> Block:
        inside = self.around[-1] if self.around else None
        apart = self.fresh or (inside is not None and inside.wrote)
        blank = Content("").join([each.hang for each in self.around if each.begun])
        lead = Content("").join([each.hang if each.begun else each.lead for each in self.around])
        hang = Content("").join([each.hang for each in self.around])
        for each in self.around:
            each.begun = True
            each.wrote = each is inside
        block = Block(part, lead, hang, blank if apart else None, self.cut)
        self.fresh, self.cut = False, None
        return block


def inline(token: Token, *, bold: bool = False) -> Content:
    """Return a run of words with its emphasis; whatever else may stand among them is shown as it was written."""
    text, spans = "", []
    opened: list[tuple[str, int]] = [("bold", 0)] if bold else []
    for child in token.children or ():
        if style := _STYLES.get(child.type):
            opened.append((style, len(text)))
        elif child.type in {"em_close", "strong_close", "s_close"}:
            style, start = opened.pop()
            spans.append(Span(start, len(text), style))
        elif child.type == "code_inline":
            spans.append(Span(len(text), len(text) + len(child.content), CODE))
            text += child.content
        else:
            text += {"softbreak": " ", "hardbreak": "\n"}.get(child.type, child.content)
    spans += [Span(start, len(text), style) for style, start in opened]
    return Content(text, spans)


def _grid(tokens: Sequence[Token]) -> Grid:
    rows: list[list[str]] = []
    for token in tokens:
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append(inline(token).plain)
    return Grid(tuple(tuple(row) for row in rows))
