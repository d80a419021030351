#!/usr/bin/env bash
# Generates gen/java/src. Usage: scripts/generate/java.sh [DIR]   (DIR: where gen/ is written, default the checkout)
# Exits with 3 where there is no Maven.
set -euo pipefail
cd "$(dirname "$0")/../.."
out=${1:-.}
# Code of protoc 3.25 runs on the protobuf-java 3.25 that gRPC brings along, and on 4.x.
protoc=3.25.8
protoc_gen_grpc_java=1.82.2

if ! command -v mvn > /dev/null; then
  echo "generate java: NOT DONE: there is no mvn on the PATH" >&2
  exit 3
fi
case "$(uname -s)-$(uname -m)" in
  Linux-x86_64) platform=linux-x86_64 ;;
  Linux-aarch64) platform=linux-aarch_64 ;;
  Darwin-x86_64) platform=osx-x86_64 ;;
  Darwin-arm64) platform=osx-aarch_64 ;;
  *) echo "generate java: NOT DONE: no protoc for $(uname -s)-$(uname -m)" >&2; exit 3 ;;
esac

# fetch GROUP NAME VERSION: puts the program NAME into .cache/bin.
fetch() {
  local stamp=.cache/bin/$2.version
  if [ "$(cat "$stamp" 2>/dev/null)" != "$3" ] || [ ! -x ".cache/bin/$2" ]; then
    mvn --batch-mode --quiet -Dstyle.color=never org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy \
      "-Dartifact=$1:$2:$3:exe:$platform" -DoutputDirectory=.cache/bin
    mv ".cache/bin/$2-$3-$platform.exe" ".cache/bin/$2"
    chmod +x ".cache/bin/$2"
    echo "$3" > "$stamp"
  fi
}
fetch com.google.protobuf protoc "$protoc"
fetch io.grpc protoc-gen-grpc-java "$protoc_gen_grpc_java"

rm -rf "$out/gen/java/src/main/java/io"
PATH=$PWD/node_modules/.bin:$PATH buf generate --template buf.gen.java.yaml --path proto/lazyengine --output "$out"
