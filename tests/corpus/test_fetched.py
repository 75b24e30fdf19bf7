"""The corpus behind a server: fetching it and scraping what was fetched gives what scraping the folder gives."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from apiscribe.scraping import scrape_paths
from scraper.fetch import Cache, Follow, Settings, Target, fetch_pages, write_snapshot

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"
OPERATIONS = {"modelarts-en-html": 140, "modelarts-zh-md": 137}

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not here")


class _Quiet(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder, its listing as a page of links."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.mark.parametrize("name", OPERATIONS)
def test_fetched_pages_give_the_same_document(name: str, tmp_path: Path) -> None:
    """Two hundred pages are fetched in seconds; document and findings are those of the folder."""
    settings = Settings(
        tmp_path / "cache", "apiscribe/test", allow_private=frozenset({"127.0.0.1"}), rate=1000.0, connections=8
    )
    with served(CORPUS / name) as url:
        start = time.perf_counter()
        fetched = fetch_pages([Target(url, Follow.LINKS)], settings)
        first = time.perf_counter() - start
        again = fetch_pages([Target(url, Follow.LINKS)], settings)
    assert [d.code for d in fetched.diagnostics] == []
    assert (len(again.pages), again.not_modified) == (len(fetched.pages), len(fetched.pages) - 1)
    assert first < 30
    write_snapshot(tmp_path / "kept", fetched.pages, Cache(settings.cache).path)
    by_url, url_findings = scrape_paths([tmp_path / "kept"])
    by_path, path_findings = scrape_paths([CORPUS / name])
    assert by_url.operations == OPERATIONS[name]
    assert by_url.document == by_path.document
    assert sorted(d.code for d in url_findings) == sorted(d.code for d in path_findings if d.code != "DOC006")
