"""Pages that need nothing beside them: a template, one style, and a script that alone may run."""

import base64
import hashlib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from spec.diagnostics import shown

_FOLDER = "pages"


@dataclass(frozen=True, slots=True)
class Link:
    """A link on a page: where it leads, from the page, and its words."""

    href: str
    words: str


def render(name: str, **values: object) -> str:
    """Give the page of a template, with the style of all pages and the script that filters its list."""
    script = _file("filter.js")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return render_template(
        name,
        **values,
        script=Markup(script),  # noqa: S704 the project's own file
        style=Markup(_file("report.css")),  # noqa: S704
        digest=digest,
    )


def render_without_script(name: str, **values: object) -> str:
    """Give the page of a template that has no script, with the style of all pages and that of the site's."""
    style = Markup(_file("report.css") + _file("site.css"))  # noqa: S704 the project's own files
    return render_template(name, **values, style=style)


def render_template(name: str, **values: object) -> str:
    """Give the page of a template that is given everything, its script and the digest of that included."""
    return _environment().get_template(name).render(**values)


@cache
def _file(name: str) -> str:
    return resources.files("spec").joinpath(_FOLDER, name).read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FunctionLoader(lambda name: _file(f"{name}.html.jinja")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["shown"] = shown
    environment.filters["count"] = lambda number: f"{number:,}"
    return environment
