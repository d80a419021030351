#!/usr/bin/env bash
# Runs the Python stubs on the oldest or on the newest supported runtime, in a virtual environment of its own.
# Usage: scripts/check-stubs/python.sh oldest|newest. Exits with 3 where there is no Python for it.
set -euo pipefail
cd "$(dirname "$0")/../.."
case "$1" in
  # The oldest runtime has wheels up to CPython 3.11.
  oldest) candidates="python3.11 python3.10 python3" fits='(3, 10) <= sys.version_info[:2] <= (3, 11)' ;;
  newest) candidates="python3 python3.11 python3.12 python3.13" fits='sys.version_info[:2] >= (3, 10)' ;;
  *) echo "usage: $0 oldest|newest" >&2; exit 2 ;;
esac
requirements=scripts/check-stubs/python-$1.txt
environment=.venv-stubs-$1
python=$environment/bin/python

if ! cmp --silent "$requirements" "$environment/installed.txt"; then
  rm -rf "$environment"
  for candidate in $candidates; do
    if "$candidate" -c "import sys; sys.exit(not $fits)" 2> /dev/null; then
      "$candidate" -m venv "$environment"
      "$python" -m pip install --quiet --disable-pip-version-check --requirement "$requirements"
      cp "$requirements" "$environment/installed.txt"
      break
    fi
  done
fi
if [ ! -x "$python" ]; then
  echo "check-stubs python $1: NOT DONE: none of '$candidates' fits" >&2
  exit 3
fi
PYTHONPATH=python/src PYTHONDONTWRITEBYTECODE=1 "$python" -W error scripts/check-stubs/python_stubs.py
