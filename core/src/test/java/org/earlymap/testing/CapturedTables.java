// SPDX-License-Identifier: Apache-2.0
package org.earlymap.testing;

import java.nio.ByteBuffer;
import java.util.function.BiConsumer;
import org.earlymap.arch.DescriptorFormat;
import org.earlymap.arch.Granule;
import org.earlymap.arch.Mair;
import org.earlymap.arch.Sctlr;
import org.earlymap.arch.Tcr;
import org.earlymap.arch.TranslationRegime;
import org.earlymap.arch.TranslationRegisters;
import org.earlymap.arch.Ttbr;
import org.earlymap.arch.VaHalf;
import org.earlymap.memory.PhysicalMemory;
import org.earlymap.table.TableRoot;
import org.earlymap.table.TranslationContext;
import tools.jackson.databind.JsonNode;

/** The tables of a captured stage as memory, and the roots in it. */
public final class CapturedTables {
  private final JsonNode stage;
  private final PhysicalMemory memory = PhysicalMemory.littleEndian();

  private CapturedTables(JsonNode stage) {
    this.stage = stage;
  }

  /** The memory of a stage, or of a file of {@code truth/ptdump}. */
  public static CapturedTables of(JsonNode stage) {
    CapturedTables captured = new CapturedTables(stage);
    int granule = captured.tcr().granule(VaHalf.UPPER) == Granule.SIZE_4K ? 4096 : 16384;
    granule = captured.tcr().granule(VaHalf.UPPER) == Granule.SIZE_64K ? 65536 : granule;
    for (String region : new String[] {"init_idmap", "init_pg_dir", "swapper"}) {
      if (stage.has(region)) {
        captured.add(stage.get(region), (int) TruthFile.hex(stage.get(region).get("size")));
      }
    }
    for (String tree : new String[] {"ttbr1", "idmap_pg_dir", "tramp_pg_dir", "fdt_ptes"}) {
      if (stage.has(tree)) {
        for (JsonNode table : stage.get(tree).get("tables")) {
          captured.add(table, granule);
        }
      }
    }
    return captured;
  }

  /** The memory. */
  public PhysicalMemory memory() {
    return memory;
  }

  /** The registers at the stage. */
  public TranslationRegisters registers() {
    return TranslationRegisters.of(
        tcr(),
        new Mair(register("MAIR_EL1")),
        new Sctlr(stage.get("registers").has("SCTLR") ? register("SCTLR") : 0),
        new Ttbr(register("TTBR0_EL1")),
        new Ttbr(register("TTBR1_EL1")));
  }

  /** Each tree of the stage under its name. */
  public void trees(BiConsumer<String, TranslationContext> each) {
    TranslationRegisters registers = registers();
    for (String name : new String[] {"ttbr1", "idmap_pg_dir", "tramp_pg_dir"}) {
      if (stage.has(name)) {
        each.accept(name, tree(name));
      }
    }
    if (stage.has("init_idmap")) {
      TranslationRegime regime = new Tcr(tcr().withT0sz(16).value()).regime(VaHalf.LOWER);
      each.accept(
          "init_idmap",
          plain(VaHalf.LOWER, regime, TruthFile.hex(stage.get("init_idmap").get("pa"))));
    }
    if (stage.has("swapper")) {
      each.accept("swapper", TranslationContext.of(registers, VaHalf.UPPER));
    }
  }

  /** The tree of {@code ttbr1}, {@code idmap_pg_dir} or {@code tramp_pg_dir}. */
  public TranslationContext tree(String name) {
    JsonNode tree = stage.get(name);
    Granule granule = Granule.ofBytes(tree.get("granule").asLong());
    DescriptorFormat format = DescriptorFormat.PA48;
    if (tree.get("ds").asInt() == 1) {
      format = DescriptorFormat.LPA2;
    } else if (granule == Granule.SIZE_64K && tcr().ips() == 6) {
      format = DescriptorFormat.LPA_64K;
    }
    TranslationRegime regime = new TranslationRegime(granule, tree.get("va_bits").asInt(), format);
    VaHalf half = name.equals("idmap_pg_dir") ? VaHalf.LOWER : VaHalf.UPPER;
    return plain(half, regime, TruthFile.hex(tree.get("tables").get(0).get("pa")));
  }

  private TranslationContext plain(VaHalf half, TranslationRegime regime, long root) {
    return TranslationContext.of(registers(), new TableRoot("captured", root, half, regime));
  }

  private Tcr tcr() {
    return new Tcr(register("TCR_EL1"));
  }

  private long register(String name) {
    return TruthFile.hex(stage.get("registers").get(name));
  }

  private void add(JsonNode table, int size) {
    long pa = TruthFile.hex(table.get("pa"));
    boolean root = table.has("entries") && table.get("entries").asInt() * 8L < size;
    int bytes = root ? table.get("entries").asInt() * 8 : size;
    if (memory.contains(pa, bytes)) {
      return;
    }
    memory.add(pa, ByteBuffer.allocate(bytes));
    for (JsonNode run : table.get("runs")) {
      long first = TruthFile.hex(run.get(2));
      long stride = run.get(3).asLong();
      memory.fill(pa + run.get(0).asLong() * 8, run.get(1).asInt(), first, stride);
    }
  }
}
