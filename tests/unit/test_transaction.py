"""Many files to disk as one step: whatever kills the process, all of it is there afterwards, or nothing."""

import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from spec.diagnostics import DiagnosticError
from spec.transaction import Changes, Disk, Repaired, commit, compare, repair

BEFORE = {
    "same.txt": "same",
    "own/lock": "1",
    "own/changed.py": "old",
    "own/gone.py": "gone",
    "own/old/deep/gone.py": "gone too",
    "own/file_then_folder": "a file",
    "own/folder_then_file/gone.py": "in a folder",
    "documents/openapi.yaml": "old document",
}
AFTER = {
    "same.txt": "same",
    "own/lock": "1",
    "own/changed.py": "new",
    "own/file_then_folder/new.py": "in a folder",
    "own/folder_then_file": "a file",
    "own/new/deep/new.py": "new",
    "documents/openapi.yaml": "new document",
    "documents/more/CHANGELOG.md": "new",
}

DRIVER = """
import os, shutil, sys
from pathlib import Path
from spec.transaction import Disk, commit, compare, repair

base, wanted = Path(sys.argv[1]), eval(sys.argv[2])

class Deadly(Disk):
    def __init__(self, step):
        self.left = step

    def dies(self):
        self.left -= 1
        return self.left == 0

    def write(self, path, data):
        if self.dies():
            path.write_bytes(data[: len(data) // 2])
            os._exit(9)
        super().write(path, data)

def before(name):
    def method(self, *arguments):
        if self.dies():
            os._exit(9)
        getattr(Disk, name)(self, *arguments)
    return method

for name in ("link", "replace", "remove", "make_folder", "remove_folder"):
    setattr(Deadly, name, before(name))

def killed(work, *arguments):
    child = os.fork()
    if not child:
        work(*arguments)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9

def run(root, step):
    files = {root / name: text.encode() for name, text in wanted.items()}
    commit(compare(files, [root / "own"]), root / ".apiscribe", root=root, disk=Deadly(step))

step = 1
while True:
    root = base / f"run-{step}"
    shutil.copytree(base / "before", root)
    if not killed(run, root, step):
        break
    again = 1
    while True:
        copy = base / f"run-{step}-{again}"
        shutil.copytree(root, copy)
        if not killed(repair, copy, copy / ".apiscribe", Deadly(again)):
            break
        again += 1
    step += 1
"""


def make(folder: Path, files: dict[str, str]) -> None:
    """Write files into a new folder."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)


def state(folder: Path) -> dict[str, str]:
    """Give every file of a folder, folders without one as nothing, what a run keeps for itself aside."""
    found = [p for p in folder.rglob("*") if ".apiscribe" not in p.relative_to(folder).parts]
    return {p.relative_to(folder).as_posix(): p.read_text() if p.is_file() else "" for p in found}


def wanted(root: Path, files: dict[str, str] = AFTER) -> Changes:
    """Give what is to change in a folder."""
    return compare({root / name: text.encode() for name, text in files.items()}, [root / "own"])


def test_files_of_an_earlier_run_go_and_others_stay(tmp_path: Path) -> None:
    """Of a folder that is not owned only what an earlier run made and this one does not make goes; the folder goes with
    the last file in it, and stays where somebody else has one there."""
    make(tmp_path, {"a/one": "1", "a/two": "2", "b/one": "1", "b/mine": "m"})
    made = [tmp_path / name for name in ("a/one", "a/two", "b/one")]
    changes = compare({tmp_path / "c": b"c"}, made=made)
    assert changes.removed == tuple(made)
    commit(changes, tmp_path / ".apiscribe", root=tmp_path)
    assert state(tmp_path) == {"b": "", "b/mine": "m", "c": "c"}
    make(tmp_path, {"a/one": "1", "a/two": "2"})
    commit(compare({tmp_path / "a/one": b"1"}, made=made[:2]), tmp_path / ".apiscribe", root=tmp_path)
    assert state(tmp_path) == {"a": "", "a/one": "1", "b": "", "b/mine": "m", "c": "c"}


def test_a_run_that_is_killed_at_any_step_is_undone_or_finished(tmp_path: Path) -> None:
    """Killed before any step that changes the disk, or within a write: the next run gives exactly old or new.

    That holds where the repair is killed at any step, too; and until the journal stands nothing has changed.
    """
    for name, files in (("before", BEFORE), ("after", AFTER)):
        make(tmp_path / name, files)
    old, new = state(tmp_path / "before"), state(tmp_path / "after")
    subprocess.run([sys.executable, "-c", DRIVER, str(tmp_path), repr(AFTER)], check=True)
    runs = sorted(tmp_path.glob("run-*"), key=lambda path: [int(part) for part in path.name.split("-")[1:]])
    assert len(runs) > 400
    finished = 0
    for root in runs:
        workspace = root / ".apiscribe"
        pending = any(workspace.glob("journal*.json"))
        assert pending or state(root) in (old, new), root.name
        repaired = repair(root, workspace)
        assert state(root) == (new if repaired or state(root) == new else old), root.name
        assert not workspace.exists(), root.name
        finished += state(root) == new
    assert 0 < finished < len(runs)


@pytest.mark.parametrize("method", ["write", "link", "replace", "remove_folder", "make_folder"])
def test_a_step_that_fails_brings_everything_back(tmp_path: Path, method: str) -> None:
    """Whichever step fails, and however late, the files are those of before, with inode and times; nothing is left."""
    make(tmp_path, BEFORE)
    before = {p: (p.stat().st_ino, p.stat().st_mtime_ns) for p in tmp_path.rglob("*") if p.is_file()}
    number = 1
    while True:
        disk = Failing(method, number)
        try:
            commit(wanted(tmp_path), tmp_path / ".apiscribe", root=tmp_path, disk=disk)
            break
        except OSError as error:
            assert error.errno == errno.ENOSPC
        assert state(tmp_path) == state_of(tmp_path, BEFORE)
        assert {p: (p.stat().st_ino, p.stat().st_mtime_ns) for p in before} == before
        assert not (tmp_path / ".apiscribe").exists()
        number += 1
    assert number > 2


class Failing(Disk):
    """A disk that is full at one step of a kind, once."""

    def __init__(self, method: str, number: int) -> None:
        self.left = number
        work = getattr(self, method)

        def step(*arguments: Path) -> None:
            self.left -= 1
            if self.left == 0:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            work(*arguments)

        setattr(self, method, step)


def state_of(folder: Path, files: dict[str, str]) -> dict[str, str]:
    """Give what `state` says of a folder with these files."""
    folders = {parent.as_posix(): "" for name in files for parent in Path(name).parents if parent.name}
    return folders | files


def test_only_what_differs_is_written(tmp_path: Path) -> None:
    """Files with their content already keep inode and times; a second time there is nothing to do."""
    make(tmp_path, BEFORE)
    before = (tmp_path / "same.txt").stat()
    commit(wanted(tmp_path), tmp_path / ".apiscribe", root=tmp_path)
    after = (tmp_path / "same.txt").stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert state(tmp_path) == state_of(tmp_path, AFTER)
    assert not wanted(tmp_path)


def test_links_are_replaced_and_never_followed(tmp_path: Path) -> None:
    """A link in the place of a file or a folder of ours goes; what it leads to stays as it was."""
    make(tmp_path, {"own/lock": "1", "outside/file": "theirs", "outside/deep/new.py": "theirs"})
    (tmp_path / "own/changed.py").symlink_to(tmp_path / "outside/file")
    (tmp_path / "own/new").symlink_to(tmp_path / "outside")
    (tmp_path / "same.txt").symlink_to(tmp_path / "outside/file")
    commit(wanted(tmp_path), tmp_path / ".apiscribe", root=tmp_path)
    theirs = {"outside": "", "outside/file": "theirs", "outside/deep": "", "outside/deep/new.py": "theirs"}
    assert state(tmp_path) == state_of(tmp_path, AFTER) | theirs
    assert not (tmp_path / "own/new").is_symlink()
    assert not (tmp_path / "same.txt").is_symlink()


def test_bytecode_stays_beside_its_module_and_goes_with_it(tmp_path: Path) -> None:
    """What Python wrote beside a module is no change; a folder that goes takes its bytecode along."""
    make(tmp_path, {**BEFORE, "own/__pycache__/changed.pyc": "x", "own/old/deep/__pycache__/gone.pyc": "x"})
    commit(wanted(tmp_path), tmp_path / ".apiscribe", root=tmp_path)
    assert (tmp_path / "own/__pycache__/changed.pyc").exists()
    assert not (tmp_path / "own/old").exists()


def test_a_read_only_file_keeps_its_mode(tmp_path: Path) -> None:
    """A file that may only be read is replaced all the same, and may only be read afterwards."""
    make(tmp_path, BEFORE)
    (tmp_path / "own/changed.py").chmod(0o444)
    commit(wanted(tmp_path), tmp_path / ".apiscribe", root=tmp_path)
    assert (tmp_path / "own/changed.py").stat().st_mode & 0o777 == 0o444
    assert (tmp_path / "own/changed.py").read_text() == "new"


@pytest.mark.parametrize("place", ["../outside", "/etc/passwd", "", "a/../../b"])
def test_a_journal_leads_nowhere_else(tmp_path: Path, place: str) -> None:
    """A journal that names a file outside of its folder is refused, and nothing is done."""
    root = tmp_path / "root"
    make(root, {".apiscribe/new/0": "evil"})
    record = {"format": "apiscribe journal 1", "steps": [[place, "k", False, ".apiscribe/new/0", "0"]]}
    (root / ".apiscribe/journal.json").write_text(json.dumps(record | {"emptied": [], "made": [], "rooms": []}))
    with pytest.raises(DiagnosticError) as raised:
        repair(root, root / ".apiscribe")
    assert raised.value.diagnostics[0].code == "OUT001"
    assert (root / ".apiscribe/new/0").exists()


def test_what_is_staged_but_damaged_is_undone(tmp_path: Path) -> None:
    """Where a staged file is not what the journal says, the run is undone."""
    make(tmp_path, BEFORE)
    script = (
        "import os, sys; from pathlib import Path; from spec.transaction import *\n"
        "class Stops(Disk):\n"
        "    def make_folder(self, path): os._exit(0)\n"
        "root = Path(sys.argv[1])\n"
        "files = {root / name: text.encode() for name, text in eval(sys.argv[2]).items()}\n"
        "commit(compare(files, [root / 'own']), root / '.apiscribe', root=root, disk=Stops())\n"
    )
    subprocess.run([sys.executable, "-c", script, str(tmp_path), repr(AFTER)], check=True)
    staged = next((tmp_path / ".apiscribe/new").iterdir())
    staged.write_text("torn")
    assert repair(tmp_path, tmp_path / ".apiscribe") is Repaired.BACK
    assert state(tmp_path) == state_of(tmp_path, BEFORE)
