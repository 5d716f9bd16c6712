#!/bin/sh
# proves: M17 M18
# Tool servers: listed, supervised, repaired; a new file appears without a restart.
. "$(dirname "$0")/../lib/demo.sh"
title "Tool servers"
admin_token
contains "the registry lists workspace as ready" '"ready"' "$(request GET /api/v1/mcp/registry)"
contains "so does the command line" workspace "$(sp plugins mcp list)"
contains "its tools are known" delete_file "$(sp plugins mcp tools workspace)"
name="demo-$RUN"
cat > "$DEMO_HOME/services/mcp/$name.yaml" <<YAML
type: extension
extension: workspace
description: A second workspace, made by a demo.
settings:
  folder: .systemprompt/workspace-$RUN
YAML
chmod 600 "$DEMO_HOME/services/mcp/$name.yaml"
trap 'rm -f "$DEMO_HOME/services/mcp/$name.yaml"; rm -rf "$DEMO_HOME/.systemprompt/workspace-$RUN"' EXIT
sp admin config reload >/dev/null
tries=0
until request GET /api/v1/mcp/registry | grep -q "\"$name\"" || [ "$tries" -ge 50 ]; do tries=$((tries + 1)); sleep 0.2; done
contains "a new file appears without a restart" "$name" "$(request GET /api/v1/mcp/registry)"
contains "the snapshot is an audited act" '"rows":[{' "$(rows "select id from audit_events where target like 'config://%' order by id desc limit 1")"
finish
