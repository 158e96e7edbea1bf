// SPDX-License-Identifier: Apache-2.0
package org.earlymap.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import java.util.Map;
import org.earlymap.arch.Descriptor;
import org.earlymap.arch.DescriptorFormat;
import org.earlymap.arch.TranslationRegisters;
import org.earlymap.arch.Ttbr;
import org.earlymap.config.KernelConfig;
import org.earlymap.memory.PhysicalMemory;
import tools.jackson.databind.JsonNode;

/** Captured tables as 64-bit words, and their comparison with computed ones. */
public final class TruthTables {
  private TruthTables() {}

  /** The words of a captured piece of memory, whose runs are [index, count, first, stride]. */
  public static long[] words(JsonNode captured, int count) {
    long[] words = new long[count];
    for (JsonNode run : captured.get("runs")) {
      int index = run.get(0).asInt();
      long first = TruthFile.hex(run.get(2));
      long stride = run.get(3).asLong();
      for (int i = 0; i < run.get(1).asInt(); i++) {
        words[index + i] = first + i * stride;
      }
    }
    return words;
  }

  /**
   * Compares word by word.
   *
   * @throws AssertionError that names the first word that differs, decoded, and how many do
   */
  public static void check(
      String what, long[] expected, PhysicalMemory memory, long pa, KernelConfig config) {
    int differences = 0;
    String first = "";
    for (int i = 0; i < expected.length; i++) {
      long found = memory.readLong(pa + 8L * i);
      if (found != expected[i]) {
        if (differences++ == 0) {
          first =
              String.format(
                  "%s: entry %d at 0x%x: found %s, the kernel has %s",
                  what, i, pa + 8L * i, describe(found, config), describe(expected[i], config));
        }
      }
    }
    if (differences > 0) {
      throw new AssertionError(first + "; " + differences + " entries differ");
    }
  }

  /** Compares the registers of a captured stage. */
  public static void checkRegisters(String what, JsonNode stage, TranslationRegisters registers) {
    Map<String, Long> computed =
        ImmutableMap.of(
            "TCR_EL1", registers.tcr().value(),
            "MAIR_EL1", registers.mair().value(),
            "SCTLR", registers.sctlr().value(),
            "TTBR0_EL1", registers.ttbr0().map(Ttbr::value).orElse(0L),
            "TTBR1_EL1", registers.ttbr1().map(Ttbr::value).orElse(0L));
    computed.forEach(
        (name, value) ->
            assertThat(String.format("0x%016x", value))
                .as("%s: %s", what, name)
                .isEqualTo(stage.get("registers").get(name).asString()));
  }

  /** A descriptor with its bits named. */
  public static String describe(long descriptor, KernelConfig config) {
    DescriptorFormat format = config.descriptorFormat();
    StringBuilder text = new StringBuilder(String.format("0x%016x", descriptor));
    if (descriptor == 0) {
      return text.toString();
    }
    text.append(String.format(" (PA 0x%x", format.decode(descriptor, config.granule())));
    Object[][] bits = {
      {Descriptor.VALID, "valid"},
      {2L, "table/page"},
      {Descriptor.AP_READ_ONLY, "RO"},
      {Descriptor.AF, "AF"},
      {Descriptor.NG, "nG"},
      {Descriptor.GP, "GP"},
      {Descriptor.DBM, "DBM"},
      {Descriptor.CONTIGUOUS, "CONT"},
      {Descriptor.PXN, "PXN"},
      {Descriptor.UXN, "UXN"},
      {1L << 55, "dirty"},
      {Descriptor.PXN_TABLE, "PXNTable"},
      {Descriptor.UXN_TABLE, "UXNTable"}
    };
    for (Object[] bit : bits) {
      if ((descriptor & (long) bit[0]) != 0) {
        text.append(' ').append(bit[1]);
      }
    }
    return text.append(" SH=")
        .append(descriptor >>> 8 & 3)
        .append(" attr=")
        .append(Descriptor.attrIndex(descriptor))
        .append(')')
        .toString();
  }
}
