#!/bin/sh
# The certificates of the sample, judged:
#
#   sh verify.sh [FOLDER]            (what reproduce.sh has made; default: sample)
#
# Twice, as those of the atlas: by "fulgurite verify" and by examples/verify/verify.py; and
# each must be of the architecture and the bounds of its row in the tables that lie here.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
fulgurite=${FULGURITE:-fulgurite}
python=${PYTHON3:-python3}
folder=${1:-sample}

"$fulgurite" verify "$folder"/stacks/*.json "$folder"/without/*.json \
    "$folder"/networks/*.json >"$folder/verdicts.txt" || {
    grep -v ': accepted: ' "$folder/verdicts.txt" || true
    echo "not all certificates are accepted" >&2
    exit 1
}
echo "fulgurite verify: $(wc -l <"$folder/verdicts.txt") certificates accepted"
for table in stacks without networks; do
    "$python" "$here/../atlas/rows.py" "$here/$table.csv" "$folder"
done
