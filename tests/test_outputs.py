"""Commands never write over what they read, nor half of what they make."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from apiscribe.build import Clock, build, write
from apiscribe.cli import app
from apiscribe.config import load_config
from spec.diagnostics import DiagnosticError

GOLDEN = Path(__file__).resolve().parent / "golden"
PAGE = (GOLDEN / "hello" / "page.html").read_text(encoding="utf-8")
OTHER = (GOLDEN / "recursion").glob("page.*").__next__().read_text(encoding="utf-8")


def run(*words: object) -> tuple[int, str]:
    """Run a command; gives its exit code and the code of the finding that ended it."""
    result = CliRunner().invoke(app, [str(word) for word in words])
    found = result.exception.diagnostics[0].code if isinstance(result.exception, DiagnosticError) else ""
    return result.exit_code, found


def test_a_source_is_never_written_over(tmp_path: Path) -> None:
    """Redacting a folder into itself is refused, and so is a report in the place of a page."""
    page = tmp_path / "page.html"
    page.write_text(PAGE, encoding="utf-8")
    assert run("redact", tmp_path, "-o", tmp_path) == (1, "CFG003")
    assert run("scrape", page, "-o", tmp_path / "o.json", "--report", page) == (1, "CFG003")
    assert page.read_text(encoding="utf-8") == PAGE
    assert not (tmp_path / "o.json").exists()


def test_two_results_never_share_a_name(tmp_path: Path) -> None:
    """Two pages of one name, or a document and its report in one file, are refused before anything is written."""
    for folder, text in (("a", PAGE), ("b", OTHER)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "page.html").write_text(text, encoding="utf-8")
    pages = [tmp_path / "a" / "page.html", tmp_path / "b" / "page.html"]
    assert run("redact", *pages, "-o", tmp_path / "out") == (1, "CFG004")
    assert run("scrape", pages[0], "-o", tmp_path / "o.json", "--report", tmp_path / "o.json") == (1, "CFG004")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a", "b"]


@pytest.mark.parametrize("name", ["o.txt", "o", "-"])
def test_an_output_of_another_kind_is_wrong_usage(tmp_path: Path, name: str) -> None:
    """A document is written as .json or .yaml; another ending is refused with exit code 2."""
    page = tmp_path / "page.html"
    page.write_text(PAGE, encoding="utf-8")
    assert run("scrape", page, "-o", tmp_path / name)[0] == 2


def test_a_build_that_cannot_be_written_leaves_no_part_of_it(tmp_path: Path) -> None:
    """Where a file stands in the place of a folder of the output, nothing of the build is put on disk."""
    (tmp_path / "page.html").write_text(PAGE, encoding="utf-8")
    config = tmp_path / "apiscribe.toml"
    config.write_text('[service]\nname = "hello"\n[[source]]\npath = "page.html"\n', encoding="utf-8")
    out = tmp_path / "out"
    (out / "spec").mkdir(parents=True)
    (out / "spec" / "documents").write_text("in the way", encoding="utf-8")
    built = build(load_config(config), tmp_path, out, Clock())
    with pytest.raises(OSError):
        write(built, Clock())
    left = sorted(p.relative_to(out).as_posix() for p in out.rglob("*") if p.is_file())
    assert left == ["spec/documents"]


def test_what_is_no_regular_file_is_refused(tmp_path: Path) -> None:
    """A device in the place of a document ends the command at once."""
    assert run("validate", "/dev/zero") == (1, "DOC001")
    assert run("scrape", "/dev/zero", "-o", tmp_path / "o.json")[0] == 1
