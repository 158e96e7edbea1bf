/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The three maps of this kernel: the ID map while the MMU is being turned on, the kernel's own
 * segments, and all memory. Each takes the largest blocks that fit.
 */
#include "tables.h"

extern char _text[], _stext[], _etext[], __inittext_begin[], __initdata_begin[], _end[];
extern u64 init_idmap_pg_dir[], init_idmap_pg_end[], init_pg_dir[], init_pg_end[], swapper_pg_dir[];

extern void idmap_cpu_replace_ttbr1(u64 root);

/* Where the image is linked; read by code that runs elsewhere. */
u64 linked_text = 0xffff800080000000UL;

#define TABLE 3UL
#define ADDRESS 0x0000fffffffff000UL

static u64 size_at(int level)
{
	return PAGE_SIZE << (9 * (3 - level));
}

static u64 take_page(struct pool *pool)
{
	u64 page = pool->next;

	if (page == pool->end)
		panic("out of pages for tables");
	pool->next += PAGE_SIZE;
	for (u64 at = 0; at < PAGE_SIZE; at += 8)
		*(volatile u64 *)(page + pool->offset + at) = 0;
	return page;
}

static void map_level(int level, u64 *table, struct pool *pool, u64 va, u64 pa, u64 end, u64 attributes)
{
	u64 size = size_at(level);

	while (va != end) {
		u64 next = (va + size) & ~(size - 1);
		volatile u64 *entry = table + (va / size) % 512;

		if (next - va > end - va)
			next = end;
		if (level == 3 || (level && ((va | pa) & (size - 1)) == 0 && next - va == size)) {
			*entry = pa | attributes | (level == 3 ? 3 : 1);
		} else {
			if (!(*entry & 1))
				*entry = take_page(pool) | TABLE;
			map_level(level + 1, (u64 *)((*entry & ADDRESS) + pool->offset), pool, va, pa, next, attributes);
		}
		pa += next - va;
		va = next;
	}
}

/* Maps [va, va + size), whole pages, to pa; the root has 512 entries of 512 GiB. */
void map_range(u64 *root, struct pool *pool, u64 va, u64 pa, u64 size, u64 attributes)
{
	map_level(0, root, pool, va, pa, va + size, attributes);
}

/* Runs with the MMU off: the image where it lies, code executable, the rest writable. */
void create_init_idmap(u64 *root)
{
	struct pool pool = { (u64)root + PAGE_SIZE, (u64)init_idmap_pg_end, 0 };
	u64 start = (u64)_stext, data = (u64)__initdata_begin;

	for (int i = 0; i < 512; i++)
		((volatile u64 *)root)[i] = 0;
	map_range(root, &pool, start, start, data - start, KERNEL_RX);
	map_range(root, &pool, data, data, (u64)_end - data, KERNEL_RW);
}

static void map_segment(struct pool *pool, char *start, char *end, u64 attributes)
{
	u64 va = linked_text + (start - _text);

	map_range(init_pg_dir, pool, va, (u64)start, end - start, attributes);
}

/*
 * Runs in the ID map: the image at its linked address, each segment as it may be used; read-only data
 * can be written until the root tables, which lie there, are done. The root is made in init_pg_dir
 * and copied to its place through the map that it roots.
 */
void early_map_kernel(void)
{
	struct pool pool = { (u64)init_pg_dir + PAGE_SIZE, (u64)init_pg_end, 0 };
	volatile u64 *swapper = (u64 *)(linked_text + ((char *)swapper_pg_dir - _text));

	map_segment(&pool, _text, _stext, KERNEL_RO);
	map_segment(&pool, _stext, _etext, KERNEL_RX);
	map_segment(&pool, _etext, __inittext_begin, KERNEL_RW);
	map_segment(&pool, __inittext_begin, __initdata_begin, KERNEL_RX);
	map_segment(&pool, __initdata_begin, _end, KERNEL_RW);
	asm volatile("dsb ishst" ::: "memory");
	idmap_cpu_replace_ttbr1((u64)init_pg_dir);
	for (int i = 0; i < 512; i++)
		swapper[i] = init_pg_dir[i];
	asm volatile("dsb ishst" ::: "memory");
	idmap_cpu_replace_ttbr1((u64)swapper_pg_dir);
}
