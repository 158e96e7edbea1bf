// SPDX-License-Identifier: Apache-2.0
package org.earlymap.format.image;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.ArchiveEntry;
import org.apache.commons.compress.archivers.ArchiveInputStream;
import org.apache.commons.compress.archivers.cpio.CpioArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.earlymap.format.Bytes;
import org.earlymap.format.FormatException;
import org.earlymap.format.compress.BytesStream;
import org.earlymap.format.compress.ZstdStream;
import org.tukaani.xz.LZMAInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * A distribution's package, read as a stream up to the kernel in it: Debian's (an {@code ar} of
 * compressed {@code tar}s) and RPM (headers, then a compressed {@code cpio}).
 *
 * @param kernel the kernel's file
 * @param configuration the configuration that lies before it
 * @param format what the package is
 */
record KernelPackage(Bytes kernel, Optional<Bytes> configuration, String format) {
  private static final byte[] AR = "!<arch>\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] RPM_LEAD = {(byte) 0xed, (byte) 0xab, (byte) 0xee, (byte) 0xdb};
  private static final byte[] RPM_HEADER = {(byte) 0x8e, (byte) 0xad, (byte) 0xe8, 1};
  private static final int AR_HEADER = 60;
  private static final int LEAD = 96;
  private static final int DICTIONARY_KIB = 160 << 10;

  /** No file of a kernel's package is larger, in bytes. */
  private static final long MOST_FILE = 512L << 20;

  private static final long MOST_CONFIGURATION = 8L << 20;

  /** What may be unpacked on the way to the kernel: the modules of a large kernel, in bytes. */
  private static final long MOST_UNPACKED = 4L << 30;

  static boolean is(Bytes file) {
    return file.matches(0, AR) || file.matches(0, RPM_LEAD);
  }

  /**
   * Finds the kernel.
   *
   * @throws FormatException where there is none, or the package is damaged
   */
  static KernelPackage read(Bytes file) {
    boolean debian = file.matches(0, AR);
    Bytes payload = debian ? debianData(file) : rpmPayload(file);
    String format = debian ? "Debian package" : "RPM package";
    try (InputStream in = new CountedStream(unpacked(payload), file)) {
      return debian
          ? find(new TarArchiveInputStream(in), file, format)
          : find(new CpioArchiveInputStream(in), file, format);
    } catch (EOFException e) {
      throw file.fault(file.size(), "the " + format + " is cut short");
    } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException e) {
      throw file.fault(0, "damaged " + format + ": " + e.getMessage());
    }
  }

  private static <E extends ArchiveEntry> KernelPackage find(
      ArchiveInputStream<E> archive, Bytes file, String format) throws IOException {
    Optional<Bytes> configuration = Optional.empty();
    E entry = archive.getNextEntry();
    while (entry != null) {
      String path = entry.getName().startsWith("/") ? entry.getName() : "/" + entry.getName();
      String name = path.substring(path.lastIndexOf('/') + 1);
      boolean boot = path.contains("/boot/") || path.contains("/lib/modules/");
      if (!entry.isDirectory() && boot && name.startsWith("config")) {
        configuration =
            Optional.of(contents(archive, entry, file, MOST_CONFIGURATION, "configuration"));
      } else if (!entry.isDirectory() && isKernel(path, name) && entry.getSize() > LEAD) {
        return new KernelPackage(
            contents(archive, entry, file, MOST_FILE, "kernel"), configuration, format);
      }
      entry = archive.getNextEntry();
    }
    throw file.fault(0, "this " + format + " has no kernel: no vmlinuz, vmlinux or Image in it");
  }

  private static boolean isKernel(String path, String name) {
    boolean named =
        name.startsWith("vmlinuz") || name.startsWith("vmlinux") || name.startsWith("Image");
    return named
        && !name.endsWith(".py")
        && (path.contains("/boot/")
            || path.contains("/lib/modules/")
            || path.contains("/usr/lib/debug/")
            || path.contains("/usr/lib/linux-image"));
  }

  private static Bytes contents(
      InputStream in, ArchiveEntry entry, Bytes file, long most, String what) throws IOException {
    long room = Math.min(most, Runtime.getRuntime().maxMemory() / 3);
    if (entry.getSize() < 0 || entry.getSize() > room) {
      throw file.fault(
          0, entry.getName() + " has " + entry.getSize() + " bytes, expected at most " + room);
    }
    byte[] bytes = in.readNBytes((int) entry.getSize());
    if (bytes.length != entry.getSize()) {
      throw file.fault(file.size(), "the package ends within its " + what);
    }
    return Bytes.of(file.name() + " (" + entry.getName() + ")", bytes);
  }

  /** The member {@code data.tar} of an {@code ar}. */
  private static Bytes debianData(Bytes file) {
    long at = AR.length;
    while (file.holds(at, AR_HEADER)) {
      String name = new String(file.copy(at, 16), StandardCharsets.US_ASCII).strip();
      String digits = new String(file.copy(at + 48, 10), StandardCharsets.US_ASCII).strip();
      if (!digits.matches("[0-9]{1,10}")) {
        throw file.fault(at + 48, "found a member of '" + digits + "' bytes");
      }
      long size = Long.parseLong(digits);
      if (name.startsWith("data.tar")) {
        return file.slice(at + AR_HEADER, size, "the package's data");
      }
      at += AR_HEADER + size + (size & 1);
    }
    throw file.fault(file.size(), "this archive is no Debian package: it has no data.tar");
  }

  /** Behind the lead and two headers, the first of which ends at a multiple of 8. */
  private static Bytes rpmPayload(Bytes file) {
    Bytes big = file.order(ByteOrder.BIG_ENDIAN);
    long signature = LEAD + rpmHeader(big, LEAD);
    long header = signature + 7 & -8;
    long payload = header + rpmHeader(big, header);
    return file.slice(payload, file.size() - payload, "the package's payload");
  }

  private static long rpmHeader(Bytes file, long at) {
    if (!file.matches(at, RPM_HEADER)) {
      throw file.fault(at, "expected an RPM header, 8e ad e8 01");
    }
    long size = 16 + 16 * file.u32(at + 8) + file.u32(at + 12);
    return file.slice(at, size, "an RPM header").size();
  }

  private static InputStream unpacked(Bytes payload) throws IOException {
    InputStream in = new BytesStream(payload);
    int first = payload.size() < 6 ? 0 : payload.u8(0) << 8 | payload.u8(1);
    return switch (first) {
      case 0xfd37 -> new XZInputStream(in, DICTIONARY_KIB);
      case 0x28b5 -> new ZstdStream(payload);
      case 0x1f8b -> new GZIPInputStream(in, 1 << 16);
      case 0x425a -> new BZip2CompressorInputStream(in);
      case 0x5d00 -> new LZMAInputStream(in, DICTIONARY_KIB);
      default -> in;
    };
  }

  /** Ends a package that unpacks to more than any kernel's does. */
  private static final class CountedStream extends FilterInputStream {
    private final Bytes file;
    private long left = MOST_UNPACKED;

    CountedStream(InputStream in, Bytes file) {
      super(in);
      this.file = file;
    }

    @Override
    public int read() throws IOException {
      return count(in.read(), 1);
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int read = in.read(target, offset, length);
      return count(read, read);
    }

    @Override
    public long skip(long wanted) throws IOException {
      byte[] skipped = new byte[(int) Math.min(wanted, 1 << 16)];
      return Math.max(0, read(skipped, 0, skipped.length));
    }

    private int count(int result, int bytes) {
      left -= Math.max(0, bytes);
      if (left < 0) {
        throw file.fault(0, "unpacks to more than " + MOST_UNPACKED + " bytes before its kernel");
      }
      return result;
    }
  }
}
