// SPDX-License-Identifier: Apache-2.0
//
// Asks a CPU how it translates. Runs at EL1 on a bare machine, the MMU off.
//
// A job sets the registers, turns the MMU on, and either asks AT about addresses or fetches
// instructions from them. The program itself is mapped by tables that the other half of the address
// space uses: at its physical address (delta 0) or above it (delta at the top).

#include "probe-frame.h"

        .equ    RECORD, 128

        // The fields of a record, 8 bytes each.
        .equ    BOOT_TCR, 0
        .equ    BOOT_TTBR, 8
        .equ    TCR, 16
        .equ    MAIR, 24
        .equ    SCTLR, 32
        .equ    TTBR0, 40
        .equ    TTBR1, 48
        .equ    DELTA, 56
        .equ    ADDRESSES, 64
        .equ    COUNT, 72
        .equ    RESULTS, 80
        .equ    FETCH, 88
        .equ    TCR2, 96                // not set where it is 0: older CPUs have no such register
        .equ    PIR, 104
        .equ    PIRE0, 112

        .equ    EL1H_MASKED, 0x3c5
        .equ    EL0T_MASKED, 0x3c0
        .equ    MMU_OFF, 0x30d00800

        .text
        .global _start
_start:
        mov     x0, #MMU_OFF & 0xffff
        movk    x0, #MMU_OFF >> 16, lsl #16
        msr     sctlr_el1, x0
        isb
        ldr     x28, =JOBS
        ldr     x27, [x28]              // jobs left
        ldp     x25, x26, [x28, #8]     // all results and their size
        add     x28, x28, #24           // the record
next_job:
        cbz     x27, finished
        bl      run_job
        add     x28, x28, #RECORD
        sub     x27, x27, #1
        b       next_job

run_job:
        mov     x24, x30
        ldr     x0, [x28, #MAIR]
        msr     mair_el1, x0
        ldr     x0, [x28, #BOOT_TCR]
        msr     tcr_el1, x0
        ldr     x0, [x28, #BOOT_TTBR]
        msr     ttbr0_el1, x0
        msr     ttbr1_el1, x0
        isb
        tlbi    vmalle1
        dsb     nsh
        isb
        ldr     x0, [x28, #SCTLR]
        msr     sctlr_el1, x0
        isb
        ldr     x23, [x28, #DELTA]
        adr     x0, 1f
        add     x0, x0, x23
        br      x0
1:      add     x22, x28, x23           // the record as the MMU sees it
        adr     x0, vectors
        msr     vbar_el1, x0
        ldr     x0, [x22, #TCR]
        msr     tcr_el1, x0
        ldr     x0, [x22, #TTBR0]
        msr     ttbr0_el1, x0
        ldr     x0, [x22, #TTBR1]
        msr     ttbr1_el1, x0
        ldr     x0, [x22, #TCR2]
        cbz     x0, 1f
        ldr     x1, [x22, #PIR]
        ldr     x2, [x22, #PIRE0]
        msr     S3_0_C10_C2_3, x1       // PIR_EL1
        msr     S3_0_C10_C2_2, x2       // PIRE0_EL1
        msr     S3_0_C2_C0_3, x0        // TCR2_EL1
1:      isb
        tlbi    vmalle1
        dsb     nsh
        isb
        adr     x10, failed
        ldp     x19, x20, [x22, #ADDRESSES]
        ldr     x21, [x22, #RESULTS]
        add     x19, x19, x23
        add     x21, x21, x23
        ldr     x0, [x22, #FETCH]
        cbnz    x0, fetches

asks:
        cbz     x20, job_done
        ldr     x0, [x19], #8
        at      s1e1r, x0
        isb
        mrs     x1, par_el1
        at      s1e1w, x0
        isb
        mrs     x2, par_el1
        at      s1e0r, x0
        isb
        mrs     x3, par_el1
        at      s1e0w, x0
        isb
        mrs     x4, par_el1
        stp     x1, x2, [x21], #16
        stp     x3, x4, [x21], #16
        sub     x20, x20, #1
        b       asks

        // Every address holds "ret" and, 4 bytes on, "svc #0".
fetches:
        cbz     x20, job_done
        ldr     x0, [x19], #8
        adr     x10, fetched_el1
        blr     x0
        mov     x9, #0
fetched_el1:
        str     x9, [x21], #8
        ldur    x0, [x19, #-8]
        add     x0, x0, #4
        msr     elr_el1, x0
        mov     x1, #EL0T_MASKED
        msr     spsr_el1, x1
        adr     x10, fetched_el0
        isb
        eret
fetched_el0:
        str     x9, [x21], #8
        sub     x20, x20, #1
        b       fetches

job_done:
        ldr     x0, [x22, #TCR2]
        cbz     x0, 1f
        msr     S3_0_C2_C0_3, xzr       // TCR2_EL1
1:
        ldr     x0, [x22, #BOOT_TCR]
        ldr     x1, [x22, #BOOT_TTBR]
        msr     tcr_el1, x0
        msr     ttbr0_el1, x1
        msr     ttbr1_el1, x1
        isb
        tlbi    vmalle1
        dsb     nsh
        isb
        adr     x0, 2f
        sub     x0, x0, x23
        br      x0
2:      mov     x0, #MMU_OFF & 0xffff
        movk    x0, #MMU_OFF >> 16, lsl #16
        msr     sctlr_el1, x0
        isb
        ret     x24

finished:
        finish  x25, x26

        // An exception where none was expected.
failed: fail

        // Any exception ends a fetch: x9 is the syndrome, x10 where to go on.
        .balign 2048
vectors:
        .rept   16
        .balign 128
        mrs     x9, esr_el1
        msr     elr_el1, x10
        mov     x11, #EL1H_MASKED
        msr     spsr_el1, x11
        eret
        .endr

        frame
