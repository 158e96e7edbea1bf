// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.run;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.earlymap.kernel.KernelBuild;
import org.earlymap.kernel.parts.ImageSymbols;

/** The sample kernel that boots, with other instructions at the start of one of its functions. */
final class PatchedKernel {
  static final Path SAMPLE = Path.of("../samples/kernel/booting/vmlinux-booting");

  private static final int LOAD = 1;
  private static final int SYMBOL_TABLE = 2;
  private static final int SYMBOL_SIZE = 24;

  private PatchedKernel() {}

  /** Writes the kernel whose function {@code symbol} starts with {@code words} to {@code file}. */
  static String write(Path file, String symbol, int... words) throws IOException {
    long text = KernelBuild.load(SAMPLE).symbols().require("_text");
    long va = text + ImageSymbols.read(SAMPLE, text).distance(symbol).orElseThrow();
    ByteBuffer elf = ByteBuffer.wrap(Files.readAllBytes(SAMPLE)).order(ByteOrder.LITTLE_ENDIAN);
    int at = offset(elf, va);
    for (int i = 0; i < words.length; i++) {
      elf.putInt(at + Integer.BYTES * i, words[i]);
    }
    Files.write(file, elf.array());
    return file.toString();
  }

  /** Writes the kernel with {@code symbol} at another address, as far as its symbols tell. */
  static String writeMoved(Path file, String symbol, long by) throws IOException {
    long address = KernelBuild.load(SAMPLE).symbols().require(symbol);
    ByteBuffer elf = ByteBuffer.wrap(Files.readAllBytes(SAMPLE)).order(ByteOrder.LITTLE_ENDIAN);
    int sections = (int) elf.getLong(40);
    for (int i = 0; i < elf.getShort(60); i++) {
      int header = sections + i * elf.getShort(58);
      if (elf.getInt(header + 4) == SYMBOL_TABLE) {
        int start = (int) elf.getLong(header + 24);
        for (int at = start; at < start + elf.getLong(header + 32); at += SYMBOL_SIZE) {
          if (elf.getLong(at + 8) == address) {
            elf.putLong(at + 8, address + by);
          }
        }
      }
    }
    Files.write(file, elf.array());
    return file.toString();
  }

  /** Where the byte at a virtual address lies in the file (ELF-64, program headers). */
  private static int offset(ByteBuffer elf, long va) {
    int headers = (int) elf.getLong(32);
    int size = elf.getShort(54);
    for (int i = 0; i < elf.getShort(56); i++) {
      int header = headers + i * size;
      long start = elf.getLong(header + 16);
      boolean holds = va >= start && va < start + elf.getLong(header + 32);
      if (elf.getInt(header) == LOAD && holds) {
        return (int) (elf.getLong(header + 8) + va - start);
      }
    }
    throw new IllegalArgumentException("no segment holds it");
  }
}
