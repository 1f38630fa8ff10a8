# What one can do here; `make` alone tells.

BIN := .venv/bin
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard werkplaats/translations/*/LC_MESSAGES/messages.po))
COMPILE_PINS := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --upgrade pyproject.toml

# Where a machine says that Python may not keep what it compiled, every process here would compile everything again.
unexport PYTHONDONTWRITEBYTECODE

help: ## Show this list.
	@sed -n 's/^\([a-z]*\):[^#]*## /\1|/p' Makefile | awk -F'|' '{ printf "  make %-13s %s\n", $$1, $$2 }'

run: .venv/run $(CATALOGUES) ## Start Werkplaats on this machine, with a demo in it the first time.
	@exec $(BIN)/python -m werkplaats.start

test: .venv/test $(CATALOGUES) tests/judges/node_modules ## Run the tests, but for the torture.
	@$(BIN)/pytest -n 3 --dist worksteal -q -m "not torture"

torture: .venv/test $(CATALOGUES) tests/judges/node_modules ## PostgreSQL for all; flood it, kill it, fill its disk: some minutes. The seeds are printed.
	@$(BIN)/pytest -n 3 --dist worksteal -q -rA -m torture

lint: .venv/test $(CATALOGUES) ## Check code, types and templates; `make test` checks translations and pins.
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/djlint --quiet --lint templates

bench: .venv/test $(CATALOGUES) ## Measure speed and memory.
	@$(BIN)/python -m bench

pins: .venv/test ## Refresh the pinned versions and their hashes.
	@$(COMPILE_PINS) -o requirements.txt
	@$(COMPILE_PINS) --group test -c requirements.txt -o requirements-test.txt

translations: .venv/test ## Bring the catalogues up to date with the sentences in the code.
	@$(BIN)/pybabel -q extract -F pyproject.toml -k N_ -k _l --no-wrap --no-location --sort-output -o werkplaats/translations/messages.pot .
	@$(BIN)/pybabel -q update -i werkplaats/translations/messages.pot -d werkplaats/translations --no-wrap --ignore-obsolete --no-fuzzy-matching
	@$(BIN)/pybabel -q compile -d werkplaats/translations

clean: ## Remove what can be made again; the data under instance/ stays.
	@rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis tests/judges/node_modules bench/lighthouse/node_modules $(CATALOGUES)
	@find app.py bench migrations tests werkplaats -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || true

.venv/bin/python:
	@sh .ci/venv

.venv/run: requirements.txt | .venv/bin/python
	@echo "Installing what Werkplaats needs; this takes about half a minute, once."
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

.venv/test: requirements-test.txt .venv/run
	@echo "Installing what the tests need; this takes about a minute, once."
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements-test.txt
	@touch $@

# A reader of calendars, and a checker of pages. Without npm their tests are skipped.
tests/judges/node_modules: tests/judges/package-lock.json
	@if command -v node >/dev/null && command -v npm >/dev/null; then \
		npm ci --prefix tests/judges --silent --no-audit --no-fund --no-update-notifier --ignore-scripts && touch $@ || \
		echo "ical.js and the checker of the W3C could not be installed, so their tests are skipped."; fi

%.mo: %.po | .venv/run
	@$(BIN)/pybabel -q compile -i $< -o $@

.PHONY: help run test torture lint bench pins translations clean
