"""An author at work on a document: `apiscribe watch` follows every save, and survives what editors do."""

import queue
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest
from typer.testing import CliRunner

from apiscribe.cli import app
from apiscribe.scraping import scrape_paths
from apiscribe.watching import PageMemory
from scraper import Source, scrape

GOLDEN = Path(__file__).resolve().parents[1] / "golden"
PAGE = (GOLDEN / "hello" / "page.html").read_text(encoding="utf-8")
PATIENCE = 60


class Watch:
    """A running `apiscribe watch`: its rounds end with a line that says how long they took."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process
        self.lines: queue.Queue[str] = queue.Queue()
        Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        for line in self.process.stdout or ():
            self.lines.put(line.rstrip())

    def round(self) -> list[str]:
        """Wait for the end of a round; gives what it told."""
        told: list[str] = []
        while True:
            told.append(self.lines.get(timeout=PATIENCE))
            if " s: " in told[-1]:
                return told


@contextmanager
def watching(*words: object) -> Iterator[Watch]:
    """Run the command; on the way out Ctrl-C must end it at once, without an error or a traceback."""
    command = [sys.executable, "-m", "apiscribe", "watch", *map(str, words)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        watch = Watch(process)
        try:
            yield watch
            process.send_signal(signal.SIGINT)
            assert process.wait(timeout=PATIENCE) == 0
            assert not any("Traceback" in line for line in watch.lines.queue)
        finally:
            process.kill()


def test_each_save_is_followed(tmp_path: Path) -> None:
    """A saved page is told with its change; other pages are not read again; what editors do on the way is survived."""
    pages, output = tmp_path / "pages", tmp_path / "api.yaml"
    pages.mkdir()
    page, other = pages / "page.html", pages / "other.html"
    page.write_text(PAGE)
    other.write_text(next((GOLDEN / "recursion").glob("page.*")).read_text())
    with watching(pages, "-o", output) as watch:
        assert "2 read" in watch.round()[-1]
        first = output.read_bytes()
        page.write_text(PAGE.replace("from 1 to 9", "from 1 to 8"))
        told = watch.round()
        assert any("tighter bound (9 → 8)" in line for line in told)
        assert "1 read" in told[-1]
        page.write_text(PAGE[: len(PAGE) // 3])
        assert "1 read" in watch.round()[-1]
        page.unlink()
        assert "0 read" in watch.round()[-1]
        beside = pages / "page.html~"
        beside.write_text(PAGE)
        beside.rename(page)
        assert any("operation added" in line or "CreateGreeting" in line for line in watch.round())
        assert output.read_bytes() == first
        other.rename(pages / "renamed.html")
        assert "1 read" in watch.round()[-1]


def test_a_configuration_is_followed(tmp_path: Path) -> None:
    """With --config everything is built on each save, of pages and of the configuration; errors do not end it."""
    config, page, out = tmp_path / "apiscribe.toml", tmp_path / "page.html", tmp_path / "out"
    text = "[service]\nname = 'hello'\n[[source]]\npath = 'page.html'\n"
    config.write_text(text)
    page.write_text(PAGE)
    with watching("--config", config, "--out", out) as watch:
        assert "1 operations" in watch.round()[-1]
        config.write_text("[service\n")
        told = watch.round()
        assert any("CFG001" in line for line in told)
        assert "nothing is written" in told[-1]
        config.write_text(text)
        assert any(line.startswith(" gone") and "CFG001" in line for line in watch.round())
        page.write_text(PAGE.replace("from 1 to 9", "from 1 to 8"))
        assert any("tighter bound (9 → 8)" in line for line in watch.round())
        assert "maximum: 8" in (out / "spec/documents/hello/openapi.yaml").read_text()


def test_once_ends_by_itself(tmp_path: Path) -> None:
    """`--once` does one round; its exit code says whether there was an error."""
    page, output = tmp_path / "page.html", tmp_path / "api.json"
    page.write_text(PAGE)
    assert CliRunner().invoke(app, ["watch", str(page), "-o", str(output), "--once"]).exit_code == 0
    assert output.exists()
    page.write_text("<p>nothing</p>")
    assert CliRunner().invoke(app, ["watch", str(page), "-o", str(output), "--once"]).exit_code == 1


@pytest.mark.parametrize("words", ["", "a.html", "a.html -o x.txt", "--config a -o b.json", "a -o a/b.json"])
def test_what_cannot_be_watched_is_refused(words: str) -> None:
    """Files need an output, of a known kind and not among them, and do not go with a configuration."""
    assert CliRunner().invoke(app, ["watch", *words.split()]).exit_code == 2


def test_pages_that_are_kept_give_what_fresh_ones_give() -> None:
    """Reading on with pages that were read before gives the document, places and findings of a fresh run, in each
    round."""
    cases = ("hello", "recursion", "same_name_twice", "two_pages_that_disagree")
    paths = [path for case in cases for path in sorted((GOLDEN / case).glob("page*.*"))]
    sources = [Source(f"{path.parent.name}-{path.name}", path.read_bytes()) for path in paths]
    memory = PageMemory()
    for number in (len(sources), len(sources), 2, len(sources)):
        kept, fresh = scrape(sources[:number], read=memory.read), scrape(sources[:number])
        assert kept.document == fresh.document
        assert kept.provenance == fresh.provenance
        assert kept.report == fresh.report
        assert kept.conflicts == fresh.conflicts
    assert memory.was_read == len(sources) - 2
    assert scrape_paths([paths[0]], read=memory.read)[0].operations
