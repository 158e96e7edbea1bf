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
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.earlymap.kernel.KernelBuild;
import org.earlymap.kernel.KernelHints;
import org.earlymap.kernel.KernelLoader;
import org.earlymap.testing.TruthFile;

/**
 * A kernel that the script {@code build-kernel} built of Debian's sources, what is in it as
 * binutils tell it, not the code under test; or a stock kernel.
 *
 * @param image its Image, not compressed
 * @param vmlinux its ELF file; a stock kernel has none
 * @param dotConfig its configuration
 * @param symbols all symbols and their addresses as linked
 */
record BuiltKernel(
    String name, Path image, Optional<Path> vmlinux, Path dotConfig, Map<String, Long> symbols) {
  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final Pattern WORDS = Pattern.compile(" +");

  /** Where an Image says how large it is (booting.rst). */
  private static final int IMAGE_SIZE = 16;

  private static final int BR_X8 = 0xd61f_0100;

  /** The kernel in {@code folder}, which is named after it. */
  static BuiltKernel of(Path folder) throws IOException, InterruptedException {
    Map<String, Long> symbols = new TreeMap<>();
    String listed =
        Tool.run(
            folder, LIMIT, List.of("aarch64-linux-gnu-nm", folder.resolve("vmlinux").toString()));
    for (String line : listed.lines().toList()) {
      String[] words = WORDS.split(line.trim(), -1);
      if (words.length == 3) {
        symbols.putIfAbsent(words[2], Long.parseUnsignedLong(words[0], 16));
      }
    }
    return new BuiltKernel(
        folder.getFileName().toString(),
        folder.resolve("Image"),
        Optional.of(folder.resolve("vmlinux")),
        folder.resolve(".config"),
        symbols);
  }

  /** A stock kernel: its symbols are those of its own kallsyms. */
  static BuiltKernel of(StockKernel stock) throws IOException {
    Path config = stock.config().orElseThrow();
    KernelPlaces places = KernelPlaces.of(stock.image());
    long text = KernelLoader.load(stock.image(), hints(config)).symbols().require("_text");
    Map<String, Long> symbols = new TreeMap<>();
    places.distances().forEach((name, distance) -> symbols.put(name, text + distance));
    symbols.put("_text", text);
    long size = places.image().order(ByteOrder.LITTLE_ENDIAN).getLong(IMAGE_SIZE);
    symbols.put("_end", text + size);
    return new BuiltKernel(
        "stock-" + stock.release(), stock.image(), Optional.empty(), config, symbols);
  }

  private static KernelHints hints(Path config) {
    return new KernelHints(
        Optional.of(config),
        Optional.empty(),
        Optional.empty(),
        OptionalInt.empty(),
        OptionalInt.empty(),
        Optional.empty(),
        KernelHints.none().switches(),
        false);
  }

  /** The kernel as the project reads it. */
  KernelBuild load() throws IOException {
    return KernelLoader.load(vmlinux.orElse(image), hints(dotConfig));
  }

  /** The address of a symbol as linked, with or without the prefix of early code. */
  long address(String symbol) {
    Long address = symbols.getOrDefault(symbol, symbols.get("__pi_" + symbol));
    if (address == null) {
      throw new IllegalArgumentException(name + " has no symbol " + symbol);
    }
    return address;
  }

  /** Whether there is a symbol, with or without the prefix of early code. */
  boolean has(String symbol) {
    return symbols.containsKey(symbol) || symbols.containsKey("__pi_" + symbol);
  }

  /** The distance of a symbol from the image's first byte. */
  long distance(String symbol) {
    return address(symbol) - address("_text");
  }

  /** The distance of the branch at the end of {@code __primary_switch}, to the kernel's mapping. */
  long branchToKernel() throws IOException {
    ByteBuffer code = ByteBuffer.wrap(Files.readAllBytes(image)).order(ByteOrder.LITTLE_ENDIAN);
    int at = (int) distance("__primary_switch");
    while (code.getInt(at) != BR_X8) {
      at += 4;
    }
    return at;
  }

  /** The configuration: options and their values, quotes taken off. */
  Map<String, String> config() throws IOException {
    Map<String, String> config = new TreeMap<>();
    for (String line : Files.readAllLines(dotConfig)) {
      if (line.startsWith("CONFIG_")) {
        int equals = line.indexOf('=');
        String value = line.substring(equals + 1);
        boolean quoted = value.length() > 1 && value.startsWith("\"");
        config.put(
            line.substring(0, equals), quoted ? value.substring(1, value.length() - 1) : value);
      }
    }
    return config;
  }

  /** The release, as the configuration's third line has it. */
  String release() throws IOException {
    return Files.readAllLines(dotConfig).get(2).replaceAll("^# \\S+ (\\S+) .*$", "$1");
  }

  /** The sections that are loaded. */
  List<TruthFile.Section> sections() throws IOException, InterruptedException {
    List<TruthFile.Section> sections = new ArrayList<>();
    if (vmlinux.isEmpty()) {
      return sections;
    }
    String listed =
        Tool.run(
            vmlinux.get().resolveSibling("."),
            LIMIT,
            List.of("aarch64-linux-gnu-readelf", "-SW", vmlinux.get().toString()));
    for (String line : listed.lines().toList()) {
      String[] words = WORDS.split(line.replaceFirst("^ *\\[ *\\d+\\] ", "").trim(), -1);
      boolean section = line.matches("^ *\\[ *\\d+\\] .*") && words.length == 10;
      if (section && words[6].contains("A")) {
        sections.add(
            new TruthFile.Section(
                words[0],
                words[1],
                Long.parseUnsignedLong(words[2], 16),
                Long.parseLong(words[4], 16),
                words[6],
                Long.parseLong(words[9])));
      }
    }
    return sections;
  }
}
