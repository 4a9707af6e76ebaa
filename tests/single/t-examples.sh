#!/bin/sh
# The worked examples print what is written beside them.
FULGURITE=${builddir:-.}/fulgurite
export FULGURITE
folder=${srcdir:-.}/examples/single
n=0
for script in "$folder"/*.sh; do
    n=$((n + 1))
    name=$(basename "$script" .sh)
    if sh "$script" 2>&1 | cmp -s - "$folder/$name.out"; then
        echo "ok $n - $name"
    else
        echo "not ok $n - $name"
        sh "$script" 2>&1 | diff "$folder/$name.out" - | sed 's/^/# /'
    fi
done
echo "1..$n"
