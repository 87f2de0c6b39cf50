PORT ?= 8000
PYTHON = .venv/bin/python

.DEFAULT_GOAL := help
.PHONY: help demo check test deep bench lock format clean

help:
	@echo "make demo    serve the sample review on 127.0.0.1:$(PORT)"
	@echo "make check   the quick part of it, in about a minute, while you write"
	@echo "make test    everything that must pass"
	@echo "make deep    the same and more often, with what is rarely informative"
	@echo "make bench   the figures, one line each: name value unit"
	@echo "make format  put code and templates into their one form"
	@echo "make lock    write requirements*.txt from pyproject.toml (needs uv)"
	@echo "make clean   remove what can be made again; var/ stays"

demo:
	@sh .ci/setup
	@DEMO=1 $(PYTHON) manage.py demo --port $(PORT)

check:
	@sh .ci/setup check
	@$(PYTHON) -m tests check

test:
	@sh .ci/setup test
	@$(PYTHON) -m tests

deep:
	@sh .ci/setup test
	@DEEP=1 $(PYTHON) -m tests

bench:
	@sh .ci/setup test
	@$(PYTHON) -m tests.bench

LOCK = uv pip compile --quiet --universal --python-version 3.12 --generate-hashes \
	--extra chat --extra pptx --custom-compile-command "make lock" $(UPGRADE) pyproject.toml

lock:
	@$(LOCK) --output-file requirements.txt
	@$(LOCK) --group dev --constraint requirements.txt --output-file requirements-test.txt
	@$(LOCK) --extra ldap --constraint requirements.txt --output-file requirements-ldap.txt

format:
	@sh .ci/setup check
	@$(PYTHON) -m ruff check --fix .
	@$(PYTHON) -m ruff format .
	@find templates -name '*.html' -exec .venv/bin/djade {} + || true

clean:
	rm -rf .venv .venv-* .pytest_cache .mypy_cache .ruff_cache .hypothesis test-results
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
