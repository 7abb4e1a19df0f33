# Casework. `make help` lists what can be asked for.

PYTHON ?= python3
VENV := .venv
PORT ?= 8000
DATA_DIR ?= data
export PORT DATA_DIR

RUNTIME := $(VENV)/.runtime
DEVELOPMENT := $(VENV)/.development
PAGES := node_modules/.installed
DOCTOR := @MAKECMDGOALS="$(MAKECMDGOALS)" $(PYTHON) -I casework/doctor.py
# Warnings about the machine's own package folders help nobody here.
PIP := $(VENV)/bin/python -m pip install --quiet --quiet --disable-pip-version-check --require-hashes

.DEFAULT_GOAL := help
.PHONY: help run test check format pins clean system test-system setup
.DELETE_ON_ERROR:

help: ## list what can be asked for
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -e 's/:.*## /\t/' | while IFS="$$(printf '\t')" read -r name says; do printf '  make %-8s %s\n' "$$name" "$$says"; done
	@echo
	@echo "  PORT=8123 DATA_DIR=/some/where make run   another port, another data folder"

run: system $(RUNTIME) $(PAGES) ## start the site on http://127.0.0.1:$PORT, with a rehearsal school the first time
	@exec $(VENV)/bin/python -m casework.serve

setup: system $(RUNTIME) $(PAGES) ## install what the site needs, and start nothing

test: system test-system $(DEVELOPMENT) $(PAGES) ## run every test: SQLite, PostgreSQL, Redis, ClamAV, Chromium (PYTEST_ARGS=... is passed on)
	$(VENV)/bin/python -m pytest -n 2 --dist worksteal $(PYTEST_ARGS)
	$(VENV)/bin/python -m pytest --postgres $(PYTEST_ARGS)

check: $(DEVELOPMENT) ## style, types, layers, migrations and generated pages are as they should be
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	@scratch=$$(mktemp -d) && trap 'rm -rf "$$scratch"' EXIT && export DATA_DIR="$$scratch" PATH="$(CURDIR)/$(VENV)/bin:$$PATH" \
	&& echo mypy && mypy \
	&& echo lint-imports && lint-imports \
	&& echo "manage.py makemigrations --check" && python manage.py makemigrations --check --dry-run \
	&& echo "manage.py write_procedure_docs --check" && python manage.py write_procedure_docs --check

format: $(DEVELOPMENT) ## bring the code into the house style
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .

pins: ## write both requirement files anew from pyproject.toml (needs uv)
	@for it in "requirements.txt" "requirements-dev.txt --extra dev"; do set -- $$it; name=$$1; shift; \
	  head -1 $$name > $$name.new \
	  && uv pip compile pyproject.toml "$$@" --universal --python-version 3.11 --upgrade --generate-hashes --no-annotate --no-header --quiet >> $$name.new \
	  && mv $$name.new $$name || { rm -f $$name.new; exit 1; }; done

clean: ## remove what was installed and cached; the data folder stays
	rm -rf $(VENV) node_modules .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# What the machine must have, looked at each time: it takes a twentieth of a second.
system:
	$(DOCTOR) pango

test-system:
	$(DOCTOR) chromium redis postgres poppler clamd

$(VENV)/bin/python:
	$(DOCTOR) python
	@echo "Making the virtual environment"
	@$(PYTHON) -m venv $(VENV)

$(RUNTIME): requirements.txt | $(VENV)/bin/python
	@echo "Installing the Python packages (about 20 seconds)"
	@$(PIP) -r requirements.txt
	@touch $@

$(DEVELOPMENT): requirements-dev.txt $(RUNTIME)
	@echo "Installing the packages for tests and checks"
	@$(PIP) -r requirements-dev.txt
	@touch $@

$(PAGES): package.json package-lock.json
	$(DOCTOR) node
	@echo "Fetching the page styles and the typeface"
	@npm ci --no-audit --no-fund --loglevel=error
	@touch $@
