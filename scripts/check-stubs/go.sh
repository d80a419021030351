#!/usr/bin/env bash
# Compiles and vets the Go stubs. Exits with 3 where there is no Go.
set -euo pipefail
cd "$(dirname "$0")/../../gen/go"
if ! command -v go > /dev/null; then
  echo "check-stubs go: NOT DONE: there is no go on the PATH" >&2
  exit 3
fi
go mod verify > /dev/null
go build ./...
go vet ./...
echo "go stubs: compiled and vetted by $(go env GOVERSION)"
