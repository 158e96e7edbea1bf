// SPDX-License-Identifier: Apache-2.0
package org.earlymap.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The memory of a real kernel, captured while it booted: one file of the resource truth/. */
public record TruthFile(String name, JsonNode root) {
  private static final JsonMapper JSON = new JsonMapper();

  /** A section of the kernel, as {@code readelf} prints it. */
  public record Section(
      String name, String type, long address, long size, String flags, long align) {}

  /** The names of all boots, sorted. */
  public static List<String> names() {
    return names("truth");
  }

  /** The names of the JSON files in a resource folder, {@code .json} taken off, sorted. */
  public static List<String> names(String folder) {
    URL url = resource(folder);
    try {
      URI uri = url.toURI();
      if (uri.getScheme().equals("jar")) {
        try (FileSystem jar = FileSystems.newFileSystem(uri, Map.of())) {
          return names(jar.getPath("/" + folder));
        }
      }
      return names(Path.of(uri));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The boot of a name such as {@code 4k-52--max-base}. */
  public static TruthFile named(String name) {
    return new TruthFile(name, json("truth/" + name + ".json"));
  }

  /** A JSON resource, such as {@code truth/layout/4k-52.json} or {@code vectors/tlbi.json}. */
  public static JsonNode json(String resource) {
    try (InputStream in = resource(resource).openStream()) {
      return JSON.readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The 64-bit number of a string such as {@code 0xffff800080000000}. */
  public static long hex(JsonNode node) {
    return hex(node.asString());
  }

  /** The 64-bit number of a string such as {@code 0xffff800080000000}. */
  public static long hex(String text) {
    if (!text.startsWith("0x")) {
      throw new IllegalArgumentException("not a hexadecimal number: " + text);
    }
    return Long.parseUnsignedLong(text.substring(2), 16);
  }

  /** Which kernel build booted, such as {@code 4k-52-debian}. */
  public String kernel() {
    return root.get("case").get("kernel").asString();
  }

  /** The CPU model as the emulator names it, such as {@code max,lpa2=off}. */
  public String cpu() {
    return root.get("case").get("cpu").asString();
  }

  /** The kernel's release. */
  public String release() {
    return root.get("release").asString();
  }

  /** The physical address of {@code _text}. */
  public long loadAddress() {
    return hex(root.get("load_address"));
  }

  /** The physical address of the device tree. */
  public long fdtAddress() {
    return hex(root.get("fdt_address"));
  }

  /** The exception level that the kernel was entered at. */
  public int entryEl() {
    return root.get("entry_el").asInt();
  }

  /** The displacement that the kernel chose. */
  public long kaslrOffset() {
    return hex(root.get("kaslr_offset"));
  }

  /** The configuration, without {@code CONFIG_}. */
  public Map<String, String> config() {
    Map<String, String> config = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : root.get("config").properties()) {
      config.put(entry.getKey().substring("CONFIG_".length()), entry.getValue().asString());
    }
    return config;
  }

  /** The symbols and their link addresses. */
  public Map<String, Long> symbols() {
    return hexValues("symbols");
  }

  /** The ID registers by their full names. */
  public Map<String, Long> idRegisters() {
    return hexValues("id_registers");
  }

  /** The kernel's loaded sections. */
  public List<Section> sections() {
    return Stream.of(root.get("sections"))
        .flatMap(sections -> sections.values().stream())
        .map(
            section ->
                new Section(
                    section.get("name").asString(),
                    section.get("type").asString(),
                    hex(section.get("addr")),
                    hex(section.get("size")),
                    section.get("flags").asString(),
                    section.get("align").asLong()))
        .toList();
  }

  /** What was captured at a point such as {@code p1_early_map_kernel}. */
  public JsonNode stage(String point) {
    return root.get("stages").get(point);
  }

  @Override
  public String toString() {
    return name;
  }

  private Map<String, Long> hexValues(String field) {
    Map<String, Long> values = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : root.get(field).properties()) {
      values.put(entry.getKey(), hex(entry.getValue()));
    }
    return values;
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> String.valueOf(file.getFileName()))
          .filter(file -> file.endsWith(".json"))
          .map(file -> file.substring(0, file.length() - ".json".length()))
          .sorted()
          .toList();
    }
  }

  private static URL resource(String name) {
    URL url = TruthFile.class.getClassLoader().getResource(name);
    if (url == null) {
      throw new IllegalArgumentException("no resource " + name);
    }
    return url;
  }
}
