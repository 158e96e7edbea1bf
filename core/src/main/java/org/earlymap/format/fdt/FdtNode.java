// SPDX-License-Identifier: Apache-2.0
package org.earlymap.format.fdt;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** A node of the tree: a name, properties, and children, in the blob's order. */
public final class FdtNode {
  private final String name;
  private final List<FdtProperty> properties = new ArrayList<>(8);
  private final List<FdtNode> children = new ArrayList<>(4);

  FdtNode(String name) {
    this.name = name;
  }

  /** The name with its unit address, such as {@code memory@40000000}; empty for the root. */
  public String name() {
    return name;
  }

  /** The properties. */
  public List<FdtProperty> properties() {
    return Collections.unmodifiableList(properties);
  }

  /** The children. */
  public List<FdtNode> children() {
    return Collections.unmodifiableList(children);
  }

  /** The first property of that name. */
  public Optional<FdtProperty> property(String wanted) {
    for (FdtProperty property : properties) {
      if (property.name().equals(wanted)) {
        return Optional.of(property);
      }
    }
    return Optional.empty();
  }

  /** The first child of that name; a name without unit address finds one with it, as in libfdt. */
  public Optional<FdtNode> child(String wanted) {
    for (FdtNode child : children) {
      String candidate = child.name();
      if (candidate.startsWith(wanted)
          && (candidate.length() == wanted.length()
              || (candidate.charAt(wanted.length()) == '@' && wanted.indexOf('@') < 0))) {
        return Optional.of(child);
      }
    }
    return Optional.empty();
  }

  /** Whether the node is in use ({@code of_fdt_device_is_available}): status absent or okay. */
  public boolean isAvailable() {
    Optional<FdtProperty> status = property("status");
    if (status.isEmpty()) {
      return true;
    }
    String text = status.get().text();
    return text.equals("ok") || text.equals("okay");
  }

  /** Whether {@code wanted} is among the strings of the node's {@code compatible} property. */
  public boolean isCompatible(String wanted) {
    Optional<FdtProperty> compatible = property("compatible");
    if (compatible.isEmpty()) {
      return false;
    }
    String all = new String(compatible.get().bytes(), StandardCharsets.UTF_8);
    return List.of(all.split("\0", -1)).contains(wanted);
  }

  void add(FdtProperty property) {
    properties.add(property);
  }

  void add(FdtNode child) {
    children.add(child);
  }
}
