/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a kernel's own headers evaluate to in one configuration. build-kernel compiles it to
 * assembly within the kernel's tree; the numbers are in its comments.
 */
#include <linux/mm.h>
#include <linux/mmzone.h>
#include <linux/sizes.h>
#include <asm/boot.h>
#include <asm/fixmap.h>
#include <asm/kernel-pgtable.h>
#include <asm/memory.h>
#include <asm/pgtable.h>

#define TELL(text, value) asm volatile("\n.ascii \"->" text " %0\"" : : "i" (value))
#define NUMBER(name) TELL("number " #name, name)
#define ADDRESS(name) TELL("address " #name, name)

int main(void)
{
	NUMBER(VA_BITS);
	NUMBER(VA_BITS_MIN);
	NUMBER(PAGE_SHIFT);
	TELL("number PGTABLE_LEVELS", CONFIG_PGTABLE_LEVELS);
	ADDRESS(PAGE_OFFSET);
	TELL("address PAGE_END_MIN", _PAGE_END(VA_BITS_MIN));
	ADDRESS(MODULES_VADDR);
	ADDRESS(MODULES_END);
	ADDRESS(KIMAGE_VADDR);
	ADDRESS(VMALLOC_START);
#undef vabits_actual
#if VA_BITS > VA_BITS_MIN && defined(IDMAP_LEVELS)
#define vabits_actual VA_BITS
	TELL("address VMALLOC_END_52", VMALLOC_END);
#undef vabits_actual
#define vabits_actual VA_BITS_MIN
	TELL("address VMALLOC_END_MIN", VMALLOC_END);
#else
#define vabits_actual VA_BITS
	ADDRESS(VMALLOC_END);
#endif
	ADDRESS(VMEMMAP_START);
	ADDRESS(VMEMMAP_END);
	ADDRESS(VMEMMAP_SIZE);
	TELL("number STRUCT_PAGE_SIZE", sizeof(struct page));
	ADDRESS(PCI_IO_START);
	ADDRESS(PCI_IO_END);
	ADDRESS(FIXADDR_TOP);
	ADDRESS(FIXADDR_START);
#ifdef FIXADDR_TOT_START
	ADDRESS(FIXADDR_TOT_START);
#endif
	ADDRESS(FIXADDR_SIZE);
	NUMBER(FIX_FDT_END);
	NUMBER(FIX_FDT);
	NUMBER(FIX_EARLYCON_MEM_BASE);
	NUMBER(FIX_TEXT_POKE0);
#ifdef CONFIG_UNMAP_KERNEL_AT_EL0
	NUMBER(FIX_ENTRY_TRAMP_TEXT1);
	NUMBER(FIX_ENTRY_TRAMP_TEXT3);
	ADDRESS(TRAMP_VALIAS);
#endif
	TELL("number END_OF_PERMANENT_FIXED_ADDRESSES", __end_of_permanent_fixed_addresses);
	NUMBER(FIX_BTMAP_END);
	NUMBER(FIX_BTMAP_BEGIN);
	NUMBER(FIX_PTE);
	NUMBER(FIX_PMD);
	NUMBER(FIX_PUD);
#ifdef IDMAP_LEVELS
	NUMBER(FIX_P4D);
#endif
	NUMBER(FIX_PGD);
	TELL("number END_OF_FIXED_ADDRESSES", __end_of_fixed_addresses);
	NUMBER(PTRS_PER_PGD);
	NUMBER(PGDIR_SHIFT);
	ADDRESS(SWAPPER_BLOCK_SIZE);
	ADDRESS(SEGMENT_ALIGN);
	ADDRESS(MIN_KIMG_ALIGN);
	ADDRESS(MAX_FDT_SIZE);
#ifdef IDMAP_LEVELS
	NUMBER(IDMAP_LEVELS);
	NUMBER(IDMAP_ROOT_LEVEL);
	NUMBER(SWAPPER_PGTABLE_LEVELS);
#endif
	NUMBER(CONT_PTES);
	NUMBER(CONT_PMDS);
	ADDRESS(CONT_PTE_SIZE);
	ADDRESS(CONT_PMD_SIZE);
	ADDRESS(THREAD_SIZE);
	NUMBER(SECTION_SIZE_BITS);
#if defined(CONFIG_KASAN_GENERIC) || defined(CONFIG_KASAN_SW_TAGS)
	ADDRESS(KASAN_SHADOW_END);
	TELL("address KASAN_SHADOW_START_MAX", _KASAN_SHADOW_START(VA_BITS));
	TELL("address KASAN_SHADOW_START_MIN", _KASAN_SHADOW_START(VA_BITS_MIN));
#endif
	return 0;
}
