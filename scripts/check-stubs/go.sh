#!/usr/bin/env bash
# Compiles and vets the Go stubs. Exits with 3 where there is no Go 1.21 or later.
set -euo pipefail
cd "$(dirname "$0")/../../gen/go"
# 1.24 is what the module asks for; 1.21 fetches that by itself.
if ! go version 2> /dev/null | grep -Eq 'go1\.(2[1-9]|[3-9][0-9])'; then
  echo "check-stubs go: NOT DONE: there is no go 1.21 or later on the PATH" >&2
  exit 3
fi
go mod verify > /dev/null
go build ./...
go vet ./...
echo "go stubs: compiled and vetted by $(go env GOVERSION)"
