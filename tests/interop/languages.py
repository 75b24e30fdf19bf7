"""Clients that other people's generators write, in the languages whose toolchains are there: written, built, run."""

import hashlib
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
DRIVEN = ("main.go", "sign.go", "Interop.java", "Signature.java", "main.ts", "sign.ts")
"""Files of the programs that call the mock: left out where a client is only compiled."""
_SHOWN = 3_000
_DAYS_KEPT = 30


class Failed(Exception):
    """A step that did not end well: its message is what the tool said."""


class NotThere(Failed):
    """A toolchain, or what it fetches, is not on this machine."""


@dataclass(frozen=True)
class Language:
    """A language and the generator of it: the programs that it `needs`, and how a client is made in a folder.

    `fetch` gets what others publish, `write` has the client written, `command` is what then runs the program.
    `source` is the code in which `operation` finds the operations by name.
    """

    name: str
    generator: str
    needs: tuple[str, ...]
    version: re.Pattern[str]
    fetch: Callable[["Work"], None]
    write: Callable[["Work"], None]
    compile: Callable[["Work"], None]
    command: Callable[[Path], tuple[str, ...]]
    source: str
    operation: re.Pattern[str]
    given: str = "openapi-codegen.json"
    """The published form that the generator takes."""

    @property
    def folder(self) -> Path:
        """The files that people would write by hand."""
        return HERE / self.name.lower()

    def generator_version(self) -> str:
        """Give the version of the generator, as the files of the folder pin it."""
        texts = (path.read_text("utf-8") for path in sorted(self.folder.rglob("*")) if path.suffix in PINS)
        return next(match[1] for text in texts if (match := self.version.search(text)))


PINS = (".json", ".mod", ".toml", ".xml")


@dataclass(frozen=True)
class Work:
    """A folder in which a client is made from a document; `driven` with the program that calls a mock."""

    folder: Path
    document: Path
    driven: bool = True
    seconds: float = 1_200
    """How long a tool may run."""

    def run(self, *command: str | Path, missing: str = "", **environment: str) -> str:
        """Run a tool, with as few processes as it can do with. Raises Failed, or NotThere where it says `missing`."""
        with subprocess.Popen(
            ("nice", *command),
            cwd=self.folder,
            env=os.environ | QUIET | environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        ) as process:
            try:
                output, errors = process.communicate(timeout=self.seconds)
            except BaseException as stop:  # what it has started goes with it, also where the run is interrupted
                os.killpg(process.pid, signal.SIGKILL)
                if isinstance(stop, subprocess.TimeoutExpired):
                    raise Failed(f"{Path(command[0]).name}: not done after {self.seconds:g} seconds") from None
                raise
        if process.returncode:
            said = (errors + output)[-_SHOWN:]
            kind = NotThere if missing and re.search(missing, said) else Failed
            raise kind(f"{Path(command[0]).name} {command[1]}: {said}")
        return output


QUIET = {"GOFLAGS": "-p=1 -mod=mod", "CARGO_BUILD_JOBS": "1", "MAVEN_OPTS": "-Xmx2g", "CARGO_TERM_COLOR": "never"}


def cache() -> Path:
    """Give the folder outside of the checkout in which what was fetched and built is kept."""
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "apiscribe-test-tools"
    home.mkdir(parents=True, exist_ok=True)
    return home


_OFFLINE = r"(?i)dial tcp|could not resolve|timed? ?out|requires go >=|403 Forbidden|failed to (get|download|select)"
"""What tools say that fetch; those that compile may say any of it about the code."""
_TOO_OLD = r"requires rustc [\d.]+|rustc [\d.]+ is not supported"


def _fetch_go(work: Work) -> None:
    work.run("go", "mod", "download", missing=_OFFLINE)


def _write_go(work: Work) -> None:
    (work.folder / "api").mkdir()
    work.run("go", "tool", "oapi-codegen", "-config", "oapi-codegen.yaml", work.document)


def _compile_go(work: Work) -> None:
    work.run("go", "build", "./api")
    if work.driven:
        work.run("go", "build", "-o", "interop", ".")


def _binary(folder: Path) -> tuple[str, ...]:
    return (str(folder / "interop"),)


def _fetch_java(work: Work) -> None:
    """Maven fetches what each step needs when it comes to it."""


def _write_java(work: Work) -> None:
    _maven(work, "generate-sources")


def _compile_java(work: Work) -> None:
    _maven(work, "process-classes")


def _classes(folder: Path) -> tuple[str, ...]:
    target = folder / "target"
    classpath = f"{target / 'classes'}{os.pathsep}{(target / 'classpath').read_text('utf-8')}"
    return ("java", "-cp", classpath, "interop.Interop")


def _maven(work: Work, phase: str) -> None:
    missing = "could not be resolved|Could not transfer|Unknown host|release version .* not supported"
    work.run("mvn", "--quiet", "--batch-mode", f"-Ddocument={work.document}", phase, missing=missing)


def _fetch_typescript(work: Work) -> None:
    work.run("npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", missing=_OFFLINE + "|npm error code E")


def _write_typescript(work: Work) -> None:
    work.run("node_modules/.bin/openapi-typescript", work.document, "-o", "api.ts")


def _compile_typescript(work: Work) -> None:
    work.run("node_modules/.bin/tsc", "-p", ".")


def _script(folder: Path) -> tuple[str, ...]:
    return ("node", str(folder / "out" / "main.js"))


def _target() -> str:
    return str(cache() / "interop-cargo")


def _fetch_rust(work: Work) -> None:
    (work.folder / "client/src/api.rs").touch()
    work.run("cargo", "fetch", "--quiet", missing=_OFFLINE)
    work.run("cargo", "build", "--quiet", "-p", "generate", CARGO_TARGET_DIR=_target(), missing=_TOO_OLD)


def _write_rust(work: Work) -> None:
    work.run(Path(_target()) / "debug/generate", work.document, "client/src/api.rs")


def _compile_rust(work: Work) -> None:
    what = "--bins" if work.driven else "--lib"
    work.run("cargo", "build", "--quiet", "-p", "client", what, CARGO_TARGET_DIR=_target())
    if work.driven:
        shutil.copy(Path(_target()) / "debug/interop", work.folder / "interop")
    work.run("cargo", "clean", "--quiet", "-p", "client", CARGO_TARGET_DIR=_target())


LANGUAGES = (
    Language(
        name="Go",
        generator="oapi-codegen",
        needs=("go",),
        version=re.compile(r"oapi-codegen/v2 v([\d.]+)"),
        fetch=_fetch_go,
        write=_write_go,
        compile=_compile_go,
        command=_binary,
        source="api/*.go",
        operation=re.compile(r"^func Parse(\w+)Response\(rsp ", re.MULTILINE),
    ),
    Language(
        name="Java",
        generator="openapi-generator",
        needs=("java", "javac", "mvn"),
        version=re.compile(r"openapi-generator-maven-plugin</artifactId>\s*<version>([\d.]+)"),
        fetch=_fetch_java,
        write=_write_java,
        compile=_compile_java,
        command=_classes,
        source="target/generated-sources/openapi/src/main/java/**/api/*.java",
        operation=re.compile(r"^  public [\w<>, .]+ (\w+)WithHttpInfo\(", re.MULTILINE),
    ),
    Language(
        name="Rust",
        generator="progenitor",
        needs=("cargo", "rustc"),
        version=re.compile(r'progenitor-impl = "=([\d.]+)"'),
        fetch=_fetch_rust,
        write=_write_rust,
        compile=_compile_rust,
        command=_binary,
        source="client/src/api.rs",
        operation=re.compile(r"^    pub async fn (?:r#)?(\w+)<'a>\(", re.MULTILINE),
    ),
    Language(
        name="TypeScript",
        generator="openapi-typescript",
        needs=("node", "npm"),
        version=re.compile(r'"openapi-typescript": "([\d.]+)"'),
        fetch=_fetch_typescript,
        write=_write_typescript,
        compile=_compile_typescript,
        command=_script,
        source="api.ts",
        operation=re.compile(r"^        (?:get|put|post|delete|patch|head): operations\[\"(.+?)\"\];", re.MULTILINE),
        given="openapi.json",
    ),
)


@dataclass(frozen=True)
class Built:
    """A client that was written and compiled: the command of its program, and the operations that it has, folded."""

    command: tuple[str, ...]
    operations: frozenset[str]
    seconds: float
    """How long it took; 0 where it was built before."""


def folded(name: str) -> str:
    """Give the letters and digits of a name, in lower case: what it has in common in all languages."""
    return re.sub("[^a-z0-9]", "", name.lower())


def build(language: Language, document: Path, *, driven: bool = True) -> Built:
    """Have a client written and compiled, unless the same was before. Raises Failed, NotThere."""
    if missing := [program for program in language.needs if not shutil.which(program)]:
        raise NotThere(f"no {', '.join(missing)}")
    kept = cache() / f"interop-{language.name.lower()}-{_edition(language, document, driven)}"
    started = time.monotonic()
    if is_new := not kept.exists():
        staged = Path(tempfile.mkdtemp(dir=cache(), prefix="interop-new-"))
        try:
            _make(language, Work(staged, document, driven))
            with suppress(OSError):  # another process may have been first
                staged.rename(kept)
        finally:
            shutil.rmtree(staged, ignore_errors=True)
    os.utime(kept)
    _forget_unused()
    found = frozenset(folded(name) for name in _operations(language, kept))
    return Built(language.command(kept) if driven else (), found, time.monotonic() - started if is_new else 0)


def _make(language: Language, work: Work) -> None:
    left_out = () if work.driven else DRIVEN
    shutil.copytree(language.folder, work.folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns(*left_out))
    language.fetch(work)
    language.write(work)
    language.compile(work)


def _edition(language: Language, document: Path, driven: bool) -> str:
    """Give what names the client that a document, our files and the versions in them make."""
    digest = hashlib.sha256(repr((language.name, driven)).encode())
    ours = sorted(path for path in language.folder.rglob("*") if path.is_file())
    for path in (document, Path(__file__), *ours):
        name = path.relative_to(HERE).as_posix() if path.is_relative_to(HERE) else ""
        digest.update(repr((name, path.read_bytes())).encode())
    return digest.hexdigest()[:16]


def _forget_unused() -> None:
    """Remove clients that nobody has asked for in a month, and what a run that was killed has left a day ago."""
    for days, pattern in ((_DAYS_KEPT, "interop-*-" + "[0-9a-f]" * 16), (1, "interop-new-*")):
        for folder in cache().glob(pattern):
            with suppress(OSError):  # another process may have been first
                if time.time() - folder.stat().st_mtime > days * 86_400:
                    shutil.rmtree(folder, ignore_errors=True)


def _operations(language: Language, folder: Path) -> Iterator[str]:
    for path in folder.glob(language.source):
        yield from language.operation.findall(path.read_text("utf-8"))
