#!/bin/sh
# recipes.sh ARCHIVE FOLDER: recipes for Spack, conda-forge and Homebrew, of a
# release archive, in a new folder. URL=... says where users find the archive.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
if [ $# -ne 2 ] || [ ! -f "$1" ]; then
    echo "usage: recipes.sh fulgurite-VERSION.tar.gz FOLDER" >&2
    exit 2
fi
version=$(basename "$1" .tar.gz)
version=${version#fulgurite-}
sum=$(sha256sum "$1" | cut -d ' ' -f 1)
url=${URL:-file://$(cd "$(dirname "$1")" && pwd)/$(basename "$1")}
mkdir "$2"
for recipe in package.py meta.yaml fulgurite.rb; do
    sed "s|@VERSION@|$version|g; s|@SHA256@|$sum|g; s|@URL@|$url|g" \
        "$here/$recipe.in" >"$2/$recipe"
done
