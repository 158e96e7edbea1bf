// SPDX-License-Identifier: Apache-2.0
//
// Asks a CPU how it translates by the tables of plans, at every exception level. Runs at EL3, the MMU
// off but for tables of EL3, which map it where it lies.

#include "probe-frame.h"

        .equ    RECORD, 96

        // The fields of a record, 8 bytes each.
        .equ    KIND, 0                 // 0 EL1&0, 1 EL2, 2 EL3, 3 stage 2
        .equ    MAIR, 8
        .equ    TCR, 16
        .equ    TTBR0, 24
        .equ    TTBR1, 32
        .equ    SCTLR, 40
        .equ    HCR, 48
        .equ    ADDRESSES, 56
        .equ    COUNT, 64
        .equ    RESULTS, 72

        .equ    SCTLR_OFF, 0x30c50830
        .equ    SCTLR_EL1_OFF, 0x30d00800

        .macro  ask     op
        at      \op, x9
        isb
        mrs     x10, par_el1
        str     x10, [x21], #8
        .endm

        .text
        .global _start
_start:
        ldr     x0, =SCTLR_OFF
        msr     sctlr_el3, x0
        mov     x0, #0x531              // SCR_EL3: NS, RES1, HCE, RW
        msr     scr_el3, x0
        adr     x0, vectors
        msr     vbar_el3, x0
        msr     cptr_el3, xzr
        isb
        ldr     x25, =JOBS
        ldp     x27, x28, [x25], #16    // jobs, results
        ldr     x26, [x25], #8          // size of the results
next_job:
        cbz     x27, done
        ldr     x0, [x25, #KIND]
        ldr     x1, [x25, #MAIR]
        ldr     x2, [x25, #TCR]
        ldr     x3, [x25, #TTBR0]
        ldr     x4, [x25, #TTBR1]
        ldr     x5, [x25, #SCTLR]
        ldr     x6, [x25, #HCR]
        ldr     x19, [x25, #ADDRESSES]
        ldr     x20, [x25, #COUNT]
        ldr     x21, [x25, #RESULTS]
        ldr     x7, =SCTLR_EL1_OFF
        ldr     x8, =SCTLR_OFF
        msr     hcr_el2, x6
        cmp     x0, #1
        b.lo    el1
        b.eq    el2
        cmp     x0, #2
        b.eq    el3

stage2: msr     vtcr_el2, x2
        msr     vttbr_el2, x3
        msr     sctlr_el2, x5
        msr     sctlr_el1, x7
        bl      forget
1:      cbz     x20, end_job
        ldr     x9, [x19], #8
        sub     x20, x20, #1
        ask     s12e1r
        ask     s12e1w
        ask     s12e0r
        ask     s12e0w
        b       1b

el1:    msr     mair_el1, x1
        msr     tcr_el1, x2
        msr     ttbr0_el1, x3
        msr     ttbr1_el1, x4
        msr     sctlr_el1, x5
        bl      forget
1:      cbz     x20, end_job
        ldr     x9, [x19], #8
        sub     x20, x20, #1
        ask     s1e1r
        ask     s1e1w
        ask     s1e0r
        ask     s1e0w
        b       1b

el2:    msr     mair_el2, x1
        msr     tcr_el2, x2
        msr     ttbr0_el2, x3
        msr     sctlr_el2, x5
        bl      forget
1:      cbz     x20, end_job
        ldr     x9, [x19], #8
        sub     x20, x20, #1
        ask     s1e2r
        ask     s1e2w
        b       1b

el3:    msr     mair_el3, x1
        msr     tcr_el3, x2
        msr     ttbr0_el3, x3
        bl      forget
        msr     sctlr_el3, x5
        isb
1:      cbz     x20, 2f
        ldr     x9, [x19], #8
        sub     x20, x20, #1
        ask     s1e3r
        ask     s1e3w
        b       1b
2:      ldr     x8, =SCTLR_OFF
        msr     sctlr_el3, x8
        isb
        b       end_job

end_job:
        add     x25, x25, #RECORD
        sub     x27, x27, #1
        b       next_job

        // Nothing of the job before is left.
forget: dsb     sy
        isb
        tlbi    alle1
        tlbi    alle2
        tlbi    alle3
        dsb     sy
        isb
        ret

done:   finish  x28, x26

        // An exception where none was expected.
        .balign 2048
vectors:
        .rept   16
        .balign 128
        fail
        .endr

        frame
