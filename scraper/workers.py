"""Who reads documents: this process, several, or a cluster."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Workers:
    """`jobs` processes, as many as pay where it is None, or the Dask cluster of the `scheduler` at an address."""

    jobs: int | None = 1
    scheduler: str = ""


HERE = Workers()
