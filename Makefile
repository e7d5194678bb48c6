# The commands of Pépinière. `make help` lists them.
SHELL := /bin/bash
PYTHON ?= python3
PY := .venv/bin/python
# Everything is imported from the checkout, whatever folder a program is started from.
export PYTHONPATH := $(CURDIR)
# Whatever the machine says: programs that are started again and again are compiled once.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help run test check reset lock

help: ## cette liste
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 16

run: .venv/synced ## démarre Pépinière et joue l'histoire (PORT=8080 ; STORY=0 : sans l'histoire)
	@deploy/local/preflight run
	@exec $(PY) -m deploy.local

test: check ## toutes les vérifications, puis tous les tests sur une vraie base et un vrai courtier
	@deploy/local/preflight test
	$(PY) -m pytest -n 3 --dist loadfile -m "not faults"
	$(PY) -m pytest -n 2 --dist loadfile -m faults

check: .venv/synced ## format, style, types et flèches de l'architecture
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/mypy
	.venv/bin/lint-imports

reset: .venv/synced ## oublie les données de ce dossier (.pepiniere/)
	@exec $(PY) -m deploy.local.reset

lock: .venv/uv ## récrit requirements.lock d'après requirements.in
	.venv/bin/uv pip compile -q --upgrade --generate-hashes --no-emit-index-url requirements.in -o requirements.lock

# The environment follows the lock file, and is touched only when the lock file changed.
.venv/synced: requirements.lock | .venv/uv
	@echo "Préparation de l'environnement Python (quelques minutes la première fois)…"
	@.venv/bin/uv pip sync -q --compile-bytecode --require-hashes --python $(PY) requirements.lock
	@touch $@

.venv/uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Pépinière demande Python 3.11 ou plus récent ; nommez-le par « make PYTHON=python3.12 … »." >&2; exit 1; }
	@$(PYTHON) -m venv .venv || \
	  { echo "Python ne sait pas faire d'environnement virtuel : « apt-get install python3-venv », puis relancez." >&2; exit 1; }
	@.venv/bin/python -m pip install -q uv
	@touch $@
