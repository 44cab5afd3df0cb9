# make run     the playground, with nothing to sign up for
# make test    everything that is checked
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ARGS ?=

.PHONY: run test lint format install bench screenshots second-opinion

run: install
	$(BIN)/python app.py run

install: $(VENV)/.installed

test: $(VENV)/.installed-test lint
	$(BIN)/python -m pytest $(ARGS)

lint: $(VENV)/.installed-test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

format: $(VENV)/.installed-test
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(VENV)/.installed-test
	$(BIN)/python -m tests.benches

screenshots: $(VENV)/.installed-test
	$(BIN)/python -m tests.screenshots

second-opinion: $(VENV)/.installed-test
	$(BIN)/python -m pytest tests/second_opinion/check_*.py -rs

$(VENV)/.installed: requirements.lock
	$(PYTHON) -c 'import sys; sys.exit("Turnabout needs Python 3.11 or newer: make PYTHON=python3.12 ..." if sys.version_info < (3, 11) else 0)'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	touch $@

$(VENV)/.installed-test: requirements-test.lock $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-test.lock
	touch $@
