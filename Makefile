# Needs GNU make and a Python of 3.11 or newer; everything else is fetched into .venv.
# Another Python than the one called python3: make install PYTHON=python3.12

PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin
# Written last, so that an install that was cut off is never taken for a whole one.
STAMP := $(VENV)/installed
LOCK := $(wildcard requirements.lock)

export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help install up test nightly check bench mutation soak year lock fmt clean

help:
	@echo 'Arrears: card delinquency as a stream.'
	@echo
	@echo '  make install   set up .venv with everything, the embedded Kafka included'
	@echo '  make up        install, then a broker, a worker and a simulated portfolio; Ctrl-C ends it'
	@echo '  make test      install, then all tests, the real broker included'
	@echo '  make nightly   install, then 100,000 generated histories and more; about an hour on one core'
	@echo '  make check     install, then the house alone: sizes, names, arrows, lint, types'
	@echo '  make bench     install, then what a fact costs, routes of a day, ours beside Kafka Streams, Quix and Faust, the scale plan; some hours'
	@echo '  make mutation  install, then slips in the delinquency stage that no test notices; an hour or two'
	@echo '  make soak      install, then faults of workers, broker, network and load, each checked; goes on where it stopped'
	@echo '  make year      install, then a made-up year of 10,000 customers on a real broker, audited; up to 20 minutes'
	@echo '  make lock      resolve all dependencies anew into requirements.lock'
	@echo '  make fmt       install, then format the code and mend what ruff can mend'
	@echo '  make clean     remove .venv, caches and var (the data of brokers and runs)'
	@echo '  make help      this list'
	@echo
	@echo 'After an install the command is .venv/bin/arrears; it explains itself with --help.'

install: $(STAMP)
	@:

# An environment whose stamp is missing was cut off halfway: it is made anew from nothing.
$(STAMP): pyproject.toml $(LOCK)
	@command -v $(PYTHON) >/dev/null || { \
	  echo 'Arrears needs Python 3.11 or newer, and there is no $(PYTHON) here.'; \
	  echo 'Install one, or name it: make install PYTHON=python3.12'; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Arrears needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version 2>&1)."; \
	  echo 'Install a newer one, or name it: make install PYTHON=python3.12'; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' || { \
	  echo '$(PYTHON) cannot make environments: its venv or ensurepip module is missing.'; \
	  echo 'On Debian and Ubuntu: apt-get install python3-venv'; exit 1; }
	@if [ -f $(STAMP) ]; then rm $(STAMP); else \
	  echo 'Making $(VENV) ...'; $(PYTHON) -m venv --clear $(VENV); fi
	@echo 'Installing Arrears and what it needs into $(VENV) ...'
	@$(RUN)/python -m pip install --quiet $(LOCK:%=--constraint %) -e '.[embedded,field,dev]'
	@touch $(STAMP)
	@echo 'Ready: $(RUN)/arrears --help'

# Another one: make up OPTIONS='--accounts 500 --days 60 --fresh'
up: install
	@$(RUN)/arrears up $(OPTIONS)

# In two processes: one has all that needs the broker, where it mostly waits, and the other the rest.
# In one, in the order of the folders: make test OPTIONS='-n 0'
test: install
	@$(RUN)/python -m pytest tests streams schemas --doctest-modules -n 2 $(OPTIONS)

# Every property draws fifty times as many histories as in the everyday run, and new ones each night;
# it ends by itself, since what it draws is counted and not timed.
nightly: export HYPOTHESIS_PROFILE := nightly
nightly: export ARREARS_HISTORIES := 50
nightly: install
	@$(RUN)/python -m pytest tests/delinquency/test_properties*.py tests/delinquency/test_against_*.py

check: install
	@$(RUN)/python -m pytest tests/house

# The peers need a JDK and Maven. A look: make bench OPTIONS='--facts 50000 --rounds 1 --peers faust'
bench: install
	@$(RUN)/python -m tests.bench.kernel
	@$(RUN)/python -m tests.bench.treatment --write docs
	@$(RUN)/python -m tests.bench.areas --write docs
	@$(RUN)/python -m tests.bench.planner --write docs
	@$(RUN)/python -m tests.bench.peers $(OPTIONS)
	@$(RUN)/python -m tests.bench.scale

# A few of them: make mutation OPTIONS='--module laying', or OPTIONS='--every 20'
mutation: install
	@$(RUN)/python -m tests.mutation $(OPTIONS)

# Fewer of them: make soak OPTIONS='--rounds 1 --fault kill --facts 20000'
soak: install
	@$(RUN)/python -m tests.system.soak $(OPTIONS)

# Fewer of them: make year OPTIONS='--customers 600 --days 120'
year: install
	@$(RUN)/python -m tests.year $(OPTIONS)

lock:
	@rm -rf var/lock && $(PYTHON) -m venv var/lock && var/lock/bin/python -m pip install --quiet '.[embedded,field,dev]'
	@{ echo '# The versions everything is tested with, on Python 3.11; made by: make lock'; \
	  var/lock/bin/python -m pip freeze --exclude arrears; } > requirements.lock
	@rm -rf var/lock

fmt: install
	@$(RUN)/ruff format .
	@$(RUN)/ruff check --fix .

clean:
	rm -rf $(VENV) var dist build *.egg-info
	rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	@$(PYTHON) -c 'import pathlib, shutil; \
	[shutil.rmtree(found) for found in sorted(pathlib.Path().rglob("__pycache__"))]'
