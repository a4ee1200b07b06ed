#!/bin/sh
# Anywhere with Docker: nothing is allowed to the container but to read the checkout and to write the reports
# into the folder langflow-scan-out. `docker.sh FOLDER` scans a folder; by default the one where it is called.
set -eu
folder=$(cd "${1:-.}" && pwd)
mkdir -p "$folder/langflow-scan-out"
exec docker run --rm --network none --read-only --cap-drop ALL --tmpfs /tmp \
  --user "$(id -u):$(id -g)" -v "$folder:/github/workspace:ro" \
  -v "$folder/langflow-scan-out:/github/workspace/langflow-scan-out" \
  langflow-scan scan . --offline true --formats html,junit \
  --sarif-file langflow-scan-out/langflow-scan.sarif
