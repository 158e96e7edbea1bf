// SPDX-License-Identifier: Apache-2.0
package org.earlymap.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.zip.GZIPOutputStream;
import org.earlymap.config.KernelConfigException;
import org.earlymap.kernel.parts.Evidence;
import org.earlymap.testing.ImageWriter;
import org.earlymap.testing.TruthFile;
import org.earlymap.testing.TruthKernel;
import org.earlymap.version.KernelRelease;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of one kernel by its parts and beside it, and what of it belongs to another. */
final class SourceAgreementTest {
  private static final long KASLR = 0x2f12_3450_0000L;

  @TempDir Path folder;
  private final TruthFile truth = TruthFile.named("4k-52--max-base");
  private final Map<String, Long> symbols = truth.symbols();
  private String configuration = "";
  private Path image = Path.of("");
  private KernelHints hints = KernelHints.none();

  @BeforeEach
  void write() throws IOException {
    configuration = Files.readString(TruthKernel.write(truth, folder).config());
    image = Files.write(folder.resolve("vmlinuz-test"), writer().bytes());
    hints =
        KernelHints.none()
            .withSystemMap(map(0, symbols))
            .withConfig(config("given", configuration));
  }

  @Test
  void whatAgreesIsTaken() throws IOException {
    assertThat(KernelLoader.load(image, hints).config().vaBits()).isEqualTo(52);
  }

  @Test
  void releaseOfTheConfigurationIsThatOfTheBanner() throws IOException {
    KernelHints other =
        hints.withConfig(config("other", configuration.replace("6.12.117", "6.18.15")));
    assertThatThrownBy(() -> KernelLoader.load(image, other))
        .isInstanceOf(ContradictionException.class)
        .hasMessageContaining("other is of Linux 6.18.15")
        .hasMessageContaining("vmlinuz-test says that it is 6.12.117 (linux_banner)");

    KernelRelease banner = KernelRelease.parse("6.12.117").orElseThrow();
    KernelBuild said = KernelLoader.load(image, other.withRelease(banner));
    assertThat(said.evidence()).extracting(Evidence::value).contains("of 6.18.15");
    KernelBuild forced = KernelLoader.load(image, other.force());
    assertThat(forced.release().text()).isEqualTo("6.18.15");
    assertThat(forced.evidence()).extracting(Evidence::value).contains("contradicted");
  }

  @Test
  void releaseThatIsGivenIsThatOfTheBanner() throws IOException {
    KernelRelease other = KernelRelease.parse("7.4").orElseThrow();
    assertThatThrownBy(() -> KernelLoader.load(image, hints.withRelease(other)))
        .isInstanceOf(ContradictionException.class)
        .hasMessageContaining("Linux 7.4 is given")
        .hasMessageContaining("vmlinuz-test says that it is 6.12.117 (linux_banner)");
    KernelBuild forced = KernelLoader.load(image, hints.withRelease(other).force());
    assertThat(forced.release().text()).isEqualTo("7.4");
    KernelRelease series = KernelRelease.parse("6.12").orElseThrow();
    assertThat(KernelLoader.load(image, hints.withRelease(series)).release().text())
        .isEqualTo("6.12");
  }

  @Test
  void addressBitsThatAreGivenAreThoseOfTheConfiguration() throws IOException {
    assertRefused(
        hints.withBits(OptionalInt.of(48), OptionalInt.of(48)),
        "CONFIG_ARM64_VA_BITS=48 is given",
        "given has 52");
    assertRefused(
        hints.withBits(OptionalInt.empty(), OptionalInt.of(48)),
        "CONFIG_ARM64_PA_BITS=48 is given",
        "given has 52");
    KernelHints same = hints.withBits(OptionalInt.of(52), OptionalInt.of(52));
    assertThat(KernelLoader.load(image, same).config().paBits()).isEqualTo(52);
  }

  @Test
  void kernelIsLinkedWhereItsAddressBitsWantIt() throws IOException {
    String narrow =
        configuration
            .replace("ARM64_VA_BITS=52", "ARM64_VA_BITS=39")
            .replace("ARM64_PA_BITS=52", "ARM64_PA_BITS=48");
    assertRefused(
        hints.withConfig(config("narrow", narrow)),
        "a kernel of 39 VA bits, as configured, is linked for 39",
        "_text at 0xffff800080000000, for 48");
  }

  @Test
  void configurationInTheKernelIsTheGivenOne() throws IOException {
    String inside =
        configuration.replace("CONFIG_RELOCATABLE=y", "# CONFIG_RELOCATABLE is not set");
    image = Files.write(image, writer().put(0x50000, embedded(inside)).bytes());
    assertRefused(
        hints, "given, the configuration in ", "differ in 1 option: {CONFIG_RELOCATABLE=");
    image = Files.write(image, writer().put(0x50000, embedded(configuration)).bytes());
    assertThat(KernelLoader.load(image, hints).config().relocatable()).isTrue();
    assertRefused(
        KernelHints.none()
            .withSystemMap(map(0, symbols))
            .withBits(OptionalInt.of(48), OptionalInt.of(48)),
        "CONFIG_ARM64_VA_BITS=48 is given",
        "the configuration in the kernel has 52");
  }

  @Test
  void symbolsOfAMapFitTheImage() throws IOException {
    Map<String, Long> others = truth.symbols();
    others.merge("_end", 0x10000L, Long::sum);
    assertRefused(hints.withSystemMap(map(0, others)), "System.map has 0x", "the image header of ");
    Map<String, Long> moved = truth.symbols();
    moved.merge("linux_banner", 0x40L, Long::sum);
    assertRefused(
        hints.withSystemMap(map(0, moved)),
        "System.map has linux_banner at ",
        "no 'Linux version '");
  }

  @Test
  void symbolsOfARunningMachineAreMovedBack() throws IOException {
    KernelBuild kernel = KernelLoader.load(image, hints.withSystemMap(map(KASLR, symbols)));
    assertThat(kernel.symbols().require("_text")).isEqualTo(0xffff800080000000L);
    assertThat(kernel.symbols().require("init_pg_dir")).isEqualTo(symbols.get("init_pg_dir"));
    assertThat(kernel.evidence())
        .contains(
            new Evidence(
                "KASLR offset of the symbols",
                "0x2f1234500000",
                "_text is at 0xffffaf12b4500000 in them, the kernel is linked at"
                    + " 0xffff800080000000"));
  }

  @Test
  void hiddenAddressesAreSaidToBeHidden() throws IOException {
    Path file = Files.writeString(folder.resolve("hidden"), "0000000000000000 T _text\n");
    assertThatThrownBy(() -> KernelLoader.load(image, hints.withSystemMap(file)))
        .isInstanceOf(KernelConfigException.class)
        .hasMessageContaining("kptr_restrict");
  }

  @Test
  void aKernelIsNotInTheLowerHalf() throws IOException {
    Path file = Files.writeString(folder.resolve("low"), "00000000b4500000 T _text\n");
    assertThatThrownBy(() -> KernelLoader.load(image, hints.withSystemMap(file)))
        .isInstanceOf(KernelConfigException.class)
        .hasMessageContaining("_text is at 0x00000000b4500000, which is no address of a kernel");
  }

  @Test
  void configurationBesideTheKernelIsUsedAndSaid() throws IOException {
    KernelHints nothing = KernelHints.none().withSystemMap(map(0, symbols));
    assertThatThrownBy(() -> KernelLoader.load(image, nothing))
        .hasMessageContaining("fits 48 and 52 VA bits; a kernel with 64K pages or 52 VA bits has");
    Path beside = config("config-test", configuration);
    assertThat(KernelLoader.load(image, nothing).evidence())
        .contains(new Evidence("configuration", beside.toString(), "beside the kernel's file"));
  }

  private void assertRefused(KernelHints refused, String one, String other) throws IOException {
    assertThatThrownBy(() -> KernelLoader.load(image, refused))
        .isInstanceOf(ContradictionException.class)
        .hasMessageContaining(one)
        .hasMessageContaining(other);
    assertThat(KernelLoader.load(image, refused.force()).evidence())
        .extracting(Evidence::value)
        .contains("contradicted");
  }

  private ImageWriter writer() {
    long text = at("_text");
    ImageWriter writer = new ImageWriter(0xa, (int) (at("__bss_start") - text), at("_end") - text);
    byte[] relocation =
        ByteBuffer.allocate(24)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(text + 0x1000)
            .putLong(0x403)
            .putLong(text)
            .array();
    writer.put(at("__pi_rela_start") - text, relocation);
    String banner = "Linux version 6.12.117 (me@here) (gcc (GCC) 12.2.0, GNU ld 2.40) #1\n\0";
    return writer.put(at("linux_banner") - text, banner.getBytes(StandardCharsets.ISO_8859_1));
  }

  private long at(String symbol) {
    return Objects.requireNonNull(symbols.get(symbol), symbol);
  }

  private Path config(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private Path map(long offset, Map<String, Long> addresses) throws IOException {
    StringBuilder map = new StringBuilder();
    addresses.forEach(
        (symbol, address) -> {
          if (address < 0) {
            String digits = Long.toHexString(address + offset);
            map.append(digits).append(" T ").append(symbol).append('\n');
          }
        });
    return Files.writeString(folder.resolve("System.map"), map);
  }

  private static byte[] embedded(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes("IKCFG_ST".getBytes(StandardCharsets.ISO_8859_1));
    try (GZIPOutputStream packed = new GZIPOutputStream(bytes)) {
      packed.write(text.getBytes(StandardCharsets.UTF_8));
    }
    bytes.writeBytes("IKCFG_ED".getBytes(StandardCharsets.ISO_8859_1));
    return bytes.toByteArray();
  }
}
