#!/usr/bin/env bash
# Makes requirements.lock (what runs), requirements-build.lock (what builds our wheel) and
# requirements-dev.lock (what tests it, and all of the first) anew: every version pinned, every file
# hashed, one set for Python 3.11 and newer and every platform. Needs `uv` on PATH. `.ci/lock.sh --upgrade`
# moves to newer versions; without it only what pyproject.toml demands is changed.
set -euo pipefail
cd "$(dirname "$0")/.."

lock() {
  local output=$1
  shift
  uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
    --no-emit-index-url --no-emit-find-links --no-sources --no-header --output-file "$output" "$@"
  # The lock says what is installed, never from where.
  if grep -nE '://|--(extra-)?index-url|--find-links' "$output"; then
    echo "$output names a place to install from (see above)" >&2
    exit 1
  fi
}

lock requirements.lock "$@" pyproject.toml
lock requirements-dev.lock "$@" --extra dev --constraint requirements.lock pyproject.toml
sed -n '/^requires = /s/.*"\(.*\)".*/\1/p' pyproject.toml |
  lock requirements-build.lock "$@" --constraint requirements-dev.lock -
lock .ci/tools.lock "$@" .ci/tools.in
