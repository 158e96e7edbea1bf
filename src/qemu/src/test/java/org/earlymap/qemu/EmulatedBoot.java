// SPDX-License-Identifier: Apache-2.0
package org.earlymap.qemu;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A kernel on QEMU's virt board, entered as the boot protocol says but by no boot loader: nothing
 * beside the image and the device tree is in memory, and the emulator changes neither.
 */
final class EmulatedBoot implements Closeable {
  /** The physical address of the board's memory. */
  static final long MEMORY = 0x4000_0000L;

  /** Where files lie in memory, if there is such a folder. */
  private static final Path SHARED = Path.of("/dev/shm");

  private final Process emulator;
  private final Path memory;
  private final Path log;
  private final GdbStub stub;

  private EmulatedBoot(Process emulator, Path memory, Path log, GdbStub stub) {
    this.emulator = emulator;
    this.memory = memory;
    this.log = log;
    this.stub = stub;
  }

  /**
   * Starts the emulator and stops it before the first instruction of {@code image}.
   *
   * @param folder where memory and logs go
   */
  static EmulatedBoot start(Path image, LiveCase inputs, Path folder)
      throws IOException, InterruptedException {
    return start("qemu-system-aarch64", image, inputs, folder);
  }

  /** {@link #start(Path, LiveCase, Path)} with another emulator than the one on the path. */
  static EmulatedBoot start(String program, Path image, LiveCase inputs, Path folder)
      throws IOException, InterruptedException {
    Path memory = Files.createTempFile(Files.isWritable(SHARED) ? SHARED : folder, "ram", ".bin");
    Path socket = folder.resolve("gdb");
    Path log = folder.resolve("qemu.log");
    Path blob = Files.write(folder.resolve("board.dtb"), inputs.deviceTree());
    List<String> command =
        new ArrayList<>(
            List.of(
                program,
                "-M",
                "virt,memory-backend=ram"
                    + (inputs.bootEl() == 2 ? ",virtualization=on" : "")
                    + (inputs.tags() ? ",mte=on" : ""),
                "-cpu",
                inputs.cpu(),
                "-m",
                inputs.memoryMebibytes() + "M",
                "-object",
                "memory-backend-file,id=ram,share=on,mem-path="
                    + memory
                    + ",size="
                    + inputs.memoryMebibytes()
                    + "M",
                "-device",
                "loader,force-raw=on,file=" + image + ",addr=" + inputs.loadAddress(),
                "-device",
                "loader,force-raw=on,file=" + blob + ",addr=" + inputs.fdtAddress(),
                "-device",
                "loader,cpu-num=0,addr=" + inputs.loadAddress(),
                "-display",
                "none",
                "-monitor",
                "none",
                "-serial",
                "file:" + folder.resolve("console.log"),
                "-S",
                "-gdb",
                "unix:" + socket + ",server=on,wait=off"));
    inputs
        .files()
        .forEach(
            (pa, file) ->
                command.addAll(
                    List.of("-device", "loader,force-raw=on,file=" + file + ",addr=" + pa)));
    EmulatedBoot boot = start(command, memory, socket, log);
    try {
      boot.stub().set(0, inputs.fdtAddress());
    } catch (IOException e) {
      boot.close();
      throw e;
    }
    return boot;
  }

  /** Starts the emulator before the first instruction of the firmware, which starts the kernel. */
  static EmulatedBoot startFirmware(UefiCase inputs, Path image, Path folder)
      throws IOException, InterruptedException {
    Path memory = Files.createTempFile(Files.isWritable(SHARED) ? SHARED : folder, "ram", ".bin");
    Path socket = folder.resolve("gdb");
    // The emulator does not make a file longer for a node that starts behind its end.
    try (RandomAccessFile file = new RandomAccessFile(memory.toFile(), "rw")) {
      file.setLength((long) inputs.mebibytes() << 20);
    }
    List<String> command = new ArrayList<>(inputs.command(image, memory));
    command.addAll(
        List.of(
            "-display",
            "none",
            "-monitor",
            "none",
            "-serial",
            "file:" + folder.resolve("console.log"),
            "-S",
            "-gdb",
            "unix:" + socket + ",server=on,wait=off"));
    return start(command, memory, socket, folder.resolve("qemu.log"));
  }

  private static EmulatedBoot start(List<String> command, Path memory, Path socket, Path log)
      throws IOException, InterruptedException {
    Process emulator =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .start();
    try {
      return new EmulatedBoot(emulator, memory, log, connect(socket, emulator, log));
    } catch (IOException | InterruptedException e) {
      emulator.destroyForcibly();
      Files.deleteIfExists(memory);
      throw e;
    }
  }

  private static GdbStub connect(Path socket, Process emulator, Path log)
      throws IOException, InterruptedException {
    while (true) {
      if (Files.exists(socket)) {
        try {
          return GdbStub.connect(socket);
        } catch (IOException e) {
          // It is not listening yet.
        }
      }
      if (emulator.waitFor(20, TimeUnit.MILLISECONDS)) {
        throw new IOException("the emulator has ended: " + Files.readString(log));
      }
    }
  }

  /**
   * Runs until the CPU is about to execute {@code va}.
   *
   * @throws IOException where it does not come there within {@code limit}
   */
  void runTo(long va, Duration limit) throws IOException {
    stub.breakAt(va);
    if (!stub.resume(limit)) {
      throw new IOException(
          "the kernel does not come to 0x"
              + Long.toHexString(va)
              + " within "
              + limit
              + "; the emulator says: "
              + Files.readString(log));
    }
    stub.unbreak(va);
  }

  /** The debugger's view of the CPU. */
  GdbStub stub() {
    return stub;
  }

  /** The board's memory, which changes as the CPU runs; its first byte is at {@link #MEMORY}. */
  Path memory() {
    return memory;
  }

  /** Puts another instruction at {@code pa}, where none has been executed. */
  @CanIgnoreReturnValue
  int exchange(long pa, int instruction) throws IOException {
    try (FileChannel file =
        FileChannel.open(memory, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer word = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      file.read(word, pa - MEMORY);
      int before = word.getInt(0);
      file.write(word.putInt(0, instruction).rewind(), pa - MEMORY);
      return before;
    }
  }

  @Override
  public void close() throws IOException {
    stub.close();
    emulator.destroyForcibly().onExit().join();
    Files.deleteIfExists(memory);
  }
}
