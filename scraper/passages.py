"""The text of one place of a document: a row, a line, a title."""

from scraper.document import Code, Document, Row, Table


def passage(document: Document, line: int) -> str:
    """Give the text of the row or block that begins at a line, cells apart by bars; "" where none does.

    A line inside a code block is that line alone.
    """
    inside = ""
    for block in document.blocks:
        if isinstance(block, Table):
            row = next((row for row in block.rows if row.line == line), None)
            if row is not None:
                return _row_text(row)
        elif isinstance(block, Code):
            # one that goes on over page breaks has fewer lines than it takes on the page
            number = line - block.line
            lines = block.text.split("\n")
            inside = lines[number].strip() if 0 <= number < len(lines) else inside
        elif block.line == line:
            return _one_line(block.text.plain)
    return inside


def _row_text(row: Row) -> str:
    return " | ".join(_one_line(cell.text.plain) for cell in row.cells)


def _one_line(text: str) -> str:
    return " ".join(text.split())
