#!/usr/bin/env bash
# Compiles the Java stubs. Exits with 3 where there is no Maven or no compiler.
set -euo pipefail
cd "$(dirname "$0")/../../gen/java"
if ! command -v mvn > /dev/null || ! command -v javac > /dev/null; then
  echo "check-stubs java: NOT DONE: there is no mvn, or no javac, on the PATH" >&2
  exit 3
fi
mvn --batch-mode --quiet -Dstyle.color=never clean compile
echo "java stubs: compiled by $(javac -version 2>&1)"
