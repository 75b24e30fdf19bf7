"""Code samples: how each operation is called, with curl and with the generated client (`x-codeSamples`)."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from generator.format import Formatted, format_python
from generator.identifiers import fingerprint
from generator.output import GenerationError, OutputFile
from generator.plan import Method
from generator.planning.client import plan_methods, scope_arguments, server_url, server_variables
from generator.planning.document import Document, clean_document
from generator.planning.resources import Placed, scope_of
from generator.samples.check import check_python, check_shell
from generator.samples.credentials import Credentials, Kind
from generator.samples.curl import NotShownError, Shell, curl_sample, signed_sample
from generator.samples.plan import CurlSample, PythonSample, SignedSample
from generator.samples.python import Calls
from generator.samples.render import render_sample
from generator.settings import Settings
from spec.diagnostics import Diagnostic
from spec.location import Location
from spec.model import operations
from spec.samples import SampleRequest, sample_requests

CODE_SAMPLES = "x-codeSamples"
"""The extension of Redocly: a list of objects with `lang`, `label` and `source`."""

MAX_SOURCE = 60_000
"""Characters of a sample: what a command may have in one argument, with some to spare."""

SHELL, PYTHON = "Shell", "Python"

JsonObject = dict[str, Any]
_Plan = Callable[[], CurlSample | SignedSample | PythonSample]


@dataclass(frozen=True, slots=True)
class Sampled:
    """A document with samples, and which operations lack one, and why."""

    document: JsonObject
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class _Sample:
    """One sample of the operation at a pointer."""

    pointer: str
    lang: str
    label: str
    source: str


def add_code_samples(
    document: JsonObject, settings: Settings | None, known: Formatted | None = None, name: str = "openapi"
) -> Sampled:
    """Give the document with samples at each operation: curl, curl with a signature where the document has one, and
    the client that `settings` name, if they do. What an operation states itself stays; ours have other labels.

    The document given is not changed. `known` are files that were formatted before. Diagnostics tell which operations
    lack a sample (SMP001), or contradict themselves (SMP002); `name` is what they call the document. Raises
    GenerationError where the document cannot be followed.
    """
    writer = _Writer(clean_document(document), settings, name)
    samples = writer.samples()
    sources = _formatted(samples, known)
    by_pointer: dict[str, list[JsonObject]] = {}
    for sample, source in zip(samples, sources, strict=True):
        entry = {"lang": sample.lang, "label": sample.label, "source": source}
        by_pointer.setdefault(sample.pointer, []).append(entry)
    paths = document.get("paths")
    items = paths.items() if isinstance(paths, dict) else ()
    changed = {**document, "paths": {path: dict(item) if isinstance(item, dict) else item for path, item in items}}
    for operation in operations(changed):
        own = operation.value.get(CODE_SAMPLES)
        own = own if isinstance(own, list) else []
        taken = [one.get("label") or one.get("lang") for one in own if isinstance(one, dict)]
        ours = [one for one in by_pointer.get(operation.pointer, ()) if one["label"] not in taken]
        if ours:
            operation.path_item[operation.method] = {**operation.value, CODE_SAMPLES: [*own, *ours]}
    return Sampled(changed, tuple(writer.diagnostics))


class _Writer:
    """Writes the samples of one document."""

    def __init__(self, root: JsonObject, settings: Settings | None, name: str) -> None:
        document = Document(root)
        try:
            self._requests = {request.pointer: request for request in sample_requests(root)}
        except ValueError as error:
            raise GenerationError(f"the document is nested too deep: {error}") from error
        self._methods = plan_methods(document)
        self._credentials = Credentials(document, _asked(self._requests.values()))
        self._calls = _calls(root, self._methods, self._credentials, settings) if settings else None
        self._place = Location(name)
        self.diagnostics: list[Diagnostic] = []

    def samples(self) -> list[_Sample]:
        """Give the samples of all operations; those of the client are not formatted yet."""
        return [sample for placed, method in self._methods for sample in self._of(placed, method)]

    def _of(self, placed: Placed, method: Method) -> Iterator[_Sample]:
        request = self._requests.get(placed.operation.pointer.removeprefix("#"))
        if request is None:
            return
        if request.refused:
            self._tell("SMP002", request, request.refused)
        for lang, label, plan in self._plans(request, placed, method):
            try:
                source = render_sample(plan())
            except (NotShownError, TypeError, ValueError) as error:
                self._tell("SMP001", request, f"{label}: {error}")
                continue
            if len(source) > MAX_SOURCE:
                self._tell("SMP001", request, f"{label}: it would have {len(source)} characters")
                continue
            if lang == SHELL:
                check_shell(source)
            yield _Sample(request.pointer, lang, label, source)

    def _plans(self, request: SampleRequest, placed: Placed, method: Method) -> Iterator[tuple[str, str, _Plan]]:
        """Yield the language, the label and the plan of each sample."""
        shell = Shell(request, self._credentials.variables)
        ways = self._credentials.ways(request.security)
        if not ways:
            self._tell("SMP001", request, "its security schemes are of no kind that samples can show")
            return
        keys = [way[0] for way in ways if [one.kind for one in way] == [Kind.SIGNATURE]]
        unsigned = [way for way in ways if all(one.kind is not Kind.SIGNATURE for one in way)]
        if unsigned:
            yield SHELL, "curl", partial(curl_sample, shell, unsigned[0])
        if keys:
            yield SHELL, "curl (signed)", partial(signed_sample, shell, keys[0])
        if self._calls:
            way = (keys[0],) if keys else ways[0]
            yield PYTHON, "Python", partial(self._calls.sample, shell, way, placed.trail, method)

    def _tell(self, code: str, request: SampleRequest, message: str) -> None:
        message = f"{request.operation_id}: {message}"
        self.diagnostics.append(Diagnostic(code, message, self._place, pointer=request.pointer))


def _calls(
    root: JsonObject, methods: list[tuple[Placed, Method]], credentials: Credentials, settings: Settings
) -> Calls:
    variables = server_variables(root)
    scope = scope_arguments([method for _, method in methods], {variable.name for variable in variables})
    known = {argument.json_name: argument for argument in scope}
    return Calls(settings, known, variables, credentials.environment, credentials.variables, server_url(root))


def _asked(requests: Iterable[SampleRequest]) -> Iterator[str]:
    """Yield the names of what no document can know: whose paths they are, and where the server is."""
    for request in requests:
        yield from scope_of(request.path)
        yield from (name for name, value in request.server.variables if value is None)


def _formatted(samples: list[_Sample], known: Formatted | None) -> list[str]:
    """Give the sources of the samples, those in Python formatted, all at once."""
    paths = [f"samples/{fingerprint(one.pointer)[:16]}.py" if one.lang == PYTHON else "" for one in samples]
    files = [OutputFile(path, one.source) for path, one in zip(paths, samples, strict=True) if path]
    texts = {file.path: file.text for file in format_python(files, known, check_python)}
    return [texts.get(path, one.source) for path, one in zip(paths, samples, strict=True)]
