// SPDX-License-Identifier: Apache-2.0
//
// What programs share that answer jobs. Linked at 0x70000000. At JOBS there is the number of jobs, the
// address and the size of all results, and then a record for each job. When all jobs are done "finish"
// writes the results to the file par.bin of the host and ends; "fail" ends with exit code 99.

        .equ    JOBS, 0x71000000

        .macro  end_with block
        adr     x1, \block
        mov     x0, #0x18               // SYS_EXIT
        hlt     #0xf000
        b       .
        .endm

        .macro  fail
        end_with fail_block
        .endm

        .macro  finish results, size
        adr     x1, open_block
        mov     x0, #0x01               // SYS_OPEN
        hlt     #0xf000
        adr     x1, write_block
        str     x0, [x1]
        stp     \results, \size, [x1, #8]
        mov     x0, #0x05               // SYS_WRITE
        hlt     #0xf000
        adr     x1, exit_block
        str     x0, [x1, #8]            // what was not written is the exit code
        end_with exit_block
        .endm

        .macro  frame
        .ltorg
        .balign 8
name:   .asciz  "par.bin"
        .balign 8
open_block:
        .quad   name, 5, 7              // "wb"
write_block:
        .quad   0, 0, 0
exit_block:
        .quad   0x20026, 0              // ADP_Stopped_ApplicationExit
fail_block:
        .quad   0x20026, 99
        .endm
