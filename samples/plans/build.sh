#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Links the sample programs as they are checked in: build.sh [FOLDER], here without it.
# The variable EARLYMAP names the earlymap to plan with, else that of this clone.
# Debian 12: gcc-aarch64-linux-gnu 12.2, binutils-aarch64-linux-gnu 2.40.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
out=${1:-$here}
earlymap=${EARLYMAP:-$here/../../cli/bin/earlymap}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$here"/*.yaml "$work"

assemble() { # SOURCE OBJECT
  aarch64-linux-gnu-gcc -c -I "$here" "$1" -o "$work/$2"
}

link() { # NAME OBJECT...
  linked=$1
  shift
  (cd "$work" && aarch64-linux-gnu-ld -z max-page-size=4096 -T "$here/$linked.lds" -o "$linked.elf" "$@")
}

# Links a program, plans its tables, and links it again with the sequences that enable them.
program() { # NAME PLAN...
  name=$1
  shift
  assemble "$here/$name.S" "$name.o"
  link "$name" "$name.o" stub.o
  objects=
  for plan; do
    "$earlymap" plan "$work/$plan.yaml" -o "$work/$plan" --emit registers >&2
    assemble "$work/$plan/registers.s" "$plan-registers.o"
    objects="$objects $plan-registers.o"
  done
  # shellcheck disable=SC2086 # a list of words
  link "$name" "$name.o" $objects
  cp "$work/$name.elf" "$out"
}

assemble "$here/stub.S" stub.o
program loader loader
program hypervisor hypervisor guest
program unikernel unikernel
