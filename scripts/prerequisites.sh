#!/usr/bin/env bash
# Checks what the machine must have before anything is set up, and prints one line per missing thing, with the command
# that installs it. Installs nothing.
set -uo pipefail
missing=0

# need WHAT COMMAND: one line about a missing thing.
need() {
  echo "missing: $1 -- install it with: $2" >&2
  missing=1
}

# package DEBIAN FEDORA BREW: the command that installs a package here.
package() {
  local sudo=
  if [ "$(id -u)" != 0 ]; then sudo="sudo "; fi
  if command -v apt-get > /dev/null; then
    echo "${sudo}apt-get install -y $1"
  elif command -v dnf > /dev/null; then
    echo "${sudo}dnf install -y $2"
  else
    echo "brew install $3"
  fi
}

node_fits='const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)'
if ! node -e "$node_fits" 2> /dev/null; then
  need "Node.js 20.19 or newer (found: $(node --version 2> /dev/null || echo none))" "nvm install 22, or see https://nodejs.org/en/download"
elif ! command -v npm > /dev/null; then
  need "npm" "$(package npm npm node)"
fi

if ! command -v git > /dev/null; then need "git" "$(package git git git)"; fi

python=$("$(dirname "$0")/find-python.sh")
if [ -z "$python" ]; then
  need "Python 3.11 or newer" "$(package python3 python3 python@3.12)"
elif ! "$python" -c 'import ensurepip, venv' 2> /dev/null; then
  need "Python's venv" "$(package python3-venv python3 python@3.12)"
fi

# The tests make their certificates by it.
if ! command -v openssl > /dev/null; then need "openssl" "$(package openssl openssl openssl@3)"; fi

# The fetched mongod is linked to these; a given or installed one brings its own.
if [ "$(uname -s)" = Linux ] && [ -z "${LAZYENGINE_MONGOD:-}" ] && ! command -v mongod > /dev/null; then
  libraries=$(PATH=$PATH:/sbin:/usr/sbin ldconfig -p 2> /dev/null)
  if [[ "$libraries" != *libcurl.so.4* ]]; then need "libcurl" "$(package libcurl4 libcurl curl)"; fi
  if [[ "$libraries" != *libssl.so.3* ]]; then need "OpenSSL 3" "$(package libssl3 openssl-libs openssl@3)"; fi
fi

exit "$missing"
