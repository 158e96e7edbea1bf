// SPDX-License-Identifier: Apache-2.0
package org.earlymap.machine;

import org.earlymap.InputException;

/**
 * A device tree that is made of what a machine has does not fit into the size that it was given.
 */
public final class DeviceTreeRoomException extends InputException {
  private static final long serialVersionUID = 1L;

  DeviceTreeRoomException(IllegalArgumentException cause) {
    super(cause.getMessage() + ": the tree that is made for this machine needs more", cause);
  }
}
