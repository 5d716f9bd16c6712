#!/bin/sh
# proves: M01 M02 M16
# An allowed tool call: decided, committed, executed, and found again by its trace.
. "$(dirname "$0")/../lib/demo.sh"
title "Happy path"
admin_token
answer=$(call_tool workspace write_file "{\"path\":\"happy-$RUN.txt\",\"content\":\"hello $RUN\"}")
equal "the call is answered 200" 200 "$(echo "$answer" | json status)"
contains "by the tool itself" "Wrote " "$(echo "$answer" | json body.result.content.0.text)"
trace=$(echo "$answer" | json headers.x-trace-id)
audit=$(sp infra logs audit "$trace" --full --json)
contains "the decision is recorded" '"kind":"decision"' "$audit"
contains "the outcome is recorded" '"kind":"outcome"' "$audit"
contains "its target is named" 'mcp://workspace/write_file' "$audit"
equal "two rows share the trace" 2 "$(rows "select count(*) as n from audit_events where trace_id = '$trace'" | json rows.0.n)"
equal "and one execution" 1 "$(rows "select count(*) as n from mcp_tool_executions where trace_id = '$trace'" | json rows.0.n)"
contains "the file holds what was written" "hello $RUN" "$(call_tool workspace read_file "{\"path\":\"happy-$RUN.txt\"}")"
finish
