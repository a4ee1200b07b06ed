#!/usr/bin/env bash
# events.sh LAB FOLDER: the workflow of the README as each event runs it, on a small repository with
# one old and one new defect; a later step asserts the outputs. LAB has lab-act, FOLDER is for its logs.
set -euo pipefail
lab=$(cd "$1" && pwd)
mkdir -p "$2"
out=$(cd "$2" && pwd)
cd "$(dirname "${BASH_SOURCE[0]}")/.."
commit=0123456789abcdef0123456789abcdef01234567
repository=$out/repository action=$out/action
git_() { git -C "$repository" -c user.name=ci -c user.email=ci@example.invalid "$@"; }

# The action as it stands; a base image by digest is one that a lab does not have.
mkdir -p "$action" "$repository/.github/workflows" "$repository/old" "$repository/new"
git ls-files -z --cached --others --exclude-standard -- scanner rulesets docs/rules docker \
  pyproject.toml requirements.lock requirements-build.lock README.md LICENSE action.yml .dockerignore |
  xargs -0 tar -c | tar -C "$action" -x
sed -E 's/@sha256:[0-9a-f]{64}//' Dockerfile >"$action/Dockerfile"

# The first block of YAML in the README, with a step that looks at the outputs.
{
  awk '/^```yaml/ && !seen {seen = 1; on = 1; next} /^```/ {on = 0} on' README.md |
    sed "s/<full-commit-sha>/$commit/"
  cat <<'STEP'
      - if: ${{ always() }}
        env:
          WANTED: ${{ vars.WANTED }}
          GOT: >-
            ${{ steps.scan.outputs.verdict }}
            ${{ steps.scan.outputs.should-upload }}
            ${{ steps.scan.outputs.new-findings == steps.scan.outputs.findings }}
            ${{ steps.scan.outputs.new-findings == '0' }}
        run: |
          echo "wanted: $WANTED, got: $GOT"
          test "$WANTED" = "$GOT"
          touch "$LAB_OUT/asserted"
STEP
} >"$repository/.github/workflows/scan.yml"

server='services:
  NAME:
    image: langflowai/langflow:1.13.0
    ports: ["7860:7860"]
    environment:
      LANGFLOW_AUTO_LOGIN: "true"'
git_ init --quiet --initial-branch main
echo "${server/NAME/old}" >"$repository/old/compose.yaml"
git_ add --all
git_ commit --quiet --message old
base=$(git_ rev-parse HEAD)

# checkout of a pull request or a merge queue: a merge of the change into its base
merged() {
  git_ switch --quiet --force-create change "$base"
  git_ add --all
  git_ commit --quiet --message change
  git_ switch --quiet --force-create merged "$base"
  git_ merge --quiet --no-ff --message merge change
}

# event NAME EVENT PAYLOAD WANTED: verdict, should-upload, whether all is new, whether nothing is
event() {
  local name=$1 event=$2 payload=$3 wanted=$4
  printf '%s' "$payload" >"$out/$name.json"
  "$lab/lab-act" -C "$repository" -W .github/workflows/scan.yml --event "$event" --history \
    --stub "langflow-scan/langflow-scan=$action" --out "$out/$name" \
    -- --eventpath "$out/$name.json" --var "WANTED=$wanted" >"$out/$name.log" 2>&1 || true
  if [ ! -e "$out/$name/asserted" ]; then
    tail -60 "$out/$name.log"
    echo "$name: the outputs are not: $wanted" >&2
    exit 1
  fi
  echo "$name: $wanted"
}

request() { printf '{"pull_request": {"head": {"ref": "change", "repo": {"full_name": "%s"}}, "base": {"ref": "main"}}}' "$1"; }
event push push '{"ref": "refs/heads/main"}' 'fail true true false'
echo '# More' >"$repository/README.md"
merged
event readme-only pull_request "$(request lab/repository)" 'pass true false true'
mkdir -p "$repository/new"
echo "${server/NAME/new}" >"$repository/new/compose.yaml"
merged
event pull-request pull_request "$(request lab/repository)" 'fail true false false'
event fork pull_request "$(request someone/repository)" 'fail false false false'
event merge-group merge_group "{\"merge_group\": {\"base_sha\": \"$base\"}}" 'fail true false false'
