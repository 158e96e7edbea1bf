// SPDX-License-Identifier: Apache-2.0
package org.earlymap.qemu;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.earlymap.a64.decode.InstructionTable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A word without a line in the instruction table is undefined on every CPU, so none may be missing:
 * what a disassembler knows has a line, be it one that only names the instruction.
 */
@RequiresTool("aarch64-linux-gnu-objdump")
class UnallocatedWordsTest {
  private static final long SEED = 20261125;
  private static final int WORDS = 150_000;
  private static final Duration LIMIT = Duration.ofMinutes(2);

  /** MRS and MSR of op0 0 and 1, which the disassembler shows though none is allocated. */
  private static final String UNALLOCATED_REGISTER = ".*\\ts[01]_[0-7]_c.*|.*, s[01]_[0-7]_c.*";

  @TempDir Path folder;

  @Test
  void theDisassemblerKnowsNoWordThatTheTableDoesNot() throws Exception {
    SplittableRandom random = new SplittableRandom(SEED);
    ByteBuffer words = ByteBuffer.allocate(4 * WORDS).order(ByteOrder.LITTLE_ENDIAN);
    while (words.hasRemaining()) {
      words.putInt(random.nextInt());
    }
    Path file = Files.write(folder.resolve("words.bin"), words.array());
    String text =
        Tool.run(
            folder,
            LIMIT,
            List.of(
                "aarch64-linux-gnu-objdump",
                "-D",
                "-b",
                "binary",
                "-maarch64",
                "-Mno-aliases",
                file.toString()));
    List<String> missing = new ArrayList<>();
    int undefined = 0;
    for (String line : text.lines().filter(line -> line.contains(":\t")).toList()) {
      String[] columns = line.split("\t", 3);
      int word = Integer.parseUnsignedInt(columns[1].strip(), 16);
      boolean known = !columns[2].startsWith(".inst");
      undefined += known ? 0 : 1;
      if (known
          && InstructionTable.find(word).isEmpty()
          && !columns[2].matches(UNALLOCATED_REGISTER)) {
        missing.add(columns[1] + " " + columns[2]);
      }
    }
    assertThat(undefined).as("words that are not allocated").isBetween(WORDS / 2, WORDS / 4 * 3);
    assertThat(missing).isEmpty();
  }
}
