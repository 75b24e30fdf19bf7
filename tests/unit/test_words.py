"""Words in names of APIs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spec.words import singular

PLURALS = {
    "roses": "rose", "policies": "policy", "ties": "tie", "boxes": "box", "classes": "class", "batches": "batch",
    "apis": "api", "URIs": "URI", "gpus": "gpu", "vCPUs": "vCPU", "Jobs": "Job", "datasets": "dataset",
}  # fmt: skip
SINGULARS = ["status", "analysis", "axis", "basis", "bus", "corpus", "os", "OBS", "alias", "previous", "this", "class"]


@pytest.mark.parametrize(("plural", "one"), PLURALS.items())
def test_plurals_have_their_singular(plural: str, one: str) -> None:
    """The plurals that APIs use give their singular, in the case that they have."""
    assert singular(plural) == one


@pytest.mark.parametrize("word", [*SINGULARS, *PLURALS.values()])
def test_a_singular_stays(word: str) -> None:
    """A word that only looks like a plural is left as it is, and so is what is the singular already."""
    assert singular(word) == word


@given(st.text(max_size=40))
def test_any_text_is_cut_at_its_end_alone(text: str) -> None:
    """No text fails, and nothing but the end of a plural goes."""
    one = singular(text)
    assert one == text or text.startswith(one.removesuffix("y"))
