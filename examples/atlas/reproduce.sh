#!/bin/sh
# The atlas, computed again:
#
#   sh reproduce.sh [FOLDER]         (default: atlas, in this folder)
#
# Into FOLDER go the two tables, their results files, a certificate for every row
# and the pictures of the manual.  It is gone on with after an interruption.  At the
# end the tables are set beside those that lie here: exit code 1 where they differ.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
fulgurite=${FULGURITE:-fulgurite}
folder=${1:-atlas}
mkdir -p "$folder"
cd "$folder"

# Columns that are the same in every run: no seconds.
answers=parameters,lower,upper,dimension,status,theorem,lower_theorem
answers=$answers,expected,defect,error_log2,certificate

# sweep NAME COLUMNS OPTIONS...: NAME.jsonl, its certificates, NAME.csv
sweep()
{
    name=$1
    columns=widths,$2,$answers
    shift 2
    "$fulgurite" survey "$@" -o "$name.jsonl" --resume \
        --certificates certificates --csv "$name.csv" --columns "$columns"
}

# One lightning layer of 1 to 6 heads, a <= d: a larger a has the same functions.
sweep layers head_dim,tokens,heads \
    --widths 1-5 --head-dim 1-5 --heads 1-6 --tokens 1,2 --distinct
# Polynomial networks of one to four layers.
sweep networks power --family pnn --widths 1-5 --depth 1-4 --power 2,3

if command -v gnuplot >/dev/null; then
    # draw PICTURE RESULTS OPTIONS...
    draw()
    {
        picture=$1
        shift
        "$fulgurite" survey plot "$@" -o "$picture" --force
    }
    draw heads-2-tokens.svg layers.jsonl --widths 5 --tokens 2
    draw heads-1-token.svg layers.jsonl --widths 5 --tokens 1
    draw layers.svg layers.jsonl --width 1-5 --tokens 2
    draw hidden.svg networks.jsonl --width 1-5 --against depth
    draw networks.png networks.jsonl
else
    echo "no gnuplot here: no pictures"
fi

code=0
for table in layers networks; do
    if cmp -s "$table.csv" "$here/$table.csv"; then
        echo "$table.csv: the same, $(($(wc -l <"$table.csv") - 1)) rows"
    else
        echo "$table.csv: differs from $here/$table.csv"
        code=1
    fi
done
exit "$code"
