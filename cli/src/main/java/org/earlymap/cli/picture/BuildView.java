// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.picture;

import java.util.List;
import java.util.Optional;
import org.earlymap.build.Build;
import org.earlymap.build.BuildManifest;
import org.earlymap.run.trace.TableWrites;
import org.earlymap.table.TableRoot;
import org.earlymap.table.TableWalker;

/**
 * Tables that are shown.
 *
 * @param name what they are called, such as the folder they were read from
 * @param manifest what a build says of itself; empty for memory that is no build
 * @param roots what can be walked, in the order in which it is shown
 * @param writes who wrote the descriptors, where that was traced
 */
public record BuildView(
    String name, Optional<BuildManifest> manifest, List<Root> roots, Optional<TableWrites> writes) {

  /**
   * One root and its tables.
   *
   * @param name the kernel's name for it, or what else it is known by
   */
  public record Root(String name, TableWalker walker) {}

  /** Copies the list. */
  public BuildView {
    roots = List.copyOf(roots);
  }

  /** All roots of a build, that of the running kernel first. */
  public static BuildView of(String name, Build build, Optional<TableWrites> writes) {
    List<TableRoot> roots = build.manifest().roots();
    return new BuildView(
        name,
        Optional.of(build.manifest()),
        roots.stream().map(root -> new Root(root.name(), build.walker(root))).toList(),
        writes);
  }

  /** What it is a picture of, in one line. */
  String title() {
    return manifest
        .flatMap(BuildManifest::kernel)
        .map(
            kernel ->
                kernel.file()
                    + ", Linux "
                    + kernel.release()
                    + manifest
                        .flatMap(BuildManifest::stage)
                        .map(stage -> ", at " + stage.label())
                        .orElse(""))
        .or(() -> manifest.flatMap(BuildManifest::plan).map(plan -> "The plan " + plan.file()))
        .orElse(name);
  }
}
