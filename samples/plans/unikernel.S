// SPDX-License-Identifier: Apache-2.0
//
// A unikernel: linked to the upper half, loaded at 0x40200000. Its first page is mapped where it lies
// too, from where it switches translation on and leaves for the upper half.
#include "probe.inc"

        .equ    UPPER, 0xffffff8000000000       // plus where it lies

        .section .text.boot, "ax"
        .global _start
_start: bl      earlymap_enable_el1
        ldr     x0, =main
        br      x0
boot_word:
        ret
        .ltorg

        .text
main:   catch   1
        try     probes, UPPER + UART
        b       finish
        program 1

        .section .rodata, "a"
        .balign 8
probes: probe   text, text_word
        probe   rodata, rodata_word
        probe   data, data_word
        probe   heap, UPPER + 0x40400000
        probe   end, UPPER + 0x407ffffc
        probe   guard, UPPER + 0x4080f000
        probe   stack, UPPER + 0x40810000
        probe   boot, boot_word - UPPER
        probes_end
