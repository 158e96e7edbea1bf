// SPDX-License-Identifier: Apache-2.0
package org.earlymap.fuzz;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** One input, made of a seed and its own number alone: files in a folder, and a command line. */
final class Case {
  private static final long SPREAD = 0x9e3779b97f4a7c15L;

  /** Commands whose stage or boards say how long they take. */
  private static final Set<String> LONG = Set.of("paging-init", "sweep");

  private final Corpus corpus;
  private final Options options;
  private final Path folder;

  Case(Corpus corpus, Options options, Path folder) {
    this.corpus = corpus;
    this.options = options;
    this.folder = folder;
  }

  /** Writes the files of input {@code number} and returns its command line. */
  List<String> prepare(long seed, long number) throws IOException {
    Random random = new Random(seed * SPREAD + number);
    Mutation mutation = new Mutation(random);
    Recipe recipe = Recipe.ALL.get(random.nextInt(Recipe.ALL.size()));
    List<String> files = recipe.words().stream().filter(word -> word.startsWith("@")).toList();
    int spoilt = files.isEmpty() ? -1 : random.nextInt(files.size());
    boolean alsoOthers = random.nextInt(8) == 0;
    List<String> words = new ArrayList<>();
    int file = 0;
    for (String word : recipe.words()) {
      if (word.startsWith("@")) {
        boolean spoil = file == spoilt || alsoOthers;
        String[] parts = word.substring(1).split("!", -1);
        String at = parts.length > 1 ? "@" + mutation.word(parts[1]) : "";
        words.add(file(parts[0], file, spoil, random, mutation) + at);
        file++;
      } else if (word.startsWith("out")) {
        words.add(folder.resolve(word).toString());
      } else {
        words.add(files.isEmpty() && words.size() > 1 ? mutation.word(word) : word);
      }
    }
    if (recipe.options() && recipe.words().stream().noneMatch(LONG::contains)) {
      words.addAll(options.some(words.get(0), random, mutation));
    }
    return words;
  }

  private Path file(String name, int index, boolean spoil, Random random, Mutation mutation)
      throws IOException {
    if (name.endsWith("/")) {
      return spoil ? build(name, index, random, mutation) : corpus.path(name);
    }
    Seed seed = corpus.named(name);
    return spoil
        ? Files.write(folder.resolve(index + "-" + name.replace('/', '-')), mutation.of(seed))
        : corpus.path(name);
  }

  /** A build of which one file is spoilt; a manifest that names the new hash of an image. */
  private Path build(String name, int index, Random random, Mutation mutation) throws IOException {
    Path made = Files.createDirectories(folder.resolve(index + "-build"));
    List<Seed> files = corpus.all().stream().filter(s -> s.name().startsWith(name)).toList();
    Seed chosen = files.get(random.nextInt(files.size()));
    if (random.nextBoolean()) {
      chosen = corpus.named(name + "manifest.json");
    }
    byte[] spoilt = mutation.of(chosen);
    String manifest =
        new String(corpus.named(name + "manifest.json").bytes(), StandardCharsets.UTF_8);
    for (Seed file : files) {
      Path path = made.resolve(file.name().substring(name.length()));
      if (!file.name().equals(chosen.name())) {
        Files.write(path, file.bytes());
      } else if (chosen.format() == Format.TABLES) {
        Files.write(path, spoilt);
        manifest = manifest.replace(hash(file.bytes()), hash(spoilt));
        manifest =
            manifest.replace(
                "\"size\" : " + file.bytes().length + ",", "\"size\" : " + spoilt.length + ",");
      }
    }
    Path path = made.resolve("manifest.json");
    if (chosen.format() == Format.JSON) {
      Files.write(path, spoilt);
    } else {
      Files.writeString(path, manifest);
    }
    return made;
  }

  private static String hash(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
