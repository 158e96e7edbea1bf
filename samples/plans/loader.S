// SPDX-License-Identifier: Apache-2.0
//
// A loader: runs at EL3 where it is linked to, translates by the tables of loader.yaml, and tries
// what each of its sections allows.
#include "probe.inc"

        .text
        .global _start
_start: catch   3
        bl      earlymap_enable_el3
        try     probes, UART
        b       finish
        program 3

        .section .rodata, "a"
        .balign 8
probes: probe   text, text_word
        probe   rodata, rodata_word
        probe   data, data_word
        probe   buffer, 0x40400000
        probe   guard, 0x40401000
        probes_end
