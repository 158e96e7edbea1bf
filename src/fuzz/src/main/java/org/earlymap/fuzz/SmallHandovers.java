// SPDX-License-Identifier: Apache-2.0
package org.earlymap.fuzz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.earlymap.format.uefi.ConfigurationTable;
import org.earlymap.testing.FdtWriter;

/** What firmware leaves to a kernel, and what a shell on a running machine shows, as folders. */
final class SmallHandovers {
  private static final long BASE = 0x4700_0000L;
  private static final int PAGE = 0x1000;
  private static final int DESCRIPTOR = 48;
  private static final long WRITE_BACK = 0xf;
  private static final long RUNTIME = 1L << 63;

  /** A map: type, physical address, virtual address, pages, attributes. */
  private static final long[][] MAP = {
    {7, 0x4000_0000L, 0, 0x7000, WRITE_BACK},
    {4, 0x4700_0000L, 0, 0x20, WRITE_BACK},
    {9, 0x4702_0000L, 0, 0x10, WRITE_BACK},
    {6, 0x4703_0000L, 0x2000_0000L, 0x10, RUNTIME | WRITE_BACK},
    {7, 0x4704_0000L, 0, 0x8fc0, WRITE_BACK},
    {11, 0x0900_0000L, 0x2100_0000L, 1, RUNTIME | 1},
  };

  private SmallHandovers() {}

  /** The memory map alone, as raw descriptors. */
  static byte[] memoryMap() {
    ByteBuffer map = ByteBuffer.allocate(MAP.length * DESCRIPTOR).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < MAP.length; i++) {
      for (int field = 0; field < MAP[i].length; field++) {
        map.putLong(i * DESCRIPTOR + 8 * field, MAP[i][field]);
      }
    }
    return map.array();
  }

  /** A device tree, registers, and memory with each table that the kernel looks into. */
  static Map<String, byte[]> firmware() {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put(
        "fdt",
        FdtWriter.withRoot()
            .begin("chosen")
            .text("bootargs", "nokaslr")
            .longs("linux,uefi-system-table", BASE)
            .longs("linux,uefi-mmap-start", BASE + PAGE)
            .cells("linux,uefi-mmap-size", MAP.length * DESCRIPTOR)
            .cells("linux,uefi-mmap-desc-size", DESCRIPTOR)
            .cells("linux,uefi-mmap-desc-ver", 1)
            .end()
            .build());
    files.put("registers", text("x0=0x0000000048000000\nLOAD_ADDRESS=0x0000000040200000\n"));
    files.put("memory/0x0000000047000000", tables());
    return files;
  }

  /** The system table, the map, and a page for each configuration table. */
  private static byte[] tables() {
    ConfigurationTable[] known = ConfigurationTable.values();
    int first = 3;
    ByteBuffer memory =
        ByteBuffer.allocate((first + known.length + 4) * PAGE).order(ByteOrder.LITTLE_ENDIAN);
    memory.putLong(0, 0x5453_5953_2049_4249L).putLong(24, BASE + 256);
    memory.putLong(104, known.length).putLong(112, BASE + 2 * PAGE);
    memory.put(PAGE, memoryMap());
    for (int i = 0; i < known.length; i++) {
      int entry = 2 * PAGE + 24 * i;
      memory.put(entry, guid(known[i].guid()));
      memory.putLong(entry + 16, BASE + (long) (first + i) * PAGE);
      fill(memory, known[i], (first + i) * PAGE, (first + known.length) * PAGE);
    }
    return memory.array();
  }

  private static void fill(ByteBuffer memory, ConfigurationTable table, int at, int acpi) {
    switch (table) {
      case ACPI_20, ACPI -> {
        memory.put(at + 15, (byte) 2).putInt(at + 16, (int) BASE + acpi);
        memory.putLong(at + 24, BASE + acpi);
        memory.putInt(acpi, 0x5444_5358).putInt(acpi + 4, 36 + 2 * 8);
        memory.putLong(acpi + 36, BASE + acpi + PAGE).putLong(acpi + 44, BASE + acpi + 2 * PAGE);
        memory.putInt(acpi + PAGE, 0x5043_4146).putInt(acpi + PAGE + 4, 276);
        memory.putInt(acpi + PAGE + 40, (int) BASE + acpi + 3 * PAGE);
        memory.putInt(acpi + 2 * PAGE, 0x5243_5053).putInt(acpi + 2 * PAGE + 4, 80);
        memory.putLong(acpi + 2 * PAGE + 44, 0x900_0000);
        memory.putInt(acpi + 3 * PAGE, 0x5444_5344).putInt(acpi + 3 * PAGE + 4, 64);
      }
      case MEMATTR -> memory.putInt(at, 1).putInt(at + 4, 2).putInt(at + 8, DESCRIPTOR);
      case ESRT -> memory.putInt(at, 1).putInt(at + 4, 1);
      case RT_PROPERTIES -> memory.putInt(at, 0x8_0001);
      case RNG_SEED -> memory.putInt(at, 32);
      case MEMRESERVE -> {
        memory.putInt(at, 255).putInt(at + 4, 1);
        memory.putLong(at + 16, 0x4800_0000L).putLong(at + 24, 0x1_0000);
      }
      case TPM_EVENT_LOG -> memory.putInt(at, 64);
      case INITRD -> memory.putLong(at, 0x4900_0000L).putLong(at + 8, 0x10_0000);
      case SCREEN_INFO -> memory.putInt(at + 0x18, 0x4a00_0000).putInt(at + 0x1c, 0x10_0000);
      case MOK_VARIABLES -> {
        memory.put(at, (byte) 'k').putLong(at + 256, 8);
      }
    }
  }

  /** As EFI_GUID has it: three numbers in little endian, then bytes. */
  private static byte[] guid(String text) {
    String digits = text.replace("-", "");
    ByteBuffer guid = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    guid.putInt((int) Long.parseLong(digits.substring(0, 8), 16));
    guid.putShort((short) Integer.parseInt(digits.substring(8, 12), 16));
    guid.putShort((short) Integer.parseInt(digits.substring(12, 16), 16));
    for (int i = 16; i < digits.length(); i += 2) {
      guid.put((byte) Integer.parseInt(digits.substring(i, i + 2), 16));
    }
    return guid.array();
  }

  /** What is collected on a running machine. */
  static Map<String, byte[]> collected() {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put(
        "iomem",
        text(
            """
            04000000-07ffffff : reserved
            40000000-4fffffff : System RAM
              40200000-4026ffff : Kernel code
              40270000-4028ffff : reserved
              402a0000-402fffff : Kernel data
              48000000-4800ffff : reserved
            """));
    files.put("cmdline", text("console=ttyAMA0 quiet\n"));
    files.put("kallsyms", text("ffff800080000000 T _text\nffff800080010000 T _stext\n"));
    files.put("midr_el1", text("0x00000000410fd083\n"));
    files.put(
        "cpuinfo",
        text(
            """
            processor\t: 0
            CPU implementer\t: 0x41
            CPU architecture: 8
            CPU variant\t: 0x0
            CPU part\t: 0xd08
            CPU revision\t: 3
            """));
    files.put("dmesg", log());
    return files;
  }

  /** A kernel's log with efi=debug. */
  static byte[] log() {
    return text(
        """
        [    0.000000] Booting Linux on physical CPU 0x0000000000 [0x410fd083]
        [    0.000000] KASLR disabled on command line
        [    0.000000] efi: Processing EFI memory map:
        [    0.000000] efi:   0x000040000000-0x000046ffffff [Conventional|   |  |  |  |  |  |  |  |  |   |WB|WT|WC|UC]
        [    0.000000] efi:   0x000047000000-0x00004701ffff [Boot Data   |   |  |  |  |  |  |  |  |  |   |WB|WT|WC|UC]
        [    0.000000] efi:   0x000047020000-0x00004702ffff [ACPI Reclaim|   |  |  |  |  |  |  |  |  |   |WB|WT|WC|UC]
        [    0.000000] efi:   0x000047030000-0x00004703ffff [Runtime Data|RUN|  |  |  |  |  |  |  |  |   |WB|WT|WC|UC]
        [    0.000000] efi:   0x000047040000-0x00004fffffff [Conventional|   |  |  |  |  |  |  |  |  |   |WB|WT|WC|UC]
        [    0.000000] Early memory node ranges
        [    0.000000]   node   0: [mem 0x0000000040000000-0x000000004fffffff]
        [    0.000000] Kernel command line: console=ttyAMA0 quiet
        [    0.034112] CPU: All CPU(s) started at EL2
        """);
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
