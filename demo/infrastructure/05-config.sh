#!/bin/sh
# proves: M49
# Configuration: located diagnostics, origins, and a bad change that keeps the running one.
. "$(dirname "$0")/../lib/demo.sh"
title "Configuration"
if sp admin config validate >/dev/null 2>&1; then held "the configuration is valid"; else broken "valid" "$(sp admin config validate 2>&1)"; fi
contains "origins are shown" "server.port" "$(sp admin config show --origin)"
bad="$DEMO_HOME/services/mcp/bad-$RUN.yaml"
printf 'type: stdio\ncomand: /bin/true\n' > "$bad"
chmod 600 "$bad"
trap 'rm -f "$bad"' EXIT
message=$(sp admin config validate 2>&1)
contains "a typo is located" "bad-$RUN.yaml:2:1" "$message"
contains "with a suggestion" 'did you mean "command"' "$message"
refused "validate exits 78" 78 sp admin config validate
sp admin config reload >/dev/null 2>&1
equal "the server goes on" 200 "$(request GET /readyz | json status)"
contains "and reports the bad change" "bad-$RUN.yaml" "$(sp admin config status)"
rm -f "$bad"
sp admin config reload >/dev/null 2>&1
absent "until it is mended" "bad-$RUN.yaml" "$(sp admin config status)"
finish
