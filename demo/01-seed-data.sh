#!/bin/sh
# proves: M02 M19
# Fills the audit with a user's work: calls that are allowed and calls that are not.
. "$(dirname "$0")/lib/demo.sh"
title "Seed data"
before=$(rows "select count(*) as n from audit_events" | json rows.0.n)
admin_token
for name in alpha beta gamma; do
  contains "writes $name" '"status":200' "$(call_tool workspace write_file "{\"path\":\"seed-$RUN/$name.txt\",\"content\":\"$name $RUN\"}")"
done
contains "reads one back" "beta $RUN" "$(call_tool workspace read_file "{\"path\":\"seed-$RUN/beta.txt\"}")"
contains "a hook has no objection" '"status":200' "$(hook '{"hook_event_name":"PreToolUse","tool_name":"Bash","tool_input":{"command":"git status"},"session_id":"s"}')"
after=$(rows "select count(*) as n from audit_events" | json rows.0.n)
# Four calls are a decision and an outcome each; the hook is a decision; the sign-in is an event.
if [ "$((after - before))" -ge 9 ]; then held "at least nine rows were added"; else broken "nine rows" "$before → $after"; fi
stored=$(rows "select count(*) as n from mcp_tool_executions where input::text like '%seed-$RUN%'" | json rows.0.n)
equal "four executions are stored" 4 "$stored"
finish
