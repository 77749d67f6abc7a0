# The two that matter: `make demo` and `make test`. `make` alone prints this list.
PYTHON ?= python3
VENV ?= .venv
ifeq ($(OS),Windows_NT)
BIN := $(VENV)/Scripts
else
BIN := $(VENV)/bin
endif
READY := $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help setup demo test search format bench bench-ids fuzz words lock clean

help: ## print this list
	@grep -E '^[a-z-]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 10

$(READY): constraints.txt pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, this is " + sys.version.split()[0] if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(READY)

setup: $(READY) ## make .venv with the pinned dependencies

sample_data/planted.csv: | $(READY)
	$(BIN)/audit demo sample_data --seed 2023 --claims 600

demo: $(READY) sample_data/planted.csv ## audit the sample quarter, show the findings, write out/疑点清单.xlsx
	@$(BIN)/audit run sample_data --policy demo --out out/疑点清单.xlsx --fail-on never

test: $(READY) ## the whole gate: format, lint, types, import contracts, tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -n auto

search: $(READY) ## the tests with newly drawn examples, where the gate always draws the same
	$(BIN)/pytest -n auto --hypothesis-profile=search

format: $(READY) ## format the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

fuzz: $(READY) ## damaged spreadsheets for half an hour (MINUTES=30): each is read or refused, never lost
	$(BIN)/python tools/fuzz.py --minutes $(or $(MINUTES),30)

words: $(READY) ## collect texts for translation and compile the catalogue
	$(BIN)/python tools/words.py

bench: $(READY) ## ratios against polars, calamine, pandas and DuckDB, measured in one run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r bench/constraints.txt
	$(BIN)/python -m bench
	$(BIN)/python -m bench.reading
	$(BIN)/python -m bench.insurance
	$(BIN)/python -m bench.ledger
	$(BIN)/python -m bench.papers

bench-ids: $(READY) ## near-duplicate identities beside splink, duckdb, nearust, recordlinkage, rapidfuzz (TEN=--ten-million)
	$(PYTHON) -m venv $(VENV)-ids
	$(VENV)-ids/$(notdir $(BIN))/python -m pip install --quiet --disable-pip-version-check --require-hashes -r bench/ids-constraints.txt
	$(VENV)-ids/$(notdir $(BIN))/python -m bench.ids $(TEN)

lock: ## renew the pinned versions
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --no-emit-index-url --no-emit-find-links --extra dev pyproject.toml -o constraints.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --no-emit-index-url --no-emit-find-links --extra bench -c constraints.txt pyproject.toml -o bench/constraints.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --no-emit-index-url --no-emit-find-links --extra ids-splink --extra ids-nearust --extra ids-recordlinkage --extra ids-duckdb --extra ids-cdist pyproject.toml -o bench/ids-constraints.txt

clean: ## remove .venv, caches and out/
	rm -rf $(VENV) $(VENV)-ids out .mypy_cache .ruff_cache .pytest_cache .hypothesis build dist
