"""Cells with spans to one rectangle. Knows nothing of what tables are about."""

from collections.abc import Iterable, Sequence

from scraper.document import Cell, Row

MAX_COLUMNS = 64
MAX_SPAN_ROWS = 2000

SpanCell = tuple[Cell, int, int]


def expand_spans(rows: Iterable[tuple[int, Sequence[SpanCell]]]) -> tuple[Row, ...]:
    """Give the grid of `rows`, each a line number and its cells as (cell, colspan, rowspan).

    A spanning cell stands at each place that it covers. Spans beyond MAX_COLUMNS and MAX_SPAN_ROWS are cut.
    """
    grid: list[Row] = []
    open_spans: dict[int, tuple[Cell, int]] = {}
    for line, cells in rows:
        out: list[Cell] = []
        queue = list(cells)
        queue.reverse()
        while len(out) < MAX_COLUMNS:
            column = len(out)
            above = open_spans.get(column)
            if above:
                cell, left = above
                out.append(cell)
                if left > 1:
                    open_spans[column] = (cell, left - 1)
                else:
                    del open_spans[column]
            elif queue:
                cell, columns, down = queue.pop()
                for _ in range(min(max(columns, 1), MAX_COLUMNS - column)):
                    if down > 1:
                        open_spans[len(out)] = (cell, min(down, MAX_SPAN_ROWS) - 1)
                    out.append(cell)
            else:
                break
        grid.append(Row(tuple(out), line))
    return tuple(grid)
