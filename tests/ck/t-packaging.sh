#!/bin/sh
# The recipes of examples/packaging are filled in for an archive and are valid
# Python, Ruby and YAML; the Debian packages leave nothing of what is installed
# out.  Prints TAP.
source=$(cd "${srcdir:-$(dirname "$0")/../..}" && pwd)
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
number=0
result=0

try()
{
    what=$1
    shift
    number=$((number + 1))
    if "$@" >"$work/log" 2>&1; then
        echo "ok $number - $what"
    else
        echo "not ok $number - $what"
        sed 's/^/# /' "$work/log"
        result=1
    fi
}

# try_with PROGRAM WHAT COMMAND..: skipped where there is no such program.
try_with()
{
    if command -v "$1" >/dev/null; then
        shift
        try "$@"
    else
        number=$((number + 1))
        echo "ok $number - $2 # SKIP no $1"
    fi
}

fill()
{
    URL=https://example.org/f.tar.gz sh "$source/examples/packaging/recipes.sh" \
        "$work/fulgurite-1.2.3.tar.gz" "$work/recipes" &&
        ! grep -n '@[A-Z0-9]*@' "$work"/recipes/*
}

says_sum()
{
    sum=$(sha256sum "$work/fulgurite-1.2.3.tar.gz" | cut -d ' ' -f 1)
    test "$(grep -l "$sum" "$work"/recipes/* | wc -l)" -eq 3 &&
        test "$(grep -l 1.2.3 "$work"/recipes/* | wc -l)" -ge 2
}

# {{ .. }} is filled in by conda's own tools.
yaml()
{
    sed 's/{{[^}]*}}/filled/' "$work/recipes/meta.yaml" |
        python3 -c 'import sys, yaml; yaml.safe_load(sys.stdin)["requirements"]["host"]'
}

refuses()
{
    for script in debian.sh recipes.sh; do
        sh "$source/examples/packaging/$script" "$work/none.tar.gz" "$work/x"
        test $? -eq 2 || return 1
    done
    test ! -e "$work/x"
}

# The paths of "make install" are in the lists of some package.
lists()
{
    cat "$source"/examples/packaging/debian/*.install >"$work/lists"
    for place in usr/bin usr/include usr/share/man usr/share/fulgurite \
        usr/share/bash-completion usr/share/zsh 'usr/lib/\*/cmake' \
        'usr/lib/\*/pkgconfig' 'usr/lib/\*/libfulgurite.a'; do
        grep -qx "$place" "$work/lists" || { echo "$place"; return 1; }
    done
}

# needs FIELD: what configure stops without, by the third argument of
# FULG_NEED_LIB, the library, or the fourth, its package in Debian.
needs()
{
    sed -n 's/^ *FULG_NEED_LIB(\[[^]]*\], \[[^]]*\], \[\([^]]*\)\], \[\([^]]*\)\].*/\'"$1/p" \
        "$source/m4/fulgurite.m4" | sed 's/^z$/zlib/'
}

# None of them is forgotten in a recipe; Spack and conda have names of their own
# for some, with the library's in it.
dependencies()
{
    test "$(needs 1 | wc -l)" -ge 6 || return 1
    for library in $(needs 1); do
        grep -q "depends_on(\"$library[\"@-]" "$work/recipes/package.py" &&
            grep -q -e "^    - \(lib\)\{0,1\}$library\$" "$work/recipes/meta.yaml" &&
            grep -q -e "\(depends_on\|uses_from_macos\) \"$library\"" \
                "$work/recipes/fulgurite.rb" ||
            { echo "$library"; return 1; }
    done
    sed -n '/^Build-Depends:/,/^[A-Z][a-z-]*:/p' \
        "$source/examples/packaging/debian/control" | grep '^ ' >"$work/needed"
    for package in $(needs 2); do
        grep -q "^ *$package,\{0,1\}\$" "$work/needed" ||
            { echo "$package"; return 1; }
    done
}

echo nothing >"$work/fulgurite-1.2.3.tar.gz"
try "the recipes are filled in" fill
try "with the version and the sum of the archive" says_sum
try_with python3 "Spack's is Python" \
    python3 -c 'import ast, sys; ast.parse(open(sys.argv[1]).read())' \
    "$work/recipes/package.py"
try_with ruby "Homebrew's is Ruby" ruby -c "$work/recipes/fulgurite.rb"
if python3 -c 'import yaml' 2>/dev/null; then
    try "conda's is YAML" yaml
else
    number=$((number + 1))
    echo "ok $number - conda's is YAML # SKIP no PyYAML"
fi
try "what configure needs is in all of them, and in debian/control" dependencies
try "an archive that is not there is refused" refuses
try "the Debian packages hold what is installed" lists
echo "1..$number"
exit "$result"
