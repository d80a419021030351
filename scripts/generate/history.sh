#!/usr/bin/env bash
# Appends the protos as they are to proto/history/, as the next numbered image, unless the newest one equals them. The
# images hold no comments: only what is on the wire counts. Run it with each change of the protos.
set -euo pipefail
cd "$(dirname "$0")/../.."
PATH=$PWD/node_modules/.bin:$PATH

mkdir -p .cache proto/history
buf build --exclude-source-info --path proto/lazyengine --output .cache/proto-now.binpb
newest=$(find proto/history -name '*.binpb' | LC_ALL=C sort | tail -n 1)
if [ -n "$newest" ] && cmp --silent .cache/proto-now.binpb "$newest"; then exit 0; fi
number=$(basename "${newest:-0000.binpb}" .binpb)
next=proto/history/$(printf '%04d' $((10#$number + 1))).binpb
cp .cache/proto-now.binpb "$next"
echo "appended $next"
