"""The examples of the embedded reference: found, joined, repaired, attached, disagreeing; no number may get worse."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from spec.files import load
from spec.model import operations
from spec.passes.examples import DOCUMENTED
from spec.report import Kind, Reason
from spec.report_file import load as load_report

PUBLISHED = Path(__file__).resolve().parents[1] / "spec" / "documents" / "modelarts"


@pytest.fixture(scope="module")
def counts() -> Counter[str]:
    """Count what a build made of the examples: what is committed, which `tests/test_build.py` holds fresh."""
    report = load_report(PUBLISHED / "report.json")
    found = Counter(d.code for d in report.diagnostics)
    for account in report.accounts:
        found["used"] += account.used.get(Kind.EXAMPLE, 0)
        found["joined"] += len(account.left_out.get((Kind.EXAMPLE, Reason.CONTINUED), ()))
    refused = {d.pointer for d in report.diagnostics if d.code == "EXA004"}
    found["refused"] = len(refused)
    for operation in operations(load(PUBLISHED / "openapi.yaml")):
        left = operation.value.get(DOCUMENTED, ())
        found["text"] += sum(isinstance(item.get("value"), str) and item["value"] != "" for item in left)
        found["attached"] += sum(len(body.get("examples", ())) for body in bodies(operation.value))
    return found


def bodies(operation: dict[str, Any]) -> list[dict[str, Any]]:
    """Give the media types of an operation's request and responses."""
    holders = [operation.get("requestBody", {}), *operation.get("responses", {}).values()]
    return [media_type for holder in holders for media_type in holder.get("content", {}).values()]


def test_blocks_are_all_accounted_for(counts: Counter[str]) -> None:
    """Blocks of example sections are examples, or parts of one; a build refuses any other."""
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
