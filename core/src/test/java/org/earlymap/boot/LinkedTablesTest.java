// SPDX-License-Identifier: Apache-2.0
package org.earlymap.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.earlymap.boot.decide.BootEnvironment;
import org.earlymap.boot.decide.BootException;
import org.earlymap.boot.decide.Stage;
import org.earlymap.boot.stage.BootSnapshot;
import org.earlymap.format.Bytes;
import org.earlymap.kernel.KernelBuild;
import org.earlymap.kernel.parts.KernelContents;
import org.earlymap.kernel.parts.KernelSymbols;
import org.earlymap.testing.TruthBoot;
import org.earlymap.testing.TruthFile;
import org.earlymap.testing.TruthMachine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the linker leaves in the image's page tables, and tables that lie where they cannot. */
class LinkedTablesTest {
  private static final String BOOT = "4k-52--kpti1";
  private static final long ENTRY = 0x1234_5678_9abc_d704L;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"idmap_pg_dir", "tramp_pg_dir"})
  void anEntryThatNoStageWritesStaysAsItWasLinked(String root) throws IOException {
    try (BootSnapshot snapshot = run(linked(root, 300))) {
      assertThat(snapshot.memory().readLong(pa(root) + 300 * 8)).isEqualTo(ENTRY);
    }
  }

  @Test
  void swapperIsCopiedAndBssIsCleared() throws IOException {
    try (BootSnapshot snapshot = run(linked("swapper_pg_dir", 300))) {
      assertThat(snapshot.memory().readLong(pa("swapper_pg_dir") + 300 * 8)).isZero();
    }
    try (BootSnapshot snapshot = run(linked("init_pg_dir", 300))) {
      assertThat(snapshot.memory().readLong(pa("init_pg_dir") + 300 * 8)).isZero();
      assertThat(snapshot.memory().readLong(pa("swapper_pg_dir") + 300 * 8)).isZero();
    }
  }

  @Test
  void anEntryThatAStageTakesForATableOfItsOwnIsAnError() throws IOException {
    assertThatThrownBy(() -> run(linked("idmap_pg_dir", 0)))
        .isInstanceOf(BootException.class)
        .hasMessageContaining("entries in its page tables that lead nowhere");
  }

  @Test
  void tablesOverEachOtherOrOutsideOfTheImageAreAnError() throws IOException {
    long swapper = symbols().require("swapper_pg_dir");
    assertThatThrownBy(() -> run(moved("init_pg_dir", swapper)))
        .isInstanceOf(BootException.class)
        .hasMessageContaining("lies over another table of the kernel");
    assertThatThrownBy(() -> run(moved("idmap_pg_dir", swapper)))
        .isInstanceOf(BootException.class)
        .hasMessageContaining("idmap_pg_dir at physical address")
        .hasMessageContaining("lies over another table of the kernel");
    assertThatThrownBy(() -> run(moved("idmap_pg_dir", symbols().require("_end"))))
        .isInstanceOf(BootException.class)
        .hasMessageContaining("does not lie in the kernel's image");
    assertThatThrownBy(() -> run(moved("idmap_pg_dir", 0x1000)))
        .isInstanceOf(BootException.class)
        .hasMessageContaining("does not lie in the kernel's image");
  }

  private BootSnapshot run(KernelBuild kernel) throws IOException {
    BootEnvironment environment = BootEnvironment.resolve(kernel, TruthMachine.of(truth()));
    return new BootSequence(environment).run(Stage.RODATA_RO);
  }

  /** The kernel with one entry of a root table in its file. */
  private KernelBuild linked(String root, int index) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(0, ENTRY);
    long address = symbols().require(root) + 8L * index;
    KernelContents contents =
        KernelContents.of(
            List.of(new KernelContents.Piece(address, Bytes.of("vmlinux", bytes.array()))));
    return with(symbols(), contents);
  }

  private KernelBuild moved(String symbol, long address) throws IOException {
    Map<String, Long> addresses = new HashMap<>(symbols().addresses());
    addresses.put(symbol, address);
    return with(KernelSymbols.of(addresses, "a made-up map"), KernelContents.none());
  }

  private KernelBuild with(KernelSymbols symbols, KernelContents contents) throws IOException {
    KernelBuild kernel = TruthBoot.kernel(truth(), folder);
    return new KernelBuild(
        kernel.source(),
        kernel.config(),
        kernel.release(),
        kernel.traits(),
        symbols,
        kernel.sections(),
        contents,
        kernel.evidence());
  }

  private long pa(String symbol) throws IOException {
    return symbols().require(symbol) - symbols().require("_text") + truth().loadAddress();
  }

  private KernelSymbols symbols() throws IOException {
    return TruthBoot.kernel(truth(), folder).symbols();
  }

  private static TruthFile truth() throws IOException {
    return TruthFile.named(BOOT);
  }
}
