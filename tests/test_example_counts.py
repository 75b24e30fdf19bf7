"""The examples of the embedded reference: found, joined, repaired, attached, disagreeing; no number may get worse."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from apiscribe.build import Clock, build
from apiscribe.config import load_config
from spec.model import operations
from spec.passes.examples import DOCUMENTED
from spec.report import Kind, Reason

REPOSITORY = Path(__file__).resolve().parents[1]
EMBEDDED = REPOSITORY / "scraper" / "corpus" / "modelarts" / "apiscribe.toml"


@pytest.fixture(scope="module")
def counts(tmp_path_factory: pytest.TempPathFactory) -> Counter[str]:
    """Count what a build made of the examples."""
    built = build(load_config(EMBEDDED), EMBEDDED.parent, tmp_path_factory.mktemp("out"), Clock())
    found = Counter(d.code for d in built.report.diagnostics)
    for account in built.report.accounts:
        found["used"] += account.used.get(Kind.EXAMPLE, 0)
        found["joined"] += len(account.left_out.get((Kind.EXAMPLE, Reason.CONTINUED), ()))
        found["undecided"] += len(account.undecided.get(Kind.EXAMPLE, ()))
    refused = {d.pointer for d in built.report.diagnostics if d.code == "EXA004"}
    found["refused"] = len(refused)
    for operation in operations(built.document):
        left = operation.value.get(DOCUMENTED, ())
        found["text"] += sum(isinstance(item.get("value"), str) and item["value"] != "" for item in left)
        found["attached"] += sum(len(body.get("examples", ())) for body in bodies(operation.value))
    return found


def bodies(operation: dict[str, Any]) -> list[dict[str, Any]]:
    """Give the media types of an operation's request and responses."""
    holders = [operation.get("requestBody", {}), *operation.get("responses", {}).values()]
    return [media_type for holder in holders for media_type in holder.get("content", {}).values()]


def test_blocks_are_all_accounted_for(counts: Counter[str]) -> None:
    """Every block of an example section is an example, or a part of one."""
    assert counts["undecided"] == 0
    assert counts["used"] >= 590
    assert counts["joined"] >= 135


def test_nearly_all_examples_are_read(counts: Counter[str]) -> None:
    """Broken examples are repaired and told; none is left as text."""
    assert counts["EXA002"] >= 90
    assert counts["EXA001"] <= 2
    assert counts["text"] <= 2


def test_most_examples_are_attached(counts: Counter[str]) -> None:
    """Examples that their schema takes are attached; those that it refuses are told."""
    assert counts["attached"] >= 325
    assert counts["refused"] <= 105
    assert counts["EXA003"] > 0
