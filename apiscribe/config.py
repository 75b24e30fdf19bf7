"""`apiscribe.toml`: which documents describe the service, and what is made of them."""

import tomllib
from importlib import resources
from pathlib import Path, PurePosixPath
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, field_validator

from spec.diagnostics import Diagnostic, DiagnosticError
from spec.location import Location

FILE_NAME = "apiscribe.toml"


def _inside(path: str) -> str:
    parts = PurePosixPath(path).parts
    if not parts or path.startswith(("/", "~")) or ".." in parts or "\\" in path:
        raise ValueError("a relative path without `..` is needed")
    return path


InsidePath = Annotated[str, AfterValidator(_inside)]


Target = Literal["python", "mock"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SourceConfig(_Strict):
    """A file or folder to read, relative to the configuration. Of two that describe one operation the newer counts."""

    path: InsidePath
    date: str = Field(default="", pattern=r"^(\d{4}(-\d\d(-\d\d)?)?)?$")


class ServiceConfig(_Strict):
    """The service: `name` is the folder of its published documents."""

    name: str = Field(pattern=r"^[a-z][a-z0-9-]{0,60}$")
    title: str = ""
    server: str = ""
    variables: dict[str, dict[str, Any]] = {}


class PackageConfig(_Strict):
    """Names of a generated package; what is not given is derived from the document's title."""

    distribution: str = ""
    package: str = Field(default="", alias="import")
    class_name: str = Field(default="", alias="class")


class OutputConfig(_Strict):
    """Where results go, relative to the folder of the output."""

    documents: InsidePath = "spec/documents"
    names: InsidePath = "spec/names"
    generated: InsidePath = "generated"
    targets: tuple[Target, ...] = ("python", "mock")

    @field_validator("targets")
    @classmethod
    def _each_once(cls, targets: tuple[str, ...]) -> tuple[str, ...]:
        if len(set(targets)) != len(targets):
            raise ValueError("each target once")
        return targets


class Config(_Strict):
    """The whole file.

    `descriptions = false` leaves the documents' own wording out of what is published. `overlays` are files beside the
    configuration, else of the package (`spec/overlays`), applied in turn; `glossary` is one beside the configuration,
    else of the package (`spec/glossary`): it describes what has no description. `waiters` is one beside the
    configuration, else of the package (`spec/waiters`): which states one waits for. `workflows` is one beside the
    configuration, else of the package (`spec/workflows`): calls that belong together, published as `arazzo.yaml`.
    """

    service: ServiceConfig
    source: tuple[SourceConfig, ...] = Field(min_length=1)
    descriptions: bool = True
    overlays: tuple[InsidePath, ...] = ()
    glossary: InsidePath | None = None
    waiters: InsidePath | None = None
    workflows: InsidePath | None = None
    python: PackageConfig = PackageConfig()
    mock: PackageConfig = PackageConfig()
    output: OutputConfig = OutputConfig()


def load_config(path: Path) -> Config:
    """Read a configuration.

    Raises DiagnosticError (DOC001, CFG001) for a file that is missing, no TOML, or holds what none may.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        return Config.model_validate(data)
    except OSError as error:
        raise _error(path, "DOC001", f"cannot read the configuration: {error.strerror or error}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _error(path, "CFG001", f"not TOML: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(step) for step in first["loc"])
        raise _error(path, "CFG001", f"{where}: {first['msg']}") from error


def overlay_file(name: str, folder: Path) -> Path:
    """Give the file of an overlay: beside the configuration, else the one that comes with the package."""
    return _own_or_packaged(name, folder, "spec.overlays")


def glossary_file(name: str, folder: Path) -> Path:
    """Give the file of a glossary: beside the configuration, else the one that comes with the package."""
    return _own_or_packaged(name, folder, "spec.glossary")


def waiters_file(name: str, folder: Path) -> Path:
    """Give the file of waiters: beside the configuration, else the one that comes with the package."""
    return _own_or_packaged(name, folder, "spec.waiters")


def workflows_file(name: str, folder: Path) -> Path:
    """Give the file of workflows: beside the configuration, else the one that comes with the package."""
    return _own_or_packaged(name, folder, "spec.workflows")


def _own_or_packaged(name: str, folder: Path, package: str) -> Path:
    own = folder / name
    return own if own.exists() else Path(str(resources.files(package).joinpath(name)))


def names_file(config: Config, out: Path) -> Path:
    """Give the file that records the names given out."""
    return out / config.output.names / f"{config.service.name}.json"


def input_paths(config: Config, folder: Path, out: Path) -> list[Path]:
    """Give everything that a build reads beside the configuration itself."""
    by_hand = [overlay_file(name, folder) for name in config.overlays]
    if config.glossary:
        by_hand.append(glossary_file(config.glossary, folder))
    if config.waiters:
        by_hand.append(waiters_file(config.waiters, folder))
    if config.workflows:
        by_hand.append(workflows_file(config.workflows, folder))
    return [*(folder / s.path for s in config.source), *by_hand, names_file(config, out)]


def _error(path: Path, code: str, message: str) -> DiagnosticError:
    return DiagnosticError(Diagnostic(code, message, Location(path.as_posix())))
