#!/bin/sh
# check.sh build ARCHIVE FOLDER: the Debian packages of a release archive, in that
#     new folder, and lintian's word on them.
# check.sh use FOLDER: what a user has who installs the packages of that folder.
# Both take packages from the system's archive, as root: for a system that can be
# thrown away.  Prints TAP.
set -u
source=$(cd "$(dirname "$0")/../.." && pwd)
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
        tail -n 40 "$work/log" | sed 's/^/# /'
        result=1
    fi
}

finish()
{
    echo "1..$number"
    exit "$result"
}

install()
{
    apt-get -y -q --no-install-recommends install "$@"
}

# ------------------------------------------------------------------- build

# What debian/control names and nothing else, so that nothing is forgotten there.
build_dependencies()
{
    mkdir "$work/source" &&
        cp -R "$source/examples/packaging/debian" "$work/source" &&
        sed -i "s|@MAINTAINER@|A Person <a.person@example.org>|
                s|@VERSION@|0|; s|@DATE@|$(date -R)|" \
            "$work/source/debian/control" "$work/source/debian/changelog" &&
        apt-get -q update && install lintian &&
        apt-get -y -q --no-install-recommends build-dep "$work/source"
}

build()
{
    DEBFULLNAME="A Person" DEBEMAIL=a.person@example.org \
        DEB_BUILD_OPTIONS="nocheck parallel=$(nproc)" \
        sh "$source/examples/packaging/debian.sh" "$1" "$2"
}

all_there()
{
    for name in libfulgurite0 libfulgurite-dev fulgurite python3-fulgurite \
        fulgurite-doc; do
        ls "$1/${name}"_*.deb || return 1
    done
}

# No errors, and no warnings but that the first upload to Debian closes no wish for
# the package there: these are for one's own use.
lintian_is_silent()
{
    lintian --allow-root --fail-on error,warning \
        --suppress-tags initial-upload-closes-no-bugs "$1"/*.changes
}

# --------------------------------------------------------------------- use

# By apt, which brings what they depend on, as for a user.
install_packages()
{
    folder=$(cd "$1" && pwd) && apt-get -q update &&
        install $(ls "$folder"/*.deb | grep -v -e -dbgsym_)
}

tools()
{
    install gcc libc6-dev pkgconf cmake make man-db bash-completion zsh python3
}

dimension()
{
    fulgurite dim --layers 12 --width 768 --head-dim 64 --certificate \
        "$work/c.json" | grep '; proved$' && fulgurite verify "$work/c.json"
}

python_dimension()
{
    cd "$work" && python3 -c '
import fulgurite as fg
answer = fg.dim(fg.Architecture(widths=[4, 4], head_dim=2))
assert (answer.dimension, answer.status) == (27, "proved"), answer
'
}

# The test of "make install", its lines numbered on, and how it ended: one that
# stops half-way has told nothing of the rest.
installed()
{
    library=$(dirname "$(dpkg -L libfulgurite-dev | grep '/libfulgurite\.a$')")
    sh "$source/tests/installed/check.sh" /usr "$library" >"$work/installed"
    ended=$?
    while read -r line; do
        case $line in
            ok*) try "${line#ok * - }" true ;;
            not*) try "${line#not ok * - }" false ;;
            '#'*) echo "$line" ;;
        esac
    done <"$work/installed"
    try "the test of the installed files comes to a good end" \
        eval "test $ended -eq 0 && grep -q '^1\.\.' '$work/installed'"
}

man_page()
{
    man fulgurite-dim >"$work/page" && grep -q -- --certificate "$work/page"
}

# As the shell does it: bash loads the file when the first TAB is pressed.
bash_completes()
{
    bash -c '. /usr/share/bash-completion/bash_completion
        if declare -F _comp_load >/dev/null; then _comp_load fulgurite
        else _completion_loader fulgurite; fi
        COMP_WORDS=(fulgurite org) COMP_CWORD=1
        _fulgurite && test "${COMPREPLY[*]}" = organize'
}

zsh_completes()
{
    zsh -f -c 'autoload -U compinit && compinit -D -u &&
        test "$_comps[fulgurite]" = _fulgurite && autoload +X _fulgurite'
}

manual()
{
    page=/usr/share/doc/fulgurite/html/index.html
    test -s "$page" && grep -qi fulgurite "$page" &&
        test -s /usr/share/doc/fulgurite/examples/c/dimension.c
}

purge()
{
    dpkg -L libfulgurite0 >/dev/null &&
        dpkg --purge python3-fulgurite fulgurite-doc fulgurite \
            libfulgurite-dev libfulgurite0 &&
        ! find /usr /etc /var/lib/dpkg/info -name '*fulgurite*' | grep .
}

case ${1-} in
    build)
        try "what is needed to build can be installed" build_dependencies
        try "the packages are built" build "$2" "$3"
        try "all five" all_there "$3"
        try "lintian has no errors or warnings" lintian_is_silent "$3"
        ;;
    use)
        try "the packages can be installed" install_packages "$2"
        try "fulgurite dim, and verify accepts" dimension
        try "tools for what follows" tools
        installed
        try "Python finds its package without being told" python_dimension
        try "man shows a page" man_page
        try "bash completes" bash_completes
        try "zsh completes" zsh_completes
        try "the manual and the examples are there" manual
        try "nothing stays when they are purged" purge
        ;;
    *)
        echo "usage: check.sh build ARCHIVE FOLDER | check.sh use FOLDER" >&2
        exit 2
        ;;
esac
finish
