#!/usr/bin/env bash
# Sets up the checkout: npm's packages into node_modules/, Python's into .venv/. Each is kept with a copy of the file it
# was made from, and made again only when that file differs.
set -euo pipefail
cd "$(dirname "$0")/.."

if ! cmp --silent package-lock.json node_modules/.made-from.json; then
  echo "setup: npm ci"
  npm ci --no-audit --no-fund --loglevel=error
  cp package-lock.json node_modules/.made-from.json
fi

requirements=python/requirements-dev.txt
if [ -e "$requirements" ] && ! cmp --silent "$requirements" .venv/made-from.txt; then
  echo "setup: Python environment in .venv"
  rm -rf .venv
  "$(scripts/find-python.sh)" -m venv .venv
  pip=(.venv/bin/python -m pip --quiet --disable-pip-version-check install)
  "${pip[@]}" --requirement "$requirements"
  "${pip[@]}" --no-deps --no-build-isolation --editable python
  cp "$requirements" .venv/made-from.txt
fi
