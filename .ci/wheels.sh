#!/usr/bin/env bash
# Whether every package of a lock has a wheel for each Python and system that we name, by the tags of
# the wheels alone: nothing is built, and nothing is installed. `.ci/wheels.sh LOCK [PYTHON]`
set -euo pipefail
lock=$1 python=${2:-.venv/bin/python}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
# pip would fetch each wheel whole to compare its hash, and only its name is asked for here.
grep -vE '^[[:space:]]*(--hash|#)' "$lock" | sed 's/ \\$//' >"$folder/lock.txt"

# The oldest systems of each kind: glibc 2.35 (Ubuntu 22.04, Debian 12 has 2.36), macOS 14 on arm64.
declare -A systems=(
  [linux-amd64]='manylinux_2_35_x86_64 manylinux_2_34_x86_64 manylinux_2_28_x86_64 manylinux_2_17_x86_64 manylinux2014_x86_64'
  [linux-arm64]='manylinux_2_35_aarch64 manylinux_2_34_aarch64 manylinux_2_28_aarch64 manylinux_2_17_aarch64 manylinux2014_aarch64'
  [macos-arm64]='macosx_14_0_arm64'
)
missing=0
for system in "${!systems[@]}"; do
  platforms=()
  for tag in ${systems[$system]}; do platforms+=(--platform "$tag"); done
  for version in 3.11 3.12 3.13 3.14; do
    if "$python" -m pip --disable-pip-version-check install --quiet --dry-run --no-deps \
      --only-binary :all: --target "$folder/none" --python-version "$version" "${platforms[@]}" \
      --requirement "$folder/lock.txt" >"$folder/log" 2>&1; then
      echo "$system, Python $version: every package has a wheel"
    else
      echo "$system, Python $version: $(grep -m 1 'No matching distribution' "$folder/log" || tail -1 "$folder/log")"
      missing=1
    fi
  done
done
exit "$missing"
