#!/bin/sh
# proves: M47 M50
# The server is there, ready, and an admin can obtain a token.
. "$(dirname "$0")/lib/demo.sh"
title "Preflight"
equal "the server is ready" 200 "$(request GET /readyz | json status)"
equal "it is alive" alive "$(request GET /livez | json body.status)"
admin_token
equal "a token has three parts" 3 "$(printf '%s\n' "$TOKEN" | awk -F. '{ print NF }')"
equal "the admin reads the registry" 200 "$(request GET /api/v1/mcp/registry | json status)"
TOKEN=
equal "an outsider does not" 401 "$(request GET /api/v1/mcp/registry | json status)"
finish
