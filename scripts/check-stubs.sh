#!/usr/bin/env bash
# Proves that the stubs of Python, Go and Java work in their languages; those of TypeScript are compiled and used by the
# project itself. What needs a toolchain that is missing is left out, loudly; with REQUIRE_ALL=1 that is a failure.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/with-toolchain.sh

with_toolchain scripts/check-stubs/python.sh oldest
with_toolchain scripts/check-stubs/python.sh newest
with_toolchain scripts/check-stubs/go.sh
with_toolchain scripts/check-stubs/java.sh
