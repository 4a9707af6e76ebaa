#!/bin/sh
# check.sh PREFIX [LIBDIR]: is the library installed there usable?  Prints TAP.
prefix=$1
library=${2-$prefix/lib}
source=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
PKG_CONFIG_PATH=$library/pkgconfig
export PKG_CONFIG_PATH
version=$(cat "$source/VERSION")
number=0
result=0

try()
{
    name=$1
    shift
    number=$((number + 1))
    if "$@" >"$work/log" 2>&1; then
        echo "ok $number - $name"
    else
        echo "not ok $number - $name"
        sed 's/^/# /' "$work/log"
        result=1
    fi
}

flags="-std=gnu11 -Wall -Wextra -Werror"

compile()
{
    ${CC-cc} $flags $(pkg-config --cflags fulgurite) -o "$work/use" \
        "$source/tests/installed/use.c" $(pkg-config --libs fulgurite) \
        "-Wl,-rpath,$library"
}

compile_static()
{
    ${CC-cc} $flags $(pkg-config --cflags fulgurite) -o "$work/use-static" \
        "$source/tests/installed/use.c" "$library/libfulgurite.a" \
        $(pkg-config --static --libs fulgurite | sed 's/-lfulgurite//')
}

# The same program through find_package; a version of another series is refused.
cmake_project()
{
    mkdir "$work/cmake" && cp "$source/tests/installed/use.c" "$work/cmake" &&
        cat >"$work/cmake/CMakeLists.txt" <<EOF
cmake_minimum_required(VERSION 3.13)
project(use C)
find_package(fulgurite ${version%.*} REQUIRED)
find_package(fulgurite 99.1 QUIET)
if(fulgurite_FOUND)
  message(FATAL_ERROR "version 99.1 was found")
endif()
find_package(fulgurite REQUIRED)
add_executable(use use.c)
target_link_libraries(use PRIVATE fulgurite::fulgurite)
EOF
    cmake -S "$work/cmake" -B "$work/cmake/build" \
        -DCMAKE_PREFIX_PATH="$prefix" && cmake --build "$work/cmake/build" &&
        prints_version "$work/cmake/build/use"
}

# example NAME LINE: the program of examples/c, built as its users build it,
# prints the line.
example()
{
    ${CC-cc} $flags -o "$work/$1" "$source/examples/c/$1.c" \
        $(pkg-config --cflags --libs fulgurite) "-Wl,-rpath,$library" &&
        "$work/$1" >"$work/$1.out" && cat "$work/$1.out" &&
        grep -qxF -e "$2" "$work/$1.out"
}

prints_version()
{
    [ "$("$1")" = "fulgurite $version" ]
}

# Each header alone, so that none leans on another's includes.
headers_alone()
{
    for header in "$prefix"/include/fulgurite/*.h; do
        printf '#include <fulgurite/%s>\nint nothing;\n' \
            "$(basename "$header")" >"$work/alone.c"
        ${CC-cc} $flags $(pkg-config --cflags fulgurite) -fsyntax-only \
            "$work/alone.c" || return 1
    done
}

# page NAME: there is one, compressed or not.
page()
{
    test -s "$prefix/share/man/man1/$1.1" ||
        test -s "$prefix/share/man/man1/$1.1.gz"
}

manual_pages()
{
    for command in $("$prefix/bin/fulgurite" help |
                     sed -n 's/^  \([a-z][a-z]*\)  .*/\1/p'); do
        page "fulgurite-$command" || return 1
    done
    page fulgurite
}

program_version()
{
    "$prefix/bin/fulgurite" --version | grep -q "$version"
}

# The Python package finds its library by itself.
python_package()
{
    folder=$(dirname "$(find "$prefix" -path '*-packages/fulgurite' -type d |
        head -n 1)")
    env -u FULGURITE_LIBRARY PYTHONPATH="$folder" python3 -c '
import fulgurite as fg
assert fg.__version__ == "'"$version"'"
assert fg.library_path().startswith("'"$library"'/")
print(fg.dim(fg.Architecture(widths=[4, 4], head_dim=2)))
'
}

try "pkg-config knows version $version" \
    pkg-config --exact-version="$version" fulgurite
try "a program compiles and links through pkg-config" compile
try "and runs" prints_version "$work/use"
try "it links statically as well" compile_static
try "and runs" prints_version "$work/use-static"
if command -v cmake >/dev/null; then
    try "it builds through CMake's find_package, and runs" cmake_project
fi
try "examples/c/dimension.c" example dimension \
    "dimension 1720308: at most by virtual-weights, at least by reduction"
try "examples/c/kernel.c" example kernel \
    "42 parameters, rank 23; 19 of 19 kernel directions proved"
try "examples/c/recover.c" example recover "V = 1 -1/2*r"
try "every header compiles alone" headers_alone
[ -x "$prefix/bin/fulgurite" ] && try "the program runs" program_version
[ -x "$prefix/bin/fulgurite" ] && try "man pages are installed" manual_pages
[ -x "$prefix/bin/fulgurite" ] && command -v python3 >/dev/null 2>&1 &&
    try "the Python package works" python_package
try "schemas are installed" test -s "$prefix/share/fulgurite/schema/common.json"
echo "1..$number"
exit "$result"
