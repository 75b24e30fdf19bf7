"""A folder with as many pages as a test needs: copies of the embedded reference, each of other operations."""

import re
from importlib import resources
from pathlib import Path

_PATH = re.compile(r"(?<=/)v(\d)(?=/)")


def write_copies(folder: Path, times: int) -> None:
    """Write the embedded documents `times` times, with other paths each time."""
    documents = [f for f in resources.files("scraper.corpus").joinpath("modelarts").iterdir() if f.name.endswith("txt")]
    for number in range(times):
        copy = folder / f"copy-{number:03}"
        copy.mkdir(parents=True)
        for document in documents:
            text = _PATH.sub(rf"v\1/copy{number}", document.read_text("utf-8"))
            (copy / document.name).write_text(text, "utf-8")
