# Sourced by the other scripts, from the checkout's root: puts the pinned Bun on PATH and installs
# the locked dependencies. Everything stays inside the checkout.

bun_version=1.4.4

say() { printf '%s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }

bootstrap_bun() {
  folder="$PWD/.bun"
  if [ -x "$folder/bun" ] && [ "$("$folder/bun" --version)" = "$bun_version" ]; then
    return 0
  fi
  found=$(command -v bun || true)
  if [ -n "$found" ] && [ "$(bun --version)" = "$bun_version" ]; then
    mkdir -p "$folder" && ln -sf "$found" "$folder/bun"
    return 0
  fi
  command -v npm >/dev/null || fail "npm is needed once, to bring Bun $bun_version: install Node.js 20 or newer."
  say "· bringing Bun $bun_version from npm"
  mkdir -p "$folder"
  printf '{"private":true}\n' > "$folder/package.json"
  (cd "$folder" && npm install --no-audit --no-fund --no-update-notifier --no-save --loglevel=error "bun@$bun_version" >/dev/null) ||
    fail "npm could not bring Bun: see its message above."
  # The package's install script may be blocked: its two forms are tried in turn.
  for candidate in "$folder"/node_modules/bun/bin/bun.exe "$folder"/node_modules/@oven/*/bin/bun; do
    if [ -f "$candidate" ]; then
      chmod +x "$candidate"
      if [ "$("$candidate" --version 2>/dev/null)" = "$bun_version" ]; then
        ln -sf "$candidate" "$folder/bun"
        return 0
      fi
    fi
  done
  fail "Bun $bun_version arrived but does not run on this machine."
}

bootstrap() {
  bootstrap_bun
  PATH="$PWD/.bun:$PATH"
  export PATH
  if [ ! -d node_modules ] || [ bun.lock -nt node_modules/.installed ]; then
    say "· installing the locked dependencies"
    bun install --frozen-lockfile --silent || fail "bun install failed: see its message above."
    touch node_modules/.installed
  fi
}
