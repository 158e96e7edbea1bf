// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.diff;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.earlymap.build.Build;
import org.earlymap.build.BuildManifest;
import org.earlymap.build.LayoutReader;
import org.earlymap.cli.options.PathConverter;
import org.earlymap.cli.options.SpaceOptions;
import org.earlymap.compare.NamedLayout;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** One side of a comparison: a build, or a layout from a kernel, from options or from JSON. */
@Command(name = "earlymap diff")
final class DiffSide {
  private static final int SNIFFED = 4096;

  @Parameters(arity = "0..1")
  private Optional<Path> file = Optional.empty();

  @Mixin private SpaceOptions options = new SpaceOptions();

  private DiffSide() {}

  /** The side that {@code file} and {@code arguments}, options of a layout, describe. */
  static DiffSide of(Optional<Path> file, List<String> arguments) {
    DiffSide side = new DiffSide();
    new CommandLine(side)
        .registerConverter(Path.class, new PathConverter())
        .setOverwrittenOptionsAllowed(true)
        .parseArgs(arguments.toArray(String[]::new));
    side.file = file;
    return side;
  }

  /** The build, where the side's file is one. */
  Optional<Build> build() throws IOException {
    if (file.isEmpty()) {
      return Optional.empty();
    }
    Build.recover(file.get());
    boolean isBuild =
        Files.isDirectory(file.get()) || startOf(file.get()).contains(BuildManifest.SCHEMA);
    return isBuild ? Optional.of(Build.read(file.get())) : Optional.empty();
  }

  /** The layout. */
  NamedLayout layout() throws IOException {
    if (file.isPresent() && startOf(file.get()).stripLeading().startsWith("{")) {
      return LayoutReader.read(file.get());
    }
    return options.space(file).layout();
  }

  /** What the side is called. */
  String name() {
    return file.map(Path::toString).orElse("(options)");
  }

  private static String startOf(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(SNIFFED), StandardCharsets.ISO_8859_1);
    }
  }
}
