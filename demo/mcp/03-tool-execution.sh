#!/bin/sh
# proves: M19
# Each execution is stored with its tool, input, output, user, session and trace.
. "$(dirname "$0")/../lib/demo.sh"
title "Tool execution"
admin_token
trace=$(call_tool workspace write_file "{\"path\":\"exec-$RUN.txt\",\"content\":\"stored $RUN\"}" | json headers.x-trace-id)
row=$(rows "select server, tool, status, position('$RUN'::bytea in excerpts) as clear, input_bytes, duration_us, decision_id from mcp_tool_executions where trace_id = '$trace'")
equal "server" workspace "$(echo "$row" | json rows.0.server)"
equal "tool" write_file "$(echo "$row" | json rows.0.tool)"
equal "status" ok "$(echo "$row" | json rows.0.status)"
equal "SQL sees its input sealed" 0 "$(echo "$row" | json rows.0.clear)"
contains "the trail opens it" "stored $RUN" "$(sp infra logs audit "$trace" --full --json)"
decision=$(echo "$row" | json rows.0.decision_id)
equal "the execution names its decision" allow "$(rows "select verdict from audit_events where id = '$decision'" | json rows.0.verdict)"
equal "the outcome does too" ok "$(rows "select verdict from audit_events where detail->>'decision_id' = '$decision'" | json rows.0.verdict)"
failing=$(call_tool workspace read_file '{"path":"no-such-file.txt"}' | json headers.x-trace-id)
equal "a failing tool is an error in the outcome" error "$(rows "select verdict from audit_events where trace_id = '$failing' and kind = 'outcome'" | json rows.0.verdict)"
contains "the command line calls through the same path" "exec-$RUN.txt" "$(sp plugins mcp call workspace list_files --args '{}')"
finish
