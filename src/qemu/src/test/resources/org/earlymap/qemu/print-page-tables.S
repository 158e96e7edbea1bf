/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An init without a C library: mounts debugfs, copies kernel_page_tables to the console it was
 * started on, and ends, which a kernel answers with a panic.
 */
	.equ	AT_FDCWD, -100
	.equ	SYS_mount, 40
	.equ	SYS_openat, 56
	.equ	SYS_read, 63
	.equ	SYS_write, 64
	.equ	SYS_exit, 93

	.text
	.global	_start
_start:
	adr	x0, type
	adr	x1, place
	adr	x2, type
	mov	x3, #0
	mov	x4, #0
	mov	x8, #SYS_mount
	svc	#0
	mov	x0, #AT_FDCWD
	adr	x1, file
	mov	x2, #0
	mov	x8, #SYS_openat
	svc	#0
	mov	x19, x0
1:	mov	x0, x19
	adr	x1, buffer_at
	ldr	x1, [x1]
	mov	x2, #4096
	mov	x8, #SYS_read
	svc	#0
	cmp	x0, #0
	b.le	2f
	mov	x2, x0
	adr	x1, buffer_at
	ldr	x1, [x1]
	bl	print
	b	1b
2:	adr	x1, end
	mov	x2, #7
	bl	print
	mov	x0, #0
	mov	x8, #SYS_exit
	svc	#0

print:	mov	x0, #1
	mov	x8, #SYS_write
	svc	#0
	ret

type:	.asciz	"debugfs"
place:	.asciz	"/debug"
file:	.asciz	"/debug/kernel_page_tables"
end:	.ascii	"== end\n"
	.balign	8
buffer_at:
	.quad	buffer

	.bss
buffer:	.space	4096
