# Short names for what CMake and the scripts under tests/ do; `make help` lists them.
# PG_CONFIG=/path/to/pg_config chooses the server to build for; CMAKE_FLAGS go to CMake as they are.

BUILD := build
JOBS ?= $(shell nproc)

.NOTPARALLEL:
.DEFAULT_GOAL := build

build: ## Build the module, the install script and the client into build/
	@cmake/configure.sh $(BUILD) $(CMAKE_FLAGS)
	@cmake --build $(BUILD) --parallel $(JOBS)

packages: ## Install the Debian packages that building and testing need, where they are missing
	@cmake/install-packages.sh build test

install: build ## Install into the server PG_CONFIG names (DESTDIR is honoured)
	@cmake --install $(BUILD)

uninstall: build ## Remove what `make install` put there
	@cmake --build $(BUILD) --target uninstall

test: packages build ## Run every test on a private server (ONLY="unit pgtap": these groups)
	@tests/run.sh $(ONLY)

faults: packages build ## Break the server at length: crashes, promotions, full disks and queues, mutants (CYCLES=100, SEED=n)
	@CYCLES=$${CYCLES:-100} PAUSE=$${PAUSE:-10} tests/run.sh faults

installcheck: build ## Run the pgTAP tests of the installed extension on the server libpq's environment names
	@tests/installcheck.sh

demo: build-packages build ## A day of refusals, played on a private server
	@tests/harness/with-server.sh -- docs/demo/run.sh

bench: bench-packages build ## Measure the figures (ONLY="P1 P4": some; ROUNDS=5 SECONDS_PER_ROUND=5), into bench/results.md
	@bench/run.sh $(ONLY)

signatures: build ## Write sql/signatures/<version>.txt anew: after an intended change of the API
	@tests/harness/with-server.sh fsync=off -- tests/signatures.sh --write

check-core: build ## Check that extension/core stands without PostgreSQL
	@tests/core.sh

clean: ## Remove build/
	rm -rf $(BUILD)

build-packages:
	@cmake/install-packages.sh build

bench-packages:
	@cmake/install-packages.sh build bench

help: ## This list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-14s %s\n", $$1, $$2 }' Makefile

.PHONY: build packages install uninstall test faults installcheck demo bench signatures check-core clean \
	build-packages bench-packages help
