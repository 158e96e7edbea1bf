// SPDX-License-Identifier: Apache-2.0
package org.earlymap.fuzz;

import java.nio.charset.StandardCharsets;
import org.earlymap.testing.FdtWriter;

/** Device trees with all that the kernel's early boot reads of one. */
final class SmallBoards {
  private SmallBoards() {}

  /** One with every node and property that is looked for. */
  static byte[] withEverything() {
    return FdtWriter.withRoot()
        .reserve(0x4700_0000, 0x1000)
        .memory(0x4000_0000L, 0x1000_0000L)
        .begin("memory@80000000")
        .text("device_type", "memory")
        .text("status", "okay")
        .longs("reg", 0x8000_0000L, 0x1000_0000L)
        .longs("linux,usable-memory", 0x8000_0000L, 0x800_0000L)
        .end()
        .begin("chosen")
        .text("bootargs", "earlycon rodata=off mem=200M arm64.nolva nokaslr")
        .text("stdout-path", "serial0:115200n8")
        .longs("kaslr-seed", 0x1234_5678_9abc_def0L)
        .longs("linux,initrd-start", 0x4800_0000L)
        .longs("linux,initrd-end", 0x4880_0000L)
        .longs("linux,usable-memory-range", 0x4000_0000L, 0x1000_0000L)
        .longs("linux,elfcorehdr", 0x4f00_0000L, 0x1000L)
        .end()
        .begin("aliases")
        .text("serial0", "/soc/serial@1000")
        .end()
        .begin("soc")
        .cells("#address-cells", 1)
        .cells("#size-cells", 1)
        .cells("ranges", 0, 0, 0x900_0000, 0x10_0000)
        .begin("serial@1000")
        .property("compatible", "arm,pl011\0arm,primecell\0".getBytes(StandardCharsets.UTF_8))
        .cells("reg", 0x1000, 0x1000)
        .cells("reg-offset", 0)
        .end()
        .end()
        .begin("reserved-memory")
        .cells("#address-cells", 2)
        .cells("#size-cells", 2)
        .property("ranges", new byte[0])
        .begin("secure@49000000")
        .longs("reg", 0x4900_0000L, 0x10_0000L)
        .property("no-map", new byte[0])
        .end()
        .begin("pool")
        .text("compatible", "shared-dma-pool")
        .property("reusable", new byte[0])
        .longs("size", 0x40_0000L)
        .longs("alignment", 0x20_0000L)
        .longs("alloc-ranges", 0x4000_0000L, 0x1000_0000L)
        .end()
        .end()
        .build();
  }
}
