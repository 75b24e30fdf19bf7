"""Provenance: places by pointer, the nearest above, and the file that holds them."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spec.diagnostics import DiagnosticError
from spec.location import Location
from spec.passes import Passed
from spec.passes.places import published_places
from spec.provenance import MAX_ALSO, Provenance, all_of, dump, load
from spec.report import Departure

ROW = Location("page.html", 12, ("4.1 List bells", "4-2 Response", "row 3"))
OTHER = Location("page.html", 40, ("4.2 Show a bell",))

_STEPS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8).filter(
    lambda step: not step.startswith("row ") and " > " not in step
)
_PLACES = st.builds(
    lambda document, line, named, row: Location(
        document, line, (*named, *([f"row {row}"] if len(named) == 2 and row else []))
    ),
    _STEPS,
    st.integers(0, 10**6),
    st.lists(_STEPS, max_size=2),
    st.integers(0, 10**5),
)


@given(st.dictionaries(_STEPS.map("/".__add__), st.lists(_PLACES, min_size=1, max_size=3)))
def test_a_file_holds_what_was_written(
    tmp_path_factory: pytest.TempPathFactory, places: dict[str, list[Location]]
) -> None:
    """What is written to a file and read again has the same places, all of them, whatever their text."""
    whole = Provenance({p: v[0] for p, v in places.items()}, {p: tuple(v[1:]) for p, v in places.items() if v[1:]})
    path = tmp_path_factory.mktemp("places") / "provenance.json"
    path.write_text(dump(whole), encoding="utf-8")
    assert load(path) == whole


def test_the_nearest_pointer_above_counts() -> None:
    """What has no place of its own has that of the nearest pointer above it; the root has none."""
    known = Provenance({"/components/schemas/Bell": OTHER, "/components/schemas/Bell/properties/tone": ROW})
    assert (
        known.nearest("/components/schemas/Bell/properties/tone/enum/0") == "/components/schemas/Bell/properties/tone"
    )
    assert known.nearest("/components/schemas/Bell/properties/size") == "/components/schemas/Bell"
    assert known.nearest("/components/schemas/Bellows") is None


def test_places_are_kept_once_and_bounded() -> None:
    """Of many places the first ones are kept, each once, in their order."""
    many = [Location("a", line // 2) for line in range(200)]
    assert all_of(many) == tuple(Location("a", line) for line in range(MAX_ALSO + 1))


def test_places_follow_what_was_published() -> None:
    """A 204 that became 200 takes its place along, with all below it; what was taken out loses it; tags find theirs."""
    before = {"tags": [{"name": "铃铛"}], "paths": {"/bells": {"get": {"responses": {"204": {}}}}}}
    scraped = Provenance(
        {
            "/paths/~1bells/get": ROW,
            "/paths/~1bells/get/responses/204": OTHER,
            "/paths/~1bells/get/responses/204/headers/X-Tone": ROW,
            "/paths/~1gone/get": ROW,
            "/tags/0": OTHER,
        },
        {"/paths/~1gone/get": (OTHER,), "/tags/0": (ROW,)},
    )
    after = {
        "tags": [{"name": "other"}, {"name": "bells", "x-title": "铃铛"}],
        "paths": {"/bells": {"get": {"tags": ["other"], "responses": {"200": {"headers": {"X-Tone": {}}}}}}},
    }
    departures = (Departure("/paths/~1bells/get/responses/200", "publish", "a body"),)
    moved = published_places(scraped, before, Passed(after, departures))
    assert moved == Provenance(
        {
            "/paths/~1bells/get": ROW,
            "/paths/~1bells/get/responses/200": OTHER,
            "/paths/~1bells/get/responses/200/headers/X-Tone": ROW,
            "/tags/0": ROW,
            "/tags/1": OTHER,
        },
        {"/tags/1": (ROW,)},
    )


@pytest.mark.parametrize(
    "text", ['{"/x": 1}', '{"/x": {"document": "a"}}', '{"/x": {"document": "a", "line": -1}}', '{"/x": {"line": 1}}']
)
def test_another_file_is_refused(tmp_path: Path, text: str) -> None:
    """A file that holds something else than places is named in one finding."""
    path = tmp_path / "provenance.json"
    path.write_text(text)
    with pytest.raises(DiagnosticError) as raised:
        load(path)
    assert [d.code for d in raised.value.diagnostics] == ["SPC080"]
