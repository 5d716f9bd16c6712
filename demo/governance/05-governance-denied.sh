#!/bin/sh
# proves: M04 M06 M08
# Out of role and destructive: both are denied with words that say what to do.
. "$(dirname "$0")/../lib/demo.sh"
title "Denied"
user user
answer=$(call_tool workspace read_file '{"path":"anything.txt"}')
equal "a tool out of role looks unknown" -32602 "$(echo "$answer" | json body.error.code)"
trace=$(echo "$answer" | json headers.x-trace-id)
contains "and is a SCOPE denial in the audit" SCOPE "$(rows "select detail->>'code' as c from audit_events where trace_id = '$trace'" | json rows.0.c)"
answer=$(hook '{"hook_event_name":"PreToolUse","tool_name":"Bash","tool_input":{"command":"sudo rm -rf / --no-preserve-root"},"session_id":"x"}')
equal "a destructive command is denied" deny "$(echo "$answer" | json body.hookSpecificOutput.permissionDecision)"
trace=$(echo "$answer" | json headers.x-trace-id)
contains "by its category" BLOCKLIST "$(rows "select detail->>'code' as c from audit_events where trace_id = '$trace'" | json rows.0.c)"
answer=$(hook '{"hook_event_name":"PreToolUse","tool_name":"Bash","tool_input":{"command":"git push --force origin main"},"session_id":"x","agent_id":"admin","role":"admin"}')
equal "claiming to be an admin changes nothing" deny "$(echo "$answer" | json body.hookSpecificOutput.permissionDecision)"
absent "an ordinary command passes" permissionDecision "$(hook '{"hook_event_name":"PreToolUse","tool_name":"Bash","tool_input":{"command":"git push origin main"},"session_id":"x"}' | json body)"
finish
