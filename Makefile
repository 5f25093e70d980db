# The same commands on every desk and in .ci/run. `make` alone lists them.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: help setup run test faults soak check audit eval models figures graph bench lock clean

help:
	@echo "make run    start the product: the browser preview, or Telegram when TELEGRAM_BOT_TOKEN is set"
	@echo "make test   set up and run the whole test suite"
	@echo "make faults kills, full disks, set clocks, broken lines, storms of users (five minutes); make soak: more of it (half an hour)"
	@echo "make audit  known holes in what is installed, where an index of them can be reached"
	@echo "make check  style, types, import directions, content, generated documents"
	@echo "make bench  measure speed, memory and lateness, and print the table"
	@echo "make eval   how well messages are understood"
	@echo "make models fit the models of understanding to content/examples/ (scikit-learn; two minutes)"
	@echo "make figures render content/images/ anew (Python 3.11, some GB of libraries, half an hour)"
	@echo "make graph  write docs/dialog.md and docs/pictures.md"
	@echo "make setup  the set-up alone"

setup: $(VENV)/run.stamp

$(VENV)/python.stamp:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; name one with: make PYTHON=python3.12 ..."; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/run.stamp: requirements.txt $(VENV)/python.stamp
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(VENV)/postgres.stamp: requirements-postgres.txt $(VENV)/run.stamp
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-postgres.txt
	@touch $@

$(VENV)/dev.stamp: requirements-dev.txt $(VENV)/run.stamp
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

# What PostgreSQL needs is installed where DATABASE_URL asks for it.
run: setup $(if $(findstring postgres,$(DATABASE_URL)),$(VENV)/postgres.stamp)
	@exec $(BIN)/python -m bot

test: $(VENV)/dev.stamp
	$(BIN)/python -m pytest

faults: $(VENV)/dev.stamp
	$(BIN)/python -m pytest tests/faults -n 2

soak: $(VENV)/dev.stamp
	SOAK=1 $(BIN)/python -m pytest tests/faults -n 2

audit: $(VENV)/dev.stamp
	@$(BIN)/uvx --version >/dev/null 2>&1 || $(BIN)/python -m pip install --quiet uv
	$(BIN)/uvx pip-audit --require-hashes --disable-pip -r requirements.txt

check: $(VENV)/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m bot check

.venv-bench/stamp: requirements-bench.txt
	$(PYTHON) -m venv .venv-bench
	.venv-bench/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-bench.txt
	@touch $@

bench: $(VENV)/dev.stamp .venv-bench/stamp
	$(BIN)/python -m tests.bench

eval: $(VENV)/dev.stamp
	$(BIN)/python -m tests.samples.evaluate

$(VENV)/models.stamp: requirements-models.txt $(VENV)/run.stamp
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-models.txt
	@touch $@

models: $(VENV)/models.stamp
	$(BIN)/python -m bot.fitting

.venv-figures/stamp: requirements-figures.txt
	$(PYTHON) -m venv .venv-figures
	.venv-figures/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-figures.txt
	@touch $@

figures: .venv-figures/stamp
	.venv-figures/bin/python -m content.figures

graph: setup
	$(BIN)/python -m tests.docs

lock: $(VENV)/dev.stamp
	$(BIN)/uv --version >/dev/null 2>&1 || $(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q pyproject.toml -o requirements.txt
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q --extra postgres -c requirements.txt pyproject.toml -o requirements-postgres.txt
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q --extra dev --extra postgres -c requirements.txt pyproject.toml -o requirements-dev.txt
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q --extra models -c requirements.txt pyproject.toml -o requirements-models.txt
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q tests/bench/rivals/requirements.in -o requirements-bench.txt
	@echo "requirements-figures.txt: keep only the hash of the processor build of torch, as its first line says"
	$(BIN)/uv pip compile --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q --extra figures -c requirements.txt pyproject.toml -o requirements-figures.txt

clean:
	rm -rf $(VENV) .venv-bench .venv-figures .mypy_cache .ruff_cache .pytest_cache .hypothesis
