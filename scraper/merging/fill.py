"""What a description lacks whole, taken from another one: a title, a table, an example, a status code."""

from dataclasses import replace

from scraper.reference import Operation, Response


def filled(first: Operation, other: Operation) -> Operation:
    """Fill the whole parts that `first` lacks. What is taken keeps the place where it stands."""
    codes = {r.code: r for r in other.responses}
    responses = [_filled_response(r, codes.pop(r.code, None)) for r in first.responses]
    responses += [r for r in codes.values() if not is_covered(r, first)]
    roles = {e.role for e in first.examples}
    same_path = first.path == other.path
    return replace(
        first,
        title=first.title or other.title,
        chapters=first.chapters or other.chapters,
        anchor=first.anchor or other.anchor,
        description=first.description or other.description,
        path_parameters=first.path_parameters or (other.path_parameters if same_path else ()),
        query_parameters=first.query_parameters or other.query_parameters,
        header_parameters=first.header_parameters or other.header_parameters,
        body=first.body or other.body,
        responses=tuple(sorted(responses, key=lambda r: r.code)),
        examples=(*first.examples, *(e for e in other.examples if e.role not in roles)),
        also=first.also if other.location == first.location else (*first.also, other.location),
    )


def is_covered(response: Response, operation: Operation) -> bool:
    """Tell whether a response that an operation does not list is the success that it lists under another code."""
    return response.code == "200" and any(r.code.startswith("2") for r in operation.responses)


def _filled_response(first: Response, other: Response | None) -> Response:
    if other is None:
        return first
    return replace(
        first,
        description=first.description or other.description,
        headers=first.headers or other.headers,
        body=first.body or other.body,
    )
