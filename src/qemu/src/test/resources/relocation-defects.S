// SPDX-License-Identifier: Apache-2.0
//
// Everything that a kernel's relocations should not be, once each; linked with the sample kernel.

	.macro	object name
	.balign	8
	.globl	\name
	.type	\name, %object
	.size	\name, 8
\name:
	.endm

// The object files of arch/arm64/kernel/pi and the EFI stub run before anything is relocated.
	.section ".init.data", "aw"
object	__pi_table
	.quad	vectors
object	__efistub_table
	.quad	linux_banner

	.section ".text", "ax"
	.globl	code_with_literal
	.type	code_with_literal, %function
code_with_literal:
	ldr	x0, 1f
	ret
1:	.quad	linux_banner
	.size	code_with_literal, . - code_with_literal

	.section ".mmuoff.data.write", "aw"
object	mmuoff_pointer
	.quad	linux_banner

	.section ".data", "aw"
object	keeps_init
	.quad	start_kernel
object	absolute
	.quad	an_absolute
	.globl	an_absolute
	.set	an_absolute, 0x1234
	.byte	0
	.globl	unaligned
	.type	unaligned, %object
unaligned:
	.quad	vectors
	.size	unaligned, 8
// This one is as it should be: a symbol that nobody defines stays null.
	.weak	nobody
object	weak_pointer
	.quad	nobody
