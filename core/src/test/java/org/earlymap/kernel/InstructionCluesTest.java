// SPDX-License-Identifier: Apache-2.0
package org.earlymap.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.earlymap.config.KernelConfig;
import org.earlymap.format.Bytes;
import org.earlymap.kernel.parts.KernelContents;
import org.earlymap.kernel.parts.KernelParts;
import org.earlymap.kernel.parts.KernelSource;
import org.earlymap.kernel.parts.KernelSymbols;
import org.earlymap.layout.Fixmap;
import org.earlymap.layout.VaLayout;
import org.earlymap.version.KernelRelease;
import org.earlymap.version.KernelTraits;
import org.earlymap.version.Trait;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What functions of our own, made as compilers make the kernel's, give away. */
final class InstructionCluesTest {
  private static final long TEXT = 0xffff_8000_8000_0000L;
  private static final long STEXT = TEXT + 0x10000;
  private static final long CODE = TEXT + 0x20000;
  private static final int NOP = 0xd503_201f;

  private final KernelSymbols.Collector symbols = KernelSymbols.collector();
  private final List<Integer> code = new ArrayList<>();
  private final Map<String, String> options = new HashMap<>();

  InstructionCluesTest() {
    options.putAll(
        Map.of(
            "ARM64_4K_PAGES", "y",
            "ARM64_VA_BITS", "52",
            "ARM64_PA_BITS", "52",
            "KVM", "y",
            "NR_CPUS", "512",
            "ARM64_MTE", "y"));
    symbols.add("_text", TEXT, 0, true);
    symbols.add("_stext", STEXT, 0, true);
  }

  /** The highest index but one, as Debian's kernels compare it. */
  @ParameterizedTest
  @CsvSource({"0x5d8, true, true", "0x5d1, true, false", "0x3d7, false, true"})
  void slotsOfTheFixmapAreCounted(String compared, boolean vncr, boolean btmaps) {
    options.put("ACPI_APEI_GHES", "y");
    options.put("ARM_SDE_INTERFACE", "y");
    options.put("UNMAP_KERNEL_AT_EL0", "y");
    options.put("RELOCATABLE", "y");
    function("__set_fixmap", NOP, cmp(3, Integer.decode(compared)), NOP);

    assertThat(clues("7.0")).containsEntry(Trait.FIXMAP_VNCR, vncr);
    assertThat(clues("6.12.0")).containsEntry(Trait.FIXMAP_VNCR, vncr);
    assertThat(clues("7.0")).containsEntry(Trait.BTMAPS_PLUS_ONE, btmaps);
    assertThat(clues("7.3")).containsEntry(Trait.BTMAPS_PLUS_ONE, btmaps);
  }

  @Test
  void slotsThatFitNothingSayNothing() {
    function("__set_fixmap", cmp(3, 0x123));
    assertThat(clues("7.3")).doesNotContainKeys(Trait.FIXMAP_VNCR, Trait.BTMAPS_PLUS_ONE);
  }

  @Test
  void withoutKvmTheTraitOfItsPagesIsNotJudged() {
    options.remove("KVM");
    VaLayout layout =
        VaLayout.of(KernelConfig.of(options), traits("7.3"), 52, VaLayout.USUAL_STRUCT_PAGE_SIZE);
    function("__set_fixmap", cmp(1, Fixmap.of(layout).totalSlots() - 2));
    assertThat(clues("7.0"))
        .doesNotContainKey(Trait.FIXMAP_VNCR)
        .containsEntry(Trait.BTMAPS_PLUS_ONE, true);
  }

  @Test
  void dirtyBitIsInTheProtectionOfTheDeviceTreesMap() {
    function("early_map_kernel", NOP, movkHigh(4, 0x00e8), NOP);
    assertThat(clues("6.12.0")).containsEntry(Trait.PTE_DIRTY, true);
  }

  @Test
  void plainProtectionIsFoundBehindOthers() {
    function("early_map_kernel", movkHigh(4, 0x0040));
    function("create_init_idmap", movkHigh(4, 0x0068));
    assertThat(clues("7.3")).containsEntry(Trait.PTE_DIRTY, false);
  }

  @Test
  void bothProtectionsSayNothing() {
    function("early_map_kernel", movkHigh(4, 0x0068), movkHigh(5, 0x00e8));
    assertThat(clues("7.3")).doesNotContainKey(Trait.PTE_DIRTY);
  }

  @ParameterizedTest
  @CsvSource({"0, true", "0x10000, false"})
  void linearMapNamesWhereTheImageStarts(String distance, boolean head) {
    long target = TEXT + Long.decode(distance);
    long at = CODE + 4L * code.size();
    function("paging_init", adrp(20, at, target), NOP, add(20, 20, (int) (target & 0xfff)));
    assertThat(clues("6.17.0"))
        .containsEntry(Trait.MAP_TEXT_HEAD, head)
        .containsEntry(Trait.ALIAS_FROM_TEXT, head);
  }

  @Test
  void nearAddressesAreMadeByOneInstruction() {
    function("map_mem", adr(3, CODE, STEXT));
    assertThat(clues("7.0")).containsEntry(Trait.MAP_TEXT_HEAD, false);
  }

  @ParameterizedTest
  @CsvSource({"0x0450, true", "0x0050, false"})
  void taggingIsInTheFirstConstantWithHighBits(String bits, boolean on) {
    function("__cpu_setup", 0xd2c0_0091, movzHigh(16, Integer.decode(bits)), movkHigh(0, 0x0400));
    assertThat(clues("6.19.6")).containsEntry(Trait.MTE_TCMA1, on);
    assertThat(clues("7.0")).containsEntry(Trait.MTE_TCMA1, on);
  }

  @Test
  void everyClueSaysThatItIsAnInstruction() {
    function("__cpu_setup", movzHigh(16, 0x0450));
    assertThat(found("7.3"))
        .containsExactly(
            new TraitClue(
                Trait.MTE_TCMA1, true, TraitClue.Kind.INSTRUCTION, "__cpu_setup sets TCMA1"));
  }

  /** The layout of the code, not the byte order of the kernel's data, is little endian. */
  @Test
  void codeOfABigEndianKernelIsLittleEndian() {
    function("__cpu_setup", movzHigh(16, 0x0450));
    KernelParts parts = parts(ByteOrder.BIG_ENDIAN);
    assertThat(InstructionClues.of(parts, KernelConfig.of(options), traits("7.3"))).hasSize(1);
  }

  private Map<Trait, Boolean> clues(String release) {
    Map<Trait, Boolean> clues = new EnumMap<>(Trait.class);
    found(release).forEach(clue -> clues.put(clue.trait(), clue.on()));
    return clues;
  }

  private List<TraitClue> found(String release) {
    return InstructionClues.of(
        parts(ByteOrder.LITTLE_ENDIAN), KernelConfig.of(options), traits(release));
  }

  private KernelParts parts(ByteOrder order) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * code.size()).order(ByteOrder.LITTLE_ENDIAN);
    code.forEach(bytes::putInt);
    Bytes contents = Bytes.of("code", bytes.array()).order(order);
    return new KernelParts(
        KernelSource.of(contents),
        order,
        symbols.done("the test"),
        List.of(),
        KernelContents.of(List.of(new KernelContents.Piece(CODE, contents))),
        OptionalLong.empty(),
        OptionalLong.empty());
  }

  private void function(String name, int... instructions) {
    symbols.add(name, CODE + 4L * code.size(), 4L * instructions.length, true);
    for (int instruction : instructions) {
      code.add(instruction);
    }
  }

  private static KernelTraits traits(String release) {
    return KernelTraits.of(KernelRelease.parse(release).orElseThrow());
  }

  private static int cmp(int register, int value) {
    return 0x7100_001f | value << 10 | register << 5;
  }

  private static int movkHigh(int register, int value) {
    return 0xf2e0_0000 | value << 5 | register;
  }

  private static int movzHigh(int register, int value) {
    return 0xd2e0_0000 | value << 5 | register;
  }

  private static int add(int to, int from, int value) {
    return 0x9100_0000 | value << 10 | from << 5 | to;
  }

  private static int adrp(int register, long pc, long target) {
    return 0x9000_0000 | relative((int) ((target >> 12) - (pc >> 12))) | register;
  }

  private static int adr(int register, long pc, long target) {
    return 0x1000_0000 | relative((int) (target - pc)) | register;
  }

  private static int relative(int distance) {
    return (distance & 3) << 29 | (distance >> 2 & 0x7_ffff) << 5;
  }
}
