// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.earlymap.Range;
import org.earlymap.memory.PhysicalMemory;

/** Captured tables written as the files that users have: plain memory, ELF cores. */
public final class CapturedFiles {
  private static final long GAP = 1 << 20;

  private CapturedFiles() {}

  /** Writes a file of plain memory for each cluster of tables; returns {@code FILE@ADDRESS}. */
  public static List<String> plain(Path folder, PhysicalMemory memory) throws IOException {
    List<String> files = new ArrayList<>();
    for (Range cluster : clusters(memory)) {
      Path file = folder.resolve("ram" + files.size() + ".bin");
      Files.write(file, bytes(memory, cluster));
      files.add(file + "@0x" + Long.toHexString(cluster.start()));
    }
    return files;
  }

  /** Writes an ELF core whose segments start anywhere in the file, as QEMU's do. */
  public static Path core(Path folder, PhysicalMemory memory, String vmcoreinfo)
      throws IOException {
    List<Range> clusters = clusters(memory);
    byte[] text = vmcoreinfo.getBytes(StandardCharsets.UTF_8);
    int noteSize = 12 + 12 + (text.length + 3) / 4 * 4;
    int headers = 64 + 56 * (clusters.size() + 1);
    int size = headers + noteSize;
    for (Range cluster : clusters) {
      size += (int) cluster.size();
    }
    ByteBuffer core = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    core.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1}).position(16);
    core.putShort((short) 4).putShort((short) 183).putInt(1);
    core.putLong(0).putLong(64).putLong(0).putInt(0);
    core.putShort((short) 64).putShort((short) 56).putShort((short) (clusters.size() + 1));
    core.position(64);
    header(core, 4, headers, 0, noteSize);
    long offset = (long) headers + noteSize;
    for (Range cluster : clusters) {
      header(core, 1, offset, cluster.start(), cluster.size());
      offset += cluster.size();
    }
    core.putInt(11).putInt(text.length).putInt(0);
    core.put("VMCOREINFO\0\0".getBytes(StandardCharsets.US_ASCII)).put(text);
    core.position(headers + noteSize);
    for (Range cluster : clusters) {
      core.put(bytes(memory, cluster));
    }
    return Files.write(folder.resolve("guest.core"), core.array());
  }

  private static void header(ByteBuffer core, int type, long offset, long pa, long size) {
    core.putInt(type).putInt(7).putLong(offset).putLong(0).putLong(pa);
    core.putLong(size).putLong(size).putLong(0);
  }

  private static byte[] bytes(PhysicalMemory memory, Range cluster) {
    byte[] bytes = new byte[(int) cluster.size()];
    for (Range range : memory.ranges()) {
      if (cluster.contains(range.start())) {
        int at = (int) (range.start() - cluster.start());
        memory.view(range.start(), (int) range.size()).get(bytes, at, (int) range.size());
      }
    }
    return bytes;
  }

  private static List<Range> clusters(PhysicalMemory memory) {
    List<Range> clusters = new ArrayList<>();
    for (Range range : memory.ranges()) {
      int last = clusters.size() - 1;
      if (last >= 0 && range.start() - clusters.get(last).end() < GAP) {
        clusters.set(last, new Range(clusters.get(last).start(), range.end()));
      } else {
        clusters.add(range);
      }
    }
    return clusters;
  }
}
