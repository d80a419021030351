#!/usr/bin/env bash
# Checks the contract: lint, format, compatibility with every image in proto/history/, and that everything generated from
# the protos is up to date. Changes nothing in the checkout.
set -euo pipefail
cd "$(dirname "$0")/.."
PATH=$PWD/node_modules/.bin:$PATH
fresh=.cache/fresh
rm -rf "$fresh"
mkdir -p "$fresh"
failed=0
fail() {
  echo "check-proto: $1" >&2
  failed=1
}

buf lint || fail "buf lint has complaints"
buf format --diff --exit-code || fail "the protos are not formatted: run 'node_modules/.bin/buf format -w'"

# Add, never change: each image of the past is compared with the protos of now.
buf build --exclude-source-info --path proto/lazyengine --output "$fresh/now.binpb"
newest=
for image in proto/history/*.binpb; do
  buf breaking "$fresh/now.binpb" --against "$image" --config buf.yaml || fail "the protos break those of $image"
  newest=$image
done
cmp "$fresh/now.binpb" "$newest" || fail "the protos changed since $newest: run scripts/generate/history.sh"

# same PATH: what is generated now equals what is committed. Left out where the generator could not run.
same() {
  if [ ! -e "$fresh/$1" ]; then return; fi
  diff --recursive --brief --exclude=__pycache__ "$fresh/$1" "$1" || fail "$1 is out of date: run scripts/generate.sh"
}
scripts/generate.sh "$fresh"
same gen/ts
same docs/errors.md
same gen/go/lazyengine
same gen/java/src
if [ -e "$fresh/python" ]; then
  same python/src/lazyengine/v1
  same gen/python-stubs.sha256
elif [ "$(scripts/generate/proto-digest.sh)" = "$(cat gen/python-stubs.sha256)" ]; then
  echo "check-proto: the Python stubs were judged by the digest of their protos only" >&2
else
  fail "the Python stubs are older than the protos: run scripts/generate.sh with CPython 3.11"
fi

exit "$failed"
