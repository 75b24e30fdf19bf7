"""Descriptions in our own words: what a name means, from a glossary written by hand, then the documented facts.

A glossary file has three parts:

    names:    a field, parameter or header -> its gloss; where it differs by place, `text` and, under `in`, those of
              single places: a schema, or the operationId for a parameter or header
    labels:   the documented label of a value -> English
    schemas:  a schema -> its gloss
"""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, NamedTuple

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError

from spec import files
from spec import pointer as pointers
from spec.diagnostics import Diagnostic, DiagnosticError
from spec.facts import code, facts, sentence
from spec.location import Location
from spec.model import Part, copied, walk
from spec.passes import Passed
from spec.passes.uses import bodies, document_fields, reference_of, uncapitalized
from spec.report import Departure

_Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, pattern=r"^[^\r\n]*$")]
_SUFFIXES = ("Request", "Response")
"""Ends of names that tell apart unequal schemas of one documented name: what it means is the same."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Gloss(_Strict):
    """What a name means: at the places of `in` as they say, elsewhere `text`."""

    text: _Line = ""
    places: dict[str, _Line] = Field(default={}, alias="in")


def _as_gloss(value: Any) -> Any:
    return {"text": value} if isinstance(value, str) else value


class Glossary(_Strict):
    """A file of glosses."""

    names: dict[str, Annotated[Gloss, BeforeValidator(_as_gloss)]] = {}
    labels: dict[str, _Line] = {}
    schemas: dict[str, _Line] = {}

    def gloss(self, name: str, place: str) -> str:
        """Give the sentence for a field, parameter or header at a place, empty where there is none."""
        found = self.names.get(name)
        return sentence(found.places.get(place, found.text)) if found else ""


NO_GLOSSARY = Glossary()


def load_glossary(path: Path) -> Glossary:
    """Read a glossary file. Raises DiagnosticError (GLO001) for what is none, with the place inside the file."""
    try:
        return Glossary.model_validate(files.load(path))
    except ValidationError as error:
        raise DiagnosticError(
            *(
                Diagnostic("GLO001", problem["msg"], Location(str(path)), pointer=pointers.join("", *problem["loc"]))
                for problem in error.errors(include_url=False, include_input=False)
            )
        ) from error


def describe_fields(document: dict[str, Any], glossary: Glossary = NO_GLOSSARY) -> Passed:
    """Describe each parameter, header, property and named schema that has no description: its gloss, then its facts.

    A schema without a gloss is told by the operations whose body it is, else by a property that holds it.
    """
    changed = copied(document)
    holders: dict[str, _Holder] = {}
    written: Counter[str] = Counter()
    for field in document_fields(changed):
        gloss = glossary.gloss(field.name, field.place)
        if target := reference_of(field.schema):
            holder = _Holder(field.name, field.place, target.inside, gloss)
            if not holders.setdefault(target.name, holder).gloss and gloss:
                holders[target.name] = holder
        written[field.pointer.split("/", 2)[1]] += _describe(field.node, field.schema, gloss, glossary)
    told = bodies(changed)
    for name, schema in _schemas(changed).items():
        gloss = _schema_gloss(name, glossary, told, holders.get(name))
        written["components"] += _describe(schema, schema, gloss, glossary)
    made = (
        Departure(f"/{part}", "glossary", f"{n} descriptions in words of our own") for part, n in written.items() if n
    )
    return Passed(changed, tuple(made))


class _Holder(NamedTuple):
    """A property that refers to a schema, itself or as what it holds many of."""

    name: str
    place: str
    inside: bool
    gloss: str

    def told(self) -> str:
        """Say what a schema is to the property."""
        if self.gloss and not self.inside:
            return self.gloss
        holder = f"{'Element' if self.inside else 'Value'} of {code(self.name)} in {code(self.place)}"
        return f"{holder}: {uncapitalized(self.gloss)}" if self.gloss else f"{holder}."


def _describe(node: dict[str, Any], schema: Any, gloss: str, glossary: Glossary) -> bool:
    if node.get("description"):
        return False
    known = facts(schema, labels=glossary.labels, deprecated=node.get("deprecated") is True)
    if text := known.after(gloss):
        node["description"] = text
    return bool(text)


def _schemas(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    components = document.get("components")
    schemas = components.get("schemas") if isinstance(components, dict) else None
    return {n: s for n, s in schemas.items() if isinstance(s, dict)} if isinstance(schemas, dict) else {}


def _schema_gloss(name: str, glossary: Glossary, told: dict[str, str], holder: _Holder | None) -> str:
    if own := glossary.schemas.get(name) or told.get(name, ""):
        return sentence(own)
    bases = (name.removesuffix(suffix) for suffix in _SUFFIXES if name.endswith(suffix))
    if base := next((glossary.schemas[base] for base in bases if base in glossary.schemas), ""):
        return sentence(base)
    return holder.told() if holder else ""


def stale_entries(glossary: Glossary, document: dict[str, Any], source: str) -> Iterator[Diagnostic]:
    """Yield a warning for each entry that nothing in the document matches; `source` is what they call the glossary."""
    places: dict[str, set[str]] = {}
    for field in document_fields(document):
        places.setdefault(field.name, set()).add(field.place)
    for name, gloss in glossary.names.items():
        if name not in places:
            yield _stale(f"nothing is called {name}", source, "names", name)
        else:
            for place in sorted(gloss.places.keys() - places[name]):
                yield _stale(f"no {name} at {place}", source, "names", name, "in", place)
    for name in sorted(glossary.schemas.keys() - _schemas(document).keys()):
        yield _stale(f"no schema {name}", source, "schemas", name)
    for label in sorted(glossary.labels.keys() - set(_labels(document))):
        yield _stale(f"no value has the label {label}", source, "labels", label)


def _stale(message: str, source: str, *trail: str) -> Diagnostic:
    return Diagnostic("GLO002", message, Location(source, trail=("glossary", *trail)))


def _labels(document: dict[str, Any]) -> Iterator[str]:
    for part, _, value in walk(document):
        labels = value.get("x-enumDescriptions") if part is Part.SCHEMA else None
        for label in labels.values() if isinstance(labels, dict) else ():
            if isinstance(label, str):
                yield label
