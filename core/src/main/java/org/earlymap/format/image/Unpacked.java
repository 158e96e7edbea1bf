// SPDX-License-Identifier: Apache-2.0
package org.earlymap.format.image;

import com.google.common.collect.ImmutableList;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.earlymap.format.Bytes;
import org.earlymap.format.compress.Compression;
import org.earlymap.format.elf.ElfFile;

/**
 * A kernel's file with its wrappings taken off. What a file is is decided by its content, never by
 * its name.
 *
 * @param bytes the ELF file or raw Image inside
 * @param layers the formats from the outside in, such as {@code EFI zboot}, {@code zstd}, {@code
 *     Image}
 * @param configuration the kernel's configuration, where it lay beside it in a package
 */
public record Unpacked(Bytes bytes, List<String> layers, Optional<Bytes> configuration) {
  private static final byte[] MZ = {'M', 'Z'};
  private static final byte[] ZIMG = "zimg".getBytes(StandardCharsets.ISO_8859_1);
  private static final byte[] X86_SETUP = "HdrS".getBytes(StandardCharsets.ISO_8859_1);
  private static final int MOST_LAYERS = 8;

  /** Copies the list. */
  public Unpacked {
    layers = ImmutableList.copyOf(layers);
  }

  /**
   * Takes the wrappings off.
   *
   * @throws org.earlymap.format.FormatException where there is neither an ELF file nor an Image
   *     inside
   */
  public static Unpacked of(Bytes file) {
    List<String> layers = new ArrayList<>();
    Bytes bytes = file;
    Optional<Bytes> configuration = Optional.empty();
    while (layers.size() < MOST_LAYERS) {
      if (ElfFile.isElf(bytes)) {
        layers.add("ELF");
        return new Unpacked(bytes, layers, configuration);
      }
      if (ImageHeader.isImage(bytes)) {
        layers.add("Image");
        return new Unpacked(bytes, layers, configuration);
      }
      Optional<Compression> compression = Compression.of(bytes);
      if (compression.isPresent()) {
        bytes = compression.get().unpack(bytes);
        layers.add(compression.get().label());
      } else if (bytes.matches(0, MZ) && bytes.matches(4, ZIMG)) {
        bytes = zbootPayload(bytes);
        layers.add("EFI zboot");
      } else if (KernelPackage.is(bytes)) {
        KernelPackage contents = KernelPackage.read(bytes);
        bytes = contents.kernel();
        configuration = contents.configuration();
        layers.add(contents.format());
      } else if (UImage.is(bytes)) {
        bytes = UImage.kernel(bytes);
        layers.add("uImage");
      } else if (FitImage.is(bytes)) {
        bytes = FitImage.kernel(bytes);
        layers.add("FIT image");
      } else if (AndroidBoot.is(bytes)) {
        bytes = AndroidBoot.kernel(bytes);
        layers.add("Android boot image");
      } else {
        throw bytes.fault(
            0,
            "this is "
                + guess(bytes)
                + "; expected an ELF file, an arm64 Image,"
                + " or one of them compressed, or in EFI zboot, a uImage, a FIT or Android boot"
                + " image, a Debian or RPM package");
      }
    }
    throw file.fault(0, "found more than " + MOST_LAYERS + " wrappings");
  }

  /** Whether the innermost bytes are an ELF file; else they are a raw Image. */
  public boolean isElf() {
    return ElfFile.isElf(bytes);
  }

  /** The payload of drivers/firmware/efi/libstub/zboot-header.S. */
  private static Bytes zbootPayload(Bytes file) {
    Bytes header = file.order(ByteOrder.LITTLE_ENDIAN).slice(0, 64, "the EFI zboot header");
    long offset = header.u32(8);
    long size = header.u32(12);
    Bytes payload = file.slice(offset, size, "the EFI zboot payload");
    if (Compression.of(payload).isEmpty()) {
      throw header.fault(
          8,
          "the EFI zboot payload at 0x"
              + Long.toHexString(offset)
              + " is not compressed, expected "
              + header.text(24, 24, "the compression's name"));
    }
    return file.slice(offset, Math.min(size + 4, file.size() - offset), "the EFI zboot payload");
  }

  private static String guess(Bytes bytes) {
    if (bytes.size() == 0) {
      return "an empty file";
    }
    if (bytes.matches(0x202, X86_SETUP)) {
      return "an x86 kernel";
    }
    return bytes.matches(0, MZ) ? "an EFI program, but no arm64 Image" : "no kernel";
  }
}
