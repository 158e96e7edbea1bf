// SPDX-License-Identifier: Apache-2.0
package org.earlymap.qemu;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.earlymap.Range;

/**
 * An emulated machine on which a program of ours answers jobs: they lie in its memory, and what it
 * writes to a file of the host are the answers (probe-frame.h).
 */
final class ProbeMachine {
  /** Its memory. */
  static final Range MEMORY = new Range(0x4000_0000L, 0x8000_0000L);

  /** Where the program is; what is asked about lies below. */
  static final long PROGRAM = 0x7000_0000L;

  /** Where the jobs are: their number, address and size of all answers, a record for each job. */
  static final long JOBS = 0x7100_0000L;

  /** Where the program collects the answers. */
  static final long RESULTS = 0x7800_0000L;

  /** The size of what is before the records. */
  static final int HEADER = 24;

  private static final String FRAME = "probe-frame.h";
  private static final Duration LIMIT = Duration.ofMinutes(5);

  private final Path directory;
  private final List<String> command;

  /**
   * A machine of {@code emulator}; its files go to {@code directory}.
   *
   * @param machine and {@code cpu} are as the emulator names them
   */
  ProbeMachine(String emulator, Path directory, String machine, String cpu) {
    this.directory = directory;
    this.command = new ArrayList<>(List.of(emulator, "-machine", machine, "-cpu", cpu));
    command.addAll(List.of("-m", "1024", "-display", "none", "-nodefaults"));
    command.addAll(List.of("-semihosting-config", "enable=on,target=native"));
  }

  /** Puts {@code bytes} at {@code pa}. */
  void load(long pa, byte[] bytes) throws IOException {
    Path file = directory.resolve(Long.toHexString(pa) + ".bin");
    Files.write(file, bytes);
    load(pa, file);
  }

  /** Puts what a file holds at {@code pa}. */
  void load(long pa, Path file) {
    device("force-raw=on,file=" + file + ",addr=0x" + Long.toHexString(pa));
  }

  /**
   * Runs {@code program}.S.
   *
   * @param counts how many answers there are to each job
   * @return the answers, job by job
   */
  List<long[]> run(String program, List<Integer> counts) throws IOException, InterruptedException {
    device("cpu-num=0,file=" + BareProgram.assemble(directory, program, FRAME, PROGRAM, List.of()));
    Tool.run(directory, LIMIT, command);
    ByteBuffer answers =
        ByteBuffer.wrap(Files.readAllBytes(directory.resolve("par.bin")))
            .order(ByteOrder.LITTLE_ENDIAN);
    long expected = bytes(counts);
    if (answers.capacity() != expected) {
      throw new IllegalStateException(
          "the program wrote " + answers.capacity() + " bytes, expected " + expected);
    }
    List<long[]> all = new ArrayList<>();
    for (int count : counts) {
      long[] own = new long[count];
      answers.asLongBuffer().get(own);
      answers.position(answers.position() + count * Long.BYTES);
      all.add(own);
    }
    return all;
  }

  /** The size of so many answers. */
  static long bytes(List<Integer> counts) {
    return counts.stream().mapToLong(count -> (long) count * Long.BYTES).sum();
  }

  private void device(String loader) {
    command.add("-device");
    command.add("loader," + loader);
  }
}
