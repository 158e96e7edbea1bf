// SPDX-License-Identifier: Apache-2.0
package org.earlymap.kernel.parts;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.earlymap.arch.Granule;
import org.earlymap.arch.Mair;
import org.earlymap.arch.PhysicalAddressSize;
import org.earlymap.arch.Sctlr;
import org.earlymap.arch.Tcr;
import org.earlymap.arch.TranslationRegisters;
import org.earlymap.arch.Ttbr;
import org.earlymap.format.UnsignedNumber;

/** What a kernel leaves for those who read its core ({@code crash_save_vmcoreinfo_init}). */
public final class Vmcoreinfo {
  private static final int FULL_WIDTH = 52;
  private static final int SIZE_48 = 16;

  private final Map<String, String> values = new LinkedHashMap<>();

  private Vmcoreinfo() {}

  /** Reads the note's text: lines of {@code NAME=VALUE}; what is no such line is left out. */
  public static Vmcoreinfo parse(String text) {
    Vmcoreinfo info = new Vmcoreinfo();
    int at = 0;
    while (at < text.length()) {
      int end = text.indexOf('\n', at);
      end = end < 0 ? text.length() : end;
      int equals = text.indexOf('=', at);
      if (equals > at && equals < end) {
        info.values.put(text.substring(at, equals), text.substring(equals + 1, end));
      }
      at = end + 1;
    }
    return info;
  }

  /** The value of a line. */
  public Optional<String> value(String name) {
    return Optional.ofNullable(values.get(name));
  }

  /** The kernel's release, as {@code uname -r} has it. */
  public Optional<String> release() {
    return value("OSRELEASE");
  }

  /** The image's virtual minus its physical address. */
  public OptionalLong kimageVoffset() {
    return hex("NUMBER(kimage_voffset)");
  }

  /** The virtual address of {@code swapper_pg_dir}. */
  public OptionalLong rootVa() {
    return hex("SYMBOL(swapper_pg_dir)");
  }

  /** How far KASLR has moved the image. */
  public OptionalLong kaslrOffset() {
    return hex("KERNELOFFSET");
  }

  /** The virtual address of {@code _stext}. */
  public OptionalLong textStart() {
    return hex("SYMBOL(_stext)");
  }

  /** An address or another number in hexadecimal, such as {@code NUMBER(VMALLOC_START)}. */
  public OptionalLong number(String name) {
    return hex("NUMBER(" + name + ")");
  }

  /**
   * The registers that translate the kernel's half, as far as the note tells: page size, T1SZ, DS,
   * the width of output addresses, and TTBR1 from {@code swapper_pg_dir}. MAIR is that of every
   * kernel. Empty where the note tells too little.
   */
  public Optional<TranslationRegisters> registers() {
    OptionalLong page = decimal("PAGESIZE");
    OptionalLong size = hex("NUMBER(TCR_EL1_T1SZ)");
    OptionalLong swapper = hex("SYMBOL(swapper_pg_dir)");
    OptionalLong offset = hex("NUMBER(kimage_voffset)");
    if (page.isEmpty() || size.isEmpty() || swapper.isEmpty() || offset.isEmpty()) {
      return Optional.empty();
    }
    Optional<Granule> granule = granule(page.getAsLong());
    if (granule.isEmpty() || Long.compareUnsigned(size.getAsLong(), 63) > 0) {
      return Optional.empty();
    }
    boolean large = granule.get() == Granule.SIZE_64K;
    int t1sz = (int) size.getAsLong();
    boolean ds = !large && t1sz < SIZE_48;
    boolean wide = ds || (large && decimal("NUMBER(MAX_PHYSMEM_BITS)").orElse(0) == FULL_WIDTH);
    long root = swapper.getAsLong() - offset.getAsLong();
    if (large && t1sz == SIZE_48 && decimal("NUMBER(VA_BITS)").orElse(0) == FULL_WIDTH) {
      root += rootOffsetOn48BitHardware();
    }
    Tcr tcr =
        new Tcr(
                Tcr.granuleBits(granule.get())
                    | Tcr.WALKS_WRITE_BACK_INNER_SHAREABLE
                    | (ds ? Tcr.DS : 0))
            .withT1sz(t1sz)
            .withT0sz(SIZE_48)
            .withIps(wide ? PhysicalAddressSize.ENCODED_52 : PhysicalAddressSize.ENCODED_48);
    return Optional.of(
        new TranslationRegisters(
            tcr,
            Mair.LINUX,
            new Sctlr(0),
            Optional.empty(),
            Optional.of(Ttbr.of(root)),
            Optional.empty()));
  }

  /**
   * TTBR1_BADDR_4852_OFFSET: the 52-bit root has 1024 entries, 48-bit hardware reads the last 64.
   */
  private static long rootOffsetOn48BitHardware() {
    return (1024 - 64) * 8L;
  }

  private static Optional<Granule> granule(long bytes) {
    for (Granule granule : Granule.values()) {
      if (granule.bytes() == bytes) {
        return Optional.of(granule);
      }
    }
    return Optional.empty();
  }

  private OptionalLong decimal(String name) {
    return UnsignedNumber.parse(value(name).orElse(""));
  }

  private OptionalLong hex(String name) {
    String text = value(name).orElse("");
    return UnsignedNumber.parse(text.startsWith("0x") ? text : "0x" + text);
  }
}
