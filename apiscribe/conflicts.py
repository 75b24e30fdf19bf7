"""What the reference states twice and not the same, told in one of four forms."""

from pathlib import Path

from spec.conflicts.file import as_dict, load
from spec.conflicts.markdown import render_markdown
from spec.conflicts.page import render_conflicts
from spec.conflicts.text import render_text
from spec.files import dump_json

FILE_NAME = "conflicts.json"

_FORMS = {".json": "json", ".md": "markdown", ".html": "html"}


def form_of(output: Path | None) -> str:
    """Give the form that a file of this name has; text without one."""
    return _FORMS.get(output.suffix, "text") if output else "text"


def conflicts_as(form: str, folder: Path) -> str:
    """Give the conflicts beside the published documents in `folder` as text, json, markdown or html.

    Raises DiagnosticError for a file that cannot be read.
    """
    conflicts = load(folder / FILE_NAME)
    title = folder.resolve().name
    if form == "json":
        return dump_json(as_dict(conflicts))
    if form == "markdown":
        return render_markdown(conflicts, title)
    return render_conflicts(conflicts, title) if form == "html" else render_text(conflicts)
