#!/bin/sh
# Runs every check: format, lint, types, tests, generated artifacts, build, demos.
set -eu
cd "$(dirname "$0")/.."
. scripts/bootstrap.sh
bootstrap
exec bun run --silent check "$@"
