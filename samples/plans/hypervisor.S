// SPDX-License-Identifier: Apache-2.0
//
// A hypervisor stub: runs at EL2 by the tables of hypervisor.yaml, tries its own sections, and runs a
// guest at EL1 whose addresses stage 2 translates by the tables of guest.yaml. The guest tries what
// stage 2 allows it; what it may not do ends here.
#include "probe.inc"

        .equ    GUEST, 0x80000000       // where the guest sees its pages
        .equ    HCR_RW, 1 << 31
        .equ    SCTLR_EL1_OFF, 0x30d00800
        .equ    EL1H_MASKED, 0x3c5

        .text
        .global _start
_start: ldr     x0, =HCR_RW
        msr     hcr_el2, x0
        catch   2
        bl      earlymap_enable_el2
        try     probes, UART
        bl      earlymap_enable_stage2
        ldr     x0, =SCTLR_EL1_OFF      // the guest's own translation is off
        msr     sctlr_el1, x0
        ldr     x0, =EL1H_MASKED
        msr     spsr_el2, x0
        ldr     x0, =GUEST
        msr     elr_el2, x0
        eret                            // and back by HVC, which ends it
        program 2

        .section .rodata, "a"
        .balign 8
probes: probe   text, text_word
        probe   rodata, rodata_word
        probe   data, data_word
        probe   guest, guest_word
        probes_end

        // The guest: a page of code, one of constants, one of data. It does not know where they lie.
        .section .guest, "aw"
        .balign 4096
guest:  ldr     x26, =UART
        adr     x19, guest_probes
        bl      guest_report
        hvc     #0
        reporter guest_report
        .ltorg
guest_word:
        .word   RET
        .balign 8
guest_probes:
        probe   g.text, GUEST + guest_word - guest
        probe   g.const, GUEST + 0x1000
        probe   g.data, GUEST + 0x2000
        probe   g.hole, GUEST + 0x3000
        probe   g.hyper, 0x40200000
        probes_end
        .balign 4096
        .word   RET
        .balign 4096
        .word   RET
        .balign 4096
