// SPDX-License-Identifier: Apache-2.0
package org.earlymap.qemu;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * An emulated CPU in user mode that executes short sequences of instructions in given register
 * states and tells what each left: the program instruction-oracle.c, which knows the layout.
 */
final class InstructionOracle implements Closeable {
  static final long CODE = 0x4000_0000L;
  static final int SLOT = 64;
  static final int SLOT_START = 16;
  static final int MOST_RECORDS = 1024;
  static final int PAGE = 0x1000;
  static final long READ_ONLY = 0x4008_0000L;
  static final long WINDOW = READ_ONLY + PAGE;
  static final int BRK = 0xd420_0000;
  static final int MOST_INSTRUCTIONS = 4;
  private static final int MOST_CHANGES = 12;
  private static final int RECORD_BYTES = 4 * MOST_INSTRUCTIONS + 8 * 33;
  private static final int RESULT_BYTES = 8 * 37 + 16 * MOST_CHANGES;

  /**
   * What is executed, in which state.
   *
   * @param instructions one to four, followed by BRK
   * @param x X0 to X30
   */
  // Registers as they cross the pipe: nobody compares or hashes them.
  @SuppressWarnings({"ArrayRecordComponent", "JavaLangClash"})
  record Record(int[] instructions, int nzcv, long[] x, long sp) {
    /** The virtual address of the first instruction of record {@code number} of a batch. */
    static long start(int number) {
      return CODE + (long) number * SLOT + SLOT_START;
    }
  }

  /**
   * What was left.
   *
   * @param signal the number of the signal that ended it
   * @param address the address that the signal told
   * @param changed how many 8-byte words of the window changed
   * @param changes their addresses and values by turns, at most twelve of them
   */
  // Registers as they cross the pipe: nobody compares or hashes them.
  @SuppressWarnings("ArrayRecordComponent")
  record Result(
      int signal, long address, long pc, int nzcv, long[] x, long sp, int changed, long[] changes) {
    static final int SIGILL = 4;
    static final int SIGTRAP = 5;
    static final int SIGBUS = 7;
    static final int SIGSEGV = 11;

    /** It was interrupted, for looping or by chance, and is not to be compared. */
    static final int SIGALRM = 14;
  }

  private final Process process;
  private final OutputStream to;
  private final DataInputStream from;

  private InstructionOracle(Process process) {
    this.process = process;
    this.to = process.getOutputStream();
    this.from = new DataInputStream(process.getInputStream());
  }

  /**
   * Starts the program.
   *
   * @param emulator {@code qemu-aarch64}
   * @param cpu as the emulator names it
   * @param readOnly the contents of the page at {@link #READ_ONLY}
   * @param window those of the page at {@link #WINDOW}
   */
  static InstructionOracle start(
      String emulator, String cpu, Path folder, byte[] readOnly, byte[] window)
      throws IOException, InterruptedException {
    Path program = assembled(folder);
    Process process =
        new ProcessBuilder(emulator, "-cpu", cpu, program.toString())
            .redirectError(folder.resolve("oracle.log").toFile())
            .start();
    InstructionOracle oracle = new InstructionOracle(process);
    oracle.to.write(readOnly);
    oracle.to.write(window);
    return oracle;
  }

  private static Path assembled(Path folder) throws IOException, InterruptedException {
    Path source = folder.resolve("instruction-oracle.c");
    try (InputStream in = InstructionOracle.class.getResourceAsStream("instruction-oracle.c")) {
      Files.write(source, Objects.requireNonNull(in).readAllBytes());
    }
    Path program = folder.resolve("instruction-oracle");
    List<String> command = new ArrayList<>(List.of("aarch64-linux-gnu-gcc", "-O2", "-static"));
    command.addAll(List.of("-nostdlib", "-ffreestanding", "-fno-stack-protector"));
    command.addAll(List.of("-mgeneral-regs-only", "-mno-outline-atomics", "-Wall", "-Werror"));
    // At an address that no register holds by chance.
    command.add("-Wl,-Ttext-segment=0x7654320000");
    command.addAll(List.of("-o", program.toString(), source.toString(), "-lgcc"));
    Tool.run(folder, Duration.ofMinutes(1), command);
    return program;
  }

  /**
   * Hands over a batch of at most {@link #MOST_RECORDS}; its results must be read before another.
   */
  void send(List<Record> batch) throws IOException {
    ByteBuffer bytes =
        ByteBuffer.allocate(8 + RECORD_BYTES * batch.size()).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(batch.size());
    for (Record record : batch) {
      for (int i = 0; i < MOST_INSTRUCTIONS; i++) {
        bytes.putInt(i < record.instructions().length ? record.instructions()[i] : BRK);
      }
      bytes.putLong(record.nzcv());
      for (long value : record.x()) {
        bytes.putLong(value);
      }
      bytes.putLong(record.sp());
    }
    to.write(bytes.array());
    to.flush();
  }

  /** The results of the batch that was sent, of {@code count} records. */
  List<Result> receive(int count) throws IOException {
    byte[] bytes = new byte[RESULT_BYTES * count];
    from.readFully(bytes);
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    List<Result> results = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int signal = (int) buffer.getLong();
      long address = buffer.getLong();
      long pc = buffer.getLong();
      int nzcv = (int) buffer.getLong() & 0xf;
      long[] x = longs(buffer, 31);
      long sp = buffer.getLong();
      int changed = (int) buffer.getLong();
      long[] changes = longs(buffer, 2 * MOST_CHANGES);
      results.add(new Result(signal, address, pc, nzcv, x, sp, changed, changes));
    }
    return results;
  }

  private static long[] longs(ByteBuffer buffer, int count) {
    long[] values = new long[count];
    for (int i = 0; i < count; i++) {
      values[i] = buffer.getLong();
    }
    return values;
  }

  @Override
  public void close() throws IOException {
    to.close();
    process.destroyForcibly().onExit().join();
  }
}
