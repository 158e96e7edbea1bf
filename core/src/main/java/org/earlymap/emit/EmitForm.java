// SPDX-License-Identifier: Apache-2.0
package org.earlymap.emit;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The forms that tables are written in, each with its files. */
public enum EmitForm {
  /** An ELF program whose segments lie at physical addresses. */
  ELF,
  /** A relocatable ELF object, whose table descriptors are those of the given addresses. */
  OBJECT,
  /** The same, whose table descriptors are relocated to wherever {@code earlymap_base} is. */
  OBJECT_PI,
  /** One file of memory from the first table on; gaps are zero. */
  FLAT,
  /** A header with constants, and arrays. */
  C,
  /** Constants and data for the GNU assembler. */
  ASM,
  /** Constants and statics for Rust without its library. */
  RUST,
  /** A shell script that starts QEMU with the images in its memory. */
  QEMU,
  /** A script for gdb that restores the images and sets the registers. */
  GDB,
  /** Commands for U-Boot's prompt that write the tables. */
  UBOOT,
  /** Nodes of reserved memory for a device tree. */
  DEVICETREE,
  /** The instructions that make a CPU translate by the tables. */
  REGISTERS;

  /** The form of a name such as {@code devicetree}. */
  public static Optional<EmitForm> named(String name) {
    return Arrays.stream(values()).filter(form -> form.label().equals(name)).findFirst();
  }

  /** Its name. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The names of its files, in a fixed order. */
  public List<String> files() {
    return switch (this) {
      case ELF -> List.of("tables.elf");
      case OBJECT -> List.of("tables.o");
      case OBJECT_PI -> List.of("tables-pi.o");
      case FLAT -> List.of("tables.img");
      case C -> List.of("tables.c", "tables.h");
      case ASM -> List.of("tables.S");
      case RUST -> List.of("tables.rs");
      case QEMU -> List.of("tables.qemu.sh");
      case GDB -> List.of("tables.gdb");
      case UBOOT -> List.of("tables.uboot");
      case DEVICETREE -> List.of("tables.dtsi");
      case REGISTERS -> List.of("registers.s");
    };
  }

  /** Whether {@code file} is a file of any form. */
  public static boolean isEmitted(String file) {
    return Arrays.stream(values()).anyMatch(form -> form.files().contains(file));
  }

  /**
   * Writes one of its files.
   *
   * @param file one of {@link #files}
   * @throws EmitException where the form cannot hold the tables
   */
  public void write(String file, LoadableTables tables, OutputStream out) throws IOException {
    switch (file) {
      case "tables.elf" -> TablesElf.writeProgram(tables, out);
      case "tables.o" -> TablesElf.writeObject(tables, out);
      case "tables-pi.o" -> TablesElf.writeRelocatable(tables, out);
      case "tables.img" -> FlatImage.write(tables, out);
      case "tables.c" -> TablesC.writeArrays(tables, out);
      case "tables.h" -> TablesC.writeHeader(tables, out);
      case "tables.S" -> TablesAsm.write(tables, out);
      case "tables.rs" -> TablesRust.write(tables, out);
      case "tables.qemu.sh" -> LoaderScripts.writeQemu(tables, out);
      case "tables.gdb" -> LoaderScripts.writeGdb(tables, out);
      case "tables.uboot" -> LoaderScripts.writeUboot(tables, out);
      case "tables.dtsi" -> LoaderScripts.writeDevicetree(tables, out);
      case "registers.s" -> RegisterSequence.write(tables, out);
      default -> throw new IllegalArgumentException(label() + " has no file " + file);
    }
  }
}
