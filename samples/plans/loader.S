// SPDX-License-Identifier: Apache-2.0
//
// A loader: runs at EL3 where it is linked to, translates by the tables of loader.yaml, and tries
// what each of its sections allows.
#include "probe.inc"

        .text
        .global _start
_start: adr     x0, vectors3
        msr     vbar_el3, x0
        isb
        bl      earlymap_enable_el3
        ldr     x26, =0x09000000
        adrp    x19, probes
        add     x19, x19, :lo12:probes
        bl      report
        b       finish
        reporter report
        finisher
        vectors vectors3, 3
text_word:
        ret
        .ltorg

        .section .rodata, "a"
        .balign 8
probes: probe   text, text_word
        probe   rodata, rodata_word
        probe   data, data_word
        probe   buffer, 0x40400000
        probe   guard, 0x40401000
        .quad   0
rodata_word:
        .word   RET

        .data
data_word:
        .word   RET
