#!/bin/sh
# proves: M03
# A tool call that carries a credential: denied before the tool sees it, whoever calls.
. "$(dirname "$0")/../lib/demo.sh"
title "Secret breach"
admin_token
# Assembled here, so that no credential stands in a file.
random=$(printf '%s' "$RUN-breach" | sha256sum | cut -c1-16 | tr 'a-f' 'A-F' | tr '01' 'GH')
secret="AKIA$random"
answer=$(call_tool workspace write_file "{\"path\":\"breach-$RUN.txt\",\"content\":\"key = $secret\"}")
equal "the call is denied as a tool result" true "$(echo "$answer" | json body.result.isError)"
contains "with a SECRET code" SECRET "$(echo "$answer" | json 'body.result._meta.[io.systemprompt/denial].code')"
absent "the answer does not repeat it" "$secret" "$answer"
trace=$(echo "$answer" | json headers.x-trace-id)
equal "one decision row" 1 "$(rows "select count(*) as n from audit_events where trace_id = '$trace' and verdict = 'deny'" | json rows.0.n)"
equal "and no execution" 0 "$(rows "select count(*) as n from mcp_tool_executions where trace_id = '$trace'" | json rows.0.n)"
contains "the tool never wrote the file" '"isError":true' "$(call_tool workspace read_file "{\"path\":\"breach-$RUN.txt\"}")"
equal "the credential is in no row" 0 "$(rows "select count(*) as n from audit_events where detail::text like '%$secret%' or reason like '%$secret%'" | json rows.0.n)"
absent "nor in a log" "$secret" "$(cat "$DEMO_HOME"/.systemprompt/logs/*.log)"
encoded=$(printf 'key=%s' "$secret" | base64 | tr -d '\n')
answer=$(call_tool workspace write_file "{\"path\":\"breach-$RUN.txt\",\"content\":\"$encoded\"}")
equal "base64 does not hide it" true "$(echo "$answer" | json body.result.isError)"
block=$(hook "{\"hook_event_name\":\"UserPromptSubmit\",\"prompt\":\"use $secret please\",\"session_id\":\"x\"}")
equal "a prompt with it is blocked" block "$(echo "$block" | json body.decision)"
finish
