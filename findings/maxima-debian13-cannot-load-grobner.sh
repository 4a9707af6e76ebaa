#!/bin/sh
# Debian 13: Maxima cannot load its own package for Groebner bases.
# The file share/contrib/Grobner/grobner.lisp declares its functions with
# (declaim (ftype (function ...) ...)) for types that carry the names of its structures.
# The GCL that Debian 13 builds Maxima with refuses such a declaration, and Maxima itself
# only says that the file failed to load.  The same two lines work in Debian 12, where
# maxima and maxima-share are 5.46.0-11.
#
# Seen (Debian 13, maxima and maxima-share 5.47.0-7):
#   loadfile: failed to load /usr/share/maxima/5.47.0/share/contrib/Grobner/grobner.lisp
#   and, when the file is loaded from Lisp,
#   INTERNAL-SIMPLE-TYPE-ERROR: #'(POLY &OPTIONAL SEQUENCE) is not of type SYSTEM::FTYPE-SPEC:
# Needs root: it makes a small Debian 13 in a temporary folder.
set -eu
command -v debootstrap >/dev/null 2>&1 ||
    apt-get install -y -q --no-install-recommends debootstrap >/dev/null
folder=$(mktemp -d)
trap 'rm -rf --one-file-system "$folder"' EXIT
debootstrap --variant=minbase trixie "$folder" >"$folder.log" 2>&1
rm -f "$folder.log"
cp /etc/resolv.conf "$folder/etc/resolv.conf" 2>/dev/null || true
inside()
{
    LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive HOME=/root \
        PATH=/usr/sbin:/usr/bin:/sbin:/bin unshare --mount \
        sh -c 'mount -t proc proc "$0/proc" && exec chroot "$0" "$@"' "$folder" "$@"
}
inside apt-get install -y -q --no-install-recommends \
    maxima=5.47.0-7 maxima-share=5.47.0-7 >/dev/null 2>&1
inside dpkg-query -W maxima maxima-share
inside maxima --very-quiet --batch-string='load("grobner")$poly_reduced_grobner([x^2-y, x*y-1], [x, y]);' \
    </dev/null >"$folder/out" 2>&1 || true
grobner=/usr/share/maxima/5.47.0/share/contrib/Grobner/grobner.lisp
test -f "$folder$grobner"
cat "$folder/out"
grep "^loadfile: failed to load $grobner\$" "$folder/out"
echo ":lisp (load \"$grobner\")" >"$folder/from_lisp.mac"
inside sh -c 'maxima --very-quiet </from_lisp.mac' >"$folder/out" 2>&1 || true
grep -F "#'(POLY &OPTIONAL SEQUENCE) is not of type SYSTEM::FTYPE-SPEC" "$folder/out"
