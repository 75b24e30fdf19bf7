"""The pages of a site around the reference page: the first page, Markdown as pages, and the record of versions."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from posixpath import dirname, join, normpath, relpath
from typing import Any

from markupsafe import Markup

from spec.diagnostics import shown
from spec.model import operations
from spec.page import Link, render_without_script
from spec.site.figures import Figures
from spec.site.files import Download, downloads
from spec.site.markdown import render_markdown

LATEST = "latest"
MAX_LINE = 2_000
INDEX = "index.html"
"""The name of the first page of a folder."""


@dataclass(frozen=True, slots=True)
class Artefact:
    """Something generated that the site offers as one archive, with the pages of its documentation; `install` is the
    command that installs it, empty where there is none."""

    name: str
    archive: Download
    pages: tuple[Link, ...]
    install: str

    @property
    def is_package(self) -> bool:
        """Whether a package manager installs it."""
        return bool(self.install)


@dataclass(frozen=True, slots=True)
class Sample:
    """How the first operation is called: `label` says with what, `source` is what to run."""

    label: str
    source: str


@dataclass(frozen=True, slots=True)
class Front:
    """What the first page tells. `reading` are the pages to read, `versions` all that are kept, the newest first;
    `samples` call the operation of that `summary`."""

    title: str
    version: str
    description: str
    figures: Figures
    reading: tuple[Link, ...]
    artefacts: tuple[Artefact, ...]
    versions: tuple[str, ...]
    has_reference: bool
    summary: str
    samples: tuple[Sample, ...]


def first_samples(document: Mapping[str, Any]) -> tuple[str, tuple[Sample, ...]]:
    """Give the summary and the samples of the first operation of a document that has some."""
    for operation in operations(dict(document)):
        stated = operation.value.get("x-codeSamples")
        samples = tuple(
            Sample(str(one.get("label") or one.get("lang") or "sample"), _source(str(one["source"])))
            for one in (stated if isinstance(stated, list) else ())
            if isinstance(one, dict) and one.get("source")
        )
        if samples:
            return str(operation.value.get("summary") or operation.path), samples
    return "", ()


def _source(text: str) -> str:
    """Give code of a document without what would show it in another order than it is run."""
    return "\n".join(shown(line.expandtabs(4), MAX_LINE) for line in text.split("\n"))


def front_page(front: Front, files: Mapping[str, bytes]) -> bytes:
    """Give the first page; `files` are those of the site so far."""
    beside, below = _by_folder(files, LATEST)
    return render_without_script(
        "site",
        front=front,
        figures=front.figures,
        imported=[item for item in beside if item.kind.startswith(("OpenAPI", "Swagger", "Postman"))],
        files=beside,
        below=below,
        index=INDEX,
    ).encode()


def folder_page(folder: str, title: str, files: Mapping[str, bytes], up: tuple[Link, ...]) -> bytes:
    """Give the first page of a folder of the site, a list of its files; `up` are links from the site's root."""
    beside, below = _by_folder(files, folder)
    return render_without_script(
        "folder", title=title, folder=folder, files=beside, below=below, up=_from(folder, up)
    ).encode()


def _by_folder(files: Mapping[str, bytes], folder: str) -> tuple[list[Download], dict[str, list[Download]]]:
    """Give the files in a folder of the site but for its first page, and those in the folders below it."""
    below: dict[str, list[Download]] = {}
    for item in downloads({path: content for path, content in files.items() if path != f"{folder}/{INDEX}"}, folder):
        below.setdefault(dirname(item.path).removeprefix(folder).removeprefix("/"), []).append(item)
    return below.pop("", []), below


def _from(folder: str, links: Iterable[Link]) -> tuple[Link, ...]:
    return tuple(Link(relpath(link.href, folder or "."), link.words) for link in links)


def markdown_page(path: str, text: str, site: Iterable[str], up: tuple[Link, ...]) -> bytes:
    """Give a Markdown file as the page at `path`. Links to other Markdown lead to its page; those to what `site` does
    not have are no links. `up` are links to the pages above it, from the site's root."""
    there = set(site)

    def resolve(href: str) -> str | None:
        address, _, fragment = href.partition("#")
        if ":" in address or address.startswith("/"):
            return None
        target = normpath(join(dirname(path), address))
        if target.endswith(".md") and f"{target[:-3]}.html" in there:
            target = f"{target[:-3]}.html"
        elif target not in there:
            return None
        return relpath(target, dirname(path) or ".") + (f"#{fragment}" if fragment and target.endswith(".html") else "")

    rendered = render_markdown(text, resolve)
    return render_without_script(
        "markdown",
        title=rendered.title or PurePosixPath(path).stem,
        content=Markup(rendered.html),  # noqa: S704 made by a renderer that passes no HTML on
        up=_from(dirname(path), up),
    ).encode()


def versions_file(title: str, latest: str, versions: Iterable[str], files: Mapping[str, bytes]) -> bytes:
    """Give the record of what is published, for programs: each version with the digests of its files."""
    record = {
        "title": title,
        "latest": latest,
        "versions": {
            version: {item.path: item.sha256 for item in downloads(files, f"v{version}")} for version in versions
        },
    }
    return (json.dumps(record, ensure_ascii=False, indent=1) + "\n").encode()
