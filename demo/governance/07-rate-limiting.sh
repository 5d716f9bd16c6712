#!/bin/sh
# proves: M05
# A user's session: 300 a minute, of which 75 may come within ten seconds.
. "$(dirname "$0")/../lib/demo.sh"
title "Rate limiting"
user user
allowed=0 limited=0
answers=$(BASE_URL=$BASE_URL TOKEN=$TOKEN "$NODE" --input-type=module -e '
const body = JSON.stringify({ hook_event_name: "PreToolUse", tool_name: "Bash", tool_input: { command: "ls" }, session_id: "x" });
const one = () => fetch(new URL("/api/v1/hooks/govern", process.env.BASE_URL), { method: "POST", body, headers: { "content-type": "application/json", authorization: `Bearer ${process.env.TOKEN}` } }).then((r) => r.json());
const all = await Promise.all(Array.from({ length: 120 }, one));
const denied = all.filter((a) => a.hookSpecificOutput?.permissionDecision === "deny");
console.log(JSON.stringify({ allowed: all.length - denied.length, denied: denied.length, reason: denied[0]?.hookSpecificOutput.permissionDecisionReason }));' 2>&1)
equal "75 of 120 calls at once are admitted" 75 "$(echo "$answers" | json allowed)"
equal "45 are denied" 45 "$(echo "$answers" | json denied)"
contains "in words that say when to try again" "Try again in " "$(echo "$answers" | json reason)"
user_rows=$(rows "select verdict, count(*) as n from audit_events a join users u on u.id::text = a.user_id where u.email = '$EMAIL' and a.kind = 'decision' group by verdict order by verdict")
equal "the rows say the same: allowed" 75 "$(echo "$user_rows" | json rows.0.n)"
equal "the rows say the same: denied" 45 "$(echo "$user_rows" | json rows.1.n)"
contains "rate-limits show tells the limits" 300 "$(sp admin rate-limits show)"
finish
