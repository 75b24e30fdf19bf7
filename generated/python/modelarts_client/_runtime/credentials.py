# Copied from apiscribe; do not edit.
"""Where credentials come from when none are given: the environment, then the file of the vendor's tools."""

import os
from collections.abc import Mapping
from pathlib import Path

from .auth import AccessKey
from .errors import CredentialsError
from .service import Profile, ServiceDescription

_KEYS = ("ak", "sk")
_MAX_FILE = 1_000_000


class Environment:
    """The environment variables and the file that a service's description names. Read when first needed, then kept."""

    def __init__(self, service: ServiceDescription, environ: Mapping[str, str] | None = None) -> None:
        self._service = service
        self._environ = os.environ if environ is None else environ
        self._found: Mapping[str, str] | None = None
        self._key: AccessKey | None = None

    @property
    def names_credentials(self) -> bool:
        """Whether the description says where credentials are to be looked for."""
        families = any({*_KEYS} <= {*names} for names in self._service.environments)
        return families or self._service.profile is not None

    def value(self, name: str) -> str | None:
        """Give what goes by this name: beside the credentials if they were found here, else any that is set."""
        if self._found is not None:
            return self._found.get(name) or self._variable(name)
        return self._variable(name)

    def credentials(self) -> AccessKey:
        """Give the access key. Raises CredentialsError, which says what was looked for, where there is none."""
        if self._key is None:
            found = self._look_up()
            more = {name: found.get(name) for name in ("security_token", "project_id", "domain_id")}
            try:
                self._key = AccessKey(found["ak"], found["sk"], **more)
            except ValueError as error:
                raise CredentialsError(f"the credentials of the environment cannot be used: {error}") from None
            self._found = found
        return self._key

    def _variable(self, name: str) -> str | None:
        for names in self._service.environments:
            if name in names and (value := self._environ.get(names[name])):
                return value
        return None

    def _look_up(self) -> Mapping[str, str]:
        missing: list[str] = []
        for names in self._service.environments:
            values = {what: self._environ[name] for what, name in names.items() if self._environ.get(name)}
            if all(values.get(key) for key in _KEYS):
                return values
            missing += [f"${names[key]}" for key in _KEYS if key in names and key not in values]
        profile = self._service.profile
        where = "the environment lacks " + ", ".join(missing)
        if profile is None:
            raise CredentialsError(f"no credentials: give `auth`; {where}")
        path = Path(self._environ.get(profile.variable) or profile.path)
        try:
            path = path.expanduser()
        except RuntimeError:  # there is no home
            raise CredentialsError(f"no credentials: give `auth`; {where}, and there is no home for {path}") from None
        if not path.exists():
            raise CredentialsError(f"no credentials: give `auth`; {where}, and there is no file {path}")
        return read_profile(path, profile)


def read_profile(path: Path, profile: Profile) -> Mapping[str, str]:
    """Give what the section of a file of credentials holds.

    Raises CredentialsError for one that cannot be read or lacks a key; what the file says is never shown.
    """
    import configparser

    problem = ""
    parser = configparser.RawConfigParser()
    try:
        with path.open(encoding="utf-8") as file:
            parser.read_string(file.read(_MAX_FILE))
    except OSError as error:
        problem = error.strerror or type(error).__name__
    except (configparser.Error, ValueError) as error:
        problem = f"no file of sections and keys ({type(error).__name__})"
    if problem:  # raised here: the errors above carry lines of the file
        raise CredentialsError(f"cannot read the credentials in {path}: {problem}")
    if not parser.has_section(profile.section):
        raise CredentialsError(f"the file of credentials {path} has no section [{profile.section}]")
    values = {name: value for name, value in parser.items(profile.section) if value}
    if missing := [key for key in _KEYS if not values.get(key)]:
        raise CredentialsError(f"the section [{profile.section}] of {path} has no {' and no '.join(missing)}")
    return values
