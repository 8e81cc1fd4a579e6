# The menu: `make help`. Needs only Python 3.11+, Node 20+ and make; the rest it installs itself.
SHELL := /bin/bash
PYTHON ?= python3
HUZHU_HOME ?= $(CURDIR)/var
export HUZHU_HOME
BOOT := var/bootstrap
UV := $(BOOT)/bin/uv
PY := .venv/bin/python
HUZHU := .venv/bin/huzhu
ONLY ?=
SELF_PAY ?= 1874.43
SCALE ?= 0.01
export UV_PROJECT_ENVIRONMENT := .venv
export NO_MKDOCS_2_WARNING := 1

.PHONY: help demo test check journey bench spark docs deep lint messages clean-demo

help:  ## this menu
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

demo: setup  ## set everything up and serve the demo province at 127.0.0.1:8000
	HUZHU_DEMO=1 $(HUZHU) demo --scale $(SCALE)

test: check browser spark  ## all checks, then all tests, in parallel
	$(PY) -m pytest -n auto --dist loadgroup -m "not deep"

check: setup  ## style, layers, types, migrations, translations, documentation, API golden file
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/lint-imports --no-cache
	.venv/bin/mypy
	$(HUZHU) check_house
	.venv/bin/mkdocs build --strict --quiet --site-dir var/site

journey: setup  ## the main job headless on a throw-away data folder; SELF_PAY=… changes case C01
	$(HUZHU) journey --self-pay "$(SELF_PAY)"

bench: setup .venv/.bench  ## a table, and var/bench.json; ONLY=terms runs one group
	$(PY) -m benchmarks $(ONLY)

deep: setup browser spark  ## what takes minutes: full-scale province, long fuzzing
	$(PY) -m pytest -n auto --dist loadgroup -m deep

spark: .venv/.spark  ## PySpark and a Java, for replays on Spark and their test
	@bash .ci/java

docs: setup  ## the documentation at 127.0.0.1:8001
	.venv/bin/mkdocs serve --dev-addr 127.0.0.1:8001

clean-demo:  ## forget the demo's data (var/); the next `make demo` begins anew
	-$(HUZHU) stop_database
	rm -rf var/postgres var/attachments var/*.key var/audit-heads.csv var/demo.json

# ── set-up: each step runs once, and again when its lock file changes ────────────────────────

.PHONY: setup browser
setup: .venv/.done node_modules/.done src/huzhu/locale/zh_Hans/LC_MESSAGES/django.mo

$(UV):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed; $(PYTHON) is $$($(PYTHON) --version). Set PYTHON=/path/to/python3.11."; exit 2; }
	$(PYTHON) -m venv $(BOOT)
	$(BOOT)/bin/pip install --quiet uv

.venv/.done: pyproject.toml uv.lock | $(UV)
	$(UV) sync --frozen --quiet --python $(PYTHON)
	@touch $@

node_modules/.done: package.json package-lock.json
	@command -v npm >/dev/null || { echo "Node 20 or newer with npm is needed: the screens' libraries come from npm."; exit 2; }
	npm ci --no-audit --no-fund --silent
	@touch $@

src/huzhu/locale/zh_Hans/LC_MESSAGES/django.mo: src/huzhu/locale/zh_Hans/LC_MESSAGES/django.po .venv/.done
	$(PY) -m huzhu.config.translations

browser:
	@bash .ci/browser

# PySpark is half a gigabyte, and the engines that are measured against concern the bench only:
# `make demo` installs neither.
.venv/.spark: .venv/.done
	$(UV) sync --frozen --quiet --inexact --extra spark --python $(PYTHON)
	@touch $@

.venv/.bench: .venv/.done
	$(UV) sync --frozen --quiet --inexact --group bench --python $(PYTHON)
	@touch $@
