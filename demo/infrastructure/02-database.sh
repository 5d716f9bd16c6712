#!/bin/sh
# proves: M47
# The database: schema state, health, and a query role that cannot escape.
. "$(dirname "$0")/../lib/demo.sh"
title "Database"
contains "status" '"' "$(sp infra db status --json)"
contains "migrations are applied" audit "$(sp infra db migrations)"
if sp infra db doctor >/dev/null 2>&1; then held "doctor finds nothing"; else broken "doctor" "$(sp infra db doctor 2>&1)"; fi
equal "a query answers" 42 "$(rows "select 42 as answer" | json rows.0.answer)"
sp infra db query "copy (select 1) to program 'touch /tmp/escaped-$RUN'" >/dev/null 2>&1
if [ $? -ne 0 ] && [ ! -e "/tmp/escaped-$RUN" ]; then held "COPY TO PROGRAM does not run"; else broken "COPY TO PROGRAM ran"; fi
sp infra db query "commit; create table escaped_$RUN (a int)" >/dev/null 2>&1
equal "a second statement does not run" 0 "$(rows "select count(*) as n from pg_tables where tablename = 'escaped_$RUN'" | json rows.0.n)"
sp infra db query "select * from signing_keys" >/dev/null 2>&1
if [ $? -ne 0 ]; then held "keys are closed to the query role"; else broken "keys are readable"; fi
finish
