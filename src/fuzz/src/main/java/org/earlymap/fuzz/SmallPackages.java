// SPDX-License-Identifier: Apache-2.0
package org.earlymap.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.apache.commons.compress.archivers.ar.ArArchiveEntry;
import org.apache.commons.compress.archivers.ar.ArArchiveOutputStream;
import org.apache.commons.compress.archivers.cpio.CpioArchiveEntry;
import org.apache.commons.compress.archivers.cpio.CpioArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.earlymap.testing.FdtWriter;

/** What kernels come in: packages, and the images of boot loaders. Nothing in them is packed. */
final class SmallPackages {
  private static final String NAME = "boot/vmlinuz-6.12.117";
  private static final int PAGE = 2048;

  private SmallPackages() {}

  static byte[] debian(byte[] image, byte[] config) throws IOException {
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(data)) {
      put(tar, "./boot/config-6.12.117", config);
      put(tar, "./" + NAME, image);
    }
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try (ArArchiveOutputStream ar = new ArArchiveOutputStream(file)) {
      put(ar, "debian-binary", "2.0\n".getBytes(StandardCharsets.US_ASCII));
      put(ar, "data.tar", data.toByteArray());
    }
    return file.toByteArray();
  }

  static byte[] rpm(byte[] image) throws IOException {
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    try (CpioArchiveOutputStream cpio = new CpioArchiveOutputStream(data)) {
      CpioArchiveEntry entry = new CpioArchiveEntry("./" + NAME, image.length);
      cpio.putArchiveEntry(entry);
      cpio.write(image);
      cpio.closeArchiveEntry();
    }
    ByteBuffer file = ByteBuffer.allocate(96 + 2 * 32 + data.size());
    file.putInt(0xedabeedb).position(96);
    for (int header = 0; header < 2; header++) {
      file.putInt(0x8eade801).putInt(0).putInt(1).putInt(0).position(96 + 32 * (header + 1));
    }
    return file.put(data.toByteArray()).array();
  }

  static byte[] android(byte[] image) {
    ByteBuffer file = ByteBuffer.allocate(PAGE + image.length).order(ByteOrder.LITTLE_ENDIAN);
    file.put("ANDROID!".getBytes(StandardCharsets.US_ASCII)).putInt(image.length);
    file.putInt(36, PAGE).position(PAGE);
    return file.put(image).array();
  }

  static byte[] uImage(byte[] image) {
    ByteBuffer file = ByteBuffer.allocate(64 + image.length);
    file.putInt(0x27051956).putInt(12, image.length).put(28, new byte[] {5, 22, 2, 0});
    return file.position(64).put(image).array();
  }

  static byte[] fit(byte[] image) {
    return FdtWriter.withRoot()
        .begin("images")
        .begin("kernel-1")
        .text("type", "kernel")
        .text("arch", "arm64")
        .text("compression", "none")
        .property("data", image)
        .end()
        .end()
        .begin("configurations")
        .text("default", "conf-1")
        .begin("conf-1")
        .text("kernel", "kernel-1")
        .end()
        .end()
        .build();
  }

  private static void put(TarArchiveOutputStream tar, String name, byte[] bytes)
      throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name);
    entry.setSize(bytes.length);
    entry.setModTime(0);
    tar.putArchiveEntry(entry);
    tar.write(bytes);
    tar.closeArchiveEntry();
  }

  private static void put(ArArchiveOutputStream ar, String name, byte[] bytes) throws IOException {
    ar.putArchiveEntry(new ArArchiveEntry(name, bytes.length, 0, 0, 0100644, 0));
    ar.write(bytes);
    ar.closeArchiveEntry();
  }
}
