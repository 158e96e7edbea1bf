// SPDX-License-Identifier: Apache-2.0
//
// A kernel of our own, as small as it gets: what Linux's arm64 linker script and head need to be
// recognisable, and code that prints its banner on QEMU's `virt` board and powers off. It maps
// nothing itself; it is here to be mapped by earlymap.

// The arm64 Image header (Documentation/arch/arm64/booting.rst): 64 bytes.
	.section ".head.text", "ax"
	ccmp	x18, #0, #0xd, pl		// "MZ" for an EFI loader, harmless otherwise
	b	primary_entry
	.quad	0				// text offset from a 2 MiB boundary
	.long	_kernel_size_le_lo32, _kernel_size_le_hi32
	.long	_kernel_flags_le_lo32, _kernel_flags_le_hi32
	.quad	0, 0, 0
	.ascii	"ARM\x64"
	.long	0

	.section ".idmap.text", "ax"
	.globl	primary_entry
	.type	primary_entry, %function
primary_entry:
	adrp	x1, linux_banner
	add	x1, x1, :lo12:linux_banner
	mov	x2, #0x09000000			// the UART of QEMU's virt board
0:	ldrb	w0, [x1], #1
	cbz	w0, 1f
	str	w0, [x2]
	b	0b
1:	ldr	w0, =0x84000008			// PSCI SYSTEM_OFF
	hvc	#0
2:	wfi
	b	2b
	.size	primary_entry, . - primary_entry

	.section ".text", "ax"
	.balign	2048
	.globl	vectors
vectors:
	.rept	16
	b	.
	.balign	128
	.endr

	.section ".hyp.text", "ax"
	hvc	#0
	ret

	.section ".entry.tramp.text", "ax"
	.balign	4096
	b	vectors
	.balign	4096

	.section ".init.text", "ax"
	.globl	start_kernel, __primary_switched
	.type	start_kernel, %function
	.type	__primary_switched, %function
__primary_switched:
	b	start_kernel
start_kernel:
	b	.

	.section ".exit.text", "ax"
	ret

	.section ".rodata", "a"
	.globl	linux_banner
linux_banner:
	.asciz	"Linux version 6.12.117-sample (earlymap@sample) (aarch64-linux-gnu-gcc, GNU ld) #1 SMP\n"

// The configuration, as CONFIG_IKCONFIG keeps it.
	.ascii	"IKCFG_ST"
	.incbin	CONFIG_GZ
	.ascii	"IKCFG_ED"

	.section ".data.rel.ro", "aw"
	.balign	8
	.rept	8
	.quad	start_kernel, linux_banner, vectors
	.endr

	.section ".data..ro_after_init", "aw"
	.balign	8
	.globl	memstart_addr, kimage_voffset
memstart_addr:
	.quad	-1
kimage_voffset:
	.quad	0
	.balign	4096
	.globl	kpti_ptes, idmap_ptes
kpti_ptes:
	.space	3 * 4096			// IDMAP_LEVELS - 1
idmap_ptes:
	.space	3 * 4096

	.section ".init.data", "aw"
	.balign	4096
	.globl	__pi_ptes.1
__pi_ptes.1:
	.space	6 * 4096			// INIT_IDMAP_FDT_PAGES
	.quad	start_kernel, primary_entry

	.section ".data..percpu", "aw"
	.space	64

	.section ".data", "aw"
	.balign	8
	.rept	16
	.quad	vectors, memstart_addr, init_pg_dir
	.endr
	.globl	__idmap_kpti_flag
__idmap_kpti_flag:
	.long	1
// RELR cannot hold a place at an odd address: this one stays RELA.
	.byte	0
	.quad	swapper_pg_dir

	.section ".mmuoff.data.write", "aw"
	.quad	0

	.section ".bss", "aw", %nobits
	.balign	4096
	.globl	empty_zero_page, bm_pud, bm_pmd, bm_pte
empty_zero_page:
	.space	4096
bm_pud:
	.space	4096
bm_pmd:
	.space	4096
bm_pte:
	.space	2 * 4096			// NR_BM_PTE_TABLES
	.space	8192
