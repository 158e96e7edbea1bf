// SPDX-License-Identifier: Apache-2.0
//
// Prints the ID registers on QEMU's virt board, one a line as 16 hexadecimal digits, in the order
// of IdRegister, and powers off.
    .macro put reg
    mrs x1, \reg
    str x1, [x0], #8
    .endm
    .text
    .globl _start
_start:
    adr x0, out
    put S3_0_C0_C0_0
    put S3_0_C0_C0_6
    put S3_0_C0_C4_0
    put S3_0_C0_C4_1
    put S3_0_C0_C4_2
    put S3_0_C0_C4_4
    put S3_0_C0_C4_5
    put S3_0_C0_C5_0
    put S3_0_C0_C5_1
    put S3_0_C0_C6_0
    put S3_0_C0_C6_1
    put S3_0_C0_C6_2
    put S3_0_C0_C6_3
    put S3_0_C0_C7_0
    put S3_0_C0_C7_1
    put S3_0_C0_C7_2
    put S3_0_C0_C7_3
    put S3_0_C0_C7_4
    adr x2, out
    mov x9, #0x09000000
1:  ldr x3, [x2], #8
    mov x4, #60
2:  lsr x5, x3, x4
    and x5, x5, #15
    cmp x5, #10
    add x6, x5, #48
    add x7, x5, #87
    csel x5, x6, x7, lo
    str w5, [x9]
    subs x4, x4, #4
    b.pl 2b
    mov w5, #10
    str w5, [x9]
    cmp x2, x0
    b.lo 1b
    movz x0, #0x0008
    movk x0, #0x8400, lsl #16
    hvc #0
    b .
    .align 3
out: .skip 256
