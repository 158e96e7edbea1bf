// SPDX-License-Identifier: Apache-2.0
package org.earlymap.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.earlymap.build.BuildManifest;

/**
 * One input after the other, each made of a seed and its own number alone: files in a folder, and a
 * command line.
 */
final class Case {
  private static final long SPREAD = 0x9e3779b97f4a7c15L;

  /** Commands whose stage or boards say how long they take. */
  private static final Set<String> LONG = Set.of("paging-init", "sweep");

  private static final int WEIGHTS = Recipe.weights();

  private final Corpus corpus;
  private final Options options;
  private final Path folder;
  private final List<Path> made = new ArrayList<>();

  Case(Corpus corpus, Options options, Path folder) {
    this.corpus = corpus;
    this.options = options;
    this.folder = folder;
  }

  /** Writes the files of input {@code number} and returns its command line. */
  List<String> prepare(long seed, long number) throws IOException {
    Random random = new Random(seed * SPREAD + number);
    Mutation mutation = new Mutation(random);
    Recipe recipe = Recipe.at(random.nextInt(WEIGHTS));
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
      } else if (word.startsWith("+")) {
        words.add(file(word.substring(1), file++, true, random, mutation).toString());
      } else if (word.startsWith("out")) {
        made.add(folder.resolve(word));
        words.add(folder.resolve(word).toString());
      } else {
        words.add(files.isEmpty() && words.size() > 1 ? mutation.word(word) : word);
      }
    }
    if (recipe.words().stream().noneMatch(LONG::contains)) {
      words.addAll(options.some(words.get(0), random, mutation));
    }
    return words;
  }

  /** The command line of {@code recipe} as it stands, of files as they were made. */
  List<String> unspoilt(Recipe recipe) throws IOException {
    Path copy = folder.resolve("copy");
    List<String> words = new ArrayList<>();
    for (String word : recipe.words()) {
      String file = word.startsWith("@") ? word.substring(1).replace("!", "@") : "";
      if (word.startsWith("+")) {
        Files.createDirectories(copy);
        for (Seed seed : corpus.folder(word.substring(1))) {
          Files.write(copy.resolve(seed.name().substring(word.length() - 1)), seed.bytes());
        }
      }
      boolean isOut = word.startsWith("out");
      words.add(
          word.startsWith("+")
              ? copy.toString()
              : file.isEmpty()
                  ? (isOut ? folder.resolve(word).toString() : word)
                  : corpus.path(file).toString());
    }
    made.add(copy);
    made.add(folder.resolve("out"));
    made.add(folder.resolve("out.bin"));
    return words;
  }

  /** Where the input has its files, and writes to. */
  List<Path> made() {
    return made;
  }

  private Path file(String name, int index, boolean spoil, Random random, Mutation mutation)
      throws IOException {
    if (!spoil) {
      return corpus.path(name);
    }
    Path path =
        folder.resolve(index + "-" + (name.endsWith("/") ? "build" : name.replace('/', '-')));
    made.add(path);
    if (name.endsWith("/")) {
      if (corpus.has(name + BuildManifest.FILE_NAME)) {
        build(name, Files.createDirectories(path), random, mutation);
      } else {
        files(name, path, random, mutation);
      }
    } else {
      Files.write(path, mutation.of(corpus.named(name)));
    }
    return path;
  }

  /** A folder of which one file is spoilt, and some are missing. */
  private void files(String name, Path folder, Random random, Mutation mutation)
      throws IOException {
    List<Seed> files = corpus.folder(name);
    int spoilt = random.nextInt(files.size());
    boolean sparse = random.nextInt(4) == 0;
    for (int i = 0; i < files.size(); i++) {
      Path path = folder.resolve(files.get(i).name().substring(name.length()));
      Files.createDirectories(path.resolveSibling("."));
      if (i == spoilt) {
        Files.write(path, mutation.of(files.get(i)));
      } else if (!sparse || random.nextBoolean()) {
        Files.createLink(path, corpus.path(files.get(i).name()));
      }
    }
  }

  /** A build of which one file is spoilt; a manifest that names the new hash of an image. */
  private void build(String name, Path folder, Random random, Mutation mutation)
      throws IOException {
    List<Seed> files = corpus.folder(name);
    Seed manifest = corpus.named(name + BuildManifest.FILE_NAME);
    Seed chosen = random.nextBoolean() ? manifest : files.get(random.nextInt(files.size()));
    byte[] spoilt = mutation.of(chosen);
    for (Seed file : files) {
      Path path = folder.resolve(file.name().substring(name.length()));
      if (file == chosen) {
        Files.write(path, spoilt);
      } else if (file == manifest) {
        Files.writeString(
            path,
            SmallBuilds.renamed(manifest.text(), chosen.bytes().length, chosen.sha256(), spoilt));
      } else {
        Files.createLink(path, corpus.path(file.name()));
      }
    }
  }
}
