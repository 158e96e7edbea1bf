// SPDX-License-Identifier: Apache-2.0
package org.earlymap.testing;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * The kernel of a captured boot as files: an ELF with its sections and symbols, contents left out,
 * and its configuration.
 */
public record TruthKernel(Path elf, Path config) {
  private static final int SHN_ABS = 0xfff1;

  /** Writes both files into {@code folder}. */
  public static TruthKernel write(TruthFile truth, Path folder) throws IOException {
    boolean big = truth.config().containsKey("CPU_BIG_ENDIAN");
    ElfWriter writer = new ElfWriter(big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    for (TruthFile.Section section : truth.sections()) {
      writer.section(
          section.name(), 8, section.flags(), section.address(), section.size(), section.align());
    }
    for (Map.Entry<String, Long> symbol : truth.symbols().entrySet()) {
      writer.symbol(symbol.getKey(), symbol.getValue(), 0, true, SHN_ABS);
    }
    Path elf = writer.writeTo(folder.resolve("vmlinux-" + truth.kernel()));
    Path config = Files.writeString(folder.resolve("config-" + truth.kernel()), configText(truth));
    return new TruthKernel(elf, config);
  }

  /** The configuration as Kconfig would write it. */
  public static String configText(TruthFile truth) {
    StringBuilder text =
        new StringBuilder("#\n# Automatically generated file; DO NOT EDIT.\n# Linux/arm64 ")
            .append(truth.release())
            .append(" Kernel Configuration\n#\n");
    for (Map.Entry<String, String> option : truth.config().entrySet()) {
      String value = option.getValue();
      boolean number = !value.isEmpty() && value.chars().allMatch(Character::isDigit);
      boolean bare = number || value.equals("y") || value.equals("m") || value.startsWith("0x");
      text.append("CONFIG_")
          .append(option.getKey())
          .append('=')
          .append(bare ? value : '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"')
          .append('\n');
    }
    return text.toString();
  }
}
