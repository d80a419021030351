#!/usr/bin/env bash
# Generates gen/go/lazyengine. Usage: scripts/generate/go.sh [DIR]   (DIR: where gen/ is written, default the checkout)
# Exits with 3 where there is no Go 1.21 or later.
set -euo pipefail
cd "$(dirname "$0")/../.."
out=${1:-.}
# The oldest plugins whose code current runtimes take without a warning.
protoc_gen_go=1.36.11
protoc_gen_go_grpc=1.5.1

# 1.24 is what the module asks for; 1.21 fetches that by itself.
if ! go version 2> /dev/null | grep -Eq 'go1\.(2[1-9]|[3-9][0-9])'; then
  echo "generate go: NOT DONE: there is no go 1.21 or later on the PATH" >&2
  exit 3
fi
if [ "$(.cache/bin/protoc-gen-go --version 2>&1)" != "protoc-gen-go v$protoc_gen_go" ]; then
  GOBIN=$PWD/.cache/bin go install "google.golang.org/protobuf/cmd/protoc-gen-go@v$protoc_gen_go"
fi
if [ "$(.cache/bin/protoc-gen-go-grpc --version 2>&1)" != "protoc-gen-go-grpc $protoc_gen_go_grpc" ]; then
  GOBIN=$PWD/.cache/bin go install "google.golang.org/grpc/cmd/protoc-gen-go-grpc@v$protoc_gen_go_grpc"
fi

rm -rf "$out/gen/go/lazyengine"
PATH=$PWD/node_modules/.bin:$PATH buf generate --template buf.gen.go.yaml --path proto/lazyengine --output "$out"
