# Copied from apiscribe; do not edit.
"""How one mock behaves. The command makes these of its flags; to worker processes they travel as JSON."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

TEST_TOKEN = "test-token"  # noqa: S105 - documented, for tests alone, as are the next ones
TEST_KEY = "test-access-key:test-secret-key"
TEST_USER = "test-user:test-password"
_PATHS = ("state", "shared")


@dataclass(frozen=True, slots=True)
class Settings:
    """What a mock checks, where it keeps its state, and how it behaves; the defaults are for tests in one process.

    `auth`: requests must be authenticated. `validate`: requests are checked against the document. `state`: the file
    that keeps the state (text is taken too), None for memory. `workers`: the number of processes; with several of them
    and no `state` the state is in a temporary file, whose path the command puts in `state` with `temporary` set.
    `seed`: made ids and times follow from it.

    Who may call: `tokens`, or `any_token`; `access_keys` as `AK:SK` or `AK:SK:TOKEN`; `users` as `NAME:PASSWORD` and
    `projects` as `NAME` or `NAME:ID` for tokens that the mock gives out itself, which live `token_life` seconds.
    `secret` seals them; workers have the same one. `faults`: what goes wrong on purpose (faults.py). `speed`: how many
    seconds of a transition go by in one. `proxy`: the address of a server that answers in place of the mock.
    `remote_admin`: `/__mock/` may be used from other machines too. `record`: how many requests are kept for it.
    `max_body`: bytes; `request_timeout`: seconds in which a request must be complete. `shared`: a folder for what the
    workers share.
    """

    auth: bool = False
    validate: bool = True
    state: Path | None = None
    temporary: bool = False
    workers: int = 1
    seed: int = 0
    tokens: tuple[str, ...] = field(default=(TEST_TOKEN,), repr=False)
    any_token: bool = False
    access_keys: tuple[str, ...] = field(default=(TEST_KEY,), repr=False)
    users: tuple[str, ...] = field(default=(TEST_USER,), repr=False)
    projects: tuple[str, ...] = ()
    token_life: float = 86_400.0
    secret: str = field(default="", repr=False)
    faults: tuple[str, ...] = ()
    speed: float = 1.0
    proxy: str = ""
    remote_admin: bool = False
    record: int = 1_000
    max_body: int = 10 * 1024 * 1024
    request_timeout: float = 30.0
    shared: Path | None = None

    def __post_init__(self) -> None:
        """Take places that are given as text too."""
        for name in _PATHS:
            if (place := getattr(self, name)) is not None:
                object.__setattr__(self, name, Path(place))

    def to_json(self) -> str:
        """Write the settings as JSON."""
        return json.dumps({key: str(v) if isinstance(v, Path) else v for key, v in asdict(self).items()})

    @classmethod
    def from_json(cls, text: str) -> "Settings":
        """Read what `to_json` wrote; ValueError or TypeError tell of anything else."""
        values: dict[str, Any] = json.loads(text)
        for name, value in values.items():
            if isinstance(value, list):
                values[name] = tuple(value)
        return cls(**values)
