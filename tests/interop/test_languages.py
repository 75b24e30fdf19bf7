"""What the table of languages rests on: a tool that fails is no success, what is kept is that which was asked for."""

import os
import re
import shutil
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import languages
import pytest
from languages import LANGUAGES, Failed, Language, NotThere, Work, build
from test_interop import called


@pytest.fixture
def made_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Language:
    """Give a language whose generator copies the document, with a cache of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(languages, "HERE", tmp_path)
    (tmp_path / "made-up").mkdir()
    (tmp_path / "made-up" / "driver.txt").write_text("one", encoding="utf-8")
    (tmp_path / "document.json").write_text("op make", encoding="utf-8")
    return Language(
        name="Made-up",
        generator="cp",
        needs=("cp",),
        version=re.compile("(one)"),
        fetch=lambda work: None,
        write=lambda work: print(work.run("cp", work.document, "api.txt")),
        compile=lambda work: None,
        command=lambda folder: ("cat", str(folder / "driver.txt")),
        source="api.txt",
        operation=re.compile(r"op (\w+)"),
    )


def editions(tmp_path: Path) -> set[Path]:
    """Give the folders in the cache."""
    return set((tmp_path / "cache" / "apiscribe-test-tools").iterdir())


def steps(*command: str, missing: str = "") -> Callable[[Work], None]:
    """Give a step that runs a command."""

    def run(work: Work) -> None:
        work.run(*command, missing=missing)

    return run


def test_what_is_kept_is_that_which_was_asked_for(made_up: Language, tmp_path: Path) -> None:
    """The same is not built twice; another document, another file of the driver, or one elsewhere is."""
    document = tmp_path / "document.json"
    assert build(made_up, document).seconds > 0
    assert build(made_up, document).seconds == 0
    document.write_text("op make, op list", encoding="utf-8")
    assert build(made_up, document).operations == {"make", "list"}
    driver = tmp_path / "made-up" / "driver.txt"
    driver.write_text("two", encoding="utf-8")
    assert build(made_up, document).seconds > 0
    (tmp_path / "made-up" / "deeper").mkdir()
    shutil.move(driver, tmp_path / "made-up" / "deeper" / "driver.txt")
    assert build(made_up, document).seconds > 0
    assert build(made_up, document, driven=False).seconds > 0
    assert len(editions(tmp_path)) == 5


def test_a_step_that_fails_is_told_and_leaves_nothing(made_up: Language, tmp_path: Path) -> None:
    """Nothing half made is kept, so that the next run fails too."""
    broken = replace(made_up, compile=steps("sh", "-c", "echo not compiled; exit 1"))
    for _ in range(2):
        with pytest.raises(Failed, match="not compiled"):
            build(broken, tmp_path / "document.json")
        assert not editions(tmp_path)


def test_code_that_does_not_compile_is_no_toolchain_that_is_missing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Whatever a compiler says about the code, timeouts and downloads in it: only what fetches may be left out."""
    (tmp_path / "go").write_text(
        "#!/bin/sh\necho api.go:1: TimeOut redeclared, 403 Forbidden; exit 1", encoding="utf-8"
    )
    (tmp_path / "go").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    go = next(language for language in LANGUAGES if language.name == "Go")
    with pytest.raises(Failed) as raised:
        go.compile(Work(tmp_path, tmp_path / "document.json"))
    assert not isinstance(raised.value, NotThere)


def test_what_is_not_there_is_named(made_up: Language, tmp_path: Path) -> None:
    """A program that is absent, and a fetch without a network, are no failures."""
    with pytest.raises(NotThere, match="no such-compiler"):
        build(replace(made_up, needs=("such-compiler", "cp")), tmp_path / "document.json")
    offline = replace(made_up, fetch=steps("sh", "-c", "echo dial tcp; exit 1", missing="dial"))
    with pytest.raises(NotThere, match="dial tcp"):
        build(offline, tmp_path / "document.json")


def test_a_tool_that_does_not_end_is_ended_with_all_it_started(tmp_path: Path) -> None:
    """The time of a step is bound, and no process of it is left."""
    work = Work(tmp_path, tmp_path, seconds=0.5)
    started = time.monotonic()
    with pytest.raises(Failed, match="not done after"):
        work.run("sh", "-c", "sleep 60 & echo $! > child; wait")
    assert time.monotonic() - started < 10
    child = Path("/proc") / (tmp_path / "child").read_text("utf-8").strip() / "stat"
    deadline = time.monotonic() + 5
    while child.exists() and child.read_text("utf-8").split()[2] != "Z" and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not child.exists() or child.read_text("utf-8").split()[2] == "Z"


def test_clients_that_nobody_asks_for_go(made_up: Language, tmp_path: Path) -> None:
    """A month after it was last used a client is removed, what a killed run has left after a day, tools never."""
    document = tmp_path / "document.json"
    build(made_up, document)
    (used,) = editions(tmp_path)
    home = used.parent
    left = {name: home / name for name in ("interop-go-0123456789abcdef", "interop-new-x", "interop-cargo", "tools-1")}
    for folder in (used, *left.values()):
        folder.mkdir(exist_ok=True)
        os.utime(folder, (0, time.time() - 31 * 86_400))
    assert build(made_up, document).seconds == 0
    assert editions(tmp_path) == {used, left["interop-cargo"], left["tools-1"]}


def test_a_program_that_fails_or_says_less_is_no_success() -> None:
    """A program that ends with an error stops the test; the lines of another are those that are compared."""
    with pytest.raises(AssertionError, match="broken"):
        called(("sh", "-c", "echo broken >&2; exit 1"))
    assert called(("sh", "-c", 'echo \'{"step": "create"}\'')) == [{"step": "create"}]
