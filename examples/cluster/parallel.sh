#!/bin/sh
# The same with GNU parallel, on one machine or (--sshlogin) several with a
# common folder:
#
#   export RANGES='--widths 2-4 --depth 1-3 --head-dim 1-2' SHARDS=4
#   sh parallel.sh [OPTIONS OF PARALLEL] && sh collect.sh
#
# It can be killed and started again: every shard goes on by its architectures.
# (The --resume of parallel itself goes by position in the list of jobs.)
set -u
: "${RANGES:?what to survey, see above}" "${SHARDS:?the number of shards}"
export FULGURITE="${FULGURITE:-fulgurite}"
mkdir -p results
seq "$SHARDS" | parallel "$@" '
    rm -f results/{}.code
    "$FULGURITE" survey $RANGES --shard {}/$SHARDS --resume --threads 1 \
        --quiet -o results/{}.jsonl
    code=$?
    echo $code >results/{}.code
    exit $code'
