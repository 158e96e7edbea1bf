/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TABLES_H
#define TABLES_H

typedef unsigned long u64;
typedef unsigned int u32;

#define PAGE_SIZE 4096UL
#define PAGE_OFFSET 0xffff000000000000UL
#define CONSOLE_VA 0xffffffffff000000UL

/* Descriptors (DDI 0487, D8.3): valid leaves, and what they allow. */
#define AF (1UL << 10)
#define INNER_SHAREABLE (3UL << 8)
#define READ_ONLY (1UL << 7)
#define DEVICE (1UL << 2)
#define PXN (1UL << 53)
#define UXN (1UL << 54)

#define KERNEL (AF | INNER_SHAREABLE | UXN)
#define KERNEL_RX (KERNEL | READ_ONLY)
#define KERNEL_RO (KERNEL | READ_ONLY | PXN)
#define KERNEL_RW (KERNEL | PXN)
#define KERNEL_DEVICE (AF | UXN | PXN | DEVICE)

/* Memory from which table pages are taken, one after the other. */
struct pool {
	u64 next, end;
	u64 offset; /* from a page's physical address to where it is written */
};

void map_range(u64 *root, struct pool *pool, u64 va, u64 pa, u64 size, u64 attributes);
void panic(const char *why) __attribute__((noreturn));

#endif
