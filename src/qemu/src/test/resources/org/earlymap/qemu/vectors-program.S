// SPDX-License-Identifier: Apache-2.0
//
// How long vectors are, as ZCR and SMCR bound them, and who traps the question. Linked at
// 0x40200000. CPUs without SVE or SME find the instructions undefined.
//
// Options: those of program-frame.h.

        .set    CPTR, 0x32ff & ~(1 << 12)
#include "program-frame.h"

        .arch   armv8.5-a+sve2
        .text
        .globl  _start
_start: begin
        .macro  ask
        rdvl    x0, #1
        log     x0
        rdvl    x0, #-32
        log     x0
        addvl   x0, x28, #3
        log     x0
        addpl   x0, x28, #-5
        log     x0
        mov     x0, #0
        .inst   0x04bf5820              // RDSVL x0, #1
        log     x0
        mov     x0, #7
        .inst   0x04205800              // ADDSVL x0, x0, #0
        .inst   0x04205840              // ADDSVL x0, x0, #2
        log     x0
        .inst   0x04605860              // ADDSPL x0, x0, #3
        log     x0
        mov     x0, sp
        addvl   sp, sp, #-2
        mov     x1, sp
        log     x1
        mov     sp, x0
        .endm
        .macro  enable bits
        ldr     x0, =\bits
        msr     cpacr_el1, x0
        isb
        ask
        .endm
        enable  0                       // traps
        enable  3 << 16                 // floating point still trapped
        enable  3 << 20
        enable  3 << 24
        enable  1 << 16 | 1 << 20 | 1 << 24
        enable  2 << 16 | 2 << 20 | 2 << 24
        enable  3 << 16 | 3 << 20 | 3 << 24
        mov     x21, #0
1:      msr     S3_0_C1_C2_0, x21       // ZCR_EL1
        msr     S3_0_C1_C2_6, x21       // SMCR_EL1
        isb
        ask
        mrs     x0, S3_0_C1_C2_0
        log     x0
        add     x21, x21, #1
        cmp     x21, #16
        b.ne    1b
#ifdef EL2_FIRST
        ldr     x0, =0x33ff             // CPTR_EL2.TZ and TSM
        hvc     #1
        ask
        ldr     x0, =0x32ff
        hvc     #1
        ask
        ldr     x0, =0x22ff & ~(1 << 12)
        hvc     #1
        ask
#endif
        .globl  finished
finished:
        b       .

        frame
        .ltorg
