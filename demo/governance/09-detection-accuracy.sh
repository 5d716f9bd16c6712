#!/bin/sh
# proves: M03
# The accuracy report, beside what a few expressions would find, and the executable's own word on
# the same texts.
. "$(dirname "$0")/../lib/demo.sh"
title "Detection accuracy"
BUN=$ROOT/.bun/bun
[ -x "$BUN" ] || BUN=$(command -v bun) || { echo "Run sh scripts/up.sh once: it brings Bun" >&2; exit 1; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
held_if() { if [ "$2" "$3" "$4" ]; then held "$1"; else broken "$1"; fi; }
# A seed that nobody has seen before this run.
seed=$(date +%s)
report() { (cd "$ROOT" && "$BUN" scripts/accuracy/report.ts --seed "$seed" "$@"); }
report --compare --export "$work" >"$work/report.txt"
gates=$?
sed -n '1,7p' "$work/report.txt"
sed -n '/this product/,$p' "$work/report.txt"
equal "every gate holds on texts of seed $seed" 0 "$gates"
# flagged FILES: in how many of their lines the executable finds something, per thousand
flagged() {
  cat "$@" >"$work/texts"
  found=$(sp admin policy test --jsonl "$work/texts" | grep -vc '^{"findings":\[\]}$')
  echo $((found * 1000 / $(grep -c '' "$work/texts")))
}
structured=$(flagged "$work/structured.jsonl")
held_if "the executable itself finds $structured of 1,000 structured credentials" "$structured" -ge 995
ordinary=$(flagged "$work/ordinary.jsonl" "$work/file.jsonl")
held_if "and takes $ordinary of 1,000 ordinary texts for one" "$ordinary" -le 1
contains "the report names what it missed" "missed (structured)" "$(cat "$work/report.txt")"
contains "and no finding repeats a credential" "repeat the credential: 0" "$(cat "$work/report.txt")"
finish
