# Thin wrappers around ./amends, which needs no make. PORT= and AMENDS_DATA= are passed on.

export PORT AMENDS_DATA
PYTHON ?= python3

.PHONY: help demo setup test check messages vendor budget screenshots

help:
	@echo "make demo      install, load the stories, serve (PORT=8000 AMENDS_DATA=var)"
	@echo "make setup     only install"
	@echo "make check     lint, types, house and rules in under a minute"
	@echo "make test      everything"
	@echo "make messages  collect the words to translate, and compile the translations"
	@echo "make vendor    check the styles and scripts we carry from others"
	@echo "make screenshots  every main page in a browser, into screenshots/ (ONLY=\"queue case\")"
	@echo "make budget    print sizes of files and functions"

demo:
	@$(PYTHON) ./amends demo

setup:
	@$(PYTHON) ./amends setup

check:
	@$(PYTHON) ./amends check-code

test:
	@$(PYTHON) ./amends test

messages:
	@$(PYTHON) ./amends messages

vendor:
	@$(PYTHON) tools/vendor.py --check

budget:
	@$(PYTHON) ./amends budget

screenshots:
	@$(PYTHON) ./amends setup --dev
	@.venv/bin/python tools/screenshots.py $(ONLY)
