#!/bin/sh
# Builds and runs the product: sh scripts/up.sh [--detach] [--port N]
set -eu
cd "$(dirname "$0")/.."
. scripts/bootstrap.sh
bootstrap
exec bun scripts/up.ts "$@"
