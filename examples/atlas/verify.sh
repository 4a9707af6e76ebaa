#!/bin/sh
# The certificates of the atlas, judged:
#
#   sh verify.sh [FOLDER]            (what reproduce.sh has made; default: atlas)
#
# Twice: by "fulgurite verify", which shares no code with the search, and by
# examples/verify/verify.py, which is another program in another language.  For every
# row of the tables that lie here, the certificate must be one of that architecture
# and of these bounds.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
fulgurite=${FULGURITE:-fulgurite}
python=${PYTHON3:-python3}
folder=${1:-atlas}

"$fulgurite" verify "$folder"/certificates/*.json >"$folder/verdicts.txt" || {
    grep -v ': accepted: ' "$folder/verdicts.txt" || true
    echo "not all certificates are accepted" >&2
    exit 1
}
echo "fulgurite verify: $(wc -l <"$folder/verdicts.txt") certificates accepted"
for table in layers networks; do
    "$python" "$here/rows.py" "$here/$table.csv" "$folder"
done
