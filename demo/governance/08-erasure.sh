#!/bin/sh
# proves: M13
# A person is erased: their excerpts cannot be opened, their credential is refused, the chain holds.
. "$(dirname "$0")/../lib/demo.sh"
title "Erasure"
user admin
id=$(sp admin users show "$EMAIL" --json | json id)
trace=$(call_tool workspace write_file "{\"path\":\"erase-$RUN.txt\",\"content\":\"private $RUN\"}" | json headers.x-trace-id)
contains "what the call sent is kept" "private $RUN" "$(sp infra logs audit "$trace" --full --json)"
hold=$(sp infra audit hold place --reason "demo $RUN" --user "$id" --json | json hold_id)
refused "under a legal hold nothing is erased" 65 sp admin users erase "$id" --yes
sp infra audit hold release "$hold" --reason "over" >/dev/null
contains "the person is erased" "Erased $id" "$(sp admin users erase "$EMAIL" --reason "Request $RUN" --yes)"
full=$(sp infra logs audit "$trace" --full --json)
contains "both rows of the call are there" '"kind":"outcome"' "$full"
contains "its excerpts are erased" '"excerpts":"erased"' "$full"
absent "and not shown" "private $RUN" "$full"
contains "the credential is refused" '"status":401' "$(call_tool workspace list_files '{}')"
absent "no list names the person" "$EMAIL" "$(sp admin users list --all --json)"
equal "the audit holds" true "$(sp infra audit verify --json | json ok)"
contains "a second run has nothing left to do" "erased before" "$(sp admin users erase "$id" --yes)"
refused "the last administrator stays" 65 sp admin users erase admin@localhost --yes
finish
