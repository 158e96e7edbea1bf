// SPDX-License-Identifier: Apache-2.0
package org.earlymap.qemu;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.earlymap.format.Bytes;
import org.earlymap.format.NameFilter;
import org.earlymap.format.image.ImageHeader;
import org.earlymap.format.image.Unpacked;
import org.earlymap.format.symbols.Kallsyms;

/** Where a stock kernel's functions and variables are, as its own symbol table has them. */
final class KernelPlaces {
  private final Bytes image;
  private final Map<String, Long> distances = new HashMap<>();
  private final TreeMap<Long, String> names = new TreeMap<>();

  private KernelPlaces(Bytes image) {
    this.image = image;
  }

  /** The places in an Image that may be compressed. */
  static KernelPlaces of(Path file) throws IOException {
    Bytes image = Unpacked.of(Bytes.map(file)).bytes();
    KernelPlaces places = new KernelPlaces(image);
    Kallsyms.find(image.order(ImageHeader.read(image).order()))
        .orElseThrow()
        .visit(
            NameFilter.all(),
            (name, type, distance, size) -> {
              places.distances.putIfAbsent(name, distance);
              places.names.merge(distance, name, (first, second) -> first);
            });
    return places;
  }

  /** The Image, unpacked. */
  ByteBuffer image() {
    return ByteBuffer.wrap(image.copy(0, (int) image.size()));
  }

  /** All symbols and their distances from the image's first byte. */
  Map<String, Long> distances() {
    return Collections.unmodifiableMap(distances);
  }

  /** The distance of a symbol from the image's first byte. */
  OptionalLong distance(String symbol) {
    Long distance = distances.get(symbol);
    return distance == null ? OptionalLong.empty() : OptionalLong.of(distance);
  }

  /** The symbol at or before {@code distance}, and how far behind it that is. */
  String nameOf(long distance) {
    Map.Entry<Long, String> symbol = names.floorEntry(distance);
    return symbol == null
        ? "the image"
        : symbol.getValue() + "+0x" + Long.toHexString(distance - symbol.getKey());
  }
}
