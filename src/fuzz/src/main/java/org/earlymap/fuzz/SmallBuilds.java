// SPDX-License-Identifier: Apache-2.0
package org.earlymap.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.earlymap.build.Build;
import org.earlymap.build.BuildManifest;

/**
 * A build's files without the empty pages at the ends of its images, and what {@code
 * dump-guest-memory} leaves of such a machine.
 */
final class SmallBuilds {
  private static final int PAGE = 4096;

  private SmallBuilds() {}

  /** The files of the build in {@code folder} by their names, the manifest last. */
  static Map<String, byte[]> files(Path folder) throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    String manifest = Files.readString(folder.resolve(BuildManifest.FILE_NAME));
    for (BuildManifest.Image image : Build.read(folder).manifest().images()) {
      byte[] whole = Files.readAllBytes(folder.resolve(image.file()));
      byte[] bytes = withoutEmptyPages(whole, PAGE * image.tablePagesUsed());
      files.put(image.file(), bytes);
      manifest = renamed(manifest, whole.length, Seed.sha256(whole), bytes);
    }
    Path trace = folder.resolve("trace.bin");
    if (Files.exists(trace)) {
      files.put("trace.bin", Files.readAllBytes(trace));
    }
    files.put(BuildManifest.FILE_NAME, manifest.getBytes(StandardCharsets.UTF_8));
    return files;
  }

  /** A manifest in which an image of this size and hash is another. */
  static String renamed(String manifest, int size, String sha256, byte[] bytes) {
    int hash = manifest.indexOf(sha256);
    String key = "\"size\" : ";
    int at = manifest.lastIndexOf(key + size, hash);
    if (hash < 0 || at < 0) {
      return manifest;
    }
    return manifest.substring(0, at)
        + key
        + bytes.length
        + manifest.substring(at + (key + size).length(), hash)
        + Seed.sha256(bytes)
        + manifest.substring(hash + sha256.length());
  }

  private static byte[] withoutEmptyPages(byte[] bytes, int least) {
    int end = bytes.length;
    while (end > Math.max(least, PAGE) && isEmpty(bytes, end - PAGE)) {
      end -= PAGE;
    }
    return Arrays.copyOf(bytes, end);
  }

  private static boolean isEmpty(byte[] bytes, int page) {
    for (int i = page; i < page + PAGE; i++) {
      if (bytes[i] != 0) {
        return false;
      }
    }
    return true;
  }

  /** The core file of a machine with the tables of the build in {@code folder} and nothing else. */
  static byte[] core(Path folder) throws IOException {
    Build build = Build.read(folder);
    long swapper =
        build.manifest().roots().stream()
            .filter(root -> root.name().equals("swapper_pg_dir"))
            .findFirst()
            .orElseThrow()
            .pa();
    long voffset = build.manifest().boot().kimageVoffset();
    byte[] note =
        String.join(
                "\n",
                "OSRELEASE=6.12.117",
                "PAGESIZE=4096",
                "SYMBOL(swapper_pg_dir)=" + Long.toHexString(swapper + voffset),
                "NUMBER(VA_BITS)=52",
                "NUMBER(MAX_PHYSMEM_BITS)=52",
                "NUMBER(kimage_voffset)=0x" + Long.toHexString(voffset),
                "NUMBER(TCR_EL1_T1SZ)=0x10",
                "KERNELOFFSET=0\n")
            .getBytes(StandardCharsets.US_ASCII);
    List<BuildManifest.Image> images = build.manifest().images();
    int headers = 64 + 56 * (images.size() + 1);
    int noteSize = 12 + 12 + (note.length + 3 & -4);
    int at = headers + noteSize;
    long end = at;
    for (BuildManifest.Image image : images) {
      end += image.size();
    }
    ByteBuffer core = ByteBuffer.allocate((int) end).order(ByteOrder.LITTLE_ENDIAN);
    core.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1}).position(16);
    core.putShort((short) 4).putShort((short) 183).putInt(1).putLong(0).putLong(64).putLong(0);
    core.putInt(0).putShort((short) 64).putShort((short) 56).putShort((short) (images.size() + 1));
    core.position(64);
    core.putInt(4).putInt(0).putLong(headers).putLong(0).putLong(0).putLong(noteSize);
    core.putLong(noteSize).putLong(0);
    for (BuildManifest.Image image : images) {
      core.putInt(1).putInt(7).putLong(at).putLong(0).putLong(image.pa()).putLong(image.size());
      core.putLong(image.size()).putLong(0);
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      build.memory().writeTo(bytes, image.pa(), image.size());
      core.put(at, bytes.toByteArray());
      at += (int) image.size();
    }
    core.putInt(11).putInt(note.length).putInt(0);
    core.put("VMCOREINFO\0\0".getBytes(StandardCharsets.US_ASCII)).put(note);
    return core.array();
  }
}
