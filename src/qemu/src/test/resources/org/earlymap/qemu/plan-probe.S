// SPDX-License-Identifier: Apache-2.0
//
// Asks a CPU how it translates by the tables of plans, at every exception level. Runs at EL3, the MMU
// off but for tables of EL3, which map it where it lies. A job either asks AT about addresses or
// fetches instructions from them; for fetches every set of tables maps the program where it lies.

#include "probe-frame.h"

        .equ    RECORD, 128

        // The fields of a record, 8 bytes each.
        .equ    KIND, 0                 // 0 EL1&0, 1 EL2, 2 EL3, 3 stage 2, 4 EL1&0 over stage 2
        .equ    MAIR, 8
        .equ    TCR, 16
        .equ    TTBR0, 24
        .equ    TTBR1, 32
        .equ    SCTLR, 40
        .equ    HCR, 48
        .equ    ADDRESSES, 56
        .equ    COUNT, 64
        .equ    RESULTS, 72
        .equ    FETCH, 80
        .equ    VTCR, 88                // of kind 4; kind 3 has it as TCR and TTBR0
        .equ    VTTBR, 96
        .equ    SCTLR_2, 104            // SCTLR_EL2 of kind 4

        .equ    EL0T, 0x3c0             // SPSR_EL3, all interrupts masked
        .equ    EL1H, 0x3c5
        .equ    EL2H, 0x3c9
        .equ    EL3H, 0x3cd
        .equ    SMC, 0x17               // the class of an exception that SMC makes
        // Code is filled with SVC from here on; the first fetch of all does it.
        .equ    CODE, 0x6c000000
        .equ    CODE_END, 0x70000000
        .equ    SVC, 0xd4000001

        .equ    SCTLR_OFF, 0x30c50830
        .equ    SCTLR_EL1_OFF, 0x30d00800

        .macro  ask     op
        at      \op, x9
        isb
        mrs     x10, par_el1
        str     x10, [x21], #8
        .endm

        // Fetches from the address in x9 with the SPSR in x23 and notes the syndrome, with the
        // exception level that has it in bits 63:60.
        .macro  fetch   spsr
        mov     x23, #\spsr
        bl      fetch_one
        .endm

        .text
        .global _start
_start:
        mov     x22, #0
        ldr     x0, =SCTLR_OFF
        msr     sctlr_el3, x0
        mov     x0, #0x531              // SCR_EL3: NS, RES1, HCE, RW
        msr     scr_el3, x0
        adr     x0, vectors
        msr     vbar_el3, x0
        adr     x0, lower_vectors
        msr     vbar_el1, x0
        msr     vbar_el2, x0
        ldr     x0, =CODE
        ldr     x1, =CODE_END
        ldr     x2, =SVC << 32 | SVC
1:      stp     x2, x2, [x0], #16
        cmp     x0, x1
        b.lo    1b
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
        ldr     x24, [x25, #FETCH]
        ldr     x7, =SCTLR_EL1_OFF
        msr     hcr_el2, x6
        cmp     x0, #1
        b.lo    el1
        b.eq    el2
        cmp     x0, #2
        b.eq    el3
        cmp     x0, #4
        b.eq    nested

stage2: msr     vtcr_el2, x2
        msr     vttbr_el2, x3
        msr     sctlr_el2, x5
        msr     sctlr_el1, x7
        bl      forget
        cbnz    x24, fetches
asks_2: cbz     x20, end_job
        ldr     x9, [x19], #8
        sub     x20, x20, #1
        ask     s12e1r
        ask     s12e1w
        ask     s12e0r
        ask     s12e0w
        b       asks_2

nested: ldr     x0, [x25, #VTCR]
        msr     vtcr_el2, x0
        ldr     x0, [x25, #VTTBR]
        msr     vttbr_el2, x0
        ldr     x0, [x25, #SCTLR_2]
        msr     sctlr_el2, x0
        bl      set_el1
        bl      forget
        cbnz    x24, fetches
        b       asks_2

set_el1:
        msr     mair_el1, x1
        msr     tcr_el1, x2
        msr     ttbr0_el1, x3
        msr     ttbr1_el1, x4
        msr     sctlr_el1, x5
        ret

el1:    bl      set_el1
        bl      forget
        cbnz    x24, fetches
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
        cbnz    x24, 2f
        ask     s1e2r
        ask     s1e2w
        b       1b
2:      fetch   EL2H
        b       1b

        // At EL1 and at EL0.
fetches:
        cbz     x20, end_job
        ldr     x9, [x19], #8
        sub     x20, x20, #1
        fetch   EL1H
        fetch   EL0T
        b       fetches

el3:    msr     mair_el3, x1
        msr     tcr_el3, x2
        msr     ttbr0_el3, x3
        bl      forget
        msr     sctlr_el3, x5
        isb
1:      cbz     x20, 2f
        ldr     x9, [x19], #8
        sub     x20, x20, #1
        cbnz    x24, 3f
        ask     s1e3r
        ask     s1e3w
        b       1b
3:      fetch   EL3H
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

fetch_one:
        msr     spsr_el3, x23
        msr     elr_el3, x9
        adr     x22, fetched
        isb
        eret
fetched:
        str     x10, [x21], #8
        ret

done:   finish  x28, x26

        // What a fetch leads to, at EL3 at once or by the SMC of a lower level's vectors. Without a
        // fetch under way, x22 is 0, it is an exception that none expected.
taken:  cbz     x22, unexpected
        mrs     x10, esr_el3
        lsr     x11, x10, #26
        mov     x12, #3
        cmp     x11, #SMC
        b.ne    1f
        mrs     x11, spsr_el3
        ubfx    x12, x11, #2, #2
        mrs     x10, esr_el1
        cmp     x12, #1
        b.eq    1f
        mrs     x10, esr_el2
1:      orr     x10, x10, x12, lsl #60
        mov     x11, x22
        mov     x22, #0
        br      x11
unexpected:
        fail

        .balign 2048
vectors:
        .rept   16
        .balign 128
        b       taken
        .endr

        // Of EL1 and EL2: what is there goes on at EL3.
        .balign 2048
lower_vectors:
        .rept   16
        .balign 128
        smc     #0
        .endr

        frame
