# Each target sets up .venv by itself on first use. PYTHON names the interpreter (3.11 or newer).
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
# Tests wait for other processes much of the time, so a machine of few cores runs more of them at once than it has cores.
WORKERS ?= $(shell $(PYTHON) -c 'import os; cores = os.cpu_count() or 1; print(max(cores, min(2 * cores, 6)))')

.PHONY: chat test check bench soak session snapshots pictures format lock clean

chat: $(READY)
	@$(BIN)/countersign

# What is compiled is kept: every worker, and every program that a test starts, would else compile it anew.
test soak: export PYTHONDONTWRITEBYTECODE =

test: $(READY)
	@$(BIN)/pytest --numprocesses=$(WORKERS) --dist=worksteal

check: $(READY)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports
	@$(BIN)/mypy

bench: $(READY)
	@$(BIN)/python -m tests.bench $(ONLY)

soak: $(READY)
	@COUNTERSIGN_SOAK=1 $(BIN)/pytest --numprocesses=$(WORKERS) --dist=worksteal -m soak $(ONLY)

# Writes README's working session and its conversation in plain lines anew.
session: $(READY)
	@$(BIN)/python -m tests.journey.transcript
	@$(BIN)/python -m tests.journey.plain_transcript

# Writes anew what every screen looks like; tests compare with it, and a person looks at the difference.
snapshots: $(READY)
	@$(BIN)/python -m tests.ui.snapshot $(ONLY)

# Draws README's pictures anew: the real program in a terminal of its own.
pictures: $(READY)
	@$(BIN)/python -m tests.journey.pictures

format: $(READY)
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

# Names, versions and hashes only, for every platform; needs uv.
lock:
	uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes \
		--no-header --no-annotate --no-emit-index-url --upgrade --output-file requirements.lock

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Countersign needs Python 3.11 or newer; name one with: make PYTHON=python3.12"; exit 1; }
	@echo "Setting up .venv (once) ..."
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps --editable .
	@touch $(READY)
