// SPDX-License-Identifier: Apache-2.0
package org.earlymap.kernel.parts;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.earlymap.Hex;
import org.earlymap.config.KernelConfigException;
import org.earlymap.format.compress.PlainFile;
import org.earlymap.format.symbols.SystemMap;

/**
 * The symbols of a {@code System.map}, or of {@code /proc/kallsyms} of a machine: there they lie
 * where KASLR has put them, and are moved back.
 */
public final class SystemMapSymbols {
  private SystemMapSymbols() {}

  /**
   * Reads a file.
   *
   * @throws org.earlymap.InputException where it has no {@code _text}, or hides its address
   */
  public static KernelSymbols.Collector read(Path file, List<Evidence> evidence)
      throws IOException {
    KernelSymbols.Collector symbols = KernelSymbols.collector();
    SystemMap.visit(
        PlainFile.map(file),
        SymbolNames.filter(),
        (name, type, address, size) ->
            symbols.add(name, address, size, Character.isUpperCase(type)));
    OptionalLong text = symbols.find("_text");
    if (text.isEmpty()) {
      throw new MissingSymbolException("_text", file.toString());
    }
    if (text.getAsLong() == 0) {
      throw new KernelConfigException(
          file
              + ": the addresses are hidden (kptr_restrict): _text is at 0; read the file as root");
    }
    if (text.getAsLong() > 0) {
      throw new KernelConfigException(
          file + ": _text is at " + Hex.of(text.getAsLong()) + ", which is no address of a kernel");
    }
    evidence.add(Evidence.given("symbols", file.toString()));
    return symbols;
  }

  /**
   * The same symbols where the kernel is linked.
   *
   * @param link where {@code _text} is linked, if it is known
   */
  static KernelSymbols.Collector atLinkAddresses(
      KernelSymbols.Collector symbols, OptionalLong link, List<Evidence> evidence) {
    long text = symbols.find("_text").orElseThrow();
    if (link.isEmpty() || link.getAsLong() == text) {
      return symbols;
    }
    long offset = text - link.getAsLong();
    evidence.add(
        new Evidence(
            "KASLR offset of the symbols",
            "0x" + Long.toHexString(offset),
            "_text is at 0x"
                + Long.toHexString(text)
                + " in them, the kernel is linked at 0x"
                + Long.toHexString(link.getAsLong())));
    return symbols.shifted(-offset);
  }
}
