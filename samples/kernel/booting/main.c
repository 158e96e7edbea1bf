/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The kernel after its jump to its own addresses: it reads the device tree, maps all memory, says so
 * and powers off.
 */
#include "tables.h"

extern u64 swapper_pg_dir[], reserved_pg_dir[];
extern char _text[], _etext[], __inittext_begin[], __initdata_begin[];
extern void power_off(int by_smc) __attribute__((noreturn));

const char linux_banner[] =
	"Linux version 6.12.117-sample (earlymap@sample) (aarch64-linux-gnu-gcc, GNU ld) #2 SMP\n";

#define LOG_SIZE 4096
char log_text[LOG_SIZE];
static u64 log_length;
static volatile u32 *console;

static char table_pages[16 * PAGE_SIZE] __attribute__((aligned(4096)));
static struct pool pool;
static u64 memory_start, memory_size, console_pa;
u64 kimage_voffset;
static int firmware_by_smc;

static void print(const char *text)
{
	for (; *text; text++) {
		if (log_length < LOG_SIZE - 1)
			log_text[log_length++] = *text;
		if (console)
			*console = *text;
	}
}

static void print_hex(u64 value)
{
	char digits[19] = "0x";

	for (int i = 0; i < 16; i++)
		digits[2 + i] = "0123456789abcdef"[value >> (60 - 4 * i) & 15];
	digits[18] = 0;
	print(digits);
}

void panic(const char *why)
{
	print("Kernel panic - not syncing: ");
	print(why);
	print("\n");
	for (;;)
		asm volatile("wfi");
}

void unexpected_exception(u64 esr, u64 far, u64 elr)
{
	print("ESR ");
	print_hex(esr);
	print(" FAR ");
	print_hex(far);
	print(" ELR ");
	print_hex(elr);
	print("\n");
	panic("unexpected exception");
}

/* Numbers of a device tree are big-endian, and not aligned to more than 4 bytes. */
static u32 number(const u32 *at)
{
	return __builtin_bswap32(*at);
}

static u64 two_numbers(const u32 *at)
{
	return (u64)number(at) << 32 | number(at + 1);
}

static int starts_with(const char *text, const char *start)
{
	for (; *start; text++, start++)
		if (*text != *start)
			return 0;
	return 1;
}

static u64 hex_after(const char *text, char mark)
{
	u64 value = 0;

	while (*text && *text != mark)
		text++;
	if (!*text)
		return 0;
	for (text++; (*text >= '0' && *text <= '9') || (*text >= 'a' && *text <= 'f'); text++)
		value = value << 4 | (*text <= '9' ? *text - '0' : *text - 'a' + 10);
	return value;
}

/* The first bank of /memory, the console that /chosen names by its address, how PSCI is called. */
static void read_device_tree(const u32 *tree)
{
	const char *strings;
	const u32 *at;
	int depth = 0, memory = 0, chosen = 0;

	if (number(tree) != 0xd00dfeed)
		panic("no device tree");
	strings = (const char *)tree + number(tree + 3);
	at = tree + number(tree + 2) / 4;
	for (;;) {
		u32 token = number(at++);

		if (token == 1) {
			const char *name = (const char *)at;
			u32 length = 0;

			depth++;
			memory = depth == 2 && starts_with(name, "memory");
			chosen = depth == 2 && starts_with(name, "chosen");
			while (name[length])
				length++;
			at += length / 4 + 1;
		} else if (token == 2) {
			depth--;
			memory = chosen = 0;
		} else if (token == 3) {
			u32 length = number(at);
			const char *name = strings + number(at + 1);

			at += 2;
			if (memory && !memory_size && starts_with(name, "reg") && length >= 16) {
				memory_start = two_numbers(at);
				memory_size = two_numbers(at + 2);
			}
			if (chosen && starts_with(name, "stdout-path"))
				console_pa = hex_after((const char *)at, '@');
			if (starts_with(name, "method"))
				firmware_by_smc = starts_with((const char *)at, "smc");
			at += (length + 3) / 4;
		} else if (token != 4) {
			break;
		}
	}
}

static void map_linear(u64 start, u64 end, u64 attributes)
{
	if (start < end)
		map_range(swapper_pg_dir, &pool, PAGE_OFFSET + (start - memory_start), start, end - start, attributes);
}

static void set_read_only(char *start, char *end)
{
	map_range(swapper_pg_dir, &pool, (u64)start, (u64)start - kimage_voffset, end - start, KERNEL_RO);
}

/*
 * All memory at PAGE_OFFSET, in blocks; the image's code and constants read-only there as well. Then
 * the console's page, if there is a console.
 */
void __attribute__((noinline)) paging_init(void)
{
	u64 text = (u64)_text - kimage_voffset, data = (u64)__initdata_begin - kimage_voffset;

	map_linear(memory_start, text, KERNEL_RW);
	map_linear(text, data, KERNEL_RO);
	map_linear(data, (memory_start + memory_size) & ~(PAGE_SIZE - 1), KERNEL_RW);
	if (console_pa)
		map_range(swapper_pg_dir, &pool, CONSOLE_VA, console_pa & ~(PAGE_SIZE - 1), PAGE_SIZE, KERNEL_DEVICE);
	asm volatile("dsb ishst\n\tisb" ::: "memory");
	if (console_pa)
		console = (volatile u32 *)(CONSOLE_VA + (console_pa & (PAGE_SIZE - 1)));
}

/* From here on the root tables cannot be written where they lie; nor need they be. */
static void mark_rodata_ro(void)
{
	set_read_only(_etext, __inittext_begin);
	asm volatile("dsb ishst\n\ttlbi vmalle1\n\tdsb nsh\n\tisb" ::: "memory");
}

void __attribute__((noinline)) bootmem_init(void)
{
	asm volatile("msr ttbr0_el1, %0\n\tisb\n\ttlbi vmalle1\n\tdsb nsh\n\tisb" ::"r"((u64)reserved_pg_dir - kimage_voffset)
		     : "memory");
}

void __attribute__((noreturn)) start_kernel(u64 device_tree)
{
	u64 image_pa;

	/* Where the image lies is what its own tables say. */
	asm volatile("at s1e1r, %1\n\tisb\n\tmrs %0, par_el1" : "=r"(image_pa) : "r"(_text));
	kimage_voffset = (u64)_text - (image_pa & 0x0000fffffffff000UL);
	pool = (struct pool){ (u64)table_pages - kimage_voffset,
			      (u64)table_pages + sizeof(table_pages) - kimage_voffset, kimage_voffset };
	/* A window of 2 MiB onto the device tree, where the tables reach nothing else. */
	map_range(swapper_pg_dir, &pool, CONSOLE_VA - 0x400000, device_tree & ~0x1fffffUL, 0x200000, KERNEL_RO);
	asm volatile("dsb ishst\n\tisb" ::: "memory");
	read_device_tree((const u32 *)(CONSOLE_VA - 0x400000 + (device_tree & 0x1fffff)));
	paging_init();
	print(linux_banner);
	print("memory at ");
	print_hex(memory_start);
	print(", ");
	print_hex(memory_size);
	print(" bytes, mapped at ");
	print_hex(PAGE_OFFSET);
	print("\n");
	bootmem_init();
	mark_rodata_ro();
	power_off(firmware_by_smc);
}
