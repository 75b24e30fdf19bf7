"""A reference that changes: `update` publishes all of what that means, or nothing."""

import errno
import fcntl
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from apiscribe.cli import app
from spec.diagnostics import DiagnosticError
from spec.files import load
from spec.transaction import Disk

GOLDEN = Path(__file__).resolve().parent / "golden"
PAGE = (GOLDEN / "hello" / "page.html").read_text(encoding="utf-8")
FACT = "from 1 to 9"
CHANGES = {
    "from 1 to 8": (11, "2.0.0"),
    "from 1 to 20": (10, "1.1.0"),
    "always from 1 to 9": (10, "1.0.1"),
}
"""What the page says instead of FACT: exit code, and version after 1.0.0."""

KILLED = """
import os, shutil, sys
from pathlib import Path
from apiscribe.build import Clock, build, write
from apiscribe.config import load_config
from spec.transaction import Disk

base, config = Path(sys.argv[1]), Path(sys.argv[2])
built = build(load_config(config), config.parent, base / "here", Clock())
left = 0

def deadly(name):
    work = getattr(Disk, name)
    def method(*arguments):
        global left
        left -= 1
        if left == 0:
            os._exit(9)
        work(*arguments)
    setattr(Disk, name, method)

for name in ("write", "link", "replace", "remove", "make_folder", "remove_folder"):
    deadly(name)
step = 1
while True:
    shutil.rmtree(base / "here", ignore_errors=True)
    shutil.copytree(base / "before", base / "here")
    child = os.fork()
    if not child:
        left = step
        write(built, Clock())
        os._exit(0)
    died = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    (base / "here").rename(base / (f"step-{step}" if died else "after"))
    if not died:
        break
    step += 1
"""


def run(*words: object) -> Result:
    """Run the command."""
    return CliRunner().invoke(app, [str(word) for word in words])


def codes(result: Result) -> set[str]:
    """Give the codes of the findings that ended a command."""
    assert isinstance(result.exception, DiagnosticError), result.output
    return {found.code for found in result.exception.diagnostics}


def files(folder: Path) -> dict[str, bytes]:
    """Give every file, what runs keep for themselves aside."""
    found = (p for p in folder.rglob("*") if p.is_file() and ".apiscribe" not in p.parts)
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in found}


def stamps(folder: Path) -> dict[str, tuple[int, int]]:
    """Give inode and time of every file."""
    return {name: ((s := (folder / name).stat()).st_ino, s.st_mtime_ns) for name in files(folder)}


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A configuration whose output stands in `out` beside it."""
    (tmp_path / "page.html").write_text(PAGE, encoding="utf-8")
    file = tmp_path / "apiscribe.toml"
    file.write_text("[service]\nname = 'hello'\n[[source]]\npath = 'page.html'\n")
    result = run("build", "--config", file, "--out", tmp_path / "out")
    assert result.exit_code == 0, result.output
    return file


def change(config: Path, text: str) -> None:
    """Change what the page says."""
    (config.parent / "page.html").write_text(PAGE.replace(FACT, text), encoding="utf-8")


@pytest.mark.parametrize("text", CHANGES)
def test_an_update_raises_the_version_by_what_changed(config: Path, text: str) -> None:
    """Exit code, version and changelog follow the change; only what it reaches is written."""
    code, version = CHANGES[text]
    out = config.parent / "out"
    before, stamped = files(out), stamps(out)
    change(config, text)
    summary = config.parent / "summary.md"
    result = run("update", "--config", config, "--out", out, "--summary", summary, "--format", "json")
    assert result.exit_code == code, result.output
    told = json.loads(result.stdout)
    assert (told["old_version"], told["new_version"], told["exit_code"]) == ("1.0.0", version, code)
    assert load(out / "spec/documents/hello/openapi.yaml")["info"]["version"] == version
    for path in (
        "spec/documents/hello/CHANGELOG.md",
        "generated/python/pyproject.toml",
        "generated/mock/pyproject.toml",
    ):
        assert version in (out / path).read_text(encoding="utf-8")
    assert f"1.0.0 → {version}" in summary.read_text(encoding="utf-8").splitlines()[0]
    after = files(out)
    changed = sorted(name for name in after if after[name] != before.get(name))
    assert changed == sorted(told["files"]["added"] + told["files"]["changed"])
    assert 0 < len(changed) < len(after) / 3
    now = stamps(out)
    assert {name for name in before if now[name] != stamped[name]} == set(changed)
    assert run("check", "--config", config, "--out", out).exit_code == 0


def test_nothing_new_changes_nothing(config: Path) -> None:
    """Where the reference is as it was, the exit code is 0 and no file is touched; so, too, without the state."""
    out = config.parent / "out"
    before = stamps(out)
    for _ in range(2):
        result = run("update", "--config", config, "--out", out)
        assert (result.exit_code, result.stdout) == (0, "hello 1.0.0: nothing has changed\n")
        assert stamps(out) == before
        (out / ".apiscribe/state.json").unlink()


def test_a_plan_writes_nothing_and_comes_true(config: Path) -> None:
    """`--dry-run` names the version and the files that the update then writes, and writes none."""
    out = config.parent / "out"
    change(config, "from 1 to 8")
    before = stamps(out)
    plan = run("update", "--config", config, "--out", out, "--dry-run", "--format", "json")
    assert (plan.exit_code, stamps(out)) == (11, before)
    done = run("update", "--config", config, "--out", out, "--format", "json")
    keys = ("old_version", "new_version", "effect", "files", "diff", "tried")
    assert {key: json.loads(plan.stdout)[key] for key in keys} == {key: json.loads(done.stdout)[key] for key in keys}
    text = run("update", "--config", config, "--out", config.parent / "elsewhere", "--dry-run").stdout
    assert text.startswith("## hello 1.0.0: published for the first time\n\nA plan: nothing is written.\n")
    assert not (config.parent / "elsewhere").exists()


def test_a_reference_with_an_error_is_not_published(config: Path) -> None:
    """A page that can no longer be read, or is gone, changes nothing, and the command says so."""
    out = config.parent / "out"
    before = stamps(out)
    for text, code in (("<p>nothing to read</p>", "DOC005"), (None, "DOC001")):
        page = config.parent / "page.html"
        page.write_text(text) if text else page.unlink()
        result = run("update", "--config", config, "--out", out)
        assert (result.exit_code, stamps(out)) == (1, before)
        assert code in codes(result)
        assert "nothing is written" in result.stderr


def test_no_version_is_given_twice(config: Path) -> None:
    """Where the published document or the record of versions is lost, nothing tells what is out: nothing is written."""
    out = config.parent / "out"
    change(config, "from 1 to 8")
    assert run("update", "--config", config, "--out", out).exit_code == 11
    change(config, "from 1 to 7")
    for lost in ("spec/documents/hello/openapi.json", "spec/versions/hello.json"):
        kept = (out / lost).read_bytes()
        (out / lost).unlink()
        before = stamps(out)
        result = run("update", "--config", config, "--out", out)
        assert codes(result) == {"SPC086"}
        assert stamps(out) == before
        (out / lost).write_bytes(kept)
    assert run("update", "--config", config, "--out", out).exit_code == 11
    assert load(out / "spec/documents/hello/openapi.yaml")["info"]["version"] == "3.0.0"


def test_what_is_kept_for_speed_fails_no_update(config: Path) -> None:
    """Where the state cannot be written after everything else was, the update is done and says so."""
    out = config.parent / "out"
    for name in ("state.json", "formatted.json"):
        (out / ".apiscribe" / name).unlink()
        (out / ".apiscribe" / name).mkdir()
    change(config, "from 1 to 8")
    result = run("update", "--config", config, "--out", out)
    assert (result.exit_code, result.stderr) == (11, "")
    assert run("check", "--config", config, "--out", out).exit_code == 0


def test_a_full_disk_changes_nothing(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the disk is full the message names the file, and everything is as it was."""
    out = config.parent / "out"
    before = stamps(out)
    change(config, "from 1 to 8")
    done = 0

    def write(_: Disk, path: Path, data: bytes) -> None:
        nonlocal done
        done += 1
        if done > 3:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
        path.write_bytes(data)

    monkeypatch.setattr(Disk, "write", write)
    result = run("update", "--config", config, "--out", out)
    assert isinstance(result.exception, OSError)
    assert str(out) in str(result.exception.filename)
    assert "nothing has changed" in str(result.exception)
    assert stamps(out) == before
    assert sorted(p.name for p in (out / ".apiscribe").iterdir()) == [".gitignore", "formatted.json", "state.json"]


def test_two_runs_do_not_meet(config: Path) -> None:
    """While one run is at work a second one ends and names its process; a lock that was left over is no hindrance."""
    out = config.parent / "out"
    lock = out / ".apiscribe" / "lock"
    change(config, "from 1 to 8")
    lock.write_text("4711")
    with lock.open() as taken:
        fcntl.flock(taken, fcntl.LOCK_EX)
        for command in ("update", "build"):
            result = run(command, "--config", config, "--out", out)
            assert codes(result) == {"OUT002"}
            assert "process 4711" in str(result.exception)
    assert run("update", "--config", config, "--out", out).exit_code == 11
    assert not lock.exists()


def test_a_run_that_is_killed_is_ended_by_the_next(config: Path) -> None:
    """Killed before any step on the disk, the next command finds all of the old output, or gives all of the new."""
    base = config.parent
    (base / "out").rename(base / "before")
    change(config, "from 1 to 20")
    subprocess.run([sys.executable, "-c", KILLED, str(base), str(config)], check=True)
    old, new = files(base / "before"), files(base / "after")
    steps = sorted(base.glob("step-*"))
    assert len(steps) > 20
    assert old != new
    finished = 0
    for folder in steps:
        pending = (folder / ".apiscribe/journal.json").exists()
        assert pending or files(folder) in (old, new), folder.name
    for folder in steps[:: max(1, len(steps) // 6)]:
        result = run("check", "--config", config, "--out", folder)
        assert files(folder) in (old, new), folder.name
        assert result.exit_code == (0 if files(folder) == new else 1)
        finished += "is finished" in result.stderr
    assert finished


def test_check_tells_programs_what_differs(config: Path) -> None:
    """`check --format json` lists what is missing, differs, or is no longer made, and exits with 1."""
    out = config.parent / "out"
    assert json.loads(run("check", "--config", config, "--out", out, "--format", "json").stdout)["up_to_date"] is True
    (out / "generated/python/README.md").write_text("edited")
    (out / "generated/python/more.py").write_text("")
    (out / "generated/mock/README.md").unlink()
    result = run("check", "--config", config, "--out", out, "--format", "json")
    told = json.loads(result.stdout)
    assert result.exit_code == 1
    assert {kind: [Path(p).name for p in told[kind]] for kind in ("missing", "differs", "no_longer_made")} == {
        "missing": ["README.md"],
        "differs": ["README.md"],
        "no_longer_made": ["more.py"],
    }


def test_files_formatted_before_are_the_same(config: Path) -> None:
    """An output of which most files are taken as they were formatted before is that of a build from nothing."""
    out, fresh = config.parent / "out", config.parent / "fresh"
    change(config, "from 1 to 20")
    assert run("build", "--config", config, "--out", out).exit_code == 0
    assert run("build", "--config", config, "--out", fresh, "--force").exit_code == 0
    assert files(out) == files(fresh)
