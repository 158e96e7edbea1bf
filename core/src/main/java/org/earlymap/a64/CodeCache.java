// SPDX-License-Identifier: Apache-2.0
package org.earlymap.a64;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.earlymap.a64.decode.CodePage;
import org.earlymap.a64.decode.Decoded;
import org.earlymap.a64.decode.Encoding;
import org.earlymap.a64.decode.InstructionTable;
import org.earlymap.a64.decode.Op;
import org.earlymap.a64.decode.Sys;
import org.earlymap.a64.value.GuestFault;
import org.jspecify.annotations.Nullable;

/**
 * Decoded code by physical page, and the translations of instruction fetches, each in the place
 * that its virtual address selects.
 */
final class CodeCache {
  static final int PAGE_SHIFT = 12;
  static final long PAGE_MASK = -1L << PAGE_SHIFT;
  static final int SLOTS = 256;

  /** No program counter has this tag: bits 1:0 are set. */
  private static final long INVALID = -1;

  /** As many decoded pages are kept. */
  private static final int MOST_PAGES = 4096;

  private static final int FILTER = 1 << 16;

  private static final int HINT = 0xd503_201f;
  private static final int HINT_MASK = 0x7f << 5;
  private static final int PACIASP = 25;
  private static final int PACIBSP = 27;
  private static final int BTI_C = 34;
  private static final int BTI_J = 36;
  private static final int BTI_JC = 38;
  private static final int EXCEPTION_MASK = 0xffe0_001f;
  private static final int BRK = 0xd420_0000;
  private static final int HLT = 0xd440_0000;

  final long[] tags = new long[SLOTS];
  final CodePage[] pages = new CodePage[SLOTS];
  final boolean[] guarded = new boolean[SLOTS];

  private final Cpu cpu;
  private final Map<Long, CodePage> decoded = new HashMap<>();

  /** By the lower bits of their numbers: which pages may have decoded instructions. */
  private final BitSet mayBeCode = new BitSet(FILTER);

  private final Set<Long> physicalBreaks = new HashSet<>();
  private final Set<Long> virtualBreaks = new HashSet<>();

  CodeCache(Cpu cpu) {
    this.cpu = cpu;
    Arrays.fill(pages, new CodePage(0));
    flush();
  }

  /** Forgets all translations. */
  void flush() {
    Arrays.fill(tags, INVALID);
  }

  /**
   * Finds the page of {@code pc} and puts it into its slot.
   *
   * @return whether it did; if not PC has changed, as its top byte is ignored
   * @throws GuestFault where no instruction can be fetched there, or PSTATE.BTYPE does not let a
   *     branch go there
   */
  boolean enter(long pc) {
    int slot = (int) (pc >>> PAGE_SHIFT) & (SLOTS - 1);
    if (tags[slot] != (pc & (PAGE_MASK | 3))) {
      long target = cpu.mmu.branchAddress(pc);
      if (target != pc) {
        cpu.state.pc = target;
        return false;
      }
      fill(pc);
    }
    int btype = cpu.state.btype;
    if (btype != 0 && guarded[slot] && !isLandingPad(wordAt(pc), btype)) {
      throw cpu.fault.other(Exceptions.EC_BTI, btype);
    }
    return true;
  }

  /** Whether {@code word} may be the target of an indirect branch (Arm ARM D8.4.8). */
  private boolean isLandingPad(int word, int btype) {
    if ((word & ~HINT_MASK) != HINT) {
      return (word & EXCEPTION_MASK) == BRK || (word & EXCEPTION_MASK) == HLT;
    }
    return switch ((word & HINT_MASK) >>> 5) {
      case PACIASP, PACIBSP -> btype != 3 || (cpu.mmu.sctlrValue() & branchTypeBit()) == 0;
      case BTI_C -> btype != 3;
      case BTI_J -> btype != 2;
      case BTI_JC -> true;
      default -> false;
    };
  }

  private long branchTypeBit() {
    return cpu.state.el == 0 ? Sys.SCTLR_BT0 : Sys.SCTLR_BT1;
  }

  private void fill(long pc) {
    if ((pc & 3) != 0) {
      throw cpu.fault.other(Exceptions.EC_PC_ALIGNMENT, 0);
    }
    int status = cpu.mmu.translate(pc, Mmu.EXECUTE, cpu.state.el == 0);
    if (status != 0) {
      throw cpu.fault.fetch(pc, status & 0x3f);
    }
    long pa = cpu.mmu.pa() & PAGE_MASK;
    if (!cpu.memory.contains(pa, CodePage.BYTES)) {
      throw cpu.fault.fetch(pc, Exceptions.EXTERNAL_ABORT);
    }
    int slot = (int) (pc >>> PAGE_SHIFT) & (SLOTS - 1);
    CodePage page = pageAt(pa);
    pages[slot] = page;
    tags[slot] = pc & PAGE_MASK;
    guarded[slot] = cpu.mmu.guarded();
    for (long va : virtualBreaks) {
      if ((va & PAGE_MASK) == (pc & PAGE_MASK)) {
        page.code[(int) (va - (pc & PAGE_MASK)) >>> 2] = Decoded.of(Op.BREAK);
      }
    }
    cpu.data.largeTranslation(pc, cpu.mmu.leafShift());
  }

  private CodePage pageAt(long pa) {
    CodePage page = decoded.get(pa);
    if (page == null) {
      if (decoded.size() >= MOST_PAGES) {
        decoded.clear();
        flush();
      }
      page = new CodePage(pa);
      decoded.put(pa, page);
      mayBeCode.set(filter(pa));
      cpu.data.becameCode();
    }
    return page;
  }

  /** Whether the page at {@code pa} has decoded instructions. */
  boolean isCode(long pa) {
    return mayBeCode.get(filter(pa)) && decoded.containsKey(pa & PAGE_MASK);
  }

  private static int filter(long pa) {
    return (int) (pa >>> PAGE_SHIFT) & (FILTER - 1);
  }

  /** {@code [pa, pa + size)}, within one page, has been written. */
  void written(long pa, int size) {
    CodePage page = mayBeCode.get(filter(pa)) ? decoded.get(pa & PAGE_MASK) : null;
    if (page != null) {
      page.forget(pa, size);
    }
  }

  /** Decodes instruction {@code index} of {@code page}. */
  long decode(CodePage page, int index) {
    long made =
        physicalBreaks.contains(page.pa + 4L * index)
            ? Decoded.of(Op.BREAK)
            : decodeWord(page, index);
    page.code[index] = made;
    return made;
  }

  /** Instruction {@code index} of {@code page} whether or not there is a place to stop at. */
  long decodeWord(CodePage page, int index) {
    int word = cpu.memory.readInstruction(page.pa + 4L * index);
    Optional<Encoding> encoding = InstructionTable.find(word);
    if (encoding.isEmpty()) {
      return Decoded.of(Op.UNDEFINED);
    }
    String feature = encoding.get().feature();
    boolean has = feature.isEmpty() || cpu.has(Feature.valueOf(feature));
    return has ? StackPointer.marked(encoding.get().decode(word)) : Decoded.of(Op.UNDEFINED);
  }

  /** The page that holds {@code pc}, if its translation is held. */
  @Nullable CodePage held(long pc) {
    int slot = (int) (pc >>> PAGE_SHIFT) & (SLOTS - 1);
    return tags[slot] == (pc & PAGE_MASK) ? pages[slot] : null;
  }

  /** The word of the instruction at {@code pc}, zero where its translation is not held. */
  int wordAt(long pc) {
    CodePage page = held(pc);
    return page == null ? 0 : cpu.memory.readInstruction(page.pa + (pc & ~PAGE_MASK));
  }

  /** The physical address of {@code pc}, whose translation is held. */
  long physicalOf(long pc) {
    CodePage page = held(pc);
    return page == null ? -1 : page.pa + (pc & ~PAGE_MASK);
  }

  void breakAtPhysical(long pa) {
    physicalBreaks.add(pa);
    written(pa, 4);
  }

  void breakAtVirtual(long va) {
    virtualBreaks.add(va);
    flush();
  }

  void clearBreaks() {
    physicalBreaks.clear();
    virtualBreaks.clear();
    for (CodePage page : decoded.values()) {
      for (int i = 0; i < CodePage.INSTRUCTIONS; i++) {
        if (Decoded.op(page.code[i]) == Op.BREAK) {
          page.code[i] = Op.UNDECODED;
        }
      }
    }
  }

  /** Whether the processor is to stop before the instruction at {@code pc}. */
  boolean isBreak(long pc, long pa) {
    return virtualBreaks.contains(pc) || physicalBreaks.contains(pa);
  }
}
