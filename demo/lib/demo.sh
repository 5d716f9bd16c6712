# Sourced by every demo. A demo makes its own users and names, asserts on data, and exits non-zero
# when a claim does not hold.
set -u
ROOT=$(cd "$(dirname "$0")/../.." && pwd)
[ -d "$ROOT/demo" ] || ROOT=$(cd "$(dirname "$0")/.." && pwd)
SYSTEMPROMPT=${SYSTEMPROMPT:-$ROOT/dist/systemprompt}
DEMO_HOME=${DEMO_HOME:-$ROOT}
RUN=$(date +%s)$$
NODE=$(command -v node || echo "$ROOT/.bun/bun")
claims_failed=0
claims_held=0

sp() { (cd "$DEMO_HOME" && "$SYSTEMPROMPT" "$@"); }
json() { "$NODE" "$ROOT/demo/lib/json.mjs" "$1"; }
title() { printf '\n%s\n' "$*"; }
note() { printf '  · %s\n' "$*"; }

held() { claims_held=$((claims_held + 1)); printf '  ✓ %s\n' "$1"; }
broken() {
  claims_failed=$((claims_failed + 1))
  printf '  ✗ %s\n' "$1"
  [ $# -lt 2 ] || printf '      %s\n' "$2"
}

# equal CLAIM EXPECTED ACTUAL
equal() { if [ "$2" = "$3" ]; then held "$1"; else broken "$1" "expected «$2», got «$3»"; fi; }
# contains CLAIM PART TEXT
contains() { case $3 in *"$2"*) held "$1" ;; *) broken "$1" "«$2» is not in «$3»" ;; esac; }
# absent CLAIM PART TEXT
absent() { case $3 in *"$2"*) broken "$1" "found what must not be there" ;; *) held "$1" ;; esac; }
# refused CLAIM EXIT COMMAND…: the command must fail with that exit code
refused() {
  claim=$1 expected=$2
  shift 2
  "$@" >/dev/null 2>&1
  equal "$claim" "$expected" "$?"
}

# request METHOD PATH [NAME=VALUE …] with the body on standard input and the credential in TOKEN
request() { BASE_URL=$BASE_URL TOKEN=${TOKEN:-} "$NODE" "$ROOT/demo/lib/request.mjs" "$@"; }

# call_tool SERVER TOOL ARGUMENTS-JSON: one modern tools/call
call_tool() {
  printf '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"%s","arguments":%s,"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientInfo":{"name":"demo","version":"1"},"io.modelcontextprotocol/clientCapabilities":{}}}}' \
    "$2" "$3" |
    request POST "/api/v1/mcp/$1/mcp" MCP-Protocol-Version=2026-07-28 Mcp-Method=tools/call "Mcp-Name=$2"
}

# hook JSON: one event to the hook endpoint
hook() { printf '%s' "$1" | request POST /api/v1/hooks/govern; }

# rows SQL: the answer of the reader role as JSON
rows() { sp infra db query "$1" --json; }

# user ROLE: makes a fresh user, leaves its e-mail in EMAIL and its token in TOKEN
user() {
  EMAIL="demo-$1-$RUN-$claims_held@example.test"
  sp admin users create --email "$EMAIL" --name "Demo $1" --role "$1" --json >/dev/null || exit 1
  TOKEN=$(sp admin session login --email "$EMAIL" --token-only) || exit 1
}

admin_token() { TOKEN=$(sp admin session login --email admin@localhost --token-only) || exit 1; }

finish() {
  printf '  %s claims held, %s broken\n' "$claims_held" "$claims_failed"
  [ "$claims_failed" -eq 0 ] && [ "$claims_held" -gt 0 ]
  exit $?
}

[ -x "$SYSTEMPROMPT" ] || { echo "Build first: sh scripts/up.sh --detach" >&2; exit 1; }
BASE_URL=${BASE_URL:-$(sp infra services status --json 2>/dev/null | json url || true)}
[ -n "$BASE_URL" ] || { echo "No server runs: sh scripts/up.sh --detach" >&2; exit 1; }
