# Needs Python 3.11 or newer and nothing else; each target prepares what it uses.
PYTHON ?= python3
RUN := .venv/bin/python
SHELL := /bin/sh
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.PHONY: help demo demo-reset test fuzz check bench drill saboteurs screens lock messages ready-demo ready-test

help: ## Show this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

ready-demo:
	@$(PYTHON) -m tools.bootstrap demo

ready-test:
	@$(PYTHON) -m tools.bootstrap test

demo: ready-demo ## Run the whole portal here and print its address and accounts (data stay from run to run)
	@$(RUN) -m tools.demo

demo-reset: ready-demo ## Forget the demo's data and run it anew
	@$(RUN) -m tools.demo --reset

test: ready-test ## Run every test, browser tests included (ARGS= for pytest)
	@$(RUN) -m pytest -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder -m "not drill and not bench and not fuzz" $(ARGS)

fuzz: ready-test ## Draw ten thousand calls of the API and thousands of case histories, and print what was found
	@$(RUN) -m pytest tests/fuzz -m fuzz $(ARGS)

check: ready-test ## Lint, types, import contracts, migrations and translations
	@$(RUN) -m tools.check

bench: ready-test ## Measure speed at 10,000 and 1,000,000 cases; writes .local/bench/latest.json
	@$(RUN) -m tests.bench $(ARGS)

drill: ready-test ## Kill, hang and restart servers under load and print what was lost
	@$(RUN) -m pytest -m drill -s $(ARGS)

saboteurs: ready-test ## Remove each guard in a scratch copy and require a red suite
	@$(RUN) -m tests.saboteurs $(ARGS)

screens: ready-test ## Take a picture of every page as every persona, into screens/
	@$(RUN) -m tests.screens $(ARGS)

lock: ready-test ## Compile the lock files after a change of requirements/*.in or package.json
	@$(RUN) -m tools.lock

messages: ready-test ## Bring the translation files up to date with the sources
	@$(RUN) -m tools.messages extract $(ARGS)
