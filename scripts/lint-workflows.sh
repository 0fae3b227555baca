#!/usr/bin/env bash
# Holds all workflow files and actions, the template's and Pawl's own, against actionlint (needs Go) and zizmor (needs Python).
# Both are installed once, below ${PAWL_TOOLS:-.tools}. Where Go or Python is not at hand, it says so and goes on.
set -euo pipefail
cd "$(dirname "$0")/.."
tools=$(mkdir -p "${PAWL_TOOLS:-.tools}" && cd "${PAWL_TOOLS:-.tools}" && pwd)

actionlint_version=v1.7.12
zizmor_version=1.32.0

# actionlint looks for the workflows and local actions of a repository, so the template has to be one.
lint_with_actionlint() {
  local binary=$tools/actionlint-$actionlint_version/actionlint
  if [ ! -x "$binary" ]; then
    command -v go >/dev/null || { echo 'Go is not here, so actionlint is left out'; return; }
    GOBIN=$(dirname "$binary") GOFLAGS= go install "github.com/rhysd/actionlint/cmd/actionlint@$actionlint_version"
  fi
  # GitHub has known these keys since 2026-05 and 2026-09; this version does not yet.
  local ignore=(-ignore 'unexpected key "queue" for "concurrency"' -ignore 'unexpected key "cache-mode"')
  local copy
  copy=$(mktemp -d)
  trap 'rm -rf "$copy"' RETURN
  cp -r template/.github "$copy/.github"
  git -C "$copy" init --quiet
  (cd "$copy" && "$binary" -oneline "${ignore[@]}")
  "$binary" -oneline "${ignore[@]}"
  echo "actionlint $actionlint_version finds nothing"
}

lint_with_zizmor() {
  local venv=$tools/zizmor-$zizmor_version
  if [ ! -x "$venv/bin/zizmor" ]; then
    command -v python3 >/dev/null || { echo 'Python is not here, so zizmor is left out'; return; }
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check "zizmor==$zizmor_version"
  fi
  "$venv/bin/zizmor" --quiet --offline --no-progress --persona pedantic --strict-collection .github template actions action.yml
  echo "zizmor $zizmor_version finds nothing"
}

lint_with_actionlint
lint_with_zizmor
