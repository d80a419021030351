#!/usr/bin/env bash
# Installs with apt-get what a full check and the benchmarks need and this machine lacks: the prerequisites, the toolchains
# of Go and Java for their stubs, Redis to compare with, SPIN and a C compiler for the model, libfaketime for clocks that
# jump, promtool for the alert rules, systemd for its unit, Chromium for the web pages, shells for the command's completion. Does nothing where all is there, or where it may not install.
set -euo pipefail
cd "$(dirname "$0")/.."

wanted=()
# want COMMAND PACKAGE...: the packages, if the command fails.
want() {
  local probe=$1
  shift
  if ! bash -c "$probe" > /dev/null 2>&1; then wanted+=("$@"); fi
}

want "command -v git" git
want "command -v make" make
want "command -v go" golang-go
want "command -v javac && javac -version" default-jdk-headless
want "command -v mvn" maven
want "command -v redis-server" redis-server
want "command -v spin" spin
want "command -v cc" gcc libc6-dev
want "command -v promtool" prometheus
want "command -v chromium" chromium
want "command -v systemd-analyze" systemd
want "command -v zsh" zsh
want "command -v fish" fish
want "ls /usr/lib/*/faketime/libfaketime.so.1" libfaketime
want "python3 -c 'import venv, ensurepip'" python3-venv
want "PATH=\$PATH:/sbin:/usr/sbin ldconfig -p | grep libcurl.so.4" libcurl4
want "PATH=\$PATH:/sbin:/usr/sbin ldconfig -p | grep libssl.so.3" libssl3

if [ "${#wanted[@]}" -eq 0 ]; then
  echo "tools: nothing is missing"
elif [ "$(id -u)" != 0 ] || ! command -v apt-get > /dev/null; then
  echo "tools: not installed, since this needs root and apt-get: ${wanted[*]}"
else
  echo "tools: installing ${wanted[*]}"
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${wanted[@]}"
fi
