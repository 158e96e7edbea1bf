// SPDX-License-Identifier: Apache-2.0
//
// Allocation tags: in addresses, in memory that has them and in memory that has not, with the access
// to them enabled and disabled. Linked at 0x40200000, with an identity map.
//
// Options: those of program-frame.h.

        .set    CPTR, 0x33ff
#include "program-frame.h"

        .set    ROOT, DATA              // level 1: 39 bits
        .set    TCR, 25 | 25 << 16 | 2 << 30 | 5 << 32 | 3 << 12 | 3 << 28 | 5 << 8 | 1 << 37
        .set    PLAIN, 0x100000000      // the same memory without tags
        .set    PAGE, 0x40800000
        .set    ATA, 1 << 43

        .arch   armv8.5-a+memtag
        .text
        .globl  _start
_start: begin
#ifdef EL2_FIRST
        ldr     x0, =1 << 31 | 1 << 56  // HCR_EL2.ATA
        hvc     #0
#endif
        ldr     x0, =ROOT
        ldr     x1, =0x40000000 | 1 << 10 | 3 << 8 | 0 << 2 | 1
        str     x1, [x0, #8]
        orr     x1, x1, #(1 << 2)
        orr     x1, x1, #(1 << 54)
        str     x1, [x0, #32]
        ldr     x0, =0xfff0             // tagged; write-back
        msr     mair_el1, x0
        ldr     x0, =TCR
        msr     tcr_el1, x0
        ldr     x0, =ROOT
        msr     ttbr0_el1, x0
        msr     ttbr1_el1, x0
        isb
        tlbi    vmalle1
        dsb     nsh
        isb
        ldr     x0, =0x30d00801
        msr     sctlr_el1, x0
        isb
        bl      tags
        ldr     x0, =0x30d00801 | ATA
        msr     sctlr_el1, x0
        isb
        mrs     x0, sctlr_el1
        log     x0
        bl      tags
#ifdef EL2_FIRST
        ldr     x0, =1 << 31
        hvc     #0
        bl      tags
#endif
        .globl  finished
finished:
        b       .

tags:   mov     x26, x30
        mov     x22, #0
        ldr     x0, =0x00f5             // GCR_EL1: some excluded
        msr     gcr_el1, x0
        ldr     x0, =0xace103           // RGSR_EL1
        msr     rgsr_el1, x0
1:      ldr     x23, =PAGE
        cmp     x22, #1
        ldr     x0, =PLAIN - 0x40000000
        add     x0, x0, x23
        csel    x23, x0, x23, eq
        bl      addresses
        bl      memory
        add     x22, x22, #1
        cmp     x22, #2
        b.ne    1b
        ret     x26

addresses:
        mov     x25, x30
        mov     x24, #24
1:      irg     x0, x23
        log     x0
        mov     x1, #0x3c00
        irg     x0, x0, x1
        log     x0
        mrs     x1, rgsr_el1
        log     x1
        gmi     x1, x0, x1
        log     x1
        addg    x1, x0, #0x3f0, #9
        log     x1
        subg    x2, x0, #16, #2
        log     x2
        subp    x3, x1, x2
        log     x3
        subps   x3, x2, x1
        log     x3
        mrs     x3, nzcv
        log     x3
        subs    x24, x24, #1
        b.ne    1b
        ldr     x0, =0xffff             // all excluded
        msr     gcr_el1, x0
        irg     x0, x0
        log     x0
        addg    x0, x0, #0, #1
        log     x0
        ldr     x0, =0x00f5
        msr     gcr_el1, x0
        irg     sp, sp
        mov     x0, sp
        log     x0
        ldr     x0, =STACK
        mov     sp, x0
        ret     x25

        .macro  see offset
        mov     x0, #-1
        ldg     x0, [x23, #\offset]
        log     x0
        .endm

memory: mov     x25, x30
        mov     x4, #(1 << 56)
        orr     x0, x23, #(3 << 56)
        stg     x0, [x23]
        add     x1, x0, x4
        st2g    x1, [x23, #32]
        add     x1, x1, x4
        stzg    x1, [x23, #64]
        add     x1, x1, x4
        stz2g   x1, [x23, #96]
        mov     x2, x23
        stg     x1, [x2], #16
        stg     x0, [x2, #144]!
        log     x2
        st2g    x0, [x2], #32
        st2g    x1, [x2, #32]!
        log     x2
        stzg    x1, [x2], #-16
        stzg    x0, [x2, #64]!
        stz2g   x0, [x2], #16
        stz2g   x1, [x2, #-512]!
        log     x2
        stgp    x0, x1, [x23, #256]
        orr     x3, x23, #(6 << 56)
        stgp    x1, x0, [x3, #272]
        add     x3, x3, #288
        stgp    x1, x0, [x3], #16
        stgp    x1, xzr, [x3, #16]!
        log     x3
        .irp    offset, 0, 16, 32, 48, 64, 80, 96, 112, 128, 144, 160, 256, 272, 288, 304, 320
        see     \offset
        ldr     x0, [x23, #\offset]
        log     x0
        .endr
        add     x0, x23, #5
        ldg     x1, [x0]                // aligned by itself
        log     x1
        stg     x1, [x0]                // alignment faults
        st2g    x1, [x0]
        stzg    x1, [x0]
        stgp    x1, x2, [x0]
        mrs     x1, gmid_el1
        log     x1
        ldgm    x1, [x23]
        log     x1
        ldr     x2, =0x0123456789abcdef
        add     x3, x23, #256
        stgm    x2, [x3]
        ldgm    x1, [x3]
        log     x1
        add     x3, x23, #512
        mov     x2, #11
        stzgm   x2, [x3]
        see     512
        see     560
        add     x3, x23, #1024
        orr     x3, x3, #(12 << 56)
        dc      gva, x3
        add     x3, x3, #128
        dc      gzva, x3
        see     1024
        see     1088
        see     1152
        see     1280
        ldr     x0, =0x0000700000000000 // nothing is there
        stg     x0, [x0]
        stzg    x0, [x0]
        ldg     x1, [x0]
        st2g    x0, [x0]
        dc      gva, x0
        dc      cgvac, x23
        dc      cgdvac, x23
        dc      cigvac, x23
        dc      cigdvac, x23
        dc      igvac, x23
        dc      igdvac, x23
        ret     x25

        frame
        .ltorg
