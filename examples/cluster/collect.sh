#!/bin/sh
# Puts the shards together in survey.jsonl when all have come to their end;
# otherwise says which to submit again, and ends with 1.
set -u
: "${SHARDS:?the number of shards}"
again=
for task in $(seq "$SHARDS"); do
    if [ "$(cat "results/$task.code" 2>/dev/null)" != 0 ]; then
        again=${again:+$again,}$task
    fi
done
if [ -n "$again" ]; then
    echo "not done: submit again with --array=$again"
    exit 1
fi
set --
for task in $(seq "$SHARDS"); do
    set -- "$@" "results/$task.jsonl"
done
exec "${FULGURITE:-fulgurite}" survey merge "$@" -o survey.jsonl --force
