#!/usr/bin/env bash
# Generates python/src/lazyengine/v1 with the oldest supported generator, whose code runs on every later runtime.
# Usage: scripts/generate/python.sh [DIR]   (DIR: where python/ is written, default the checkout)
# Needs CPython 3.11 or older, for which that generator has wheels. Exits with 3 where there is none.
set -euo pipefail
cd "$(dirname "$0")/../.."
out=${1:-.}
generator=.venv-gen/bin/python

if ! "$generator" -c 'import grpc_tools, mypy_protobuf' 2>/dev/null; then
  for candidate in python3.11 python3.10 python3; do
    if "$candidate" -c 'import sys; sys.exit(not (3, 10) <= sys.version_info[:2] <= (3, 11))' 2>/dev/null; then
      "$candidate" -m venv .venv-gen
      "$generator" -m pip install --quiet --disable-pip-version-check -r scripts/generate/python-generator.txt
      break
    fi
  done
fi
if ! [ -x "$generator" ]; then
  echo "generate python: NOT DONE: needs CPython 3.10 or 3.11 on the PATH" >&2
  exit 3
fi

target=$out/python/src/lazyengine/v1
mkdir -p "$target"
rm -f "$target"/*_pb2.py "$target"/*_pb2.pyi "$target"/*_pb2_grpc.py "$target"/*_pb2_grpc.pyi
(cd proto && find lazyengine -name '*.proto' | LC_ALL=C sort) > "$target/.files"
protoc=("$generator" -m grpc_tools.protoc --proto_path=proto --proto_path=third_party)
# shellcheck disable=SC2046  # names of proto files hold no blanks
"${protoc[@]}" --python_out="$out/python/src" --pyi_out="$out/python/src" $(cat "$target/.files")
rm "$target/.files"
PATH=$PWD/.venv-gen/bin:$PATH "${protoc[@]}" \
  --grpc_python_out="$out/python/src" --mypy_grpc_out=quiet:"$out/python/src" lazyengine/v1/service.proto
echo '"""Generated stubs of the contract lazyengine.v1; never edited."""' > "$target/__init__.py"
mkdir -p "$out/gen"
scripts/generate/proto-digest.sh > "$out/gen/python-stubs.sha256"
