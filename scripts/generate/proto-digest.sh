#!/usr/bin/env bash
# Prints one digest over all proto files of the contract: what the Python stubs were generated from.
set -euo pipefail
cd "$(dirname "$0")/../../proto"
find lazyengine -name '*.proto' | LC_ALL=C sort | xargs sha256sum | sha256sum | cut -d' ' -f1
