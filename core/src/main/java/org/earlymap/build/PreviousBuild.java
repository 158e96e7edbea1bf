// SPDX-License-Identifier: Apache-2.0
package org.earlymap.build;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.earlymap.emit.EmitForm;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The image files that a manifest names, and nothing else of it: a build that replaces another need
 * not understand it.
 */
final class PreviousBuild {
  private PreviousBuild() {}

  /** Their names, none of which leaves the folder; none where {@code manifest} is not one. */
  static Set<String> of(Path manifest) throws IOException {
    try (InputStream in = Files.newInputStream(manifest);
        JsonParser json = new JsonFactory().createParser(ObjectReadContext.empty(), in)) {
      return read(json);
    } catch (JacksonException e) {
      return new HashSet<>();
    }
  }

  /**
   * Checks that {@code manifest}, where it exists, is one of a build: its schema says so.
   *
   * @throws FileSystemException where it is not, and so may not be replaced
   */
  static void checkOwn(Path manifest) throws IOException {
    if (Files.exists(manifest, LinkOption.NOFOLLOW_LINKS) && !isOwn(manifest)) {
      throw new FileSystemException(
          manifest.toString(),
          null,
          "its manifest.json is not that of a build, and is not replaced: move it away, or build"
              + " into another folder");
    }
  }

  private static boolean isOwn(Path manifest) throws IOException {
    if (!Files.isRegularFile(manifest)) {
      return false;
    }
    try (InputStream in = Files.newInputStream(manifest);
        JsonParser json = new JsonFactory().createParser(ObjectReadContext.empty(), in)) {
      int depth = 0;
      for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
        depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
        if (token == JsonToken.VALUE_STRING && depth == 1 && "schema".equals(json.currentName())) {
          return json.getString().startsWith(BuildManifest.SCHEMA_OF_ANY_VERSION);
        }
      }
      return false;
    } catch (JacksonException e) {
      return false;
    }
  }

  /** Deletes a folder that holds a build: its images, its manifest, and itself if it is empty. */
  static void deleteBuild(Path folder) throws IOException {
    Path manifest = folder.resolve(BuildManifest.FILE_NAME);
    if (Files.isRegularFile(manifest)) {
      for (String file : of(manifest)) {
        Files.deleteIfExists(folder.resolve(file));
      }
      Files.delete(manifest);
    }
    try {
      Files.deleteIfExists(folder);
    } catch (DirectoryNotEmptyException e) {
      // Somebody has put a file there in the meantime, which is not ours to delete.
      return;
    }
  }

  private static Set<String> read(JsonParser json) {
    Set<String> files = new HashSet<>();
    int depth = 0;
    boolean inImages = false;
    boolean inTrace = false;
    for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
      depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
      if (token == JsonToken.PROPERTY_NAME && depth == 1) {
        inImages = json.currentName().equals("images") || json.currentName().equals("emitted");
        inTrace = json.currentName().equals("trace");
      } else if (token == JsonToken.VALUE_STRING
          && ((inImages && depth == 3) || (inTrace && depth == 2))
          && "file".equals(json.currentName())
          && isPlain(json.getString())) {
        files.add(json.getString());
      }
    }
    return files;
  }

  private static boolean isPlain(String file) {
    return EmitForm.isEmitted(file)
        || (file.endsWith(".bin") && file.indexOf('/') < 0 && file.indexOf('\\') < 0);
  }
}
