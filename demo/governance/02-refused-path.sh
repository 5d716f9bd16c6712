#!/bin/sh
# proves: M01 M08
# Callers without a valid credential: refused, told what to do, and recorded.
. "$(dirname "$0")/../lib/demo.sh"
title "Refused path"
TOKEN=
answer=$(call_tool workspace list_files '{}')
equal "no credential is 401" 401 "$(echo "$answer" | json status)"
contains "the answer names the resource metadata" 'resource_metadata=\"http' "$answer"
trace=$(echo "$answer" | json headers.x-trace-id)
row=$(rows "select verdict, user_id, detail->>'code' as code from audit_events where trace_id = '$trace'")
equal "the refusal is a row" deny "$(echo "$row" | json rows.0.verdict)"
equal "of the anonymous user" anonymous "$(echo "$row" | json rows.0.user_id)"
contains "with a code" UNAUTHENTICATED "$(echo "$row" | json rows.0.code)"
admin_token
good=$TOKEN
TOKEN="${good%?????}AAAAA"
answer=$(call_tool workspace list_files '{}')
equal "a forged signature is 401" 401 "$(echo "$answer" | json status)"
trace=$(echo "$answer" | json headers.x-trace-id)
equal "and a row of nobody" anonymous "$(rows "select user_id from audit_events where trace_id = '$trace'" | json rows.0.user_id)"
TOKEN=$good
equal "the real one is 200" 200 "$(call_tool workspace list_files '{}' | json status)"
finish
