#!/usr/bin/env bash
# Generates gen/ts: JavaScript with declarations for the contract and for google.rpc, and an index of the contract.
# Usage: scripts/generate/typescript.sh [DIR]   (DIR: where gen/ is written, default the checkout)
set -euo pipefail
cd "$(dirname "$0")/../.."
out=${1:-.}

PATH=$PWD/node_modules/.bin:$PATH buf generate --template buf.gen.yaml --output "$out"

index=$out/gen/ts/lazyengine/v1/index
{
  echo "// @generated: everything in the contract, re-exported."
  for file in "$out"/gen/ts/lazyengine/v1/*_pb.js; do echo "export * from \"./$(basename "$file")\";"; done
} > "$index.js"
cp "$index.js" "$index.d.ts"
