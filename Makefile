# Every job of this checkout. All of them set up what they need first, inside the checkout, and only what changed.
.DEFAULT_GOAL := help
.PHONY: help demo test test-python test-taskflow test-mistral check generate bench bench-quick profile simulate mutate replay model chaos soak upgrade fuzz sbom packages build mongod setup prerequisites tools clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: mongod ## the real job, end to end, with a kill in the middle
	@scripts/demo.sh

test: mongod ## every suite; ends with one line: N passed, N failed, N skipped
	@node scripts/test-all.mjs

test-python: mongod ## the tests of the Python package
	@cd python && ../.venv/bin/python -m pytest -q --tb=short --numprocesses=2 --dist=loadfile tests

test-taskflow: mongod ## TaskFlow's own tests on the engine `lazy`: the count by class
	@cd python && ../.venv/bin/python -m pytest -q --tb=short taskflow_suite

test-mistral: mongod ## workflows on Mistral itself and on LazyEngine, compared; MISTRAL_SUITE_PLANS=all, MISTRAL_SUITE_KILLS=all
	@cd python && ../.venv/bin/python -m pytest -q --tb=short mistral_suite

check: build ## format, lint, types, the contract, generated files, structure
	@scripts/check.sh

generate: setup ## stubs and docs/errors.md from the protos
	@scripts/generate.sh

simulate: setup ## hostile worlds: SEEDS=n of them, or SEED=n step by step
	@npx vitest run test/simulation/worlds-$(if $(SEED),1)

mutate: setup ## break a rule in a copy, and see that the simulation notices; MUTATION=name,name for some
	@MUTATE=1 npx vitest run test/simulation/mutations

replay: mongod ## worlds on a real database behind a network that fails: REPLAYS=n of them, or SEED=n
	@npx vitest run test/simulation/replay/replay.test.ts test/simulation/replay/writes.test.ts

model: setup ## a small model of completion, join, lease and outbox, looked through whole, and with each rule broken
	@npx vitest run test/model

chaos: mongod ## servers, executors, MongoDB, its disk, the network and clocks fail under load; an hour and a half
	@LAZYENGINE_CHAOS=full npx vitest run --maxWorkers=1 test/chaos

soak: mongod ## load and faults for MINUTES=n, half an hour unless said: memory, handles and times stay as they are
	@LAZYENGINE_SOAK=$(or $(MINUTES),30) npx vitest run

upgrade: mongod ## a rolling upgrade under load, and back, from the build in the checkout PREVIOUS=path
	@LAZYENGINE_PREVIOUS="$(abspath $(or $(PREVIOUS),$(error PREVIOUS: expected the checkout of the older build)))" npx vitest run

fuzz: mongod ## hostile bytes, frames, messages, definitions and values: CASES=n of each kind
	@CASES=$(or $(CASES),1000000) npx vitest run test/fuzz

sbom: build ## what the packages consist of, into .cache/sbom: CycloneDX of each, with what is bundled into the web pages
	@node scripts/release/sbom/write-sboms.mjs .cache
	@ls .cache/sbom/*

packages: mongod ## all that a release consists of, into dist/release; each package installed into an empty place, and used
	@node scripts/release.mjs --trial
	@LAZYENGINE_RELEASE=dist/release npx vitest run

bench: mongod ## all benchmarks, up to an hour; the first time also sets up what is compared with
	@node bench/run.mjs

bench-quick: mongod ## the main rows against the floor and BullMQ, up to five minutes
	@node bench/run.mjs --quick

profile: mongod ## what a completion costs, and where: CPU profiles of server and client
	@node bench/profile/run.mjs

build: setup ## compile src/ to dist/
	@node scripts/build.mjs

mongod: build ## a real mongod for tests, benchmarks and demonstration
	@node scripts/fetch-mongod.mjs

setup: prerequisites ## packages, Python environment; nothing outside the checkout
	@scripts/setup.sh

prerequisites: ## what this machine must have, each missing thing with its install command
	@scripts/prerequisites.sh

tools: ## as root on Debian or Ubuntu: install what is missing, compilers of the stubs' languages included
	@scripts/tools.sh

clean: ## remove what was built and set up
	rm -rf dist node_modules .venv .venv-gen .venv-stubs-oldest .venv-stubs-newest .cache gen/java/target
