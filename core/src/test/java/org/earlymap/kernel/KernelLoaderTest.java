// SPDX-License-Identifier: Apache-2.0
package org.earlymap.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.earlymap.InputCause;
import org.earlymap.arch.Granule;
import org.earlymap.config.KernelConfigException;
import org.earlymap.kernel.parts.Evidence;
import org.earlymap.kernel.parts.KernelBanner;
import org.earlymap.kernel.parts.KernelSymbols;
import org.earlymap.kernel.parts.MissingSymbolException;
import org.earlymap.testing.ElfWriter;
import org.earlymap.testing.TruthFile;
import org.earlymap.testing.TruthKernel;
import org.earlymap.version.KernelTraits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tukaani.xz.XZInputStream;

class KernelLoaderTest {
  private static final int SHN_ABS = 0xfff1;

  @TempDir Path folder;

  static List<String> truthNames() {
    return TruthFile.names();
  }

  @ParameterizedTest
  @MethodSource("truthNames")
  void readsTheKernelOfEveryBoot(String name) throws Exception {
    TruthFile truth = TruthFile.named(name);
    TruthKernel files = TruthKernel.write(truth, folder);

    KernelBuild kernel =
        KernelLoader.load(files.elf(), KernelHints.none().withConfig(files.config()));

    assertThat(kernel.symbols().addresses()).isEqualTo(truth.symbols());
    assertThat(kernel.release().text()).isEqualTo(truth.release());
    truth.config().forEach((key, value) -> assertThat(kernel.config().value(key)).hasValue(value));
    assertThat(kernel.sections()).hasSameSizeAs(truth.sections());
    assertThat(kernel.traits()).isEqualTo(KernelTraits.of(kernel.release()));
    assertThat(kernel.symbols().fdtTables().isPresent()).isTrue();
    assertThat(kernel.symbols().kasanEarlyTable().isPresent())
        .isEqualTo(kernel.config().isSet("KASAN") && kernel.config().vaBits() == 52);
  }

  @Test
  void readsARealLinkersOutput() throws Exception {
    Path elf = folder.resolve("vmlinux");
    try (InputStream packed = resource("kernels/vmlinux-4k-52.elf.xz");
        InputStream in = new XZInputStream(packed)) {
      Files.copy(in, elf);
    }
    Path config = folder.resolve("config");
    try (InputStream in = resource("kernels/config-4k-52")) {
      Files.copy(in, config);
    }
    TruthFile truth = TruthFile.named("4k-52--max-base");

    KernelBuild kernel = KernelLoader.load(elf, KernelHints.none().withConfig(config));

    assertThat(kernel.symbols().addresses()).containsAllEntriesOf(truth.symbols());
    assertThat(kernel.release().text()).isEqualTo("6.12.117");
    truth.config().forEach((key, value) -> assertThat(kernel.config().value(key)).hasValue(value));
    assertThat(kernel.config().value("CC_VERSION_TEXT"))
        .hasValue("aarch64-linux-gnu-gcc (Debian 12.2.0-14) 12.2.0");
    assertThat(kernel.symbols().fdtTables()).hasValue(0xffff80008029a000L);
    assertThat(kernel.sha256())
        .isEqualTo("5000125bd0199acc1faee2eab6fc35cb96a08c8b41c86b7ba4079f9f85f9a2db");
  }

  @Test
  void infersTheConfigurationAndAsksForTheRestByName() throws Exception {
    Path elf = vmlinux(0xffff800080000000L, 0xa, "Linux version 6.12.34-custom (me@here) #1");

    assertThatThrownBy(() -> KernelLoader.load(elf, KernelHints.none()))
        .isInstanceOf(KernelConfigException.class)
        .hasFieldOrPropertyWithValue("inputCause", Optional.of(InputCause.BITS_UNKNOWN));
    assertThatThrownBy(
            () ->
                KernelLoader.load(
                    elf, KernelHints.none().withBits(OptionalInt.of(52), OptionalInt.empty())))
        .hasFieldOrPropertyWithValue("inputCause", Optional.of(InputCause.PA_BITS_UNKNOWN));

    KernelBuild kernel =
        KernelLoader.load(
            elf, KernelHints.none().withBits(OptionalInt.of(48), OptionalInt.empty()));

    assertThat(kernel.config().granule()).isEqualTo(Granule.SIZE_4K);
    assertThat(kernel.config().paBits()).isEqualTo(48);
    assertThat(kernel.config().relocatable()).isTrue();
    assertThat(kernel.config().randomizeBase()).isFalse();
    assertThat(kernel.release().text()).isEqualTo("6.12.34-custom");
    assertThat(kernel.evidence())
        .contains(
            new Evidence("release", "6.12.34-custom", "linux_banner"),
            new Evidence("CONFIG_ARM64_4K_PAGES", "y", "bits 2:1 of the image header's flags"),
            new Evidence("CONFIG_ARM64_VA_BITS", "48", Evidence.GIVEN),
            new Evidence("CONFIG_RANDOMIZE_BASE", "n", "no kaslr_early_init"));
  }

  @Test
  void readsTheAddressWidthFromText() throws Exception {
    Path elf = vmlinux(0xffffffc080000000L, 0xa, "Linux version 6.9.0 (me@here) #1");
    assertThat(KernelLoader.load(elf, KernelHints.none()).config().vaBits()).isEqualTo(39);
    Path old = vmlinux(0xfffffff808000000L, 0xc, "Linux version 6.1.9 (me@here) #1");
    assertThat(KernelLoader.load(old, KernelHints.none()).config().vaBits()).isEqualTo(36);
    Path astray = vmlinux(0xfffffff800000000L, 0xc, "Linux version 6.1.9 (me@here) #1");
    assertThatThrownBy(() -> KernelLoader.load(astray, KernelHints.none()))
        .hasMessageContaining("0xfffffff800000000")
        .hasFieldOrPropertyWithValue("inputCause", Optional.of(InputCause.BITS_UNKNOWN));
  }

  @Test
  void refusesTheConfigurationOfAnotherKernel() throws Exception {
    Path elf = vmlinux(0xffff800080000000L, 0xc, "Linux version 6.12.117 (me@here) #1");
    Path config = TruthKernel.write(TruthFile.named("4k-52--max-base"), folder).config();
    assertThatThrownBy(() -> KernelLoader.load(elf, KernelHints.none().withConfig(config)))
        .isInstanceOf(ContradictionException.class)
        .hasMessageContaining("4K")
        .hasMessageContaining("16K");
  }

  @Test
  void takesDebiansVersionFromItsBanner() {
    assertThat(
            new KernelBanner(
                    "Linux version 6.1.0-49-arm64 (debian-kernel@lists.debian.org) (gcc-12) #1 SMP"
                        + " Debian 6.1.192-1 (2026-01-01)")
                .release())
        .hasValueSatisfying(release -> assertThat(release.patch()).isEqualTo(192));
  }

  /** Found by the fuzzer: a banner that ends where the release should start. */
  @Test
  void aBannerWithoutAReleaseIsNoRelease() throws Exception {
    for (String banner : List.of("Linux version ", "Linux version \n", "Linux version  6.12")) {
      Path elf = vmlinux(0xffffffc080000000L, 0xa, banner);
      assertThatThrownBy(() -> KernelLoader.load(elf, KernelHints.none()))
          .as(banner)
          .hasFieldOrPropertyWithValue("inputCause", Optional.of(InputCause.RELEASE_UNKNOWN));
    }
  }

  @Test
  void namesTheMissingSymbolAndWhatSuppliesIt() throws Exception {
    Path elf = vmlinux(0xffffffc080000000L, 0xa, "Linux version 6.9.0 (me@here) #1");
    KernelSymbols symbols = KernelLoader.load(elf, KernelHints.none()).symbols();
    assertThatThrownBy(() -> symbols.require("init_pg_dir"))
        .isInstanceOf(MissingSymbolException.class)
        .hasMessageContaining("init_pg_dir")
        .hasFieldOrPropertyWithValue("inputCause", Optional.of(InputCause.SYMBOL_MISSING));
  }

  @Test
  void findsStartupSymbolsUnderTheirPlainName() {
    KernelSymbols symbols =
        KernelSymbols.of(
            Map.of("__pi_init_pg_dir", 0x1000L, "tbl.1", 0x2010L, "tbl.3", 0x3000L), "a test");
    assertThat(symbols.find("init_pg_dir")).isEqualTo(OptionalLong.of(0x1000));
    assertThat(symbols.findAny("no", "init_pg_dir")).isEqualTo(OptionalLong.of(0x1000));
    assertThat(symbols.kasanEarlyTable()).isEqualTo(OptionalLong.of(0x3000));
    assertThat(symbols.fdtTables()).isEmpty();
  }

  private Path vmlinux(long text, int flags, String banner) throws Exception {
    ElfWriter writer = new ElfWriter(ByteOrder.LITTLE_ENDIAN);
    int head = writer.section(".head.text", 8, "AX", text, 0x1000, 4);
    byte[] rodata = (banner + "\n\0").getBytes(StandardCharsets.UTF_8);
    int data = writer.section(".rodata", 1, "A", text + 0x10000, 8, rodata);
    writer
        .symbol("_text", text, 0, true, head)
        .symbol("__pi__text", text, 0, false, head)
        .symbol("_kernel_flags_le_lo32", flags, 0, true, SHN_ABS)
        .symbol("__pi_relocate_kernel", text + 0x100, 0, true, head)
        .symbol("linux_banner", text + 0x10000, 0, true, data);
    return writer.writeTo(folder.resolve("vmlinux-" + Long.toHexString(text)));
  }

  private static InputStream resource(String name) {
    InputStream in = KernelLoaderTest.class.getClassLoader().getResourceAsStream(name);
    if (in == null) {
      throw new IllegalStateException("no resource " + name);
    }
    return in;
  }
}
