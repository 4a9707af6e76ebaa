#!/bin/sh
# debian.sh ARCHIVE FOLDER: Debian packages of a release archive, in a new folder.
# DEB_BUILD_OPTIONS and DEB_BUILD_PROFILES as dpkg-buildpackage has them.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
if [ $# -ne 2 ] || [ ! -f "$1" ]; then
    echo "usage: debian.sh fulgurite-VERSION.tar.gz FOLDER" >&2
    exit 2
fi
version=$(basename "$1" .tar.gz)
version=${version#fulgurite-}
maintainer="${DEBFULLNAME:-$(id -un)} <${DEBEMAIL:-$(id -un)@$(hostname)}>"
mkdir "$2"
cp "$1" "$2/fulgurite_$version.orig.tar.gz"
cd "$2"
tar xf "fulgurite_$version.orig.tar.gz"
cd "fulgurite-$version"
cp -R "$here/debian" .
sed -i "s|@MAINTAINER@|$maintainer|" debian/control debian/changelog
sed -i "s|@VERSION@|$version|; s|@DATE@|$(date -R)|" debian/changelog
dpkg-buildpackage -us -uc
