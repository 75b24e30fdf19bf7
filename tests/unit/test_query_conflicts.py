"""The query of a documented request against the query parameters."""

import pytest

from scraper import Source, scrape

ASKED = (
    "4.1 List\nURI\nGET /v1/bells\nRequest Parameters\nTable 4-1 Query parameters\n"
    "Parameter\tMandatory\tType\tDescription\n"
    "limit\tNo\tInteger\tNumber. The value ranges from 1 to 9.\n"
    "tone\tNo\tString\tTone. The options are as follows: • LOW: low • HIGH: high\nloud\tNo\tBoolean\tLoud.\n"
    "Example Requests\n```\nGET https://{endpoint}/v1/bells%s\n```\n"
)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", []),
        ("?limit=3&tone=LOW&loud=true", []),
        ("?limit={limit}&tone=****&loud=", []),
        ("??limit=3& tone=HIGH", []),
        ("?limit=30", [("example value", "limit", 30)]),
        ("?limit=many", [("example value", "limit", "many")]),
        ("?tone=low&loud=1", [("example value", "tone", "low"), ("example value", "loud", "1")]),
        ("?pitch=3&limit=4", [("example field", "pitch", "3")]),
    ],
)
def test_the_query_of_an_example_is_compared_with_the_parameters(
    query: str, expected: list[tuple[str, str, object]]
) -> None:
    """A name that no row lists and a value that its row refuses are conflicts; what is made up is none."""
    scraped = scrape([Source("page", (ASKED % query).encode())])
    found = [(str(c.kind), c.subject.split("`")[1], c.readings[0].value) for c in scraped.conflicts.conflicts]
    assert found == expected
    assert all(r.place.line for c in scraped.conflicts.conflicts for r in c.readings)
