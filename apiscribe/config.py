"""`apiscribe.toml`: which documents describe the service, and what is made of them."""

import tomllib
from importlib import resources
from pathlib import Path, PurePosixPath
from typing import Annotated, Any, Literal, get_args
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from scraper.fetch.follow import Follow
from spec.diagnostics import Diagnostic, DiagnosticError, refused
from spec.location import Location

FILE_NAME = "apiscribe.toml"


def _inside(path: str) -> str:
    parts = PurePosixPath(path).parts
    if not parts or path.startswith(("/", "~")) or ".." in parts or "\\" in path:
        raise ValueError("a relative path without `..` is needed")
    return path


InsidePath = Annotated[str, AfterValidator(_inside)]


Target = Literal["python", "mock", "typescript", "gateway"]
GatewayName = Literal["kong", "apisix", "krakend", "envoy", "nginx", "haproxy", "caddy", "traefik", "aws", "apig"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SourceConfig(_Strict):
    """What to read: a file or folder, relative to the configuration, or a URL, of which the last snapshot is read.

    Of two sources that describe one operation the newer counts, unless `[merge]` says otherwise; one of a URL has the
    date of its snapshot unless it is given another. `follow` and `depth` say what a URL stands for: see
    `scraper.fetch.Follow`.
    """

    path: InsidePath = ""
    url: str = ""
    follow: Follow = Follow.PAGE
    depth: int = Field(default=1, ge=1, le=10)
    date: str = Field(default="", pattern=r"^(\d{4}(-\d\d(-\d\d)?)?)?$")

    @model_validator(mode="after")
    def _path_or_url(self) -> "SourceConfig":
        if bool(self.path) == bool(self.url):
            raise ValueError("either path or url is needed")
        if self.path and not self.model_fields_set.isdisjoint({"follow", "depth"}):
            raise ValueError("follow and depth belong to a url")
        if self.url and urlsplit(self.url).scheme.lower() not in ("http", "https"):
            raise ValueError("only http and https URLs are fetched")
        return self


class FetchConfig(_Strict):
    """How URLs are fetched, and where their snapshots are kept. See `scraper.fetch.Settings` for the hosts."""

    snapshots: InsidePath = "snapshots"
    allow_hosts: frozenset[str] = frozenset()
    allow_private: frozenset[str] = frozenset()
    rate: float = Field(default=10.0, gt=0, le=1000)
    connections: int = Field(default=4, ge=1, le=32)
    max_pages: int = Field(default=5_000, ge=1, le=20_000)


class MergeConfig(_Strict):
    """Which of several descriptions of one operation counts.

    `precedence` is what documents are ordered by, the weightiest first; `languages` (such as `zh`) and `kinds` name
    those that are preferred, the best first. Without a preference the newest counts, then the one given first.
    """

    precedence: tuple[Literal["date", "language", "kind"], ...] = ("date", "language", "kind")
    languages: tuple[Annotated[str, Field(pattern=r"^[a-z]{2}$")], ...] = ()
    kinds: tuple[Literal["html", "markdown", "text"], ...] = ()

    @field_validator("precedence", "languages", "kinds")
    @classmethod
    def _each_once(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        if len(set(names)) != len(names):
            raise ValueError("each name once")
        return names


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


class ScriptConfig(_Strict):
    """Names of the TypeScript package; what is not given is derived from the document's title."""

    distribution: str = ""
    class_name: str = Field(default="", alias="class")


class GatewayConfig(_Strict):
    """Which gateways get a configuration, and what holds for all of them; `generator.gateway.GatewaySettings` says what
    each value means. What is not given is as there."""

    names: tuple[GatewayName, ...] = get_args(GatewayName)
    upstream: str | None = None
    address: str | None = None
    port: int | None = None
    host: Literal["client", "upstream"] | None = None
    credentials: Literal["pass", "require"] | None = None
    connect_timeout: int | None = None
    timeout: int | None = None
    max_body: int | None = None
    rate_limit: int | None = None
    certificate: str | None = None
    key: str | None = None

    @field_validator("names")
    @classmethod
    def _each_once(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        if not names or len(set(names)) != len(names):
            raise ValueError("each name once, and at least one")
        return names


class OutputConfig(_Strict):
    """Where results go, relative to the folder of the output."""

    documents: InsidePath = "spec/documents"
    names: InsidePath = "spec/names"
    versions: InsidePath = "spec/versions"
    types: InsidePath = "spec/types"
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

    `descriptions = false` leaves the documents' own wording out of what is published. `overlays` are applied in turn,
    `glossary` describes what has no description, `waiters` says which states one waits for, `workflows` which calls
    belong together (published as `arazzo.yaml`). Each of these is a path relative to the configuration (`words.yaml`,
    `by-hand/words`), or a bare name (`modelarts`) for the one that comes with the package, in the folder of its kind
    (`spec/overlays` and so on). Neither is ever looked for in the place of the other.
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
    typescript: ScriptConfig = ScriptConfig()
    gateway: GatewayConfig = GatewayConfig()
    fetch: FetchConfig = FetchConfig()
    merge: MergeConfig = MergeConfig()
    output: OutputConfig = OutputConfig()

    @property
    def has_urls(self) -> bool:
        """Tell whether any source is a URL."""
        return any(source.url for source in self.source)


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
        raise refused("CFG001", error, path.as_posix()) from error


def overlay_file(name: str, folder: Path) -> Path:
    """Give the file of an overlay, of a configuration in `folder`."""
    return _own_or_packaged(name, folder, "spec.overlays")


def glossary_file(name: str, folder: Path) -> Path:
    """Give the file of a glossary, of a configuration in `folder`."""
    return _own_or_packaged(name, folder, "spec.glossary")


def waiters_file(name: str, folder: Path) -> Path:
    """Give the file of waiters, of a configuration in `folder`."""
    return _own_or_packaged(name, folder, "spec.waiters")


def workflows_file(name: str, folder: Path) -> Path:
    """Give the file of workflows, of a configuration in `folder`."""
    return _own_or_packaged(name, folder, "spec.workflows")


def written_name(name: str) -> str:
    """Give the name of a file as findings call it."""
    return f"{name}.yaml" if _is_packaged(name) else name


def _own_or_packaged(name: str, folder: Path, package: str) -> Path:
    """Give the file that a setting names. DiagnosticError (CFG002) for a name that the package does not have."""
    if not _is_packaged(name):
        return folder / name
    found = Path(str(resources.files(package).joinpath(written_name(name))))
    if not found.is_file():
        known = ", ".join(sorted(path.stem for path in found.parent.glob("*.yaml")))
        where = package.replace(".", "/")
        message = f"{where} has no {name!r}, only {known}; a file beside the configuration has a suffix in its name"
        raise _error(folder / FILE_NAME, "CFG002", message)
    return found


def _is_packaged(name: str) -> bool:
    return "/" not in name and not PurePosixPath(name).suffix


def names_file(config: Config, out: Path) -> Path:
    """Give the file that records the names given out."""
    return out / config.output.names / f"{config.service.name}.json"


def versions_file(config: Config, out: Path) -> Path:
    """Give the file that records the version and what the changelogs say."""
    return out / config.output.versions / f"{config.service.name}.json"


def types_file(config: Config, out: Path) -> Path:
    """Give the file that keeps the types of the TypeScript package."""
    return out / config.output.types / f"{config.service.name}.ts"


def input_paths(config: Config, folder: Path, out: Path) -> list[Path]:
    """Give everything that a build reads beside the configuration itself."""
    by_hand = [overlay_file(name, folder) for name in config.overlays]
    if config.glossary:
        by_hand.append(glossary_file(config.glossary, folder))
    if config.waiters:
        by_hand.append(waiters_file(config.waiters, folder))
    if config.workflows:
        by_hand.append(workflows_file(config.workflows, folder))
    paths = [folder / source.path for source in config.source if source.path]
    if config.has_urls:
        from scraper.fetch import manifests

        paths += manifests(folder / config.fetch.snapshots)[-1:]
    return [*paths, *by_hand, names_file(config, out), versions_file(config, out), types_file(config, out)]


def _error(path: Path, code: str, message: str) -> DiagnosticError:
    return DiagnosticError(Diagnostic(code, message, Location(path.as_posix())))
