# What a newcomer needs: `make demo`, `make test`. Everything else is below.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test test-all lint bench risk-rules risk-suspicion docs reference lock clean

demo: .venv/ready
	$(BIN)/mlops-canvas demo
	$(BIN)/mlops-canvas portfolio canvases --sort risk

test: .venv/ready
	$(BIN)/ruff check src tests benchmarks
	$(BIN)/ruff format --check src tests benchmarks
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest

test-all: test
	EXAMPLES=300 $(BIN)/pytest tests/laws
	$(BIN)/pytest -m slow
	$(BIN)/mkdocs build --strict --quiet --site-dir .venv/site
	$(BIN)/python benchmarks/ratios.py --files 1000 --pairs 3

lint: .venv/ready
	$(BIN)/ruff check --fix src tests benchmarks
	$(BIN)/ruff format src tests benchmarks

bench: .venv/ready
	-$(MAKE) --no-print-directory .venv/companion/ready
	$(BIN)/python benchmarks/ratios.py

# How often the category is right on systems that others described, and where it is wrong.
risk-score: .venv/ready
	$(BIN)/python -m benchmarks.risk_score

# Which system needs each rule of the AI Act, and whether two rules contradict.
risk-rules: .venv/ready
	$(BIN)/python -m tests.risk.audit

# How often the words in a text find what the law asks about; docs/risk.md holds the numbers.
risk-suspicion: .venv/ready
	$(BIN)/python -m benchmarks.risk_suspicion

docs: .venv/ready
	$(BIN)/mkdocs build --strict

# The pages of docs/reference from the knowledge; a test refuses any that differ.
reference: .venv/ready
	rm -f docs/reference/*.md
	$(BIN)/mlops-canvas explain --all -o docs/reference

# Needs uv; writes hashes and no index address.
lock:
	uv pip compile pyproject.toml --universal --python-version 3.11 --no-emit-index-url \
	  --no-annotate --no-header --generate-hashes -o requirements/runtime.txt
	uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --no-emit-index-url \
	  --no-annotate --no-header --generate-hashes -o requirements/dev.txt
	uv pip compile requirements/companion.in --universal --python-version 3.11 --no-emit-index-url \
	  --no-annotate --no-header --generate-hashes -o requirements/companion.txt

clean:
	rm -rf .venv site dist

.venv/ready: requirements/dev.txt pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or later is needed") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

# A peer that `make bench` runs as a program, in an environment of its own; without it one row is left out.
.venv/companion/ready: .venv/ready requirements/companion.txt
	$(PYTHON) -m venv .venv/companion
	.venv/companion/bin/python -m pip install --quiet --disable-pip-version-check --only-binary :all: \
	  --require-hashes -r requirements/companion.txt
	touch $@
