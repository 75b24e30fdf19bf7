"""What several commands take: formats, sources, the configuration."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scraper.fetch.follow import Follow

if TYPE_CHECKING:
    from apiscribe.config import Config
    from scraper.workers import Workers


class OutputFormat(StrEnum):
    """How a command tells its answer."""

    TEXT = "text"
    JSON = "json"


Format = Annotated[OutputFormat, typer.Option("--format", help="text for people, json for programs")]
All = Annotated[bool, typer.Option("--all", help="show every finding, notes included")]
Sources = Annotated[list[str], typer.Argument(help="files, folders, folders of snapshots, URLs", show_default=False)]
FollowLinks = Annotated[
    Follow, typer.Option("--follow", help="what a URL stands for: the page alone, its links, the site's sitemap")
]
AllowHost = Annotated[list[str] | None, typer.Option(help="another host that links and redirects may lead to")]
AllowPrivate = Annotated[list[str] | None, typer.Option(help="a host or address that may be in a private network")]
CacheFolder = Annotated[Path | None, typer.Option(help="the folder of the cache [default: that of the platform]")]
Jobs = Annotated[
    int | None,
    typer.Option("--jobs", min=1, max=256, help="processes that read [default: as many as pay]", show_default=False),
]
Scheduler = Annotated[
    str, typer.Option("--scheduler", metavar="ADDRESS", help="a Dask cluster that reads instead", show_default=False)
]


def workers_of(jobs: int | None, scheduler: str) -> "Workers":
    """Give the workers that a command line asks for."""
    from scraper.workers import Workers

    if jobs and scheduler:
        raise typer.BadParameter("a cluster has its own workers: give one of both", param_hint="--jobs, --scheduler")
    return Workers(jobs, scheduler)


def configuration(path: Path | None) -> tuple[Path, "Config"]:
    """Give the configuration and its file: the one that is named, the one of this folder, else the embedded one."""
    from importlib import resources

    from apiscribe.config import FILE_NAME, load_config

    if path is None:
        own = Path(FILE_NAME)
        path = own if own.exists() else Path(str(resources.files("scraper.corpus").joinpath("modelarts", FILE_NAME)))
    return path, load_config(path)
