"""Files on disk: whole or not at all, and nowhere else."""

from pathlib import Path

import pytest

from generator import GenerationError, OutputFile
from generator.output import LOCK_NAME
from generator.write import write_tree

LOCK = OutputFile(LOCK_NAME, "{}\n")


def tree(folder: Path) -> dict[str, bytes]:
    """Give every file below a folder."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


@pytest.mark.parametrize(
    "path",
    ["../x", "/etc/passwd", "a/../../b", "", ".", "a//b", "a/./b", ".hidden", "a\\b", "a/\x00", "nul.py", "a\u202eb",
     "-rf", "a/"],
)  # fmt: skip
def test_unsafe_path_is_refused(path: str) -> None:
    """A path that could leave the folder, or mean a device, is no path of an output file."""
    with pytest.raises(GenerationError):
        OutputFile(path, "")


def test_stale_files_vanish_and_the_rest_is_equal(tmp_path: Path) -> None:
    """Writing again gives the same bytes; what is no longer there goes, and no temporary folder stays."""
    folder = tmp_path / "deep" / "out"
    write_tree([LOCK, OutputFile("a/b.py", "x = 1\n"), OutputFile("c.md", "é\n")], folder)
    first = tree(folder)
    write_tree([LOCK, OutputFile("a/b.py", "x = 1\n")], folder)
    assert tree(folder) == {path: data for path, data in first.items() if path != "c.md"}
    assert [path.name for path in folder.parent.iterdir()] == ["out"]


def test_failure_leaves_what_was_there(tmp_path: Path) -> None:
    """An error while writing changes nothing and leaves nothing behind."""
    folder = tmp_path / "out"
    write_tree([LOCK, OutputFile("a.py", "x = 1\n")], folder)
    before = tree(folder)
    with pytest.raises(UnicodeEncodeError):
        write_tree([LOCK, OutputFile("a.py", "x = 2\n"), OutputFile("b.py", "\ud800")], folder)
    assert tree(folder) == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_folder_of_others_is_not_replaced(tmp_path: Path) -> None:
    """A folder with files but no lock, a file or a link in its place: refused, untouched."""
    (tmp_path / "mine.txt").write_text("keep")
    with pytest.raises(FileExistsError):
        write_tree([LOCK], tmp_path)
    link = tmp_path / "link"
    link.symlink_to(tmp_path)
    for place in (link, tmp_path / "mine.txt"):
        with pytest.raises(NotADirectoryError):
            write_tree([LOCK], place)
    assert (tmp_path / "mine.txt").read_text() == "keep"


def test_two_files_of_one_path_are_refused(tmp_path: Path) -> None:
    """Paths that differ in case alone would be one file on some systems."""
    with pytest.raises(GenerationError, match="one path"):
        write_tree([OutputFile("a.py", ""), OutputFile("A.py", "")], tmp_path / "out")
