// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.read;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.earlymap.build.BuildManifest;
import org.earlymap.build.MemoryImage;
import org.earlymap.cli.options.UnusableOptionException;
import org.earlymap.format.Bytes;
import org.earlymap.format.UnsignedNumber;
import org.earlymap.kernel.parts.KernelSource;
import org.earlymap.kernel.parts.PlacedSymbols;
import org.earlymap.kernel.running.RunningKernel;
import org.earlymap.kernel.running.RunningSymbols;
import picocli.CommandLine.Option;

/** The kernel's symbols, for those who name an address and for those who read one. */
public final class SymbolOptions {
  @Option(
      names = "--symbols",
      paramLabel = "FILE",
      description =
          "The kernel's symbols: a vmlinux, an Image with kallsyms, a System.map or"
              + " /proc/kallsyms. Default: those in a core's memory, or of a build's kernel where"
              + " it lies here or beside the build.")
  private Optional<Path> file = Optional.empty();

  /** The symbols of a memory, where there are some. */
  public record Names(
      Optional<PlacedSymbols> symbols, String source, Optional<RunningKernel> kernel) {
    /** No symbols. */
    public static Names none() {
      return new Names(Optional.empty(), "", Optional.empty());
    }

    /** The symbol that {@code va} lies in, else the part of a running kernel's address space. */
    public Optional<String> place(long va) {
      return of(va).or(() -> kernel.flatMap(running -> running.region(va)));
    }

    /** The symbol that {@code va} lies in; one that is no name of a program's is none. */
    public Optional<String> of(long va) {
      return symbols.flatMap(all -> all.nameOf(va)).filter(Names::isPlain);
    }

    private static boolean isPlain(String name) {
      return name.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '"' && c != '\\');
    }

    /**
     * The address that {@code text} stands for: a symbol with or without an offset, else a number
     * in hexadecimal, {@code 0x} or not.
     *
     * @throws UnusableOptionException where it is neither
     */
    public long address(String text) {
      if (!text.startsWith("0x") && !text.startsWith("0X")) {
        OptionalLong named = symbol(text);
        if (named.isPresent()) {
          return named.getAsLong();
        }
      }
      boolean marked = text.startsWith("0x") || text.startsWith("0X");
      return UnsignedNumber.parse(marked ? text : "0x" + text)
          .orElseThrow(
              () ->
                  new UnusableOptionException(
                      "found '"
                          + text
                          + "', expected up to 16 hexadecimal digits, with or without 0x, or a"
                          + " symbol such as start_kernel+0x40"
                          + (symbols.isEmpty()
                              ? "; there are no symbols here: give --symbols"
                              : "; it is not in " + source)));
    }

    private OptionalLong symbol(String text) {
      int sign = Math.max(text.lastIndexOf('+'), text.lastIndexOf('-'));
      String name = sign < 1 ? text : text.substring(0, sign);
      String digits = sign < 1 ? "0" : text.substring(sign + 1);
      OptionalLong offset = UnsignedNumber.parse(digits);
      OptionalLong start = symbols.isPresent() ? symbols.get().address(name) : OptionalLong.empty();
      if (start.isEmpty() || offset.isEmpty()) {
        return OptionalLong.empty();
      }
      boolean back = sign > 0 && text.charAt(sign) == '-';
      return OptionalLong.of(start.getAsLong() + (back ? -1 : 1) * offset.getAsLong());
    }
  }

  /**
   * The symbols where the kernel in {@code opened} has them.
   *
   * @param image what was opened, as it was given
   */
  public Names names(MemoryImage opened, String image) throws IOException {
    OptionalLong text = text(opened);
    if (file.isPresent()) {
      PlacedSymbols read = PlacedSymbols.read(file.get());
      return new Names(
          Optional.of(text.isPresent() ? read.at(text.getAsLong()) : read),
          file.get().toString(),
          opened.kernel());
    }
    if (opened.kernel().isPresent()) {
      return new Names(
          RunningSymbols.of(opened.memory(), opened.kernel().get()),
          "the kernel's kallsyms",
          opened.kernel());
    }
    Optional<BuildManifest.Kernel> built = opened.manifest().flatMap(BuildManifest::kernel);
    Optional<Path> kernel = built.isPresent() ? kernel(built.get(), image) : Optional.empty();
    if (kernel.isEmpty() || text.isEmpty()) {
      return Names.none();
    }
    return new Names(
        Optional.of(PlacedSymbols.read(kernel.get()).at(text.getAsLong())),
        kernel.get().toString(),
        Optional.empty());
  }

  /** Where the image starts in virtual memory. */
  private static OptionalLong text(MemoryImage opened) {
    if (opened.manifest().isPresent()) {
      BuildManifest.Boot boot = opened.manifest().get().boot();
      return OptionalLong.of(boot.loadAddress() + boot.kimageVoffset());
    }
    return opened.kernel().isPresent()
        ? RunningSymbols.text(opened.memory(), opened.kernel().get())
        : OptionalLong.empty();
  }

  /** The kernel's file of a build, here or beside it: the very same, by its hash. */
  private static Optional<Path> kernel(BuildManifest.Kernel kernel, String image)
      throws IOException {
    List<Path> places = new ArrayList<>();
    places.add(Path.of(""));
    Path build = Path.of(image).toAbsolutePath().normalize();
    for (Path folder = build; folder != null && places.size() < 4; folder = folder.getParent()) {
      places.add(folder);
    }
    for (Path folder : places) {
      Path there = folder.resolve(kernel.file());
      if (!kernel.file().isEmpty()
          && Files.isRegularFile(there)
          && KernelSource.of(Bytes.map(there)).sha256().equals(kernel.sha256())) {
        return Optional.of(there);
      }
    }
    return Optional.empty();
  }
}
