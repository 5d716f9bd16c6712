#!/bin/sh
# proves: M18 M50
# The server's state, from the command line and over HTTP.
. "$(dirname "$0")/../lib/demo.sh"
title "Services"
equal "status says ready" true "$(sp infra services status --json | json ready)"
equal "an outsider reads the status alone" '{"status":"ok"}' "$(TOKEN='' request GET /health | json body)"
admin_token
contains "an admin reads reasons and isolation" isolation "$(request GET /health)"
equal "an unknown path is 404" 404 "$(request GET "/nothing-$RUN" | json status)"
equal "a wrong method is 405" 405 "$(request GET /api/v1/hooks/govern | json status)"
equal "a credential in the URL is 400" 400 "$(request GET '/readyz?access_token=x' | json status)"
equal "every answer has a trace" 32 "$(request GET /livez | json headers.x-trace-id | tr -d '\n' | wc -c | tr -d ' ')"
refused "an unknown word exits 64" 64 sp infra servces
contains "with a suggestion" "Did you mean services" "$(sp infra servces 2>&1)"
finish
