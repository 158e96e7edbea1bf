// SPDX-License-Identifier: Apache-2.0
package org.earlymap.kernel.parts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.earlymap.InputCause;
import org.earlymap.InputException;
import org.earlymap.format.FormatException;
import org.earlymap.kernel.KernelBuild;
import org.earlymap.kernel.KernelHints;
import org.earlymap.kernel.KernelLoader;
import org.earlymap.testing.ImageWriter;
import org.earlymap.testing.KallsymsWriter;
import org.earlymap.testing.TruthFile;
import org.earlymap.testing.TruthKernel;
import org.earlymap.version.KernelRelease;
import org.earlymap.version.KernelTraits;
import org.earlymap.version.Trait;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The kernels of captured boots, as a distribution would ship them. */
class RawImageKernelTest {
  private static final int TABLES_AT = 0x40000;
  private static final long RELA = 0x403;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "4k-52--max-base, V6_4, true", "4k-52--max-base, V7_0, true", "4k-52--max-base, V6_1, true",
    "16k-47--max-base, V6_4, true", "16k-52--max-base, V7_0, true", "64k-52--max-base, V6_2, true",
    "4k-39--max-base, V6_4, false", "16k-36--max-base, V6_1, false", "64k-42--max-base, V6_4, true"
  })
  void findsTheSymbolsOfATruthFileInItsImage(
      String name, KallsymsWriter.Layout layout, boolean relocatable) throws Exception {
    TruthFile truth = TruthFile.named(name);
    Path image = Files.write(folder.resolve("Image"), image(truth, layout, relocatable));
    Path config = TruthKernel.write(truth, folder).config();

    KernelBuild kernel = KernelLoader.load(image, KernelHints.none().withConfig(config));

    assertThat(kernel.symbols().addresses()).isEqualTo(truth.symbols());
    assertThat(kernel.traits()).isEqualTo(KernelTraits.of(kernel.release()));
    assertThat(kernel.evidence())
        .anySatisfy(
            evidence -> {
              assertThat(evidence.item()).isEqualTo("_text");
              assertThat(evidence.source())
                  .isEqualTo(relocatable ? "the places of .rela.dyn" : "kallsyms_relative_base");
            });
  }

  @Test
  void worksWithNothingButTheImageWhereItSaysEnough() throws Exception {
    TruthFile truth = TruthFile.named("16k-47--max-base");
    Path image =
        Files.write(folder.resolve("Image"), image(truth, KallsymsWriter.Layout.V6_4, true));

    assertThatThrownBy(() -> KernelLoader.load(image, KernelHints.none()))
        .hasFieldOrPropertyWithValue("inputCause", Optional.of(InputCause.BITS_UNKNOWN));
    KernelBuild kernel =
        KernelLoader.load(
            image, KernelHints.none().withBits(OptionalInt.of(47), OptionalInt.empty()));

    assertThat(kernel.release().text()).isEqualTo("6.12.117");
    assertThat(kernel.config().vaBits()).isEqualTo(47);
    assertThat(kernel.config().paBits()).isEqualTo(48);
  }

  @Test
  void takesTheSymbolsOfASystemMap() throws Exception {
    TruthFile truth = TruthFile.named("4k-52--max-base");
    Path image =
        Files.write(folder.resolve("Image"), new ImageWriter(0xa, 0x60000, 0x400000).bytes());
    Path config = TruthKernel.write(truth, folder).config();
    KernelHints hints = KernelHints.none().withConfig(config);
    assertThatThrownBy(() -> KernelLoader.load(image, hints))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("no symbols")
        .hasFieldOrPropertyWithValue("inputCause", Optional.of(InputCause.SYMBOLS_MISSING))
        .hasMessageContaining("the image has 0x60000 of the 0x400000 bytes");

    StringBuilder map = new StringBuilder();
    truth
        .symbols()
        .forEach(
            (symbol, address) ->
                map.append(digits(address)).append(" T ").append(symbol).append('\n'));
    Path file = Files.writeString(folder.resolve("System.map"), map);
    assertThatThrownBy(() -> KernelLoader.load(image, hints.withSystemMap(file)))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("cut short: the image has 0x60000 bytes, its data ends at 0x");
    long text = symbol(truth.symbols(), "_text");
    int whole = (int) (symbol(truth.symbols(), "_edata") - text);
    Files.write(
        image,
        new ImageWriter(0xa, whole, symbol(truth.symbols(), "_end") - text)
            .put(
                symbol(truth.symbols(), "linux_banner") - text,
                "Linux version 6.12.117 (me@here)\0".getBytes(StandardCharsets.ISO_8859_1))
            .bytes());
    KernelBuild kernel = KernelLoader.load(image, hints.withSystemMap(file));
    assertThat(kernel.symbols().addresses()).containsAllEntriesOf(withoutHeader(truth));

    Files.writeString(file, "ffffffffffffffff B The real System.map is elsewhere\n");
    assertThatThrownBy(() -> KernelLoader.load(image, hints.withSystemMap(file)))
        .isInstanceOf(MissingSymbolException.class)
        .hasMessageContaining("_text");
  }

  /** A file that ends before the data does would be judged by bytes that are not there. */
  @ParameterizedTest
  @CsvSource({"1, true, true", "1, false, false", "2048, false, false", "2049, false, true"})
  void fileThatIsCutShortIsRefused(int missing, boolean efi, boolean refused) throws Exception {
    TruthFile truth = TruthFile.named("4k-52--max-base");
    byte[] bytes = image(truth, KallsymsWriter.Layout.V6_4, true);
    bytes[0] = (byte) (efi ? 'M' : 0);
    long end = symbol(truth.symbols(), "_edata") - symbol(truth.symbols(), "_text");
    Path config = TruthKernel.write(truth, folder).config();
    KernelHints hints = KernelHints.none().withConfig(config);
    Path whole = Files.write(folder.resolve("whole"), Arrays.copyOf(bytes, (int) end));
    Path cut = Files.write(folder.resolve("cut"), Arrays.copyOf(bytes, (int) end - missing));

    assertThat(KernelLoader.load(whole, hints).symbols().find("_edata")).isPresent();
    if (refused) {
      assertThatThrownBy(() -> KernelLoader.load(cut, hints))
          .isInstanceOf(FormatException.class)
          .hasMessageContaining(
              "cut short: the image has 0x"
                  + Long.toHexString(end - missing)
                  + " bytes, its data ends at 0x"
                  + Long.toHexString(end)
                  + " (_edata)");
    } else {
      assertThat(KernelLoader.load(cut, hints).symbols().find("_edata")).isPresent();
    }
  }

  /** Kernels before 6.2: relocations, and no symbol that says where they are. */
  @Test
  void relocationsWithoutASymbolShowTheLinkAddress() throws Exception {
    TruthFile truth = TruthFile.named("4k-48-norel--max-base");
    ByteBuffer bytes =
        ByteBuffer.wrap(image(truth, KallsymsWriter.Layout.V7_0, false))
            .order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < 3; i++) {
      int at = TABLES_AT - 0x1000 + 24 * i;
      bytes.putLong(at, 0xffff_8000_1000_0100L + 8L * i).putLong(at + 8, RELA);
    }
    Path image = Files.write(folder.resolve("Image"), bytes.array());
    Path config = TruthKernel.write(truth, folder).config();
    KernelBuild kernel = KernelLoader.load(image, KernelHints.none().withConfig(config).force());
    assertThat(kernel.symbols().require("_text")).isEqualTo(0xffff_8000_1000_0000L);
  }

  @Test
  void lookForTheLinkAddressInTheConfigurationLast() throws Exception {
    TruthFile truth = TruthFile.named("4k-48-norel--max-base");
    Path image =
        Files.write(folder.resolve("Image"), image(truth, KallsymsWriter.Layout.V7_0, false));
    assertThatThrownBy(() -> KernelLoader.load(image, KernelHints.none()))
        .hasFieldOrPropertyWithValue("inputCause", Optional.of(InputCause.LINK_ADDRESS_UNKNOWN));
    Path config = TruthKernel.write(truth, folder).config();
    KernelBuild kernel = KernelLoader.load(image, KernelHints.none().withConfig(config));
    assertThat(kernel.symbols().require("_text")).isEqualTo(0xffff800080000000L);
    assertThat(kernel.symbols().addresses()).isEqualTo(truth.symbols());
  }

  @Test
  void evidenceWinsOverTheRelease() throws Exception {
    TruthFile truth = TruthFile.named("4k-52--max-base");
    TruthKernel files = TruthKernel.write(truth, folder);
    KernelHints hints =
        KernelHints.none()
            .withConfig(files.config())
            .withRelease(KernelRelease.parse("6.12.20").orElseThrow());

    KernelBuild kernel = KernelLoader.load(files.elf(), hints);

    assertThat(KernelTraits.of(kernel.release()).has(Trait.SEG_EXTRA_7)).isFalse();
    assertThat(kernel.traits().has(Trait.SEG_EXTRA_7)).isTrue();
    assertThat(kernel.evidence())
        .contains(
            new Evidence(
                "seg-extra-7",
                "on",
                "symbol: init_pg_dir has 14 pages; release 6.12.20 would have it otherwise"));
    KernelBuild forced =
        KernelLoader.load(
            files.elf(),
            new KernelHints(
                hints.config(),
                hints.systemMap(),
                hints.release(),
                hints.vaBits(),
                hints.paBits(),
                hints.profile(),
                Map.of(Trait.SEG_EXTRA_7, false),
                false));
    assertThat(forced.traits().has(Trait.SEG_EXTRA_7)).isFalse();
  }

  /** An Image with kallsyms, relocations and a banner at places of our own choosing. */
  private static byte[] image(TruthFile truth, KallsymsWriter.Layout layout, boolean relocatable) {
    Map<String, Long> symbols = truth.symbols();
    long text = symbol(symbols, "_text");
    KallsymsWriter kallsyms = new KallsymsWriter(layout, ByteOrder.LITTLE_ENDIAN, false);
    for (Map.Entry<String, Long> entry : symbols.entrySet()) {
      if (!entry.getKey().startsWith("_kernel_")) {
        kallsyms.symbol(entry.getKey(), 'T', entry.getValue() - text);
      }
    }
    long memory = symbol(symbols, "_end") - text;
    byte[] tables = kallsyms.bytes(TABLES_AT, relocatable ? 0 : text);
    long flags = symbol(symbols, "_kernel_flags_le_lo32");
    ImageWriter image =
        new ImageWriter(flags, (int) (symbol(symbols, "__bss_start") - text), memory);
    image.put(TABLES_AT, tables);
    if (relocatable) {
      byte[] entry =
          ByteBuffer.allocate(48)
              .order(ByteOrder.LITTLE_ENDIAN)
              .putLong(0)
              .putLong(0)
              .putLong(0)
              .putLong(text + 0x1000)
              .putLong(RELA)
              .putLong(text)
              .array();
      image.put(symbol(symbols, "__pi_rela_start") - text, entry);
    }
    String banner = "Linux version 6.12.117 (me@here) (gcc (GCC) 12.2.0, GNU ld 2.40) #1\n\0";
    image.put(symbol(symbols, "linux_banner") - text, banner.getBytes(StandardCharsets.ISO_8859_1));
    return image.bytes();
  }

  private static long symbol(Map<String, Long> symbols, String name) {
    Long address = symbols.get(name);
    if (address == null) {
      throw new IllegalArgumentException("no symbol " + name);
    }
    return address;
  }

  private static Map<String, Long> withoutHeader(TruthFile truth) {
    Map<String, Long> symbols = truth.symbols();
    symbols.keySet().removeAll(List.of("_kernel_flags_le_hi32", "_kernel_size_le_hi32"));
    return symbols;
  }

  private static String digits(long address) {
    String digits = Long.toHexString(address);
    return "0".repeat(16 - digits.length()) + digits;
  }
}
