#!/bin/sh
# The tables of the sample, computed again:
#
#   sh reproduce.sh [FOLDER]         (default: sample, in this folder)
#
# Into FOLDER go the lists, drawn again, the tables, their results files and a certificate
# for every row.  It is gone on with after an interruption.  At the end lists and tables
# are set beside those that lie here: exit code 1 where they differ.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
fulgurite=${FULGURITE:-fulgurite}
python=${PYTHON3:-python3}
folder=${1:-sample}
mkdir -p "$folder"
cd "$folder"
"$python" "$here/draw.py"

# Columns that are the same in every run: no seconds.
answers=parameters,lower,upper,dimension,status,theorem,lower_theorem
answers=$answers,expected,defect,error_log2,certificate

# sweep LIST NAME COLUMNS OPTIONS...: NAME.jsonl, its certificates, NAME.csv
sweep()
{
    list=$1
    name=$2
    columns=widths,$3,$answers
    shift 3
    "$fulgurite" survey --list "$list" -o "$name-rows.jsonl" --resume \
        --certificates "$name" --csv "$name.csv" --columns "$columns" "$@"
}

stack=head_dim,heads,tokens,mask,residual
sweep stacks.jsonl stacks "$stack"
sweep stacks.jsonl without "$stack" --no-symmetries
sweep networks.jsonl networks power

code=0
for file in stacks.jsonl networks.jsonl stacks.csv without.csv networks.csv; do
    if cmp -s "$file" "$here/$file"; then
        echo "$file: the same"
    else
        echo "$file: differs from $here/$file"
        code=1
    fi
done
exit "$code"
