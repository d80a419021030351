#!/usr/bin/env bash
# Regenerates all that is generated from the protos: the stubs of each language and docs/errors.md. What needs Python
# 3.11, Go or Maven is left out, loudly, where that is missing.
# Usage: scripts/generate.sh [DIR]   (DIR: where to write instead of the checkout)
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/with-toolchain.sh
out=${1:-.}

scripts/generate/typescript.sh "$out"
node scripts/generate/errors-doc.mjs "$out"
for language in python go java; do
  with_toolchain "scripts/generate/$language.sh" "$out"
done
