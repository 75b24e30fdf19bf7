"""The `apiscribe` command: its configuration and the order of the stages."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("apiscribe")
except PackageNotFoundError:  # run from a source tree that is not installed
    __version__ = "0"
