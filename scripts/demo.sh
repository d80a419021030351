#!/usr/bin/env bash
# Runs the demonstration with the checkout's own Python environment.
set -euo pipefail
cd "$(dirname "$0")/.."
export LAZYENGINE_PYTHON="$PWD/.venv/bin/python"
exec node examples/demo/run.mjs "$@"
