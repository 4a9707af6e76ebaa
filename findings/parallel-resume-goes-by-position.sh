#!/bin/sh
# GNU parallel 20221122: --resume with --joblog goes by the position of a job in the
# list, not by the job.  After the list a, b, c is done and z is put in front, the
# resumed run does c again and never does z.
#
# Seen (Debian 12, parallel 20221122+ds-2):
#   a b c
#   c
set -eu
dpkg-query -W parallel >/dev/null 2>&1 ||
    apt-get install -y -q --no-install-recommends parallel=20221122+ds-2 >/dev/null
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
dpkg-query -W -f 'parallel ${Version}\n' parallel
HOME=$folder
export HOME
first=$(printf '%s\n' a b c | parallel --will-cite --joblog log -j 1 echo | tr '\n' ' ')
second=$(printf '%s\n' z a b c | parallel --will-cite --resume --joblog log -j 1 echo | tr '\n' ' ')
echo "$first"
echo "$second"
[ "$first" = "a b c " ] && [ "$second" = "c " ]
