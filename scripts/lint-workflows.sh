#!/usr/bin/env bash
# Holds all workflow files and actions, the template's and Pawl's own, against actionlint (needs Go) and zizmor (needs Python).
# Both are installed once, below ${PAWL_TOOLS:-.tools}. Where Go or Python is not at hand, it says so and goes on.
#   scripts/lint-workflows.sh [actionlint | zizmor]
set -euo pipefail
cd "$(dirname "$0")/.."
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
tools=$(mkdir -p "${PAWL_TOOLS:-.tools}" && cd "${PAWL_TOOLS:-.tools}" && pwd)

actionlint_version=v1.7.12
zizmor_version=1.32.0

# actionlint looks for the workflows of a repository and reads an action only where one of them uses it from a folder. So it
# gets a copy of the template that uses Pawl's actions from a folder, and one workflow more, which uses every action.
copy_for_actionlint() {
  cp -r template/.github "$copy/.github"
  mkdir "$copy/pawl"
  cp -r action.yml actions "$copy/pawl"
  ln -s "$PWD/dist" "$copy/pawl/dist"
  sed -i -E 's#uses: pawl-dev/pawl(/[a-z/-]+)?@.*#uses: ./pawl\1#' "$copy"/.github/workflows/*.yml
  every_action >"$copy/.github/workflows/every-action.yml"
  git -C "$copy" init --quiet
}

every_action() {
  printf '%s\n' 'on: push' 'permissions: {}' 'jobs:' '  all:' '    runs-on: ubuntu-latest' '    steps:'
  local file needed
  for file in action.yml actions/*/action.yml; do
    echo "      - uses: ./pawl/$(dirname "$file")"
    needed=$(awk '/^  [a-z-]+:$/ { name = $1 } /^    required: true$/ { print "          " name " given" }' "$file")
    [ -z "$needed" ] || printf '        with:\n%s\n' "$needed"
  done
}

lint_with_actionlint() {
  local binary=$tools/actionlint-$actionlint_version/actionlint
  if [ ! -x "$binary" ]; then
    command -v go >/dev/null || { echo 'skipped: actionlint (Go is not here)'; return; }
    GOBIN=$(dirname "$binary") GOFLAGS= go install "github.com/rhysd/actionlint/cmd/actionlint@$actionlint_version"
  fi
  # GitHub has known this key since 2026-05; this version does not yet.
  local ignore=(-ignore 'unexpected key "queue" for "concurrency"')
  copy_for_actionlint
  (cd "$copy" && "$binary" -oneline "${ignore[@]}")
  "$binary" -oneline "${ignore[@]}"
  echo "actionlint $actionlint_version finds nothing in $(ls "$copy"/.github/workflows/*.yml .github/workflows/*.yml | wc -l) workflows and $(ls action.yml actions/*/action.yml template/.github/actions/*/action.yml | wc -l) actions"
}

lint_with_zizmor() {
  local venv=$tools/zizmor-$zizmor_version
  if [ ! -x "$venv/bin/zizmor" ]; then
    command -v python3 >/dev/null || { echo 'skipped: zizmor (Python is not here)'; return; }
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check "zizmor==$zizmor_version"
  fi
  "$venv/bin/zizmor" --quiet --offline --no-progress --persona pedantic --strict-collection .github template actions action.yml
  echo "zizmor $zizmor_version finds nothing"
}

case ${1:-both} in
  actionlint) lint_with_actionlint ;;
  zizmor) lint_with_zizmor ;;
  both) lint_with_actionlint; lint_with_zizmor ;;
  *) echo "there is no linter $1" >&2; exit 2 ;;
esac
