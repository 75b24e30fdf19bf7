"""`python -m apiscribe` is `apiscribe`."""

from apiscribe.cli import main

main()
