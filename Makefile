# The two commands that matter: make run, make test. Everything else is listed by make.
PYTHON ?= python3
PROFILE ?= $(or $(PARAGRAF_PROFILE),laptop)
PARAGRAF_DATA ?= $(CURDIR)/data
export PARAGRAF_DATA

ifneq ($(filter gpu,$(PROFILE)),)
MODEL_SERVER := model-server-gpu
else
MODEL_SERVER := model-server
endif

CHECKED := config rag ingest ui tools

.DEFAULT_GOAL := help
.PHONY: help run test check evaluate benchmark verify lock environments
.SILENT:

help: ## List the commands
	awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: environments ## Start everything and print where the page is; PROFILE=gpu serves a larger model
	exec .venv/bin/paragraf run --profile $(PROFILE)

test: environments ## Make what is needed and run the tests, the ones with real servers too
	.venv/bin/paragraf models obtain
	exec .venv/bin/pytest

check: ## Check style, types and the direction of imports
	$(PYTHON) tools/environments.py application
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy --strict $(CHECKED)
	.venv/bin/lint-imports

evaluate: environments ## Ask the samples' questions; SETS="DIR …" [LIMIT=N] measures search on these instead, ANSWERS="DIR …" whole answers
ifneq ($(ANSWERS),)
	exec .venv/bin/python tools/evaluate_answers.py $(ANSWERS) $(foreach each,$(LIMIT),--limit $(each)) --write
else ifneq ($(SETS),)
	exec .venv/bin/python tools/evaluate_retrieval.py $(SETS) $(if $(LIMIT),--limit $(LIMIT)) --fresh --write
else
	exec .venv/bin/python tools/evaluate_questions.py
endif

benchmark: environments ## Measure times and memory on this machine
	exec .venv/bin/python tools/benchmark.py

verify: environments ## Run the long tests and write docs/verification.md
	exec .venv/bin/python tools/verify.py

lock: ## Resolve the requirements anew and write the locks
	$(PYTHON) tools/lock.py

environments:
	$(PYTHON) tools/environments.py application $(MODEL_SERVER)
