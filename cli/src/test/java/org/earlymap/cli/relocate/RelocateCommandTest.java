// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.relocate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.earlymap.cli.Invocation;
import org.earlymap.cli.output.ExitCode;
import org.earlymap.kernel.KernelBuild;
import org.earlymap.kernel.KernelHints;
import org.earlymap.kernel.KernelLoader;
import org.earlymap.relocate.RelocationTable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RelocateCommandTest {
  private static final String RELR = "../samples/kernel/vmlinux-4k-48-relr";
  private static final String RELA = "../samples/kernel/vmlinux-4k-52";

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {RELA, RELR})
  void writesTheImageAsItLiesInMemory(String sample) throws Exception {
    Path moved = folder.resolve("moved.bin");
    Path still = folder.resolve("still.bin");
    Invocation run =
        Invocation.of("relocate", sample, "--kaslr-offset", "0x2f0000000", "-o", moved.toString());
    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isEqualTo(ExitCode.DONE);
    assertThat(run.out()).contains("offset 0x00000002f0000000");
    Invocation.of("relocate", sample, "--kaslr-offset", "0", "-o", still.toString());

    KernelBuild kernel = KernelLoader.load(Path.of(sample), KernelHints.none());
    long text = kernel.symbols().require("_text");
    ByteBuffer after = ByteBuffer.wrap(Files.readAllBytes(moved)).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer before = ByteBuffer.wrap(Files.readAllBytes(still)).order(ByteOrder.LITTLE_ENDIAN);
    int[] places = new int[1];
    RelocationTable table = RelocationTable.of(kernel);
    table.visitRela(
        (place, type, addend) -> {
          if (type == RelocationTable.R_AARCH64_RELATIVE) {
            places[0]++;
            int at = (int) (place - text);
            assertThat(before.getLong(at)).isEqualTo(addend);
            assertThat(after.getLong(at)).isEqualTo(addend + 0x2f0000000L);
            before.putLong(at, 0);
            after.putLong(at, 0);
          }
        });
    table.visitRelr(
        place -> {
          places[0]++;
          int at = (int) (place - text);
          assertThat(after.getLong(at)).isEqualTo(before.getLong(at) + 0x2f0000000L);
          before.putLong(at, 0);
          after.putLong(at, 0);
        });
    assertThat(places[0]).isPositive();
    assertThat(after.array()).isEqualTo(before.array());
  }

  @Test
  void checksThePlaces() {
    Invocation odd = Invocation.of("relocate", RELR, "--check");
    assertThat(odd.code()).isEqualTo(ExitCode.DONE);
    assertThat(odd.out()).contains("every place is mapped and changed once\n");
    Invocation clean = Invocation.of("relocate", RELA, "--check");
    assertThat(clean.out()).contains("R_AARCH64_RELATIVE: applied");
  }

  @Test
  void asksForWhatIsMissing() {
    assertThat(Invocation.of("relocate", RELA).err()).contains("give -o FILE, or --check");
    assertThat(Invocation.of("relocate", RELA, "-o", "x").err())
        .contains("give one of --kaslr-offset and --kaslr-seed");
    Invocation both =
        Invocation.of("relocate", RELA, "-o", "x", "--kaslr-offset", "0", "--kaslr-seed", "0x12");
    assertThat(both.code()).isEqualTo(ExitCode.TROUBLE);
    Invocation odd = Invocation.of("relocate", RELA, "-o", "x", "--kaslr-offset", "0x200001");
    assertThat(odd.code()).isEqualTo(ExitCode.TROUBLE);
    assertThat(odd.err()).contains("found 0x0000000000200001", "a multiple of 64 KiB");
  }

  @Test
  void leavesTheOldFileWhereItFails() throws Exception {
    Path kept = Files.writeString(folder.resolve("image.bin"), "old");
    Path broken = Files.write(folder.resolve("vmlinux"), new byte[100]);
    Invocation run =
        Invocation.of("relocate", broken.toString(), "--kaslr-offset", "0", "-o", kept.toString());
    assertThat(run.code()).isEqualTo(ExitCode.TROUBLE);
    assertThat(kept).hasContent("old");
    Invocation nowhere =
        Invocation.of(
            "relocate", RELA, "--kaslr-offset", "0", "-o", folder + "/no/such/folder/x.bin");
    assertThat(nowhere.code()).isEqualTo(ExitCode.TROUBLE);
    assertThat(nowhere.err()).contains("no such file").doesNotContain("\tat ");
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).containsExactlyInAnyOrder(kept, broken);
    }
  }

  @Test
  void computesTheOffsetOfASeed() throws Exception {
    Path image = folder.resolve("image.bin");
    Invocation run =
        Invocation.of(
            "relocate",
            RELA,
            "--kaslr-seed",
            "0xe3357b004f4201a1",
            "--load-address",
            "0x40200000",
            "-o",
            image.toString());
    assertThat(run.out()).containsPattern("offset 0x0000[0-9a-f]{6}[02468ace]00000\n");
    assertThat(image).exists();
  }
}
