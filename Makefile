# make run   set up and serve the playground at http://localhost:8501
# make test  set up and run every test
# make lint  code style, import order, docstrings, types
# make gpu   a second environment, for training on an NVIDIA GPU
# make bench our speed beside what people do today
.PHONY: run test lint format gpu bench clean

# The first Python that TensorFlow has wheels for; `make PYTHON=/path/to/python run` chooses another.
PYTHON ?= $(shell for python in python3.11 python3.12 python3.13 python3 python; do \
	$$python -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null && echo $$python && break; done)
PORT ?= 8501
BIN = .venv/bin

define make_environment
	@test -n "$(PYTHON)" && $(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null || \
		{ echo "The playground needs Python 3.11, 3.12 or 3.13 (TensorFlow has no wheels for others); found $$(python3 --version 2>&1 || echo none): install one, or name it with make PYTHON=/path/to/python $(MAKECMDGOALS)." >&2; exit 1; }
	@test -x $(1)/bin/python || $(PYTHON) -m venv $(1) || \
		{ rm -rf $(1); echo "Python could not make a virtual environment: install its venv module (on Debian and Ubuntu: apt install python3-venv)." >&2; exit 1; }
	$(1)/bin/python -m pip install --quiet --disable-pip-version-check -r $(2)
	@touch $@
endef

.venv/.ready: requirements.txt
	$(call make_environment,.venv,requirements.txt)

.venv/.ready-dev: requirements.txt requirements-dev.txt
	$(call make_environment,.venv,requirements-dev.txt)
	@touch .venv/.ready

.venv-gpu/.ready: requirements-gpu.txt
	$(call make_environment,.venv-gpu,requirements-gpu.txt)

run: .venv/.ready
	$(BIN)/streamlit run streamlit_app.py --server.port $(PORT)

test: .venv/.ready-dev
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

lint: .venv/.ready-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: .venv/.ready-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: .venv/.ready
	$(BIN)/python -m benchmarks

gpu: .venv-gpu/.ready
	@echo "Ready. Train with: KERAS_BACKEND=jax .venv-gpu/bin/python -m training.digit_gan --help"

clean:
	rm -rf .venv .venv-gpu .pytest_cache .mypy_cache .ruff_cache
