// SPDX-License-Identifier: Apache-2.0
//
// What a CPU does at EL1 and EL2 that a program in user mode does not see, written down in a log:
// exceptions with ESR, FAR, ELR and SPSR; accesses of every kind to pages of every kind; address
// translation instructions; fetches; EL2 with and without VHE. Linked at 0x40200000; it ends at
// "finished", where registers and memory are compared.
//
// Options: those of program-frame.h; SCTLR_BITS and TCR_BITS (more bits), PAN, BIG_ENDIAN, FIVE_LEVELS.

        .set    CPTR, 0x33ff
#include "program-frame.h"

#ifndef SCTLR_BITS
#define SCTLR_BITS 0
#endif
#ifndef TCR_BITS
#define TCR_BITS 0
#endif
#ifdef BIG_ENDIAN
#define SCTLR_EE (1 << 25)
#else
#define SCTLR_EE 0
#endif

        .set    SCTLR_BASE, 0x30d00800 | 1 | 1 << 2 | 1 << 12 | SCTLR_EE
        .set    ROOT, DATA              // level 0, or -1 with five levels
        .set    LEVEL0, DATA + 0x1000
        .set    LEVEL1, DATA + 0x2000
        .set    LEVEL2, DATA + 0x3000
        .set    TEST1, DATA + 0x4000
        .set    TEST2, DATA + 0x5000
        .set    TEST3, DATA + 0x6000
        .set    PAGES, 0x40600000       // what the tested pages map
        .set    TEST_VA, 1 << 39        // entry 1 of level 0
#ifdef FIVE_LEVELS
        .set    TCR_BASE, 12 | 12 << 16 | 2 << 30 | 6 << 32 | 1 << 59 | 3 << 12 | 3 << 28 | 5 << 8
        .set    SH, 0
#else
        .set    TCR_BASE, 16 | 16 << 16 | 2 << 30 | 5 << 32 | 3 << 12 | 3 << 28 | 5 << 8
        .set    SH, 3 << 8
#endif
        .set    AF, 1 << 10
        .set    USER, 1 << 6
        .set    RO, 1 << 7
        .set    NG, 1 << 11
        .set    DBM, 1 << 51
        .set    PXN, 1 << 53
        .set    UXN, 1 << 54
        .set    PAGE, 3
        .set    BLOCK, 1

        .text
        .globl  _start
_start: begin
        mov     x0, #(3 << 20)
        msr     cpacr_el1, x0
        isb
        bl      without_mmu
        bl      make_tables
        ldr     x0, =0x000000000044ff04 // device nGnRE, write-back, non-cacheable
        msr     mair_el1, x0
        ldr     x0, =TCR_BASE | (TCR_BITS)
        msr     tcr_el1, x0
        ldr     x0, =ROOT
        msr     ttbr0_el1, x0
        msr     ttbr1_el1, x0
        isb
        tlbi    vmalle1
        dsb     nsh
        isb
        ldr     x0, =SCTLR_BASE | (SCTLR_BITS)
        msr     sctlr_el1, x0
        isb
        mrs     x0, sctlr_el1
        bl      put
#ifdef PAN
        msr     S0_0_C4_C1_4, xzr       // PAN, #1
#endif
        bl      exceptions
        bl      accesses
        bl      invalidation
        bl      registers
#ifdef EL2_FIRST
        bl      calls
#endif
        .globl  finished
finished:
        b       .

// Writes x0 to the log.
put:    str     x0, [x28], #8
        ret

// Exceptions that need no tables, and what a CPU without translation does.
without_mmu:
        mov     x26, x30
        mrs     x0, currentel
        bl      put
        mrs     x0, daif
        bl      put
        svc     #0x1234
        brk     #0x42
        .inst   0x00000001              // UDF
        ldr     x0, =DATA + 0x8001
        ldr     x1, [x0]                // unaligned, in device memory
        mov     x0, x1
        bl      put
        ldr     x0, =0x100000000000     // nothing is there
        mov     x0, #0
        bl      put
        ret     x26

exceptions:
        mov     x26, x30
        svc     #0
        svc     #0xffff
        brk     #0
        .inst   0
        msr     daifclr, #0xf
        svc     #1
        msr     daifset, #0x2
        svc     #2
        msr     daifset, #0xf
        sevl                            // so that waiting ends at once
        wfe
        msr     spsel, #0
        ldr     x0, =STACK - 0x1000
        mov     sp, x0
        svc     #3                      // from EL1t
        msr     spsel, #1
        .inst   0xd500417f              // MSR UAO, #1: undefined on a CPU without it, as those below
        svc     #5
        .inst   0xd500407f              // MSR UAO, #0
        .inst   0xd503413f              // MSR SSBS, #1
        svc     #6
        .inst   0xd503403f              // MSR SSBS, #0
        .inst   0xd503415f              // MSR DIT, #1
        svc     #7
        .inst   0xd503405f              // MSR DIT, #0
        .inst   0xd503419f              // MSR TCO, #1
        svc     #8
        .inst   0xd503409f              // MSR TCO, #0
        .inst   0xd500419f              // MSR PAN, #1
        svc     #9
#ifndef PAN
        .inst   0xd500409f              // MSR PAN, #0
#endif
        hlt     #1                      // undefined without a debugger
        dcps1   #1                      // and outside debug state
        mrs     x0, sp_el0
        bl      put
        mov     x0, #0xf0000000
        msr     nzcv, x0
        svc     #4
        adr     x27, 1f                 // to a place that is not aligned
        adr     x0, 1f
        add     x0, x0, #2
        br      x0
1:      adr     x27, 1f                 // an illegal return: to EL3
        mov     x0, #0x3cd
#ifdef PAN
        orr     x0, x0, #(1 << 22)
#endif
        msr     spsr_el1, x0
        adr     x0, 1f
        msr     elr_el1, x0
        eret
1:      mov     x27, #0
        adr     x0, 1f                  // EL0, and back by SVC
        msr     elr_el1, x0
        mov     x0, #0
        msr     spsr_el1, x0
        adr     x27, 2f
        eret
1:      .inst   0                       // EL0 may not execute here at all
2:      mov     x27, #0
        ret     x26

// Every page, by every kind of access.
accesses:
        mov     x25, x30
        adr     x24, addresses
1:      ldr     x23, [x24], #8
#ifdef BIG_ENDIAN
        rev     x23, x23
#endif
        cmn     x23, #1
        b.eq    2f
        bl      probe
        b       1b
2:      ret     x25

probe:  mov     x26, x30
        mov     x0, x23
        bl      put
        ldr     x1, =0x1111222233334444
        ldr     x2, =0x0123456789abcdef
        mov     x0, x1
        ldr     x0, [x23]
        bl      put
        str     x2, [x23]
        mov     x0, x1
        ldtr    x0, [x23]
        bl      put
        sttr    x2, [x23, #8]
        mov     x0, x1
        ldur    x0, [x23, #1]
        bl      put
        stur    x2, [x23, #19]
        stur    w2, [x23, #-2]          // into the page before
        mov     x0, x1
        ldurh   w0, [x23, #-1]
        bl      put
        mov     x0, x1
        mov     x3, x1
        ldp     x0, x3, [x23, #32]
        bl      put
        mov     x0, x3
        bl      put
        stp     x2, x1, [x23, #48]
        stp     w1, w2, [x23, #64]
        mov     x0, x1
        ldar    x0, [x23]
        bl      put
        stlr    x2, [x23, #0]
        add     x4, x23, #4
        ldar    x0, [x4]                // not aligned to its size
        bl      put
        ldxr    x0, [x23]
        stxr    w5, x2, [x23]
        bl      put
        mov     x0, x5
        bl      put
        mov     x5, #7
        casal   x5, x2, [x23]
        mov     x0, x5
        bl      put
        mov     x5, #9
        ldadd   x5, x0, [x23]
        bl      put
        dc      zva, x23
        prfm    pldl1keep, [x23]
        at      s1e1r, x23
        isb
        mrs     x0, par_el1
        bl      put
        at      s1e1w, x23
        isb
        mrs     x0, par_el1
        bl      put
        at      s1e0r, x23
        isb
        mrs     x0, par_el1
        bl      put
        at      s1e0w, x23
        isb
        mrs     x0, par_el1
        bl      put
        ldr     w0, =0xd65f03c0         // RET, if it can be written
        str     w0, [x23]
        adr     x27, 1f
        adr     x30, 1f
        br      x23
1:      mov     x27, #0
        ret     x26

// A page that changes while it is in use.
invalidation:
        mov     x26, x30
        ldr     x23, =TEST_VA + 0x20000
        ldr     x24, =TEST3 + 0x100
        ldr     x22, =PAGES | AF | SH | PAGE | 1 << 2 | UXN | PXN
        mov     x21, #0
1:      ldr     x0, =0x1000
        mul     x0, x0, x21
        add     x0, x0, x22
        str     xzr, [x24]
        dsb     ishst
        tlbi    vmalle1is
        dsb     ish
        isb
        ldr     x1, [x23]               // a translation fault
        str     x0, [x24]
        dsb     ishst
        isb
        ldr     x0, [x23]
        bl      put
        add     x2, x21, #0x55
        str     x2, [x23, #24]
        add     x21, x21, #1
        cmp     x21, #8
        b.ne    1b
        ret     x26

// Registers that keep what is written, or not all of it.
registers:
        mov     x26, x30
        .macro  keeps name
        mrs     x1, \name
        ldr     x0, =0xffffffffffffffff
        msr     \name, x0
        mrs     x0, \name
        bl      put
        msr     \name, x1
        .endm
        keeps   elr_el1
        keeps   far_el1
        keeps   tpidr_el0
        keeps   tpidr_el1
        keeps   tpidrro_el0
        keeps   sp_el0
        keeps   mair_el1
        keeps   contextidr_el1
        keeps   afsr0_el1
        mrs     x0, spsel
        bl      put
        mrs     x0, nzcv
        bl      put
        mrs     x0, daif
        bl      put
        mrs     x0, esr_el1
        bl      put
        ret     x26

#ifdef EL2_FIRST
// Calls of EL2, and what it traps.
calls:  mov     x26, x30
        hvc     #0xffff
        ldr     x0, =0x84000000         // PSCI_VERSION, by the firmware
        smc     #0
        bl      put
        mov     x0, #0x77
        hvc     #0x55
        ldr     x0, =1 << 31 | 1 << 26  // HCR_EL2.RW, TVM
        hvc     #0
        ldr     x0, =0x000000000044ff04
        msr     mair_el1, x0            // trapped
        mrs     x0, mair_el1
        bl      put
        ldr     x0, =1 << 31
        hvc     #0
        mrs     x0, id_aa64mmfr0_el1
        bl      put
        mrs     x0, hcr_el2             // undefined
        ret     x26
#endif

make_tables:
        ldr     x0, =DATA
        ldr     x1, =LOG
1:      str     xzr, [x0], #8
        cmp     x0, x1
        b.ne    1b
        ldr     x0, =PAGES              // each page begins with RET
        ldr     w2, =0xd65f03c0
        mov     x3, #64
1:      str     w2, [x0]
        add     x4, x0, #256
        str     x4, [x0, #8]
        str     x3, [x0, #32]
        add     x0, x0, #0x1000
        subs    x3, x3, #1
        b.ne    1b
        adr     x2, entries
1:      ldp     x0, x1, [x2], #16
        cbz     x0, 2f
#ifdef BIG_ENDIAN
        rev     x1, x1
#endif
        str     x1, [x0]
        b       1b
2:      dsb     sy
        isb
        ret

        .macro  entry table, index, value
        .quad   \table + 8 * (\index), \value
        .endm
        .macro  test index, bits
        .quad   TEST3 + 8 * (\index), PAGES + 0x1000 * (\index) | PAGE | (\bits)
        .endm

        .balign 16
        .ltorg
entries:
#ifdef FIVE_LEVELS
        entry   ROOT, 0, LEVEL0 | 3
        entry   ROOT, 1, LEVEL0 | 3
        entry   ROOT, 2, 0
        .set    TOP, LEVEL0
#else
        .set    TOP, ROOT
#endif
        entry   TOP, 0, LEVEL1 | 3
        entry   TOP, 1, TEST1 | 3
        entry   TOP, 2, TEST1 | 3 | 1 << 61 // APTable: nothing of EL0's
        entry   TOP, 3, TEST1 | 3 | 1 << 62 // APTable: read-only
        entry   TOP, 4, TEST1 | 3 | 1 << 59 | 1 << 60 // PXNTable, UXNTable
        entry   TOP, 5, 1 << 46 | 1 // reserved, or a block at level 0 where there is no memory
        entry   LEVEL1, 1, LEVEL2 | 3
        entry   LEVEL2, 1, 0x40200000 | AF | SH | BLOCK | 1 << 2 | RO | UXN
        entry   LEVEL2, 2, 0x40400000 | AF | SH | BLOCK | 1 << 2 | UXN | PXN
        entry   TEST1, 0, TEST2 | 3
        entry   TEST1, 2, 0x40000000 | AF | SH | BLOCK | 1 << 2 | UXN | PXN
        entry   TEST1, 4, 0x40000000 | SH | BLOCK | 1 << 2 | UXN // no AF
        entry   TEST2, 0, TEST3 | 3
        entry   TEST2, 2, 0x40600000 | AF | SH | BLOCK | 1 << 2 | USER | NG
        entry   TEST2, 4, 0x40600000 | AF | SH | BLOCK | 1 << 2 | RO
        test    0, AF | SH | 1 << 2
        test    1, AF | SH | 1 << 2 | RO
        test    2, AF | SH | 1 << 2 | USER
        test    3, AF | SH | 1 << 2 | USER | RO
        test    4, AF | SH | 1 << 2 | UXN
        test    5, AF | SH | 1 << 2 | PXN
        test    6, AF | SH | 1 << 2 | PXN | UXN
        test    7, AF | SH | 1 << 2 | USER | RO | PXN
        test    8, SH | 1 << 2 // no AF
        test    9, SH | 1 << 2 | RO
        test    10, AF | SH | 1 << 2 | RO | DBM
        test    11, AF | SH | 1 << 2 | RO | DBM | USER
        test    12, SH | 1 << 2 | RO | DBM
        // 13: nothing
        test    14, AF | SH // device memory
        test    15, AF | SH | 2 << 2 // non-cacheable
        .quad   TEST3 + 8 * 16, PAGES + 0x10000 | AF | SH | 1 << 2 | 1 // reserved
        test    17, AF | SH | 1 << 2 | USER | NG | UXN | PXN
#ifndef FIVE_LEVELS
        .quad   TEST3 + 8 * 18, 1 << 48 - 0x1000 | AF | SH | 1 << 2 | PAGE // no memory there
#endif
        .quad   0, 0

addresses:
        .irp    index, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17
        .quad   TEST_VA + 0x1000 * \index
        .endr
        .quad   TEST_VA + 0x400000, TEST_VA + 0x800000, TEST_VA + 0x200000, TEST_VA + 0x600000
        .quad   TEST_VA + 0x80600000, TEST_VA + 0x100600000, TEST_VA + 0x40000000
        .quad   2 * TEST_VA + 0x2000, 3 * TEST_VA + 0x2000, 4 * TEST_VA, 5 * TEST_VA, 6 * TEST_VA
        .quad   1 << 48, 2 << 48, 1 << 52, 0xfff0000000000000, 0xffff000000000000
        .quad   0xffff000000000000 + TEST_VA, 0xfff0000000000000 + TEST_VA
        .quad   0xff00000000000000 + TEST_VA, 0x7f00000000000000 + TEST_VA, 0xffffffffffff0000
        .quad   -1
        .balign 8

        frame
