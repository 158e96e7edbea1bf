// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.build;

/** What the image of a build holds, in words. */
final class ImageMeaning {
  private ImageMeaning() {}

  /** What {@code name} is to the kernel; names are those of its symbols. */
  static String of(String name) {
    return switch (name) {
      case "init_idmap_pg_dir" -> "the first ID map, in which the MMU is turned on";
      case "init_pg_dir" -> "the first mapping of the image at its virtual address";
      case "swapper_pg_dir" -> "the root of the kernel's half";
      case "idmap_pg_dir" -> "the root of the permanent ID map";
      case "idmap_ptes" -> "tables of the permanent ID map";
      case "tramp_pg_dir" -> "the root that user space runs with under KPTI";
      case "reserved_pg_dir" -> "an empty root, for when user space has none";
      case "bm_pud", "bm_pmd", "bm_pte" -> "tables of the fixmap";
      case "memblock" -> "tables that the boot allocated, most of them the linear map's";
      default -> byPrefix(name);
    };
  }

  private static String byPrefix(String name) {
    if (name.startsWith("kpti_")) {
      return "tables of the permanent ID map, and what KPTI's switch maps with";
    }
    if (name.startsWith("kasan_")) {
      return "tables of KASAN's shadow";
    }
    return name.startsWith("memblock") ? of("memblock") : "tables in the image";
  }
}
