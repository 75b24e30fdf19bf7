"""What holds for all tests: a crash is a defect, also where a user would get a finding of it."""

from collections.abc import Iterator

import pytest
from hypothesis import settings

from scraper import Source, reading

# How long one example takes is the machine's doing; what must be quick has a test that says how quick.
settings.register_profile("apiscribe", settings.get_profile(settings.get_current_profile_name()), deadline=None)
settings.load_profile("apiscribe")


def seen(_: Source, error: Exception) -> None:
    """Let a crash of a reader be seen."""
    raise error


@pytest.fixture(scope="session", autouse=True)
def crashes_are_seen() -> Iterator[None]:
    """A document that makes its reader crash fails the test that reads it; `crashed` may be put back."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "crashed", seen)
        yield
