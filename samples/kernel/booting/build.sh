#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Links the kernel as it is checked in: build.sh [FOLDER], here without it.
# Debian 12: gcc-aarch64-linux-gnu 12.2, binutils-aarch64-linux-gnu 2.40, gzip.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
out=${1:-$here}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
gzip -9n <"$here/config" >"$work/config.gz"
cd "$here"
# Nothing may be aligned by chance before the MMU is on, call a library, or use a vector register.
for source in tables.c main.c; do
  aarch64-linux-gnu-gcc -c -O2 -Wall -Wextra -Werror -std=gnu11 -ffreestanding -fno-pic -mcmodel=small \
    -mgeneral-regs-only -mstrict-align -mno-outline-atomics -fno-stack-protector -fno-omit-frame-pointer \
    -fno-asynchronous-unwind-tables -fno-tree-loop-distribute-patterns -o "$work/${source%.c}.o" "$source"
done
aarch64-linux-gnu-gcc -c -DCONFIG_GZ="\"$work/config.gz\"" -o "$work/head.o" head.S
aarch64-linux-gnu-ld --build-id=none --no-warn-rwx-segments -z max-page-size=65536 --defsym=PGTABLE_LEVELS=4 \
  -T "$here/../kernel.lds" -o "$out/vmlinux-booting" "$work/head.o" "$work/tables.o" "$work/main.o"
