// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.earlymap.cli.Invocation;
import org.earlymap.cli.output.ExitCode;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing is called fine that was not read: whoever judges tables says so and exits 2. */
final class UnreadTablesTest {
  private static final String KERNEL = "../samples/kernel/vmlinux-4k-52";
  private static final String NOT_ALL = "not all tables could be read";

  @TempDir private static Path folder;
  private static String build = "";
  private static String changed = "";
  private static String lacking = "";

  @BeforeAll
  static void builds() throws IOException, NoSuchAlgorithmException {
    build = build("whole", "early-map").toString();
    changed = copy("changed").toString();
    changeSoftwareBit(Path.of(changed));
    lacking = copy("lacking").toString();
    Path manifest = Path.of(lacking, "manifest.json");
    String text = Files.readString(manifest);
    String without = text.replaceFirst("(?s),\\s*\\{\\s*\"name\" : \"init_pg_dir\".*?\\}", "");
    assertThat(without).hasSizeLessThan(text.length() - 100);
    Files.writeString(manifest, without);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--root=0x123456000", "--ttbr1=0xdead000"})
  void wxDoesNotPraiseWhatItCouldNotReach(String option) {
    Invocation wx = Invocation.of("wx", build, option);
    assertThat(wx.err()).contains("outside the memory that was given", NOT_ALL);
    assertThat(wx.out()).startsWith("nothing that could be read is writable and executable");
    assertThat(wx.code()).isEqualTo(ExitCode.TROUBLE);
  }

  @Test
  void aMissingImageIsNoticedByAll() {
    for (String[] command :
        new String[][] {
          {"wx", lacking},
          {"diff", lacking, lacking},
          {"diff", build, lacking},
          {"tlbi", "--from", build, "--to", lacking},
          {"verify", lacking, build},
        }) {
      Invocation answer = Invocation.of(command);
      assertThat(answer.err()).as("%s", String.join(" ", command)).contains(NOT_ALL);
      assertThat(answer.code()).as("%s", String.join(" ", command)).isEqualTo(ExitCode.TROUBLE);
    }
    for (String[] command :
        new String[][] {
          {"wx", build},
          {"diff", build, build},
          {"tlbi", "--from", build, "--to", build},
          {"verify", build, build},
        }) {
      Invocation answer = Invocation.of(command);
      assertThat(answer.err()).as("%s", String.join(" ", command)).isEmpty();
      assertThat(answer.code()).as("%s", String.join(" ", command)).isEqualTo(ExitCode.DONE);
    }
  }

  /** The kernel has left its ID map: TTBR0 holds an empty table that is in no image. */
  @Test
  void theEmptyTableIsNamed() throws IOException {
    Path paging = build("paging", "paging-init");
    Invocation wx = Invocation.of("wx", paging.toString(), "--half=lower");
    assertThat(wx.err()).contains("reserved_pg_dir", "--root idmap_pg_dir");
    assertThat(wx.code()).isEqualTo(ExitCode.TROUBLE);
  }

  @Test
  void descriptorsThatMapTheSameAreCounted() {
    Invocation diff = Invocation.of("diff", build, changed);
    assertThat(diff.out()).isEqualTo("No mapping differs; 1 descriptor does.\n");
    assertThat(diff.code()).isEqualTo(ExitCode.DONE);
    Invocation bytes = Invocation.of("diff", build, changed, "--bytes");
    assertThat(bytes.out()).contains("Descriptors");
    assertThat(bytes.code()).isEqualTo(ExitCode.NO);
    assertThat(Invocation.of("diff", build, changed, "--format=json").out())
        .contains("\"changedDescriptors\" : 1");
  }

  @Test
  void nothingIsNotCompared() {
    for (String[] command : new String[][] {{"diff"}, {"diff", "--va-bits=48"}}) {
      Invocation diff = Invocation.of(command);
      assertThat(diff.err()).contains("nothing to compare");
      assertThat(diff.code()).isEqualTo(ExitCode.TROUBLE);
    }
  }

  @Test
  void registersThatNobodyGaveAreAskedForByName() throws IOException {
    String plain = Files.write(folder.resolve("plain"), new byte[4096]) + "@0x40000000";
    String tcr = "--tcr=0x08400036b54c350c";
    Invocation upper = Invocation.of("walk", plain, tcr, "0xffff800080000000");
    assertThat(upper.err()).contains("--ttbr1 is needed");
    assertThat(upper.code()).isEqualTo(ExitCode.TROUBLE);
    Invocation lower = Invocation.of("dump", plain, tcr, "--half=lower", "--ttbr1=0x40000000");
    assertThat(lower.err()).contains("--ttbr0 is needed");
    assertThat(lower.code()).isEqualTo(ExitCode.TROUBLE);
    Invocation zero = Invocation.of("wx", plain, "--tcr=0", "--ttbr1=0x40000000");
    assertThat(zero.err()).contains("TCR_EL1 0x0000000000000000", "TG1 is 0");
    assertThat(zero.code()).isEqualTo(ExitCode.TROUBLE);
    assertThat(Invocation.of("wx", plain, "--root=0x40000000").err())
        .contains("give --tcr, or --registers (this IMAGE");
    assertThat(Invocation.of("wx", plain, tcr, "--root=0x40000000").code())
        .isEqualTo(ExitCode.DONE);
    Path off = build("off", "init-idmap");
    Invocation before = Invocation.of("walk", off.toString(), "0x40210000");
    assertThat(before.err()).contains("the MMU is off", "--root, one of [init_idmap_pg_dir]");
    assertThat(before.code()).isEqualTo(ExitCode.TROUBLE);
  }

  /** The kernel's own dump has no markers below: they name parts of the upper half. */
  @Test
  void theLowerHalfHasNoMarkers() {
    String config = "--config=../samples/kernel/config-4k-52";
    assertThat(Invocation.of("dump", build, "--root=init_idmap_pg_dir", config).out())
        .doesNotContain("---[")
        .contains("PTE");
    assertThat(Invocation.of("dump", build, config).out()).contains("---[");
  }

  private static Path build(String name, String stage) {
    Path path = folder.resolve(name);
    Invocation made =
        Invocation.of(
            "build", KERNEL, "--stage=" + stage, "--memory=0x40000000:192M", "-o", path.toString());
    assertThat(made.err()).isEmpty();
    return path;
  }

  private static Path copy(String name) throws IOException {
    Path copy = Files.createDirectory(folder.resolve(name));
    try (Stream<Path> files = Files.list(Path.of(build))) {
      files.forEach(
          file -> {
            try {
              Files.copy(file, copy.resolve(file.getFileName().toString()));
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    }
    return copy;
  }

  /** Bit 56 of a page is for software: the page maps what it did. */
  private static void changeSoftwareBit(Path copy) throws IOException, NoSuchAlgorithmException {
    Path image = copy.resolve("init_pg_dir.bin");
    byte[] bytes = Files.readAllBytes(image);
    String before = sha256(bytes);
    ByteBuffer words = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int at = 0;
    while ((words.getLong(at) & 0x401) != 0x401) {
      at += Long.BYTES;
    }
    words.putLong(at, words.getLong(at) ^ 1L << 56);
    Files.write(image, bytes);
    Path manifest = copy.resolve("manifest.json");
    Files.writeString(manifest, Files.readString(manifest).replace(before, sha256(bytes)));
  }

  private static String sha256(byte[] bytes) throws NoSuchAlgorithmException {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }
}
