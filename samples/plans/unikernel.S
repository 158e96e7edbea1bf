// SPDX-License-Identifier: Apache-2.0
//
// A unikernel: linked to the upper half, loaded at 0x40200000. Its first page is mapped where it lies
// too, from where it switches translation on and leaves for the upper half.
#include "probe.inc"

        .section .text.boot, "ax"
        .global _start
_start: bl      earlymap_enable_el1
        ldr     x0, =main
        br      x0
boot_word:
        ret
        .ltorg

        .text
main:   ldr     x0, =vectors1
        msr     vbar_el1, x0
        isb
        ldr     x26, =0xffffff8009000000
        adrp    x19, probes
        add     x19, x19, :lo12:probes
        bl      report
        b       finish
        reporter report
        finisher
        vectors vectors1, 1
text_word:
        ret
        .ltorg

        .section .rodata, "a"
        .balign 8
probes: probe   text, text_word
        probe   rodata, rodata_word
        probe   data, data_word
        probe   heap, 0xffffff8040400000
        probe   stackend, 0xffffff80405ff000
        probe   boot, boot_word - 0xffffff8000000000
        .quad   0
rodata_word:
        .word   RET

        .data
data_word:
        .word   RET
