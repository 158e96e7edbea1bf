#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Links the sample kernels as they are checked in: build.sh [FOLDER], here without it.
# Debian 12: gcc-aarch64-linux-gnu 12.2, binutils-aarch64-linux-gnu 2.40, lld 14, gzip.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
out=${1:-$here}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

assemble() { # CONFIG OBJECT
  gzip -9n <"$here/$1" >"$work/config.gz"
  aarch64-linux-gnu-gcc -c -DCONFIG_GZ="\"$work/config.gz\"" -o "$work/$2" "$here/kernel.S"
}

# 52-bit addresses and LPA2; relocations as RELA.
assemble config-4k-52 4k-52.o
aarch64-linux-gnu-ld -shared -Bsymbolic -z notext --no-apply-dynamic-relocs --build-id=none \
  --no-warn-rwx-segments -z max-page-size=65536 --defsym=PGTABLE_LEVELS=5 \
  -T "$here/kernel.lds" -o "$out/vmlinux-4k-52" "$work/4k-52.o"

# 48-bit addresses; relocations packed as RELR where that can hold them.
assemble config-4k-48 4k-48.o
ld.lld -shared -Bsymbolic -z notext --no-apply-dynamic-relocs --build-id=none \
  --pack-dyn-relocs=relr -z max-page-size=65536 --defsym=PGTABLE_LEVELS=4 \
  -T "$here/kernel.lds" -o "$out/vmlinux-4k-48-relr" "$work/4k-48.o"
