#!/usr/bin/env bash
# Everything that can be judged without running the suites. Goes through all steps and names those that failed at the end.
set -uo pipefail
cd "$(dirname "$0")/.."
PATH=$PWD/node_modules/.bin:$PATH
failed=()

# step NAME COMMAND...: runs it, remembers a failure.
step() {
  local name=$1
  shift
  echo "check: $name"
  "$@" || failed+=("$name")
}

step "format and lint" biome check --error-on-warnings --log-level=warn .
step "types" tsc -p tsconfig.json
step "types of the web UI" tsc -p ui/tsconfig.json
if [ -e examples/tsconfig.json ]; then step "types of the examples" tsc -p examples/tsconfig.json; fi
step "contract and generated files" scripts/check-proto.sh
step "what pages show" node scripts/fill-pages.mjs --check
step "reference of the command line" node scripts/command-reference.mjs --check
step "structure" vitest run --reporter=dot test/structure
if [ -x .venv/bin/ruff ]; then
  step "Python: format" .venv/bin/ruff format --quiet --check --diff python
  step "Python: lint" .venv/bin/ruff check --quiet python
  step "Python: types" env -C python ../.venv/bin/mypy --no-error-summary
fi
step "shell" bash -n .ci/run scripts/*.sh scripts/*/*.sh

if [ "${#failed[@]}" -gt 0 ]; then
  printf 'check: FAILED: %s\n' "${failed[@]}" >&2
  exit 1
fi
echo "check: all is well"
