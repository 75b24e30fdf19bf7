"""Conflicts of the documents against hand-checked ones: of the embedded facts editions, and of the originals."""

from functools import cache
from pathlib import Path

import pytest

from apiscribe.build import read_sources
from apiscribe.config import Config, load_config
from scraper import scrape
from spec.conflicts import Conflict, Conflicts

EMBEDDED = Path(__file__).resolve().parents[2] / "scraper" / "corpus" / "modelarts"
ORIGINALS = Path(__file__).resolve().parents[3] / "shared" / "corpus" / "pages"

LIST = "GET /v2/{project_id}/datasets/{dataset_id}/tasks"
CREATE = "POST /v2/{project_id}/datasets/{dataset_id}/tasks"
TASK = "response 200 field `tasks[]."
SAMPLES = (f"{TASK}config.samples[].", f"{TASK}result.samples[].")
CONFIG = "request field `config."

TRUTH = (
    (LIST, "query parameter `type`", "values"),
    *((LIST, f"{at}labels[].property.@modelarts:target_id`", "field") for at in SAMPLES),
    *((LIST, f"{at}labels[].property.@modelarts:to`", "field") for at in SAMPLES),
    *((LIST, f"{at}metadata.@modelarts:import_origin`", "field") for at in SAMPLES),
    *((LIST, f"{at}labels[].property.@modelarts:shape`", "spelling") for at in SAMPLES),
    *((LIST, f"{at}labels[].score`", "range") for at in SAMPLES),
    (LIST, f"{TASK}result.confidence_scope`", "range"),
    (LIST, f"{TASK}result.dataset_name`", "length"),
    (LIST, f"{TASK}export_type`", "example field"),
    (LIST, f"{TASK}result.continuity`", "example field"),
    (LIST, f"{TASK}result.hard_select_tasks[].id`", "example field"),
    (LIST, f"{TASK}config.algorithm_type`", "example value"),
    (CREATE, "request field `task_type`", "values"),
    (CREATE, f"{CONFIG}export_params.sample_state`", "spelling"),
    (CREATE, f"{CONFIG}export_params.search_conditions[].label_list.labels[].type`", "values"),
    (CREATE, f"{CONFIG}samples[].labels[].type`", "values"),
    (CREATE, f"{CONFIG}samples[].labels[].property.@modelarts:target`", "field"),
    (CREATE, f"{CONFIG}samples[].labels[].property.@modelarts:to`", "field"),
    (CREATE, f"{CONFIG}samples[].metadata.@modelarts:import_origin`", "field"),
    (CREATE, f"{CONFIG}samples[].labels[].property.@modelarts:shape`", "spelling"),
    (CREATE, f"{CONFIG}samples[].labels[].score`", "range"),
    (CREATE, "request field `type`", "example field"),
    (CREATE, "request field `export_type`", "example field"),
    (CREATE, f"{CONFIG}n_clusters`", "example value"),
    ("", "schema `SampleLabelProperty` field `@modelarts:target_id`", "name"),
)
"""Operation, subject and kind of what careful reading of two operations found."""


def configuration() -> Config:
    """Give the configuration of the embedded documents."""
    return load_config(EMBEDDED / "apiscribe.toml")


@cache
def conflicts(folder: Path) -> Conflicts:
    """Give the conflicts of the four documents as they stand in a folder."""
    return scrape(read_sources(configuration(), folder).sources).conflicts


def found(folder: Path, operation: str, subject: str, kind: str) -> list[Conflict]:
    """Give the conflicts of a kind about a subject of an operation."""
    return [
        conflict
        for conflict in conflicts(folder).conflicts
        if (conflict.operation, conflict.kind) == (operation, kind) and subject in (conflict.subject, *conflict.also)
    ]


@pytest.mark.parametrize(("operation", "subject", "kind"), TRUTH)
def test_what_careful_reading_found_is_found(operation: str, subject: str, kind: str) -> None:
    """Each hand-checked disagreement of two operations is among the conflicts, with both places."""
    conflict, *_ = found(EMBEDDED, operation, subject, kind)
    assert len(conflict.readings) > 1
    assert all(reading.place.line for reading in conflict.readings)


@pytest.mark.skipif(not ORIGINALS.exists(), reason="../shared is not there")
@pytest.mark.parametrize(("operation", "subject", "kind"), TRUTH)
def test_what_careful_reading_found_is_found_in_the_originals(operation: str, subject: str, kind: str) -> None:
    """The original documents give the same conflicts."""
    assert found(ORIGINALS, operation, subject, kind)


def test_what_documents_state_alike_is_no_conflict() -> None:
    """Of the two operations nothing else is told than what is known to differ."""
    known = {(operation, subject) for operation, subject, _ in TRUTH}
    others = [
        (conflict.operation, conflict.subject)
        for conflict in conflicts(EMBEDDED).conflicts
        if conflict.operation in (LIST, CREATE) and (conflict.operation, conflict.subject) not in known
    ]
    assert sorted(others) == [
        (LIST, "operation"),
        (CREATE, "operation"),
        (CREATE, f"{CONFIG}collect_rule`"),
    ]


def test_numbers_by_kind() -> None:
    """The whole embedded reference has so many conflicts of each kind that merging finds."""
    merged = [conflict for conflict in conflicts(EMBEDDED).conflicts if conflict.told is None]
    kinds = [str(conflict.kind) for conflict in merged if conflict.operation]
    assert {kind: kinds.count(kind) for kind in sorted(set(kinds))} == {
        "default": 1,
        "example field": 3,
        "example value": 1,
        "field": 6,
        "length": 1,
        "range": 3,
        "spelling": 3,
        "values": 3,
    }


def test_documents_count_in_the_order_of_their_dates() -> None:
    """The sources stand with what is known of them: date, language and kind."""
    sources = [(source.date, source.language, source.kind) for source in conflicts(EMBEDDED).sources]
    assert sources == [
        ("2025-02-11", "zh", "text"),
        ("2024-03-04", "en", "html"),
        ("2021", "zh", "markdown"),
        ("2021", "zh", "markdown"),
    ]
