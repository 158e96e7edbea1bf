// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.torture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What is written again and again: one of two answers into one target. */
enum Work {
  /** A folder that holds nothing but a build. */
  FOLDER("build", "--stage early-map", "--stage paging-init"),
  /** A folder that holds somebody's file too. */
  SHARED_FOLDER("build", "--stage early-map", "--stage paging-init"),
  /** A text. */
  TEXT("layout", "--format json", "--format html"),
  /** A binary file. */
  BINARY("relocate", "--kaslr-offset 0x200000", "--kaslr-offset 0x400000");

  static final String TARGET = "out";
  static final String FOREIGN = "note";
  private static final String KERNEL = "../samples/kernel/vmlinux-4k-52";

  private final String command;
  private final String first;
  private final String second;

  Work(String command, String first, String second) {
    this.command = command;
    this.first = first;
    this.second = second;
  }

  boolean isFolder() {
    return command.equals("build");
  }

  /** The command line of one of the two. */
  String[] arguments(int variant, Path folder) {
    List<String> words = new ArrayList<>(List.of(command, KERNEL));
    words.addAll(List.of((variant == 0 ? first : second).split(" ", -1)));
    if (isFolder()) {
      words.addAll(List.of("--memory", "0x40000000:64M", "--cmdline", "rodata=on"));
    }
    words.addAll(List.of("-o", folder.resolve(TARGET).toString()));
    return words.toArray(String[]::new);
  }

  /** The names and hashes of what the target is; empty where there is none. */
  static SortedMap<String, String> state(Path folder) throws IOException {
    Path target = folder.resolve(TARGET);
    SortedMap<String, String> state = new TreeMap<>();
    if (Files.isRegularFile(target)) {
      state.put("", hash(target));
    } else if (Files.isDirectory(target)) {
      try (Stream<Path> files = Files.list(target)) {
        for (Path file : files.toList()) {
          String name = file.getFileName().toString();
          state.put(name, Files.isDirectory(file) ? "folder" : hash(file));
        }
      }
    }
    return state;
  }

  private static String hash(Path file) throws IOException {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
