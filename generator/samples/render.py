"""Plans of samples to their texts, by templates."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from generator.runtime.python.signing import ALGORITHM
from generator.samples.plan import CurlSample, PythonSample, SignedSample
from generator.samples.python import keywords
from generator.samples.shell import shell

_TEMPLATES = Path(__file__).parents[1] / "templates"


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 - the output is Python and shell; each has its own filter
    )
    environment.filters |= {"shell": shell, "keywords": keywords}
    environment.globals["algorithm"] = ALGORITHM
    return environment


def render_sample(plan: CurlSample | SignedSample | PythonSample) -> str:
    """Give the text of a sample. ValueError tells of a value that its language cannot hold."""
    name = {CurlSample: "curl.sh", SignedSample: "signed.sh", PythonSample: "python.py"}[type(plan)]
    return _template(name).render(plan=plan)


@cache
def _template(name: str) -> Template:
    return _environment().get_template(f"samples/{name}.jinja")
