#!/bin/sh
# proves: M07
# A hook without objection: no explicit allow, so the user's own prompts stay; and one row.
. "$(dirname "$0")/../lib/demo.sh"
title "Hook without objection"
user user
answer=$(hook '{"hook_event_name":"PreToolUse","tool_name":"Bash","tool_input":{"command":"ls -la"},"session_id":"client-'"$RUN"'"}')
equal "the answer is 200" 200 "$(echo "$answer" | json status)"
absent "no permissionDecision is given" permissionDecision "$(echo "$answer" | json body)"
trace=$(echo "$answer" | json headers.x-trace-id)
row=$(rows "select verdict, target, detail->>'client_session' as s from audit_events where trace_id = '$trace'")
equal "the decision is an allow" allow "$(echo "$row" | json rows.0.verdict)"
equal "of this tool" hook://Bash "$(echo "$row" | json rows.0.target)"
equal "the client's session is a claim" "client-$RUN" "$(echo "$row" | json rows.0.s)"
prompt=$(hook '{"hook_event_name":"UserPromptSubmit","prompt":"please list my files","session_id":"x"}')
absent "an ordinary prompt passes" '"decision":"block"' "$prompt"
finish
