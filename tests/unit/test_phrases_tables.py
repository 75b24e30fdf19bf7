"""Every wording is data with its own test sentence; these tests run each of them."""

import pytest

from scraper.phrases.bounds import Bounds, read_bounds
from scraper.phrases.clauses import CHAINS, SENTENCES, read_clauses
from scraper.phrases.defaults import HINTED, MARKERS, NOT_DEFAULTS, REVERSED, STATED, read_default
from scraper.phrases.enums import read_choices
from scraper.phrases.formats import FORMATS, NOT_FORMATS, read_format
from scraper.phrases.inline import BRACKETS, EXAMPLES, LEADS, PAIRS, SINGLE_LEADS, read_inline
from scraper.phrases.items import FORMS, LOOSE_FORMS, ChoiceList, read_item
from scraper.phrases.layout import Piece
from scraper.phrases.leads import CLOSED_LEADS, JOINED, OTHER_LEADS, VETOES
from scraper.phrases.lengths import ITEM_COUNTS, LENGTHS, NOT_COUNTS, NOT_LENGTHS, read_item_count, read_length
from scraper.phrases.patterns import Exclusion, Pattern
from scraper.phrases.ranges import NOT_RANGES, RANGES, read_range
from scraper.phrases.reading import Kind

BOUNDS = [
    *((pattern, read_range) for pattern in RANGES),
    *((pattern, read_length) for pattern in LENGTHS),
    *((pattern, read_item_count) for pattern in ITEM_COUNTS),
]
NO_BOUNDS = [
    *((exclusion, read_range, RANGES) for exclusion in NOT_RANGES),
    *((exclusion, read_length, LENGTHS) for exclusion in NOT_LENGTHS),
    *((exclusion, read_item_count, ITEM_COUNTS) for exclusion in NOT_COUNTS),
]


def name(value: object) -> str:
    """The name of a pattern in a test's own name."""
    return value.name.replace(" ", "-") if isinstance(value, Pattern | Exclusion) else ""


def values(text: str, found: ChoiceList | None) -> str:
    """The values of a list, as the tables write them down."""
    return "|".join(text[slice(*item.value)] for item in found.items) if found else ""


@pytest.mark.parametrize(("pattern", "read"), BOUNDS, ids=name)
def test_each_wording_of_a_bound_gives_what_stands_beside_it(pattern, read):
    """The example of a bound's wording gives the bounds beside it, by that wording."""
    bounds = read(pattern.example)
    assert (str(bounds), pattern.name in bounds.names) == (pattern.expect, True)


@pytest.mark.parametrize(("exclusion", "read", "table"), NO_BOUNDS, ids=name)
def test_what_looks_like_a_bound_gives_none(exclusion, read, table):
    """The example of an exclusion would give bounds without it and gives none with it."""
    assert read_bounds(exclusion.example, table) != Bounds()
    assert read(exclusion.example) == Bounds()


@pytest.mark.parametrize("pattern", [*LEADS, *SINGLE_LEADS, *BRACKETS, *PAIRS], ids=name)
def test_each_wording_of_a_list_in_a_sentence_gives_its_values(pattern):
    """The example of a wording in front of a list gives the values beside it, by that wording."""
    found = read_inline(pattern.example)
    assert found is not None
    assert (found.pattern, values(pattern.example, found)) == (pattern.name, pattern.expect)


@pytest.mark.parametrize("exclusion", EXAMPLES, ids=name)
def test_examples_and_recommendations_are_no_list(exclusion):
    """What only looks like a closed list inside a sentence gives none."""
    assert exclusion.regex.search(exclusion.example)
    assert read_inline(exclusion.example) is None


@pytest.mark.parametrize("pattern", [*SENTENCES, *CHAINS], ids=name)
def test_each_form_of_clauses_gives_its_values(pattern):
    """Clauses that each start with a value give these values."""
    found = read_clauses(pattern.example)
    assert found is not None
    assert (found.pattern, values(pattern.example, found)) == (pattern.name, pattern.expect)


@pytest.mark.parametrize("pattern", [*FORMS, *LOOSE_FORMS], ids=name)
def test_each_form_of_an_item_gives_value_and_label(pattern):
    """An item gives its value and its label, by the form that stands beside it."""
    text = pattern.example
    found = read_item(text, Piece(0, 0, len(text), item=True), loose=pattern in LOOSE_FORMS)
    assert found is not None
    item, form = found
    assert (form, f"{text[slice(*item.value)]}|{text[slice(*item.label)]}") == (pattern.name, pattern.expect)


@pytest.mark.parametrize("pattern", CLOSED_LEADS, ids=name)
def test_each_lead_closes_the_list_behind_it(pattern):
    """A lead closes the list behind it, so that its items may be shown in any form."""
    lead = pattern.example.split("\n")[0]
    assert next(other.name for other in CLOSED_LEADS if other.regex.search(lead)) == pattern.name
    assert values(pattern.example, read_choices(pattern.example, Kind.STRING)) == pattern.expect


@pytest.mark.parametrize("exclusion", [*OTHER_LEADS, *VETOES, *JOINED], ids=name)
def test_other_lists_are_no_closed_lists(exclusion):
    """Rules, examples, parts of a value and lists that say that they are open give no values."""
    lead = exclusion.example.split("\n")[0] if exclusion in OTHER_LEADS else exclusion.example
    assert exclusion.regex.search(lead)
    assert read_choices(exclusion.example, Kind.STRING) is None


@pytest.mark.parametrize("pattern", [*STATED, *HINTED, *REVERSED, *MARKERS], ids=name)
def test_each_wording_of_a_default_gives_it(pattern):
    """The example of a default's wording gives the literal beside it, by that wording."""
    listed = read_choices(pattern.example, Kind.STRING)
    found = read_default(pattern.example, Kind.STRING, listed.items if listed else ())
    assert found is not None
    assert (found.pattern, found.value) == (pattern.name, pattern.expect)


@pytest.mark.parametrize("exclusion", NOT_DEFAULTS, ids=name)
def test_the_word_default_alone_is_no_default(exclusion):
    """Things that are called default are no defaults of the field."""
    assert exclusion.regex.search(exclusion.example)
    assert read_default(exclusion.example, Kind.STRING, ()) is None


@pytest.mark.parametrize("pattern", FORMATS, ids=name)
def test_each_wording_of_a_format_gives_it(pattern):
    """The example of a format's wording gives the name that JSON Schema has for it."""
    found = read_format(pattern.example)
    assert found is not None
    assert found.name == pattern.expect


@pytest.mark.parametrize("exclusion", NOT_FORMATS, ids=name)
def test_a_format_in_doubt_is_none(exclusion):
    """What a standard format would refuse is not called by its name."""
    assert read_format(exclusion.example) is None


def test_names_tell_the_wordings_of_a_table_apart():
    """No two wordings of a table have one name, as a name must say which of them fired."""
    for table in (RANGES, LENGTHS, ITEM_COUNTS, LEADS, SINGLE_LEADS, PAIRS, CLOSED_LEADS, OTHER_LEADS, STATED, HINTED):
        names = [pattern.name for pattern in table]
        assert len(set(names)) == len(names)
