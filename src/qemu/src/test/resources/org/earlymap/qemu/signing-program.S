// SPDX-License-Identifier: Apache-2.0
//
// Codes of pointers: added, checked, stripped, and used by branches, returns and loads, with right
// codes and with wrong ones. Linked at 0x40200000. The MMU stays off: only TCR's sizes count.
//
// Options: those of program-frame.h; TCR_BITS (more bits), KEYS_OFF.

        .set    CPTR, 0x33ff
#include "program-frame.h"

#ifndef TCR_BITS
#define TCR_BITS 0
#endif
        .set    TCR, 16 | 20 << 16 | 2 << 30 | 5 << 32 | (TCR_BITS)
#ifdef KEYS_OFF
        .set    KEYS, 0
#else
        .set    KEYS, 1 << 31 | 1 << 30 | 1 << 27 | 1 << 13
#endif
        .set    ROUNDS, 192

        .arch   armv8.5-a
        .text
        .globl  _start
_start: begin
        ldr     x0, =TCR
        msr     tcr_el1, x0
        ldr     x0, =0x30d00800 | KEYS
        msr     sctlr_el1, x0
        isb
#ifdef EL2_FIRST
        mrs     x0, apiakeylo_el1       // trapped
        msr     apgakeyhi_el1, x0
        pacia   x0, x1
        pacga   x0, x0, x1
        autdza  x0
        paciasp
        ldr     x0, =1 << 31 | 1 << 40  // APK
        hvc     #0
        msr     apiakeylo_el1, x0
        pacib   x0, x1
        ldr     x0, =1 << 31 | 3 << 40  // and API
        hvc     #0
#endif
        ldr     x26, =0x243f6a8885a308d3
        .macro  random register
        ldr     x9, =6364136223846793005
        mul     x26, x26, x9
        ldr     x9, =1442695040888963407
        add     x26, x26, x9
        eor     \register, x26, x26, lsr #29
        .endm
        .irp    key, apia, apib, apda, apdb, apga
        random  x0
        msr     \key\()keylo_el1, x0
        random  x0
        msr     \key\()keyhi_el1, x0
        .endr
        isb
        ldr     x25, =ROUNDS
next:   random  x23                     // a pointer of any kind
        random  x24
        and     x0, x25, #3
        cmp     x0, #1
        lsr     x1, x23, #17            // of the lower half
        csel    x23, x1, x23, eq
        cmp     x0, #2
        orr     x1, x23, #0xffff800000000000
        csel    x23, x1, x23, eq        // of the upper half
        cmp     x0, #3
        and     x1, x23, #0xff007fffffffffff
        csel    x23, x1, x23, eq        // with a tag
        log     x23
        log     x24
        bl      keys
        bl      hints
        bl      uses
        subs    x25, x25, #1
        b.ne    next
        .globl  finished
finished:
        b       .

// Every key: added, checked, checked where it was changed, checked where there was none.
keys:   mov     x21, x30
        .irp    key, ia, ib, da, db
        mov     x0, x23
        pac\key x0, x24
        log     x0
        mov     x1, x0
        aut\key x0, x24
        log     x0
        lsl     x2, x24, #48
        eor     x0, x1, x2
        aut\key x0, x24
        log     x0
        mov     x0, x23
        aut\key x0, x24
        log     x0
        mov     x0, x1
        pac\key x0, x24                 // upon a code
        log     x0
        .endr
        .irp    key, iza, izb, dza, dzb
        mov     x0, x23
        pac\key x0
        log     x0
        aut\key x0
        log     x0
        mov     x0, x23
        aut\key x0
        log     x0
        .endr
#ifndef KEYS_OFF                       // QEMU strips nothing while no key is enabled
        mov     x0, x23
        xpaci   x0
        log     x0
        mov     x0, x23
        xpacd   x0
        log     x0
#endif
        pacga   x0, x23, x24
        log     x0
        mov     x0, sp
        pacga   x0, x23, sp
        log     x0
        ret     x21

// Those that are hints elsewhere.
hints:  mov     x21, x30
        mov     x16, x24
        .irp    key, ia1716, ib1716
        mov     x17, x23
        pac\key
        log     x17
        aut\key
        log     x17
        mov     x17, x23
        aut\key
        log     x17
        .endr
        .irp    key, iaz, ibz, iasp, ibsp
        mov     x30, x23
        pac\key
        log     x30
        aut\key
        log     x30
        mov     x30, x23
        aut\key
        log     x30
        .endr
#ifndef KEYS_OFF
        mov     x30, x23
        xpaclri
        log     x30
#endif
        ret     x21

// Branches, calls, returns and loads: with the right code, then with what is in x23.
uses:   mov     x21, x30
        .macro  branch key, with
        adr     x0, 1f
        pac\key x0, x24
        \with   x0, x24
        brk     #1
1:      mov     x0, x23
        adr     x27, 1f
        \with   x0, x24
1:      mov     x27, #0
        .endm
        .macro  branch_zero key, with
        adr     x0, 1f
        pac\key x0
        \with   x0
        brk     #1
1:      mov     x0, x23
        adr     x27, 1f
        \with   x0
1:      mov     x27, #0
        .endm
        branch  ia, braa
        branch  ib, brab
        branch  ia, blraa
        branch  ib, blrab
        log     x30
        branch_zero iza, braaz
        branch_zero izb, brabz
        branch_zero iza, blraaz
        branch_zero izb, blrabz
        .macro  return key, with
        adr     x30, 1f
        pac\key\()sp
        \with
        brk     #1
1:      mov     x30, x23
        adr     x27, 1f
        \with
1:      mov     x27, #0
        mov     x1, sp
        mov     x0, #MODE
        msr     spsr_el1, x0
        adr     x0, 1f
        pac\key x0, x1
        msr     elr_el1, x0
        e\with
        brk     #1
1:      mov     x0, #MODE
        msr     spsr_el1, x0
        msr     elr_el1, x23
        adr     x27, 1f
        e\with
1:      mov     x27, #0
        .endm
        return  ia, retaa
        return  ib, retab
        .macro  load key, with
        adr     x0, numbers + 128
        pac\key x0
        mov     x2, x0
        \with   x1, [x0, #8]
        log     x1
        \with   x1, [x0, #-16]!
        log     x1
        log     x0
        add     x0, x2, #16             // whose code may be wrong
        \with   x1, [x0]
        log     x1
        and     x0, x23, #~7
        \with   x1, [x0, #8]!
        log     x0
        .endm
        load    dza, ldraa
        load    dzb, ldrab
        ret     x21

        frame
        .balign 16
numbers:
        .set    number, 1
        .rept   64
        .quad   number * 0x123456789
        .set    number, number + 1
        .endr
        .ltorg
