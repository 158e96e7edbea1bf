// SPDX-License-Identifier: Apache-2.0
package org.earlymap.handover;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.earlymap.Hex;
import org.earlymap.InputException;
import org.earlymap.format.Bytes;
import org.earlymap.format.WholeFile;
import org.earlymap.format.uefi.MemoryReader;

/**
 * A folder with what a kernel was given. Every file may be missing:
 *
 * <ul>
 *   <li>{@code fdt}: the device tree
 *   <li>{@code registers}: lines {@code NAME=VALUE}, of general and system registers, and of {@code
 *       LOAD_ADDRESS} for the physical address of {@code _text}
 *   <li>{@code memory/0x…}: memory from that physical address on
 * </ul>
 *
 * @param registers values by name in upper case
 * @param memory in address order, apart from each other
 */
public record HandoverFolder(
    Path folder, Optional<Bytes> fdt, Map<String, Long> registers, List<MemoryPiece> memory)
    implements MemoryReader {
  /** The name under which the registers have the physical address of the image's first byte. */
  public static final String LOAD_ADDRESS = "LOAD_ADDRESS";

  private static final String FDT = "fdt";
  private static final String REGISTERS = "registers";
  private static final String MEMORY = "memory";
  private static final int LARGEST_TEXT = 1 << 20;
  private static final Pattern ADDRESS = Pattern.compile("0x([0-9a-f]{1,16})");
  private static final Pattern LINE =
      Pattern.compile("\\s*([A-Za-z_][A-Za-z0-9_]*)\\s*=\\s*0[xX]([0-9a-fA-F]{1,16})\\s*");

  /** Copies map and list. */
  public HandoverFolder {
    registers = Map.copyOf(registers);
    memory = List.copyOf(memory);
  }

  /**
   * Reads a folder.
   *
   * @throws org.earlymap.InputException where a file in it is not what its name says
   */
  public static HandoverFolder read(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new InputException(folder + ": expected a folder");
    }
    Path tree = folder.resolve(FDT);
    return new HandoverFolder(
        folder,
        Files.exists(tree) ? Optional.of(Bytes.map(tree)) : Optional.empty(),
        readRegisters(folder.resolve(REGISTERS)),
        readMemory(folder.resolve(MEMORY)));
  }

  private static Map<String, Long> readRegisters(Path file) throws IOException {
    Map<String, Long> registers = new TreeMap<>();
    if (!Files.exists(file)) {
      return registers;
    }
    int number = 0;
    for (String line : WholeFile.text(file, LARGEST_TEXT, "registers").split("\n", -1)) {
      number++;
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      Matcher matcher = LINE.matcher(line);
      if (!matcher.matches()) {
        throw new InputException(
            file + ": line " + number + ": found '" + line.strip() + "', expected NAME=0x…");
      }
      registers.put(
          matcher.group(1).toUpperCase(java.util.Locale.ROOT),
          Long.parseUnsignedLong(matcher.group(2), 16));
    }
    return registers;
  }

  private static List<MemoryPiece> readMemory(Path folder) throws IOException {
    List<MemoryPiece> pieces = new ArrayList<>();
    if (!Files.isDirectory(folder)) {
      return pieces;
    }
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        Matcher matcher = ADDRESS.matcher(String.valueOf(file.getFileName()));
        if (!matcher.matches()) {
          throw new InputException(
              file + ": expected a file whose name is a physical address, 0x…");
        }
        long pa = Long.parseUnsignedLong(matcher.group(1), 16);
        pieces.add(new MemoryPiece(pa, Bytes.map(file)));
      }
    }
    pieces.sort(Comparator.comparing(MemoryPiece::address, Long::compareUnsigned));
    for (int i = 1; i < pieces.size(); i++) {
      if (pieces.get(i - 1).range().contains(pieces.get(i).address())) {
        throw new InputException(
            folder + ": memory at " + Hex.of(pieces.get(i).address()) + " is there twice");
      }
    }
    return pieces;
  }

  /** Writes the folder's files. */
  public void write() throws IOException {
    Files.createDirectories(folder.resolve(MEMORY));
    if (fdt.isPresent()) {
      Files.write(folder.resolve(FDT), fdt.get().copy(0, (int) fdt.get().size()));
    }
    StringBuilder text = new StringBuilder();
    new TreeMap<>(registers)
        .forEach((name, value) -> text.append(name + "=" + Hex.of(value) + "\n"));
    Files.writeString(folder.resolve(REGISTERS), text);
    for (MemoryPiece piece : memory) {
      Files.write(
          folder.resolve(MEMORY).resolve(Hex.of(piece.address())),
          piece.bytes().copy(0, (int) piece.bytes().size()));
    }
  }

  @Override
  public Bytes read(long pa, int length) {
    for (MemoryPiece piece : memory) {
      long within = pa - piece.address();
      if (Long.compareUnsigned(within, piece.bytes().size()) < 0
          && within + length <= piece.bytes().size()) {
        return piece.bytes().slice(within, length, "memory");
      }
    }
    throw new InputException(
        folder + ": memory " + Hex.of(pa) + ".." + Hex.of(pa + length) + " is not in the folder");
  }
}
