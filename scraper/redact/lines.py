"""Which lines of text are facts: titles, captions, status lines, requests, links to pages; the rest is prose."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from scraper.document import Block, Code, Document, Heading, Paragraph, Table, Text
from scraper.extract.general import FRONT_BLOCKS
from scraper.extract.marks import CaptionMark, ContentsEntry, Mark, SectionMark, StatusMark, Title, read_marks
from scraper.extract.scopes import read_outline
from scraper.extract.uri import MAX_REQUEST_LINES, count_request_lines, parse_request_line
from scraper.phrases.description import merged
from scraper.phrases.patterns import Span
from scraper.profiles.profile import load_profile, squeeze
from scraper.redact.prose import (
    count_han,
    count_words,
    has_letters,
    is_label,
    is_prose,
    is_sentence,
    is_wordy,
    keep_spans,
)

MAX_REQUEST = 800
MAX_CAPTION = 80
MAX_CODE_WORDS = 2

_STATUS_TEXT = re.compile(r"^\D{0,12}[1-5]\d\d(?!\d)")
_LINK_ONLY = re.compile(r"\s*https?://\S+\s*")


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of a block's plain text: the block's place, where the line begins in the text, the line, what it is."""

    block: int
    start: int
    text: str
    mark: Mark | None


class LineJudge:
    """Judges the paragraphs and headings of one document."""

    def __init__(self, document: Document, keep: Sequence[str] = ()) -> None:
        self.document = document
        self.keep = keep
        outline = read_outline(document)
        self.titles = {(s.title.line, s.title.text) for s in outline.scopes if s.title.text}
        self.entries = frozenset(e.line for e in outline.contents)
        numbers = [s.title.number for s in outline.scopes if s.requests]
        self.operations = frozenset(s.title.text for s in outline.scopes if s.requests)
        above = {n.rpartition(".")[0] for n in numbers} | {n.split(".")[0] for n in numbers}
        stated = {*numbers, *above}
        self.long_titles = {e.line: e.title for e in outline.contents if e.number not in stated}
        for scope in outline.scopes:
            if not scope.requests and scope.title.number not in stated:
                self.long_titles[scope.title.line] = scope.title.text

    def title_end(self, text: str, line: int) -> int:
        """Give where the title on a line is to be cut.

        One that no operation stands under goes where it is a sentence.
        """
        title = self.long_titles.get(line, "")
        if not title or title not in text or not is_prose(title):
            return len(text)
        start = text.index(title)
        end = next(n for n in range(len(title), 0, -1) if not is_prose(title[:n]))
        return start + end

    def captions(self) -> Iterator[str]:
        """Yield the captions of all tables."""
        for block in self.document.blocks:
            if isinstance(block, Table) and block.caption:
                yield block.caption.plain
                yield from (
                    m.title for m in self._marks(Paragraph(block.caption, block.line)) if isinstance(m, CaptionMark)
                )
            elif isinstance(block, Paragraph | Heading):
                yield from (m.title for m in self._marks(block) if isinstance(m, CaptionMark))

    def judge(self) -> dict[int, tuple[Span, ...]]:
        """Give, by the place of each paragraph and heading among the blocks, the ranges of its plain text to keep."""
        lines = list(self._lines())
        found: dict[int, list[Span]] = {
            i: [] for i, b in enumerate(self.document.blocks) if isinstance(b, Paragraph | Heading)
        }
        section = ""
        requests: set[int] = set()
        for index, line in enumerate(lines):
            if isinstance(line.mark, SectionMark):
                section = line.mark.role
            spans = [(0, len(line.text))] if index in requests else list(self._spans(line, section))
            if index not in requests and isinstance(line.mark, Paragraph):
                spans += self._request(lines, index, requests)
            spans += keep_spans(line.text, self.keep)
            found[line.block] += [(line.start + s, line.start + e) for s, e in spans]
        for block, start, end in self._front():
            found[block].append((start, end))
        for block in self._pending_captions():
            found[block].append((0, len(self._text(block))))
        return {block: _with_breaks(self._text(block), merged(spans)) for block, spans in found.items()}

    def _text(self, index: int) -> str:
        block = self.document.blocks[index]
        return block.text.plain if isinstance(block, Paragraph | Heading) else ""

    def _marks(self, block: Block) -> list[Mark]:
        dialect = "text" if isinstance(block, Heading) else self.document.dialect
        return read_marks(replace(self.document, blocks=(block,), dialect=dialect))

    def _lines(self) -> Iterator[_Line]:
        """Yield the lines of all paragraphs and headings."""
        for index, block in enumerate(self.document.blocks):
            if isinstance(block, Heading):
                marks = self._marks(block)
                yield _Line(index, 0, block.text.plain, marks[0] if marks else None)
            elif isinstance(block, Paragraph):
                start = 0
                for text in block.text.plain.split("\n"):
                    marks = self._marks(replace(block, text=Text(text, block.text.links)))
                    yield _Line(index, start, text, marks[0] if marks else None)
                    start += len(text) + 1

    def _spans(self, line: _Line, section: str) -> Iterator[Span]:
        whole = (0, len(line.text))
        mark, block = line.mark, self.document.blocks[line.block]
        if isinstance(block, Heading):
            if not is_sentence(line.text) or (block.line, mark.text if isinstance(mark, Title) else "") in self.titles:
                yield whole
        elif isinstance(mark, ContentsEntry) or (isinstance(mark, Title) and (mark.line, mark.text) in self.titles):
            yield (0, self.title_end(line.text, mark.line))
        elif mark is None or not has_letters(line.text) or isinstance(mark, SectionMark):
            yield whole
        elif isinstance(mark, Title):
            return
        elif isinstance(mark, CaptionMark):
            yield (0, _caption_end(line.text, mark.title))
        elif isinstance(mark, StatusMark):
            yield (
                whole if is_label(line.text) or self._has_caption(line.text, block) else _to_code(line.text, mark.code)
            )
        elif isinstance(mark, Paragraph):
            yield from self._text_spans(line, section)

    def _has_caption(self, text: str, block: Block) -> bool:
        return any(isinstance(m, CaptionMark) for m in self._marks(Paragraph(Text(text), block.line)))

    def _text_spans(self, line: _Line, section: str) -> Iterator[Span]:
        """The facts of running text."""
        whole = (0, len(line.text))
        text = line.text.removeprefix("• ").strip("* ")
        profile = load_profile()
        block = self.document.blocks[line.block]
        named = any(profile.match_line(name, text) for name in ("parent", "method_line", "path_line"))
        code = not count_han(text) and count_words(text) <= MAX_CODE_WORDS
        address = _LINK_ONLY.fullmatch(text) or _is_link(block)
        if squeeze(text) in profile.nothing or code or address or (named and len(text) <= MAX_CAPTION):
            yield whole
        elif section == "status" and (found := _STATUS_TEXT.match(line.text)):
            yield found.span()

    def _request(self, lines: Sequence[_Line], index: int, requests: set[int]) -> Iterator[Span]:
        """Keep a request line with the lines that go on with it, without the words behind the path."""
        following: list[str] = []
        for line in lines[index : index + MAX_REQUEST_LINES]:
            if not isinstance(line.mark, Paragraph):
                break
            following.append(line.text)
        wanted = parse_request_line(following)
        if wanted is None:
            return
        count = count_request_lines(following)
        requests.update(range(index + 1, index + count))
        text = lines[index].text
        end = len(text)
        if count == 1 and is_wordy(text):
            ends = [m.start() for m in re.finditer(r"\s", text[:MAX_REQUEST])]
            end = next((e for e in ends if parse_request_line([text[:e]]) == wanted), len(text))
        yield 0, end

    def _front(self) -> Iterator[tuple[int, int, int]]:
        """Find the name of the service and the date on the first page, which may stand on several lines."""
        blocks = [i for i, b in enumerate(self.document.blocks[:FRONT_BLOCKS]) if isinstance(b, Paragraph | Heading)]
        front = "\n".join(self._text(i) for i in blocks)
        for match in filter(None, (load_profile().match_line(name, front) for name in ("date", "service"))):
            offset = 0
            for index in blocks:
                length = len(self._text(index))
                start, end = max(match.start() - offset, 0), min(match.end() - offset, length)
                if start < end:
                    yield index, start, end
                offset += length + 1

    def _pending_captions(self) -> Iterator[int]:
        """Find lines in front of a table that name a structure or a place as a caption does."""
        last = -1
        for index, block in enumerate(self.document.blocks):
            if isinstance(block, Paragraph):
                last = index
            elif isinstance(block, Table) and last >= 0:
                text = self._text(last)
                if len(text) <= MAX_CAPTION and "\n" not in text and _names_table(text):
                    yield last
            elif not isinstance(block, Code):
                last = -1


def _is_link(block: Block) -> bool:
    """Tell whether a block is a list item that has nothing but a link, as lists of pages have."""
    if not isinstance(block, Paragraph) or not block.item or len(block.text.links) != 1:
        return False
    return squeeze(block.text.links[0].text) == squeeze(block.text.plain)


def _caption_end(text: str, title: str) -> int:
    return len(text) - len(title) if is_sentence(title) else len(text)


def _to_code(text: str, code: str) -> Span:
    return 0, text.find(code) + len(code)


def _names_table(text: str) -> bool:
    profile = load_profile()
    return bool(profile.captions.get(squeeze(text))) or any(p.match(text.strip(' *`"“”')) for p in profile.structures)


def _with_breaks(text: str, spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """Line breaks between kept lines are kept too."""
    return merged(
        [*spans, *((i, i + 1) for i, c in enumerate(text) if c == "\n" and _kept(spans, i - 1) and _kept(spans, i + 1))]
    )


def _kept(spans: Sequence[Span], place: int) -> bool:
    return any(s <= place < e for s, e in spans)
