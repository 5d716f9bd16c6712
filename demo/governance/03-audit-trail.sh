#!/bin/sh
# proves: M02 M09
# The audit: eighteen columns, sealed, verified, and closed to change.
. "$(dirname "$0")/../lib/demo.sh"
title "Audit trail"
equal "the table has 18 columns" 18 "$(rows "select count(*) as n from information_schema.columns where table_name = 'audit_events'" | json rows.0.n)"
admin_token
trace=$(call_tool workspace list_files '{}' | json headers.x-trace-id)
row=$(rows "select user_id, session_id, trace_id, client_id, seal from audit_events where trace_id = '$trace' and kind = 'decision'")
for column in user_id session_id client_id seal; do
  if [ -n "$(echo "$row" | json "rows.0.$column")" ]; then held "$column is bound"; else broken "$column is empty"; fi
done
verify=$(sp infra audit verify --json)
equal "the chain verifies" true "$(echo "$verify" | json ok)"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export_file=$folder/audit.ndjson
sp infra audit export --out "$export_file" >/dev/null 2>&1
equal "and verifies offline" true "$(sp infra audit verify --file "$export_file" --json | json ok)"
"$NODE" -e '
const fs = require("node:fs"), file = process.argv[1], text = fs.readFileSync(file, "utf8");
const at = text.lastIndexOf("\"verdict\":\"allow\"");
const raw = at >= 0 ? text.slice(0, at) + text.slice(at).replace("allow", "deny") : text.replace(/allow(?![\s\S]*allow)/, "deny");
fs.writeFileSync(file, raw);' "$export_file"
refused "one changed word in the export is found" 1 sp infra audit verify --file "$export_file"
refused "the reader cannot delete" 77 sp infra db query "delete from audit_events"
finish
