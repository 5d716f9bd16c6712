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
# What has no form of its own: only the words beside it tell.
phrase="Granite$(printf '%s' "$RUN" | cksum | cut -c1-5)!"
write() { call_tool workspace write_file "{\"path\":\"notes-$RUN.txt\",\"content\":\"$1\"}"; }
answer=$(write "db_user: app\\ndb_password: $phrase")
equal "a password in a settings line is denied" true "$(echo "$answer" | json body.result.isError)"
absent "and is not repeated" "$phrase" "$answer"
block=$(hook "{\"hook_event_name\":\"UserPromptSubmit\",\"prompt\":\"The password for the staging database is $phrase\",\"session_id\":\"x\"}")
equal "so is one in a sentence" block "$(echo "$block" | json body.decision)"
packed=$(printf 'key=%s\n' "$secret" | gzip -n | base64 | tr -d '\n')
equal "gzip inside base64 does not hide one" true "$(write "$packed" | json body.result.isError)"
reversed=$(printf '%s' "$secret" | awk '{ for (at = length($0); at > 0; at--) printf "%s", substr($0, at, 1) }')
equal "nor does writing it backwards" true "$(write "$reversed" | json body.result.isError)"
# Quiet where nothing is given away: what was written can be read back.
kept() { write "$1" >/dev/null; call_tool workspace read_file "{\"path\":\"notes-$RUN.txt\"}"; }
example="AKIA""IOSFODNN7EXAMPLE"
contains "a reference passes" '${DB_PASSWORD}' "$(kept 'password: ${DB_PASSWORD}')"
contains "so does the example of the documentation" "$example" "$(kept "key = $example")"
contains "and talk about a password" "twelve characters" "$(kept 'The password must have twelve characters.')"
finish
