#!/bin/sh
# proves: M17 M18 M49
# Tool servers: listed, supervised, repaired; a new file appears without a restart.
. "$(dirname "$0")/../lib/demo.sh"
title "Tool servers"
admin_token
registry() { request GET /api/v1/mcp/registry | json body; }
# until_true COMMAND…: looks again for at most ten seconds
until_true() {
  tries=0
  until "$@" || [ "$tries" -ge 50 ]; do tries=$((tries + 1)); sleep 0.2; done
}
contains "the registry lists workspace as ready" '"ready"' "$(registry)"
contains "so does the command line" workspace "$(sp plugins mcp list)"
contains "its tools are known" delete_file "$(sp plugins mcp tools workspace)"

name="demo-$RUN"
folder="$DEMO_HOME/$name"
mkdir "$folder" && chmod 700 "$folder"
cat > "$DEMO_HOME/services/mcp/$name.yaml" <<YAML
type: extension
extension: workspace
description: A second workspace, made by a demo.
settings:
  folder: $name
YAML
chmod 600 "$DEMO_HOME/services/mcp/$name.yaml"
clean_up() {
  rm -rf "$DEMO_HOME/services/mcp/$name.yaml" "$folder"
  sp admin access revoke --entity "mcp://$name" --subject role:admin --yes >/dev/null 2>&1
}
trap clean_up EXIT
is_ready() { [ "$(sp plugins mcp status "$name" --json 2>/dev/null | json status)" = ready ]; }
until_true is_ready 2>/dev/null
contains "a new file is served without a restart" '"status":"ready"' "$(sp plugins mcp status "$name" --json)"
absent "but to nobody whom no rule lets in" "$name" "$(registry)"
sp admin access grant --entity "mcp://$name" --subject role:admin --reason demo >/dev/null
is_registered() { registry | grep -q "\"$name\""; }
until_true is_registered
contains "a rule opens it" "$name" "$(registry)"
contains "and its tools answer" "Wrote 4 bytes" "$(call_tool "$name" write_file '{"path":"a.txt","content":"demo"}')"
equal "in its own folder" demo "$(cat "$folder/a.txt")"
changed=$(rows "select count(*) as n from audit_events where target like 'config://%' and at > now() - interval '1 minute'" | json rows.0.n)
if [ "$changed" -ge 2 ]; then held "both changes are audited acts"; else broken "both changes are audited acts" "$changed rows"; fi

# The newest child of the new server is ended from outside; the supervisor brings another.
started() { sp plugins mcp logs "$name" | grep -o 'started pid [0-9]*' | tail -n 1 | tr -dc 0-9; }
first=$(started)
kill -9 "$first"
is_repaired() { [ "$(started)" != "$first" ] && is_ready; }
until_true is_repaired 2>/dev/null
if is_repaired; then held "a killed server is replaced"; else broken "a killed server is replaced" "$(sp plugins mcp status "$name")"; fi
contains "and answers again" demo "$(call_tool "$name" read_file '{"path":"a.txt"}')"
finish
