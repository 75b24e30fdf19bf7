"""The overlays of ModelArts: what they name, that they name all of it, and what they correct."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from spec import files
from spec.diagnostics import DiagnosticError
from spec.model import METHODS, operations
from spec.passes.names import read_names, record_names
from spec.passes.overlay import Action, Overlay, apply_overlay, load_overlay

Document = dict[str, Any]

SPEC = Path(__file__).resolve().parents[2] / "spec"
NAMES = load_overlay(SPEC / "overlays" / "modelarts.yaml")
CORRECTIONS = load_overlay(SPEC / "overlays" / "modelarts-corrections.yaml")
PUBLISHED = SPEC / "documents" / "modelarts" / "openapi.json"

_OPERATION = re.compile(rf"\$\.paths\['([^']+)'\]\.({'|'.join(METHODS)})")


def named_operations(overlay: Overlay) -> Iterator[tuple[str, str, Action]]:
    """Give path, method and action of everything that an overlay says of one operation as a whole."""
    for action in overlay.actions:
        if match := _OPERATION.fullmatch(action.target):
            yield match[1], match[2], action


UPDATES: list[Document] = [action.update for _, _, action in named_operations(NAMES)]


def skeleton() -> Document:
    """Make the least document that the overlay of names applies to: its operations, with titles as they are scraped."""
    paths: Document = {}
    for path, method, _ in named_operations(NAMES):
        paths.setdefault(path, {})[method] = {"summary": "标题", "tags": ["章"], "responses": {}}
    return {"openapi": "3.1.1", "info": {"title": "T", "version": "0"}, "tags": [{"name": "章"}], "paths": paths}


def tag_groups(document: Document) -> dict[str, list[str]]:
    """Give the tags of each group."""
    return {group["name"]: group["tags"] for group in document["x-tagGroups"]}


def test_each_operation_has_one_action_with_all_of_its_names() -> None:
    """No operation is named twice, and each gets operationId, summary and one tag."""
    counts = Counter((path, method) for path, method, _ in named_operations(NAMES))
    assert [key for key, count in counts.items() if count > 1] == []
    assert [update for update in UPDATES if update.keys() != {"operationId", "summary", "tags"}] == []
    assert [update for update in UPDATES if len(update["tags"]) != 1] == []


def test_operation_ids_are_unique_identifiers() -> None:
    """An operationId is CamelCase, an identifier, and no other's, in small letters too."""
    names = [update["operationId"] for update in UPDATES]
    assert [name for name in names if not re.fullmatch(r"[A-Z][A-Za-z0-9]+", name)] == []
    assert [name for name, count in Counter(map(str.lower, names)).items() if count > 1] == []


def test_summaries_are_short_phrases() -> None:
    """A summary is English, begins with a capital, ends without a stop, and has at most 8 words and 60 characters."""
    bad = [
        summary
        for summary in (update["summary"] for update in UPDATES)
        if not re.fullmatch(r"[A-Z][ -~]*[^.]", summary) or len(summary) > 60 or len(summary.split()) > 8
    ]
    assert bad == []


def test_tags_are_declared_used_and_grouped() -> None:
    """Every tag is declared once with its label, title and description, has operations, and is in one group."""
    document = apply_overlay(skeleton(), NAMES).document
    declared = [tag["name"] for tag in document["tags"]]
    used = {tag for operation in operations(document) for tag in operation.value["tags"]}
    assert sorted(declared) == sorted(used)
    assert [tag for tag in document["tags"] if tag.keys() != {"name", "x-displayName", "x-title", "description"}] == []
    assert [name for name in declared if not re.fullmatch(r"[a-z]+(-[a-z]+)*", name)] == []
    assert sorted(tag for tags in tag_groups(document).values() for tag in tags) == sorted(declared)


def test_the_names_apply_a_second_time_without_a_change() -> None:
    """Applied to its own result, the overlay of names gives the same document."""
    once = apply_overlay(skeleton(), NAMES).document
    assert apply_overlay(once, NAMES).document == once


def published() -> Document:
    """Load the published document; skip the test where it is not built yet."""
    if not PUBLISHED.exists():
        pytest.skip(f"{PUBLISHED.name} of ModelArts is not built")
    return files.load(PUBLISHED)


def test_the_names_cover_the_published_document() -> None:
    """The operations that the overlay names are those of the published document, none missing and none over."""
    there = {(operation.path, operation.method) for operation in operations(published())}
    assert {(path, method) for path, method, _ in named_operations(NAMES)} == there


def test_the_published_document_takes_the_names_twice() -> None:
    """Every action matches in the published document, and a second time nothing changes."""
    once = apply_overlay(published(), NAMES).document
    assert apply_overlay(once, NAMES).document == once


def test_legacy_tags_are_those_of_deprecated_operations() -> None:
    """A tag is in the legacy group exactly where all of its operations are deprecated."""
    document = apply_overlay(published(), NAMES).document
    current = {tag for op in operations(document) if not op.value.get("deprecated") for tag in op.value["tags"]}
    groups = tag_groups(document)
    assert set(groups["Current"]) == current
    assert current.isdisjoint(groups["Legacy"])


def test_names_given_out_are_kept() -> None:
    """The overlay gives no operation a name other than the recorded one."""
    recorded = read_names(SPEC / "names" / "modelarts.json")
    if not recorded.operations:
        pytest.skip("no names of ModelArts are recorded yet")
    record_names(apply_overlay(skeleton(), NAMES).document, recorded)


MISPRINTS = {
    "service_running_ininstance_count": "service_running_instance_count",
    "titile": "title",
    "nas_share_address": "nas_share_addr",
    "worker_server_number": "worker_server_num",
    "synchronize_automatically_labeling_data": "synchronize_auto_labeling_data",
    "resource_reserved_time_stamp": "resource_reserved_timestamp",
    "analysis_statuses": "analysis_status",
    "npv": "npu",
    "internationalization_description": "i18n_description",
    "peerVpId": "peerVpcId",
    "defaultGateway": "defaultGateWay",
}


def misprinted() -> Document:
    """Make a document with every misprint, each property in a schema that has another besides."""
    schemas: Document = {
        f"S{number}": {"properties": {"id": {"type": "string"}, name: {"type": "string"}}}
        for number, name in enumerate(MISPRINTS)
    }
    schemas |= {name: {"properties": {"code": {"type": "string"}}} for name in ("SkuInfo", "SkulInfo", "Skulnfo")}
    schemas["Peer"] = {
        "required": ["peerVpclId", "id"],
        "properties": {"peerVpclId": {"type": "string"}, "id": {"type": "string"}},
    }
    shape = {"type": "string", "enum": ["bbox", "circle"], "x-enumDescriptions": {"bbox": "矩形", "circle": "圆形"}}
    schemas["Shape"] = {"properties": {"shape": shape, "other": {"type": "string", "enum": ["circle"]}}}
    labels = {"PUBLIC": "问", "PRIVATE": "问"}
    schemas["Access"] = {"properties": {"type": {"type": "string", "x-enumDescriptions": labels}}}
    number = {"type": "integer"}
    schemas["Algorithm"] = {"properties": {"id": {**number}, "ai_project": {"type": "string"}}}
    schemas["Reason"] = {"properties": {"id": number}}
    flavors = [f"modelarts.pool.visual.{size}xlarge" for size in ("", 2)]
    schemas["Place"] = {"properties": {"flavor": {"type": "string", "enum": flavors}}}
    schemas["Volume"] = {"properties": {"category": {"type": "string", "enum": ["SFS", "EVS"]}}}
    parameters = [{"name": "limit", "in": "query"}, {"name": "contains_versions", "in": "query"}]
    paths = {"/v2/{project_id}/datasets": {"get": {"parameters": parameters}}}
    return {"paths": paths, "components": {"schemas": schemas}}


def test_corrections_put_right_what_is_misprinted() -> None:
    """Each misprint is found without the name of its schema and gives way to the right name, and nothing else does."""
    document = apply_overlay(misprinted(), CORRECTIONS).document
    schemas = document["components"]["schemas"]
    for number, right in enumerate(MISPRINTS.values()):
        assert schemas[f"S{number}"]["properties"].keys() == {"id", right}
    assert sorted(schemas["Peer"]["required"]) == ["id", "peerVpcId"]
    assert schemas["Peer"]["properties"].keys() == {"id", "peerVpcId"}
    shape = schemas["Shape"]["properties"]["shape"]
    assert sorted(shape["enum"]) == ["bndbox", "circle"]
    assert shape["x-enumDescriptions"] == {"bndbox": "矩形", "circle": "圆形"}
    assert schemas["Shape"]["properties"]["other"]["enum"] == ["circle"]
    assert {schemas[name]["x-same-as"] for name in ("SkulInfo", "Skulnfo")} == {"SkuInfo"}
    assert schemas["Access"]["properties"]["type"] == {"type": "string"}
    assert [schemas[name]["properties"]["id"]["type"] for name in ("Algorithm", "Reason")] == ["string", "integer"]
    assert schemas["Place"]["properties"]["flavor"] == {"type": "string"}
    assert schemas["Volume"]["properties"]["category"]["enum"] == ["SFS", "EVS", "EFS"]
    names = [parameter["name"] for parameter in document["paths"]["/v2/{project_id}/datasets"]["get"]["parameters"]]
    assert names == ["limit", "contain_versions"]


def test_corrections_leave_no_misprint() -> None:
    """The published document has none of the misprints as a name, or has all that the corrections take away."""
    document = published()
    with suppress(DiagnosticError):  # corrected already
        document = apply_overlay(document, CORRECTIONS).document
    text = json.dumps(document, ensure_ascii=False)
    wrong = [*MISPRINTS, "peerVpclId", "contains_versions", "bbox"]
    assert [name for name in wrong if f'"{name}":' in text or f'"name": "{name}"' in text] == []
