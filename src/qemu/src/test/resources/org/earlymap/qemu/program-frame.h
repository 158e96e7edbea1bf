// SPDX-License-Identifier: Apache-2.0
//
// What programs share: a way down from EL2, a log, vectors that write exceptions down.
// A program calls "begin" first; it ends at "finished", where registers and memory are compared.
//
// x28 is where the log goes on, x27 where execution goes on after an exception, zero for behind the
// instruction; exceptions change x17 to x20.
//
// Options: EL2_FIRST, VHE.

        .set    DATA, 0x40400000        // tables from here on, then the log
        .set    STACK, DATA + 0x10000
        .set    LOG, DATA + 0x20000
#ifdef VHE
        .set    MODE, 0x3c9
#else
        .set    MODE, 0x3c5
#endif

        .macro  begin
#ifdef EL2_FIRST
        bl      at_el2
#endif
#ifdef VHE
        ldr     x0, =1 << 34 | 1 << 27 | 1 << 31        // HCR_EL2.E2H, TGE, RW
        msr     hcr_el2, x0
        isb
#endif
        ldr     x28, =LOG
        mov     x27, #0
        ldr     x0, =STACK
        mov     sp, x0
        adr     x0, vectors
        msr     vbar_el1, x0
        isb
        .endm

        .macro  log register
        str     \register, [x28], #8
        .endm

        .macro  frame
#ifdef EL2_FIRST
// At EL2: vectors, nothing for EL1 but its state, and down.
at_el2: mov     x0, #(1 << 31)          // HCR_EL2.RW
        msr     hcr_el2, x0
        ldr     x0, =CPTR
        msr     cptr_el2, x0
        ldr     x0, =0x30c50830
        msr     sctlr_el2, x0
        ldr     x0, =0x30d00800
        msr     sctlr_el1, x0
        adr     x0, vectors_el2
        msr     vbar_el2, x0
        mov     x0, #0x3c5
        msr     spsr_el2, x0
        msr     elr_el2, x30
        ldr     x0, =STACK + 0x8000
        mov     sp, x0
        eret

// HVC #0 sets HCR_EL2 to x0, #1 CPTR_EL2; all are written down.
        .balign 2048
vectors_el2:
        .rept   16
        .balign 128
        b       taken_el2
        .endr
taken_el2:
        mrs     x20, esr_el2
        str     x20, [x28], #8
        mrs     x19, elr_el2
        str     x19, [x28], #8
        mrs     x18, spsr_el2
        str     x18, [x28], #8
        mrs     x18, far_el2
        str     x18, [x28], #8
        lsr     x18, x20, #26
        cmp     x18, #0x16              // HVC returns behind itself
        b.eq    1f
        add     x19, x19, #4
        msr     elr_el2, x19
        eret
1:      and     x18, x20, #0xffff
        cbnz    x18, 2f
        msr     hcr_el2, x0
2:      cmp     x18, #1
        b.ne    3f
        msr     cptr_el2, x0
3:      isb
        eret
#endif
        .balign 2048
vectors:
        .set    number, 0
        .rept   16
        .balign 128
        mov     x20, #number
        b       taken
        .set    number, number + 1
        .endr
// Which vector, ESR, FAR, ELR, SPSR go to the log; execution goes on where x27 says, or behind.
taken:  str     x20, [x28], #8
        mrs     x18, esr_el1
        str     x18, [x28], #8
        mrs     x20, far_el1
        str     x20, [x28], #8
        mrs     x19, elr_el1
        str     x19, [x28], #8
        mrs     x20, spsr_el1
        str     x20, [x28], #8
        lsr     x18, x18, #26
        add     x17, x19, #4
        cmp     x18, #0x15              // SVC returns behind itself
        csel    x19, x19, x17, eq
        cmp     x27, #0
        csel    x19, x27, x19, ne
        msr     elr_el1, x19
        and     x18, x20, #~0xf         // back to where it was, but never to EL0
        mov     x17, #(MODE & 0xf)
        orr     x18, x18, x17
        tst     x20, #0xc
        csel    x18, x18, x20, eq
        mov     x17, #MODE              // nor to the illegal state
        tst     x20, #(1 << 20)
        csel    x18, x17, x18, ne
        tst     x20, #(1 << 4)
        csel    x18, x17, x18, ne
        msr     spsr_el1, x18
        eret
        .endm
