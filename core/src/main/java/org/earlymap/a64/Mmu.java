// SPDX-License-Identifier: Apache-2.0
package org.earlymap.a64;

import java.util.Optional;
import org.earlymap.a64.decode.Sys;
import org.earlymap.arch.Descriptor;
import org.earlymap.arch.FaultType;
import org.earlymap.arch.Granule;
import org.earlymap.arch.IndirectPermissions;
import org.earlymap.arch.Mair;
import org.earlymap.arch.MemoryType;
import org.earlymap.arch.Rights;
import org.earlymap.arch.Sctlr;
import org.earlymap.arch.Tcr;
import org.earlymap.arch.TcrException;
import org.earlymap.arch.TranslationRegime;
import org.earlymap.arch.TranslationRegisters;
import org.earlymap.arch.Ttbr;
import org.earlymap.arch.VaHalf;
import org.earlymap.table.TranslationContext;
import org.jspecify.annotations.Nullable;

/**
 * Stage 1 translation as the registers of the current exception level have it (Arm ARM D8.2). Each
 * call walks the tables; what is remembered is remembered by those who call.
 */
final class Mmu {
  /** A data access that reads. */
  static final int READ = 0;

  /** A data access that writes. */
  static final int WRITE = 1;

  /** An instruction fetch. */
  static final int EXECUTE = 2;

  private static final int SCTLR_EPAN_SHIFT = 57;

  /** Normal memory, inner and outer non-cacheable: outer shareable whatever its descriptor says. */
  private static final int NON_CACHEABLE = 0x44;

  /** Normal memory, write-back, with allocation tags. */
  private static final int TAGGED = 0xf0;

  private static final long HCR_VM = 1;
  private static final long HCR_DC = 1L << 12;
  private static final long TCR_TBID0 = 1L << 51;
  private static final long TCR_DS_EL2 = 1L << 32;

  private final Cpu cpu;
  private final int outputBits;
  private @Nullable TranslationContext lower;
  private @Nullable TranslationContext upper;
  private boolean stale = true;
  private boolean observing;
  private boolean enabled;
  private boolean singleRange;
  private Tcr tcr = new Tcr(0);
  private Sctlr sctlr = new Sctlr(0);

  private long pa;
  private boolean device;
  private boolean guarded;
  private int leafShift;
  private long attributes;

  Mmu(Cpu cpu) {
    this.cpu = cpu;
    this.outputBits = new Tcr(0).withIps(cpu.profile.field("ID_AA64MMFR0_EL1", 0) & 7).ipsBits();
  }

  /** The registers or the exception level have changed. */
  void registersChanged() {
    stale = true;
  }

  /** SCTLR of the current regime. */
  long sctlrValue() {
    refresh();
    return sctlr.value();
  }

  /** Whether data is big endian at the current exception level. */
  boolean dataBigEndian() {
    refresh();
    return (sctlr.value() >>> (cpu.state.el == 0 ? 24 : 25) & 1) != 0;
  }

  /** The physical address that the last translation gave. */
  long pa() {
    return pa;
  }

  /** Whether it is of a device type, where accesses must be aligned. */
  boolean device() {
    return device;
  }

  /** Whether its memory has allocation tags. */
  boolean tagged() {
    return attributes >>> 56 == TAGGED;
  }

  /** Whether it is a guarded page (BTI). */
  boolean guarded() {
    return guarded;
  }

  /** Log2 of the bytes that its leaf maps, 64 without translation. */
  int leafShift() {
    return leafShift;
  }

  /** The attributes of the last translation as PAR_EL1 has them. */
  long parAttributes() {
    return attributes;
  }

  /** Log2 of the largest granule in use. */
  int granuleShift() {
    refresh();
    return Math.max(shiftOf(lower), shiftOf(upper));
  }

  private static int shiftOf(@Nullable TranslationContext tree) {
    return (tree == null ? Granule.SIZE_64K : tree.regime().granule()).shift();
  }

  /** Whose sizes {@code va} has: an EL2 of its own has one range. */
  VaHalf halfOf(long va) {
    refresh();
    return singleRange ? VaHalf.LOWER : VaHalf.of(va);
  }

  /**
   * How many bits of an address in {@code half} are translated; the others are 0 or 1 alike. A size
   * out of bounds counts as the nearest within (Arm ARM D8.10.5).
   */
  int addressBits(VaHalf half) {
    refresh();
    Granule granule = Granule.SIZE_4K;
    try {
      granule = tcr.granule(half);
    } catch (TcrException e) {
      // A reserved granule is the CPU's choice.
    }
    boolean wide =
        granule == Granule.SIZE_64K
            ? cpu.has(Feature.LVA)
            : tcr.ds() && cpu.has(granule == Granule.SIZE_4K ? Feature.LPA2_4K : Feature.LPA2_16K);
    int least = wide ? 12 : 16;
    int small = granule == Granule.SIZE_64K ? 47 : 48;
    int most = cpu.has(Feature.TTST) ? small : 39;
    int size = half == VaHalf.LOWER ? tcr.t0sz() : tcr.t1sz();
    return Long.SIZE - Math.max(least, Math.min(size, most));
  }

  /** Whether the top byte of an address in {@code half} is ignored, as data or as code. */
  boolean topByteIgnored(VaHalf half, boolean data) {
    refresh();
    boolean codeToo = (tcr.value() & (half == VaHalf.LOWER ? TCR_TBID0 : Tcr.TBID1)) == 0;
    return tcr.topByteIgnored(half) && (data || codeToo);
  }

  /**
   * Translates one access.
   *
   * @param access {@link #READ}, {@link #WRITE} or {@link #EXECUTE}
   * @param user whether the access has the rights of EL0
   * @return 0, or the fault status code with bit 6 set
   */
  int translate(long va, int access, boolean user) {
    refresh();
    guarded = false;
    if (!enabled) {
      leafShift = Long.SIZE;
      long plain = canonical(va, VaHalf.of(va), access);
      pa = plain & -1L >>> 8;
      device = access != EXECUTE;
      attributes = 2L << 7;
      return plain >>> outputBits == 0 ? 0 : fault(FaultType.ADDRESS_SIZE, 0);
    }
    VaHalf half = singleRange ? VaHalf.LOWER : VaHalf.of(va);
    TranslationContext tree = half == VaHalf.LOWER ? lower : upper;
    if (tree == null) {
      return fault(FaultType.TRANSLATION, 0);
    }
    return walk(tree, canonical(va, half, access), access, user);
  }

  /**
   * Translates as AT does for another exception level, with PSTATE.PAN as given; only fault types
   * and attributes come of it, no access.
   */
  int translateFor(int el, long va, int access, boolean user, boolean pan) {
    CpuState state = cpu.state;
    int ownEl = state.el;
    boolean ownPan = state.pan;
    state.el = el == 1 && cpu.state.isHost() ? 2 : el;
    state.pan = pan;
    stale = true;
    try {
      return translate(va, access, user);
    } finally {
      state.el = ownEl;
      state.pan = ownPan;
      stale = true;
    }
  }

  /**
   * The physical address of {@code va} for a read with all rights, whatever PSTATE.PAN says; -1
   * where it is not mapped. Neither descriptors nor translations that are held change.
   */
  long observe(long va) {
    observing = true;
    try {
      return translateFor(Math.max(cpu.state.el, 1), va, READ, false, false) == 0 ? pa : -1;
    } finally {
      observing = false;
    }
  }

  /** Where a branch to {@code target} goes: the top byte may be ignored (Arm ARM D1.1.3). */
  long branchAddress(long target) {
    refresh();
    VaHalf half = singleRange ? VaHalf.LOWER : VaHalf.of(target);
    long plain = canonical(target, half, EXECUTE);
    return singleRange ? plain & (plain == target ? -1L : -1L >>> 8) : plain;
  }

  private long canonical(long va, VaHalf half, int access) {
    boolean ignored = tcr.topByteIgnored(half);
    if (ignored && access == EXECUTE && cpu.has(Feature.PAUTH)) {
      ignored = (tcr.value() & (half == VaHalf.LOWER ? TCR_TBID0 : Tcr.TBID1)) == 0;
    }
    return ignored ? va << 8 >> 8 : va;
  }

  private int walk(TranslationContext tree, long va, int access, boolean user) {
    if (!tree.covers(va)) {
      return fault(FaultType.TRANSLATION, 0);
    }
    if (tree.beyondOutput(tree.root())) {
      return fault(FaultType.ADDRESS_SIZE, 0);
    }
    TranslationRegime regime = tree.regime();
    long table = tree.root();
    int hierarchical = 0;
    int level = regime.rootLevel();
    while (true) {
      long entry = table + regime.index(va, level) * 8L;
      if (!cpu.memory.contains(entry, Long.BYTES)) {
        return fault(FaultType.EXTERNAL_ABORT, level);
      }
      long descriptor = read(entry);
      if (!Descriptor.isTable(descriptor, level)) {
        return leaf(tree, va, entry, descriptor, level, hierarchical, access, user);
      }
      table = regime.format().decode(descriptor, regime.granule());
      hierarchical |= tree.permissions().hierarchical(descriptor);
      if (tree.beyondOutput(table)) {
        return fault(FaultType.ADDRESS_SIZE, level);
      }
      level++;
    }
  }

  private int leaf(
      TranslationContext tree,
      long va,
      long entry,
      long found,
      int level,
      int hierarchical,
      int access,
      boolean user) {
    TranslationRegime regime = tree.regime();
    if (!Descriptor.isLeaf(found, level) || (level < 3 && !regime.allowsBlock(level))) {
      return fault(FaultType.TRANSLATION, level);
    }
    long output = tree.output(found, level);
    if (tree.beyondOutput(output)) {
      return fault(FaultType.ADDRESS_SIZE, level);
    }
    long descriptor = found;
    if ((descriptor & Descriptor.AF) == 0) {
      if (!tree.hardwareAccessFlag()) {
        return fault(FaultType.ACCESS_FLAG, level);
      }
      descriptor |= Descriptor.AF;
    }
    if (!permits(tree, descriptor, hierarchical, access, user)) {
      return fault(FaultType.PERMISSION, level);
    }
    if (access == WRITE && tree.permissions().dirtyState() && (found & Descriptor.DBM) != 0) {
      descriptor &= ~Descriptor.AP_READ_ONLY;
    }
    if (descriptor != found && !observing) {
      cpu.data.writePhysical(entry, sctlr.bigEndian() ? Long.reverseBytes(descriptor) : descriptor);
    }
    leafShift = regime.granule().levelShift(level);
    pa = output | (va & ((1L << leafShift) - 1));
    guarded = (descriptor & Descriptor.GP) != 0;
    MemoryType type = tree.mair().type(Descriptor.attrIndex(descriptor));
    device = type.isDevice();
    boolean shared = regime.format().shareabilityIsInTcr();
    long shareability =
        device || type.attribute() == NON_CACHEABLE
            ? 2
            : shared ? tcr.shareability(tree.half()) : (descriptor & Descriptor.SH_MASK) >>> 8;
    attributes = (long) type.attribute() << 56 | shareability << 7;
    return 0;
  }

  private boolean permits(
      TranslationContext tree, long descriptor, int hierarchical, int access, boolean user) {
    if (singleRange) {
      boolean writable = (descriptor & Descriptor.AP_READ_ONLY) == 0;
      return switch (access) {
        case READ -> true;
        case WRITE -> writable;
        default -> (descriptor & Descriptor.UXN) == 0 && !(sctlr.wxn() && writable);
      };
    }
    int rights = tree.permissions().rights(descriptor, hierarchical);
    int wanted =
        switch (access) {
          case READ -> user ? Rights.EL0_READ : Rights.EL1_READ;
          case WRITE -> user ? Rights.EL0_WRITE : Rights.EL1_WRITE;
          default -> user ? Rights.EL0_EXECUTE : Rights.EL1_EXECUTE;
        };
    if (access != EXECUTE && !user && cpu.state.pan) {
      boolean enhanced = (sctlr.value() >>> SCTLR_EPAN_SHIFT & 1) != 0 && cpu.has(Feature.PAN3);
      int seen = Rights.EL0_READ | Rights.EL0_WRITE | (enhanced ? Rights.EL0_EXECUTE : 0);
      if ((rights & seen) != 0) {
        return false;
      }
    }
    return (rights & wanted) != 0;
  }

  private long read(long entry) {
    long descriptor = cpu.memory.readDescriptor(entry);
    return sctlr.bigEndian() ? Long.reverseBytes(descriptor) : descriptor;
  }

  private static int fault(FaultType type, int level) {
    return type.statusCode(level) | 1 << 6;
  }

  private void refresh() {
    if (!stale) {
      return;
    }
    stale = false;
    long[] system = cpu.state.system;
    boolean el2 = cpu.state.isOfEl2();
    boolean e2h = (system[Sys.HCR_EL2] & Sys.HCR_E2H) != 0;
    singleRange = el2 && !e2h;
    sctlr = new Sctlr(system[el2 ? Sys.SCTLR_EL2 : Sys.SCTLR_EL1]);
    enabled = sctlr.mmuEnabled();
    tcr =
        new Tcr(
            el2 ? (e2h ? system[Sys.TCR_EL2] : split(system[Sys.TCR_EL2])) : system[Sys.TCR_EL1]);
    tcr = supported(tcr);
    lower = null;
    upper = null;
    boolean stage2 = !el2 && (system[Sys.HCR_EL2] & (HCR_VM | HCR_DC)) != 0;
    if (stage2 && cpu.profile.highestEl() == 2) {
      throw cpu.unimplemented("stage 2 translation (HCR_EL2.VM or DC)");
    }
    if (cpu.state.el > 0 && (sctlr.value() & Sys.SCTLR_TCF) != 0 && cpu.has(Feature.MTE2)) {
      throw cpu.unimplemented("checking allocation tags (SCTLR_EL1.TCF)");
    }
    if (!enabled) {
      return;
    }
    long tcr2 = system[el2 ? Sys.TCR2_EL2 : Sys.TCR2_EL1];
    Optional<IndirectPermissions> indirect =
        (tcr2 & 2) != 0 && cpu.has(Feature.PIE)
            ? Optional.of(
                new IndirectPermissions(
                    system[el2 ? Sys.PIR_EL2 : Sys.PIR_EL1],
                    system[el2 ? Sys.PIRE0_EL2 : Sys.PIRE0_EL1]))
            : Optional.empty();
    TranslationRegisters registers =
        new TranslationRegisters(
            tcr,
            new Mair(system[el2 ? Sys.MAIR_EL2 : Sys.MAIR_EL1]),
            sctlr,
            Optional.of(new Ttbr(system[el2 ? Sys.TTBR0_EL2 : Sys.TTBR0_EL1])),
            Optional.of(new Ttbr(system[el2 ? Sys.TTBR1_EL2 : Sys.TTBR1_EL1])),
            indirect);
    lower = tree(registers, VaHalf.LOWER);
    upper = tree(registers, VaHalf.UPPER);
  }

  private @Nullable TranslationContext tree(TranslationRegisters registers, VaHalf half) {
    if (registers.tcr().walksOff(half)) {
      return null;
    }
    try {
      return TranslationContext.of(registers, half);
    } catch (TcrException e) {
      return null;
    }
  }

  /** TCR_EL2 with one range as a TCR_EL1 whose upper half is off. */
  private static long split(long value) {
    long low = value & 0xffff;
    long size = (value >>> 16 & 7) << Tcr.IPS_SHIFT;
    long ignored = (value >>> 20 & 1) != 0 ? Tcr.TBI0 : 0;
    long access = (value >>> 21 & 1) != 0 ? Tcr.HA : 0;
    long dirty = (value >>> 22 & 1) != 0 ? Tcr.HD : 0;
    long flat = (value >>> 24 & 1) != 0 ? Tcr.HPD0 : 0;
    long wide = (value & TCR_DS_EL2) != 0 ? Tcr.DS : 0;
    return low
        | size
        | ignored
        | access
        | dirty
        | flat
        | wide
        | Tcr.EPD1
        | (Tcr.granuleBits(Granule.SIZE_4K) & ~0xffffL)
        | (25L << Tcr.T1SZ_SHIFT);
  }

  /** {@code written} without what this CPU does not have. */
  private Tcr supported(Tcr written) {
    long value = written.value();
    if (!cpu.has(Feature.HAF)) {
      value &= ~Tcr.HA;
    }
    if (!cpu.has(Feature.HAFDBS)) {
      value &= ~Tcr.HD;
    }
    if (!cpu.has(Feature.LPA2_4K) && !cpu.has(Feature.LPA2_16K)) {
      value &= ~Tcr.DS;
    }
    int size = cpu.profile.field("ID_AA64MMFR0_EL1", 0);
    Tcr checked = new Tcr(value);
    return checked.ips() > size ? checked.withIps(size) : checked;
  }
}
