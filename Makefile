# Every command sets up what it needs; none needs another to have run before.
PYTHON ?= $(shell for p in python3 python3.11 python3.12 python3.13; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
PREPARE = $(or $(PYTHON),python3) -m tools.prepare
export PORT ?= 8000
export FRESH
VENV_PYTHON := .venv/bin/python
.DEFAULT_GOAL := help
.PHONY: help run fresh test pages check setup bench coverage lock

help: ## what there is
	@sed -n 's/^\([a-z]*\):.*## /  make \1: /p' Makefile

run: ## serve the demo on PORT (8000), keeping its data
	@$(PREPARE)
	@$(VENV_PYTHON) -m tools.serve

fresh: ## serve the demo with its world begun anew
	@$(MAKE) --no-print-directory run FRESH=1

test: ## run every check and every test, on SQLite and on PostgreSQL and in a browser
	@$(PREPARE) --dev
	@$(VENV_PYTHON) -m tools.suite test

pages: ## open every page in a browser, on SQLite: more than make test does, a quarter of an hour
	@$(PREPARE) --dev
	@$(VENV_PYTHON) -m pytest -m browser tests/browser

check: ## format, lint, types, floors, translations, migrations, system check, API schema
	@$(PREPARE) --dev
	@$(VENV_PYTHON) -m tools.suite check

setup: ## prepare .venv, the browser library and the translations for working on the code
	@$(PREPARE) --dev

bench: ## measure how fast the acts of a busy day are
	@$(PREPARE) --dev
	@for file in bench/[a-z]*.py; do echo "== $$file"; \
		$(VENV_PYTHON) -m bench.$$(basename $$file .py) || exit 1; done

coverage: ## run the tests on SQLite and show which lines and branches none of them reaches
	@$(PREPARE) --dev
	@$(VENV_PYTHON) -m pytest -n 2 -m "not browser" --cov --cov-report=term-missing:skip-covered

lock: ## pin the packages again after a change of a requirements*.in; UPGRADE=1 takes newer ones
	@$(PREPARE) --dev
	@$(VENV_PYTHON) -m tools.lock $(if $(UPGRADE),--upgrade)
