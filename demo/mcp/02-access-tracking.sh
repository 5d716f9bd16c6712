#!/bin/sh
# proves: M06 M20
# What is listed is what may be called; rules apply without a restart.
. "$(dirname "$0")/../lib/demo.sh"
title "Access"
list_tools() {
  printf '{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientInfo":{"name":"demo","version":"1"},"io.modelcontextprotocol/clientCapabilities":{}}}}' |
    request POST /api/v1/mcp/workspace/mcp MCP-Protocol-Version=2026-07-28 Mcp-Method=tools/list
}
user user
equal "a user sees no tool" 0 "$(list_tools | json body.result.tools.length)"
sp admin access grant --entity mcp://workspace/list_files --subject "user:$EMAIL" --reason "demo" >/dev/null
tries=0
until [ "$(list_tools | json body.result.tools.length)" = 1 ] || [ "$tries" -ge 50 ]; do tries=$((tries + 1)); sleep 0.2; done
equal "after a grant, exactly that one" list_files "$(list_tools | json body.result.tools.0.name)"
equal "and may call it" 200 "$(call_tool workspace list_files '{}' | json status)"
equal "but no other" -32602 "$(call_tool workspace read_file '{"path":"x"}' | json body.error.code)"
contains "explain names the rule" "$EMAIL" "$(sp admin access explain --user "$EMAIL" --tool workspace/list_files)"
sp admin access revoke --entity mcp://workspace/list_files --subject "user:$EMAIL" --yes >/dev/null
tries=0
until [ "$(list_tools | json body.result.tools.length)" = 0 ] || [ "$tries" -ge 50 ]; do tries=$((tries + 1)); sleep 0.2; done
equal "after revoking, none" 0 "$(list_tools | json body.result.tools.length)"
finish
