# What runs on a fresh machine with Python 3.11 or newer, git and make. `make help` lists it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
WORKERS ?= auto

.DEFAULT_GOAL := help
.PHONY: help run test test-all interop site facts bench bench-peers clean

help:  ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## / - /'

# A stamp for each set of packages: installed anew only when pyproject.toml changes.
$(VENV)/installed: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	@touch $@

$(VENV)/installed-dev: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e ".[dev]"
	@touch $@ $(VENV)/installed

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make PYTHON=python3.12 ..."; exit 2; }
	$(PYTHON) -m venv $(VENV)

run: $(VENV)/installed  ## build everything from the embedded reference
	$(BIN)/apiscribe build

# All of them run, also where an earlier one fails; the tests come last, so that theirs are the closing lines.
test: $(VENV)/installed-dev  ## lint, types and tests; under 10 minutes; names what was skipped
	@failed=; \
	for check in "ruff check" "ruff format --check" "mypy" "python -m pytest -n $(WORKERS) -rs -m 'not heavy'"; do \
	  echo "$$check"; eval "$(BIN)/$$check" || failed="$$failed [$$check]"; \
	done; \
	if [ -n "$$failed" ]; then echo "failed:$$failed"; exit 1; fi

# pytest exits with 5 where it finds no test to run
test-all: test  ## and the heavy suites whose tools are there
	$(BIN)/python -m pytest -n $(WORKERS) -rs -m heavy || [ $$? -eq 5 ]

site: $(VENV)/installed  ## write the site of what is built into out/site; npm fetches the viewer, once
	$(BIN)/apiscribe publish -o out/site

interop: $(VENV)/installed-dev  ## clients in Go, Java, Rust, TypeScript by other people's generators; prints the table
	$(BIN)/python -m pytest -rs -m heavy tests/interop

facts: $(VENV)/installed  ## write the embedded facts edition anew from the original documents
	$(BIN)/apiscribe redact $(or $(CORPUS),../shared/corpus/pages) -o scraper/corpus/modelarts

bench: $(VENV)/installed-dev  ## benchmarks, beside the peers that are there
	$(BIN)/python -m benchmarks

bench-peers: $(VENV)/installed-dev  ## install what the benchmarks compare with, into a cache
	$(BIN)/python -m benchmarks --install-peers

clean:  ## remove what is made here, .venv included
	rm -rf $(VENV) build dist out .mypy_cache .pytest_cache .ruff_cache .hypothesis
