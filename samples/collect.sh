#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Collects on a running arm64 Linux what earlymap needs to compute its page tables:
#
#   sh collect.sh [FOLDER]        (default: earlymap-collected)
#
# As root it finds all of it; without, what it is allowed to read. It changes nothing, and it says
# what it did not get. Copy the folder to where earlymap is:
#
#   earlymap build /boot/vmlinuz --from FOLDER --stage rodata-ro -o tables
#
# What goes into the folder can be read before it is sent: the command line, the kernel's log, memory
# ranges, a few of the kernel's addresses. Serial numbers may be in fdt and in the log.
set -u
folder=${1:-earlymap-collected}
mkdir -p "$folder" || exit 2
missing=

# take FILE NAME: copies what can be read and is not empty.
take() {
  if cat "$1" >"$folder/$2" 2>/dev/null && [ -s "$folder/$2" ]; then
    return 0
  fi
  rm -f "$folder/$2"
  missing="$missing $1"
  return 1
}

take /proc/version version
take /proc/cmdline cmdline
take /proc/iomem iomem
take /proc/cpuinfo cpuinfo
take /sys/devices/system/cpu/cpu0/regs/identification/midr_el1 midr_el1
take /sys/firmware/fdt fdt
[ ! -d /sys/firmware/efi ] || take /sys/firmware/efi/systab efi_systab
take /proc/config.gz config.gz || take "/boot/config-$(uname -r)" config
take /sys/kernel/debug/kernel_page_tables kernel_page_tables

# Of the kernel's symbols only those that say where its image lies.
if grep -E ' (_text|_stext|_etext|__init_begin|__init_end|_end|swapper_pg_dir|memstart_addr)$' \
  /proc/kallsyms >"$folder/kallsyms" 2>/dev/null && ! grep -q '^0000000000000000 ' "$folder/kallsyms"
then :; else
  rm -f "$folder/kallsyms"
  missing="$missing /proc/kallsyms"
fi

# The log from the start of the boot, if it is still there; the journal has it otherwise.
if dmesg >"$folder/dmesg" 2>/dev/null && grep -q 'Booting Linux on physical CPU' "$folder/dmesg"
then :; elif journalctl -k -b -o short-monotonic --no-hostname >"$folder/dmesg" 2>/dev/null &&
  [ -s "$folder/dmesg" ]
then :; else
  [ -s "$folder/dmesg" ] || rm -f "$folder/dmesg"
  missing="$missing the-kernel-log"
fi

# The headers of /proc/kcore say where the linear map shows which memory.
if dd if=/proc/kcore of="$folder/kcore_headers" bs=4096 count=1 2>/dev/null &&
  [ -s "$folder/kcore_headers" ]
then :; else
  rm -f "$folder/kcore_headers"
  missing="$missing /proc/kcore"
fi

echo "collected in $folder: $(ls "$folder" | tr '\n' ' ')"
[ -z "$missing" ] || echo "not there, or not allowed:$missing"
