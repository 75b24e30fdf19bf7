"""The example sections of an operation: blocks and lines in, examples out, every block accounted for."""

from scraper.document import Code
from scraper.examples.join import ExampleText, Piece, is_program, join_pieces, starts_piece
from spec.report import Accounting, Kind, Reason


class ExampleCollector:
    """Takes up the blocks and lines of example sections in the order of the page."""

    def __init__(self, accounting: Accounting) -> None:
        self._accounting = accounting
        self._pieces: list[Piece] = []
        self._section = 0
        self._title = ""

    def next_section(self) -> None:
        """Say that what follows stands under another section title or status."""
        self._section, self._title = self._section + 1, ""

    def add_code(self, block: Code, section: str, status: str) -> None:
        """Take up a code block of an example section."""
        self._accounting.expect(Kind.EXAMPLE, block, block.line)
        self._add(block.text, block.line, block, section, status)

    def add_line(self, text: str, line: int, section: str, status: str) -> None:
        """Take up a line between the code blocks: a part of an example, or the title of the next one."""
        if starts_piece(text):
            self._add(text, line, None, section, status)
        else:
            self._title = text

    def _add(self, text: str, line: int, block: Code | None, section: str, status: str) -> None:
        role = "request" if section in ("request_example", "example") else "response"
        code = "default" if section == "error_example" else status
        self._pieces.append(Piece(self._section, role, code, self._title, text, line, block))
        self._title = ""

    def finish(self) -> list[ExampleText]:
        """Give the examples. Blocks that go on with one are joined to it; texts of programs are left out."""
        examples: list[ExampleText] = []
        for example in join_pieces(self._pieces):
            if is_program(example):
                self._accounting.leave_out(Reason.COMMAND, *example.blocks)
                continue
            examples.append(example)
            self._accounting.use(*example.blocks[:1])
            self._accounting.leave_out(Reason.CONTINUED, *example.blocks[1:])
        return examples
