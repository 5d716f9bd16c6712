#!/bin/sh
# proves: M02 M19
# Fills the audit with a user's work: calls that are allowed and calls that are not.
. "$(dirname "$0")/lib/demo.sh"
title "Seed data"
before=$(rows "select count(*) as n from audit_events" | json rows.0.n)
admin_token
stored=0
# kept ANSWER: counts an execution that is stored with its input
kept() {
  trace=$(echo "$1" | json headers.x-trace-id)
  case $(sp infra logs audit "$trace" --full --json) in *"\"path\":\"seed-$RUN/"*) stored=$((stored + 1)) ;; esac
}
for name in alpha beta gamma; do
  answer=$(call_tool workspace write_file "{\"path\":\"seed-$RUN/$name.txt\",\"content\":\"$name $RUN\"}")
  contains "writes $name" '"status":200' "$answer"
  kept "$answer"
done
answer=$(call_tool workspace read_file "{\"path\":\"seed-$RUN/beta.txt\"}")
contains "reads one back" "beta $RUN" "$answer"
kept "$answer"
contains "a hook has no objection" '"status":200' "$(hook '{"hook_event_name":"PreToolUse","tool_name":"Bash","tool_input":{"command":"git status"},"session_id":"s"}')"
after=$(rows "select count(*) as n from audit_events" | json rows.0.n)
# Four calls are a decision and an outcome each; the hook is a decision; the sign-in is an event.
if [ "$((after - before))" -ge 9 ]; then held "at least nine rows were added"; else broken "nine rows" "$before → $after"; fi
equal "four executions are stored" 4 "$stored"
finish
