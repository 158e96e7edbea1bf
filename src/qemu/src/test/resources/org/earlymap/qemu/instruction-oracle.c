// SPDX-License-Identifier: Apache-2.0
//
// Executes single instructions and short sequences in given register states and reports what each
// left. A static program without a C library, for qemu-aarch64 or an arm64 machine.
//
// Every record ends by a signal, at the latest by one of the BRKs that surround its instructions.
// The handler writes down the state that the signal interrupted and returns into the next record:
// the return from a signal sets all registers and flags at once. A timer ends what loops; whatever
// it interrupts ends by SIGALRM and says nothing.
//
// Standard input: the contents of the read-only page and of the window, then batches, each a count
// and so many records. Standard output: for each batch its results. The end of the input ends it.

#include <signal.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <ucontext.h>

#define CODE 0x40000000ul // slots, the instructions of a record at SLOT_START of each
#define SLOT 64ul
#define SLOT_START 16ul
#define MOST_RECORDS 1024ul
#define CODE_SIZE (MOST_RECORDS * SLOT)
#define PAGE 0x1000ul
#define READ_ONLY 0x40080000ul // a page that can be read; nothing is mapped before it
#define WINDOW (READ_ONLY + PAGE) // a page that can be written; nothing is mapped behind it
#define BRK 0xd4200000u
#define MOST_CHANGES 12

struct record {
  uint32_t instructions[4]; // those after the last are BRK
  uint64_t nzcv, x[31], sp;
};

struct result {
  uint64_t signal, address, pc, nzcv, x[31], sp, changed;
  struct { uint64_t address, value; } changes[MOST_CHANGES];
};

static struct record records[MOST_RECORDS];
static struct result results[MOST_RECORDS];
static uint64_t before[PAGE / 8];
static char stack[65536] __attribute__((aligned(16)));
static uint64_t count, next;
static int running;

static long call(long number, long a, long b, long c, long d, long e, long f) {
  register long x8 asm("x8") = number;
  register long x0 asm("x0") = a;
  register long x1 asm("x1") = b;
  register long x2 asm("x2") = c;
  register long x3 asm("x3") = d;
  register long x4 asm("x4") = e;
  register long x5 asm("x5") = f;
  asm volatile("svc #0" : "+r"(x0) : "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5), "r"(x8) : "memory");
  return x0;
}

static void leave(int code) { call(SYS_exit_group, code, 0, 0, 0, 0, 0); }

static void read_all(void *to, long size) {
  for (char *at = to; size > 0;) {
    long got = call(SYS_read, 0, (long)at, size, 0, 0, 0);
    if (got <= 0) leave(got < 0 || at != (char *)to ? 3 : 0);
    at += got;
    size -= got;
  }
}

static void write_all(const void *from, long size) {
  for (const char *at = from; size > 0;) {
    long put = call(SYS_write, 1, (long)at, size, 0, 0, 0);
    if (put <= 0) leave(4);
    at += put;
    size -= put;
  }
}

static void next_batch(void) {
  if (count) write_all(results, count * sizeof(struct result));
  read_all(&count, sizeof count);
  if (!count || count > MOST_RECORDS) leave(count ? 5 : 0);
  read_all(records, count * sizeof(struct record));
  volatile uint32_t *code = (volatile uint32_t *)CODE;
  call(SYS_mprotect, CODE, CODE_SIZE, PROT_READ | PROT_WRITE, 0, 0, 0);
  for (uint64_t i = 0; i < CODE_SIZE / 4; i++) code[i] = BRK;
  for (uint64_t i = 0; i < count; i++)
    for (int n = 0; n < 4; n++) code[(i * SLOT + SLOT_START) / 4 + n] = records[i].instructions[n];
  call(SYS_mprotect, CODE, CODE_SIZE, PROT_READ | PROT_EXEC, 0, 0, 0);
  __builtin___clear_cache((char *)CODE, (char *)CODE + CODE_SIZE);
  next = 0;
}

// What the record changed in the window is told and taken back.
static void changes(struct result *result) {
  volatile uint64_t *window = (volatile uint64_t *)WINDOW;
  uint64_t changed = 0;
  for (uint64_t i = 0; i < PAGE / 8; i++) {
    if (window[i] == before[i]) continue;
    if (changed < MOST_CHANGES) {
      result->changes[changed].address = WINDOW + i * 8;
      result->changes[changed].value = window[i];
    }
    changed++;
    window[i] = before[i];
  }
  result->changed = changed;
  for (; changed < MOST_CHANGES; changed++)
    result->changes[changed].address = result->changes[changed].value = 0;
}

static void handler(int signal, siginfo_t *info, void *context) {
  mcontext_t *state = &((ucontext_t *)context)->uc_mcontext;
  if (running) {
    struct result *result = &results[next++];
    result->signal = signal;
    result->address = (uint64_t)info->si_addr;
    result->pc = state->pc;
    result->nzcv = state->pstate >> 28;
    for (int i = 0; i < 31; i++) result->x[i] = state->regs[i];
    result->sp = state->sp;
    changes(result);
  }
  if (next == count) next_batch();
  running = 1;
  struct record *record = &records[next];
  state->pc = CODE + next * SLOT + SLOT_START;
  state->pstate = record->nzcv << 28;
  for (int i = 0; i < 31; i++) state->regs[i] = record->x[i];
  state->sp = record->sp;
}

static void map(uint64_t address, uint64_t size, int rights) {
  long flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED;
  if (call(SYS_mmap, address, size, rights, flags, -1, 0) != (long)address) leave(6);
}

void _start(void) {
  static const int signals[] = {SIGILL, SIGTRAP, SIGBUS, SIGSEGV, SIGFPE, SIGALRM};
  static const uint64_t timer[] = {0, 100000, 0, 100000}; // microseconds
  struct { void *handler; uint64_t flags; void *restorer; uint64_t mask; } action = {
      handler, SA_SIGINFO | SA_ONSTACK, 0, ~0ul};
  stack_t alternate = {stack, 0, sizeof stack};
  map(CODE, CODE_SIZE, PROT_READ | PROT_WRITE);
  map(READ_ONLY, 2 * PAGE, PROT_READ | PROT_WRITE);
  read_all((void *)READ_ONLY, PAGE);
  read_all(before, PAGE);
  for (uint64_t i = 0; i < PAGE / 8; i++) ((volatile uint64_t *)WINDOW)[i] = before[i];
  call(SYS_mprotect, READ_ONLY, PAGE, PROT_READ, 0, 0, 0);
  call(SYS_sigaltstack, (long)&alternate, 0, 0, 0, 0, 0);
  for (unsigned i = 0; i < sizeof signals / sizeof *signals; i++)
    call(SYS_rt_sigaction, signals[i], (long)&action, 0, 8, 0, 0);
  call(SYS_setitimer, ITIMER_REAL, (long)timer, 0, 0, 0, 0);
  asm volatile("brk #0");
}
