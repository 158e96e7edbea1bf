// SPDX-License-Identifier: Apache-2.0
//
// The way in: from the boot loader to C at the kernel's own addresses. A boot loader enters with the
// MMU off and the device tree's physical address in X0; what follows has the names that Linux gives
// the same steps, so that whoever knows one finds his way in the other.

	.arch armv8-a

// MAIR_EL1: attribute 0 is Normal, write-back; attribute 1 is Device-nGnRE (DDI 0487, D24.2.109).
#define MAIR		0x04ff

// TCR_EL1 but for IPS: 48 bits of address in both halves, 4K pages, walks inner shareable and write-back.
#define TCR		((16 << 0) | (1 << 8) | (1 << 10) | (3 << 12) | \
			 (16 << 16) | (1 << 24) | (1 << 26) | (3 << 28) | (2 << 30))

// SCTLR_EL1: MMU and caches on, no write to a page makes it executable, the bits that are always set.
#define SCTLR_MMU_OFF	0x30d00800
#define SCTLR_MMU_ON	(SCTLR_MMU_OFF | (1 << 0) | (1 << 2) | (1 << 12))

	// The address of a symbol where the code runs now, before and after the MMU is on.
	.macro	here, reg, symbol
	adrp	\reg, \symbol
	add	\reg, \reg, :lo12:\symbol
	.endm

	// Writes nothing back and forgets what a cache may hold of [start, end).
	.macro	forget_cached, start, end
0:	dc	ivac, \start
	add	\start, \start, #64
	cmp	\start, \end
	b.lo	0b
	dsb	sy
	.endm

	.section ".head.text", "ax"
	ccmp	x18, #0, #0xd, pl		// "MZ" for an EFI loader, harmless otherwise
	b	primary_entry
	.quad	0				// text offset from a 2 MiB boundary
	.long	_kernel_size_le_lo32, _kernel_size_le_hi32
	.long	_kernel_flags_le_lo32, _kernel_flags_le_hi32
	.quad	0, 0, 0
	.ascii	"ARM\x64"
	.long	0

	.section ".init.text", "ax"
	.globl	primary_entry
	.type	primary_entry, %function
primary_entry:
	mov	x21, x0				// the device tree
	bl	init_kernel_el
	here	x1, early_init_stack
	mov	sp, x1
	mov	x29, xzr
	bl	clear_bss
	here	x0, init_idmap_pg_dir
	bl	create_init_idmap
	bl	__cpu_setup
	b	__primary_switch
	.size	primary_entry, . - primary_entry

// Leaves EL2, if that is where the loader entered.
	.type	init_kernel_el, %function
init_kernel_el:
	ldr	x0, =SCTLR_MMU_OFF
	msr	sctlr_el1, x0
	mrs	x0, CurrentEL
	cmp	x0, #(2 << 2)
	b.ne	1f
	mov	x0, #(1 << 31)			// EL1 is 64 bits wide
	msr	hcr_el2, x0
	mov	x0, #0x3c5			// EL1, its own stack pointer, exceptions masked
	msr	spsr_el2, x0
	msr	elr_el2, x30
	eret
1:	isb
	ret
	.size	init_kernel_el, . - init_kernel_el

	.type	clear_bss, %function
clear_bss:
	here	x0, __bss_start
	here	x1, init_pg_end
0:	stp	xzr, xzr, [x0], #16
	cmp	x0, x1
	b.lo	0b
	ret
	.size	clear_bss, . - clear_bss

	.section ".idmap.text", "ax"
	.type	__cpu_setup, %function
__cpu_setup:
	tlbi	vmalle1
	dsb	nsh
	mov	x0, #MAIR
	msr	mair_el1, x0
	ldr	x0, =TCR
	mrs	x1, id_aa64mmfr0_el1
	and	x1, x1, #7			// PARange; 52 bits need pages or descriptors of another kind
	cmp	x1, #5
	mov	x2, #5
	csel	x1, x1, x2, ls
	bfi	x0, x1, #32, #3			// IPS
	msr	tcr_el1, x0
	ret
	.size	__cpu_setup, . - __cpu_setup

	.type	__primary_switch, %function
__primary_switch:
	here	x0, init_idmap_pg_dir
	here	x1, _end
	forget_cached x0, x1
	here	x0, init_idmap_pg_dir
	here	x1, reserved_pg_dir
	bl	__enable_mmu
	mov	x0, x21
	bl	early_map_kernel
	ldr	x8, =__primary_switched		// the linked address: from the ID map to the kernel's map
	br	x8
	.size	__primary_switch, . - __primary_switch

	.type	__enable_mmu, %function
__enable_mmu:
	msr	ttbr0_el1, x0
	msr	ttbr1_el1, x1
	isb
	ldr	x2, =SCTLR_MMU_ON
	msr	sctlr_el1, x2
	isb
	ic	iallu
	dsb	nsh
	isb
	ret
	.size	__enable_mmu, . - __enable_mmu

	.globl	idmap_cpu_replace_ttbr1
	.type	idmap_cpu_replace_ttbr1, %function
idmap_cpu_replace_ttbr1:
	msr	ttbr1_el1, x0
	isb
	tlbi	vmalle1
	dsb	nsh
	isb
	ret
	.size	idmap_cpu_replace_ttbr1, . - idmap_cpu_replace_ttbr1
	.ltorg

	.section ".text", "ax"
	.balign	2048
	.globl	vectors
vectors:
	.rept	16
	mrs	x0, esr_el1
	mrs	x1, far_el1
	mrs	x2, elr_el1
	b	unexpected_exception
	.balign	128
	.endr

	.type	__primary_switched, %function
	.globl	__primary_switched
__primary_switched:
	here	x4, init_stack_end
	mov	sp, x4
	here	x8, vectors
	msr	vbar_el1, x8
	isb
	stp	x29, x30, [sp, #-16]!
	mov	x29, sp
	mov	x0, x21
	bl	start_kernel
	.size	__primary_switched, . - __primary_switched

	.globl	power_off
	.type	power_off, %function
power_off:
	mov	w1, w0
	ldr	w0, =0x84000008			// PSCI SYSTEM_OFF
	cbnz	w1, 1f
	hvc	#0
0:	wfi
	b	0b
1:	smc	#0
	b	0b
	.size	power_off, . - power_off
	.ltorg

	.section ".hyp.text", "ax"
	ret

	.section ".entry.tramp.text", "ax"
	.balign	4096
	b	vectors
	.balign	4096

	.section ".exit.text", "ax"
	ret

	.section ".rodata", "a"
// The configuration, as CONFIG_IKCONFIG keeps it.
	.ascii	"IKCFG_ST"
	.incbin	CONFIG_GZ
	.ascii	"IKCFG_ED"

	.section ".bss", "aw", %nobits
	.balign	4096
init_stack:
	.skip	8192
init_stack_end:
