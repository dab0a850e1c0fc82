# Everything a person or CI does with this repository. Each target first does what it needs; doing it again is quick.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help setup build run test lint bench bench-peers bench-scaling bench-isolate bench-memory bench-neighbour
.PHONY: instructions soak fuzz install clean

# What `swift build` is told in every mode: a target may import only what Package.swift gives it (the layers).
STRICT := --explicit-target-dependency-import-check error
# The host's own build. Swift's runtime is linked in: against shared libraries start-up is 4 ms instead of 10, memory at
# rest 9 MB less, and the binary needs nothing but Debian's libraries and libwasmtime.so.
RELEASE := -c release --static-swift-stdlib $(STRICT)
SWIFTLET := .build/release/swiftlet
ARGS ?=

help: ## what there is to do
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 24

setup: ## install what is missing: Debian packages, wasmtime
	@scripts/setup.sh all

build: ## the host (.build/release/swiftlet) and the example workers (.build/workers/*.wasm)
	@scripts/setup.sh build
	@echo "build: swiftlet (release)"
	@swift build $(RELEASE) --product swiftlet
	@scripts/build-workers.sh

run: build ## serve the example workers on https://localhost:8443 (swiftlet.toml)
	@scripts/run-demo.sh $(SWIFTLET) $(ARGS)

test: ## lint, unit tests, end-to-end tests against the release binary
	@scripts/setup.sh test
	@$(MAKE) --no-print-directory build lint
	@scripts/build-workers.sh Tests/Fixtures/*/
	@echo "build: tests (debug)"
	@swift build --build-tests $(STRICT)
	@echo "test: all tests"
	@SWIFTLET_BINARY=$(CURDIR)/$(SWIFTLET) swift test --skip-build --quiet $(ARGS)
	@scripts/test-workers.sh
	@$(MAKE) --no-print-directory instructions ARGS=

lint: ## check the formatting (swift format lint --strict)
	@echo "lint: swift format lint"
	@git ls-files '*.swift' | xargs swift format lint --strict --parallel

bench: ## CPU per request beside nginx; ARGS="--only S0,S2 --rounds 3"
	@scripts/setup.sh bench
	@$(MAKE) --no-print-directory build
	@echo "build: microbench (release)"
	@swift build $(RELEASE) --product microbench
	@python3 bench/compare.py $(ARGS)

bench-peers: ## S0 to S6 beside all peers; ARGS="--quick --write" takes six minutes and writes docs/performance.md
	@scripts/setup.sh peers
	@$(MAKE) --no-print-directory build
	@python3 bench/compare.py --peers all --connections 1,32,128 --no-allocations $(ARGS)

bench-scaling: ## how CPU per request grows with the load; ARGS="--quick --write", "--only routes"
	@scripts/setup.sh bench
	@$(MAKE) --no-print-directory build
	@python3 bench/scaling.py $(ARGS)

bench-isolate: ## what an isolate costs, beside the goals; ARGS=--json
	@scripts/setup.sh build
	@$(MAKE) --no-print-directory build
	@echo "build: microbench (release)"
	@swift build $(RELEASE) --product microbench
	@python3 bench/isolate.py $(ARGS)

bench-memory: ## memory over a million requests and ten thousand redeploys; ARGS="--requests 200000"
	@scripts/setup.sh bench
	@$(MAKE) --no-print-directory build
	@echo "build: redeployer (release)"
	@swift build $(RELEASE) --product redeployer
	@python3 bench/memory.py $(ARGS)

bench-neighbour: ## what a worker's requests feel of another that takes all it can get; ARGS="--only spin"
	@scripts/setup.sh bench
	@$(MAKE) --no-print-directory build
	@python3 bench/neighbour.py $(ARGS)

soak: ## ten thousand deployments under full load; ARGS="--deploys 200" takes half a minute
	@scripts/setup.sh bench
	@$(MAKE) --no-print-directory build
	@python3 bench/soak.py $(ARGS)

instructions: ## hold instructions and allocations to bench/thresholds; ARGS=--update takes the present ones over
	@$(MAKE) --no-print-directory build
	@echo "build: microbench (release)"
	@swift build $(RELEASE) --product microbench
	@python3 bench/instructions.py $(ARGS)

fuzz: ## fuzz a parser; ARGS="json --seconds 120", without ARGS: which there are
	@scripts/fuzz.sh $(ARGS)

PREFIX ?= /usr/local
SDK := $(DESTDIR)$(PREFIX)/share/swiftlet/swiftlet-sdk

# Builds nothing: `sudo make install` must not leave root's files in the checkout.
install: ## what `make build` made, and the worker SDK, to PREFIX=/usr/local (bin, share/swiftlet)
	@test -x $(SWIFTLET) && test -s .deps/wasmtime/libwasmtime.so || { echo "install: build it first: make build"; exit 69; } >&2
	@install -D -m 755 $(SWIFTLET) $(DESTDIR)$(PREFIX)/bin/swiftlet
	@install -D -m 644 .deps/wasmtime/libwasmtime.so $(DESTDIR)$(PREFIX)/bin/libwasmtime.so
	@rm -rf $(SDK).new && mkdir -p $(SDK).new
	@tar -C Sources/Guest --exclude=.build --exclude=Package.resolved -cf - . | tar -C $(SDK).new --no-same-owner -xf -
	@rm -rf $(SDK) && mv $(SDK).new $(SDK)
	@echo "install: $(PREFIX)/bin/swiftlet; see that it has what it needs: swiftlet doctor"

clean: ## remove build products; .deps (wasmtime, worker SDK) stays
	rm -rf .build/release .build/debug .build/*-linux-gnu .build/workers .build/gate fuzz/.build workers/*/.build Tests/Fixtures/*/.build
