# make demo · make test · make bench: each sets up what it needs in .venv, once.

PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
# The pins are those of Python 3.11; some of them do not exist for another one.
PINS = $(if $(findstring Python 3.11.,$(shell $(BIN)/python --version)),-c constraints.txt)
PIP = $(BIN)/python -m pip install --quiet --disable-pip-version-check $(PINS)
DEMO := corpus/reports/lung-biopsy-ngs-addendum.txt
SOURCES := extractor tests benchmarks

.DELETE_ON_ERROR:
.PHONY: help demo test bench format clean

help:
	@echo "make demo    set up .venv and print the records of a sample report"
	@echo "make test    set up the developers' tools and run all checks and tests"
	@echo "make bench   measure speed and compare it with the targets"
	@echo "make format  format the code and fix what ruff can fix"
	@echo "make clean   remove .venv and all caches"
	@echo "Another Python (3.10 to 3.12): make PYTHON=python3.12 demo"

# pip is what a broken or interrupted venv lacks.
$(BIN)/pip:
	@command -v $(PYTHON) >/dev/null || { echo "$(PYTHON) not found: install it, or: make PYTHON=python3.12 demo" >&2; exit 1; }
	$(PYTHON) -m venv --clear $(VENV)

$(VENV)/.installed: pyproject.toml constraints.txt | $(BIN)/pip
	$(PIP) -e .
	@touch $@

$(VENV)/.installed-dev: pyproject.toml constraints.txt | $(BIN)/pip
	$(PIP) -e '.[dev]'
	@touch $(VENV)/.installed $@

demo: $(VENV)/.installed
	$(BIN)/extract $(DEMO)

test: $(VENV)/.installed-dev
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -n 2

bench: $(VENV)/.installed-dev
	$(BIN)/python benchmarks/context.py
	$(BIN)/python benchmarks/speed.py

format: $(VENV)/.installed-dev
	$(BIN)/ruff check --fix $(SOURCES)
	$(BIN)/ruff format $(SOURCES)

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
