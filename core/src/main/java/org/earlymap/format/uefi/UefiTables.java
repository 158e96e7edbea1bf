// SPDX-License-Identifier: Apache-2.0
package org.earlymap.format.uefi;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.earlymap.Range;
import org.earlymap.format.Bytes;

/**
 * The system table and what it leads to, as a kernel finds them ({@code uefi_init}, {@code
 * efi_config_parse_tables}): which memory it reads, and which it reserves.
 */
public final class UefiTables {
  /** EFI_SYSTEM_TABLE_SIGNATURE. */
  private static final long SIGNATURE = 0x5453_5953_2049_4249L;

  private static final int SYSTEM_TABLE_SIZE = 120;
  private static final int VENDOR_BYTES = 200;
  private static final int ENTRY_SIZE = 24;
  private static final int MOST_TABLES = 1 << 10;
  private static final int MOST_RESERVATIONS = 1 << 16;
  private static final int SCREEN_INFO_SIZE = 64;
  private static final long ACPI_MOST = 1 << 26;

  private final MemoryReader memory;
  private final UefiMemoryMap map;
  private final List<Range> read = new ArrayList<>();
  private final List<Range> reserved = new ArrayList<>();
  private final Map<ConfigurationTable, Long> tables = new EnumMap<>(ConfigurationTable.class);
  private Optional<Range> initrd = Optional.empty();
  private Optional<Range> frameBuffer = Optional.empty();

  private UefiTables(MemoryReader memory, UefiMemoryMap map) {
    this.memory = memory;
    this.map = map;
  }

  /**
   * Follows the system table.
   *
   * @param chosen what the stub has told the kernel
   * @throws org.earlymap.InputException where a table is broken, or its memory is not known
   */
  public static UefiTables read(UefiChosen chosen, MemoryReader memory) {
    UefiTables found = new UefiTables(memory, chosen.map(memory));
    found.read.add(new Range(chosen.mapAddress(), chosen.mapAddress() + chosen.mapSize()));
    found.readSystemTable(chosen.systemTable());
    return found;
  }

  /** Where each configuration table is. */
  public Map<ConfigurationTable, Long> tables() {
    return Map.copyOf(tables);
  }

  /** The memory map. */
  public UefiMemoryMap map() {
    return map;
  }

  /**
   * All memory that a kernel reads of the firmware's and of the stub's, in the order of reading.
   */
  public List<Range> memoryRead() {
    return List.copyOf(read);
  }

  /** What the tables reserve: MEMRESERVE, memory attributes, event logs, keys; in that order. */
  public List<Range> reserved() {
    return List.copyOf(reserved);
  }

  /** The initial RAM disk that the stub has loaded. */
  public Optional<Range> initrd() {
    return initrd;
  }

  /** The frame buffer, which is not to be mapped. */
  public Optional<Range> frameBuffer() {
    return frameBuffer;
  }

  private Bytes bytes(long pa, long length) {
    int bounded = (int) Math.min(length, ACPI_MOST);
    read.add(new Range(pa, pa + bounded));
    return memory.read(pa, bounded);
  }

  private void readSystemTable(long pa) {
    Bytes table = bytes(pa, SYSTEM_TABLE_SIZE);
    if (table.u64(0) != SIGNATURE) {
      throw table.fault(0, "found no UEFI system table: its signature is not there");
    }
    long vendor = map.physical(table.u64(24));
    if (vendor != 0) {
      bytes(vendor, VENDOR_BYTES);
    }
    long count = table.u64(104);
    if (count < 0 || count > MOST_TABLES) {
      throw table.fault(104, "found " + count + " configuration tables, expected at most 1024");
    }
    Bytes entries = bytes(map.physical(table.u64(112)), count * ENTRY_SIZE);
    for (int i = 0; i < count; i++) {
      long at = (long) i * ENTRY_SIZE;
      long place = entries.u64(at + 16);
      ConfigurationTable.of(guid(entries, at)).ifPresent(known -> tables.put(known, place));
    }
    for (Map.Entry<ConfigurationTable, Long> entry : tables.entrySet()) {
      readTable(entry.getKey(), entry.getValue());
    }
  }

  private static String guid(Bytes bytes, long at) {
    return HexFormat.of().toHexDigits(bytes.u32(at), 8)
        + "-"
        + HexFormat.of().toHexDigits(bytes.u16(at + 4), 4)
        + "-"
        + HexFormat.of().toHexDigits(bytes.u16(at + 6), 4)
        + "-"
        + HexFormat.of().formatHex(bytes.copy(at + 8, 2))
        + "-"
        + HexFormat.of().formatHex(bytes.copy(at + 10, 6));
  }

  private void readTable(ConfigurationTable table, long pa) {
    switch (table) {
      case ACPI_20 -> read.addAll(AcpiTables.memory(memory, pa));
      case ACPI -> {
        if (!tables.containsKey(ConfigurationTable.ACPI_20)) {
          read.addAll(AcpiTables.memory(memory, pa));
        }
      }
      case MEMATTR -> {
        Bytes header = bytes(pa, 16);
        reserve(pa, 16 + header.u32(4) * header.u32(8), header.u32(0) <= 2);
      }
      case ESRT -> {
        Bytes header = bytes(pa, 16);
        boolean kept = typeAt(pa) == MemoryDescriptor.BOOT_SERVICES_DATA;
        reserve(pa, 16 + header.u32(0) * 40, kept && header.u32(0) != 0);
      }
      case RT_PROPERTIES -> bytes(pa, 8);
      case RNG_SEED -> bytes(pa, 4 + Math.min(bytes(pa, 4).u32(0), 512));
      case MEMRESERVE -> readReservations(pa);
      case TPM_EVENT_LOG -> reserve(pa, 9 + bytes(pa, 9).u32(0), true);
      case INITRD -> {
        Bytes place = bytes(pa, 16);
        initrd = Optional.of(new Range(place.u64(0), place.u64(0) + place.u64(8)));
      }
      case SCREEN_INFO -> {
        Bytes screen = bytes(pa, SCREEN_INFO_SIZE);
        // Only the lower 32 bits of the base, as the kernel takes it.
        long base = screen.u32(0x18);
        if (base != 0) {
          frameBuffer = Optional.of(new Range(base, base + screen.u32(0x1c)));
        }
      }
      case MOK_VARIABLES -> readKeys(pa);
    }
  }

  private void reserve(long pa, long size, boolean wanted) {
    bytes(pa, size);
    if (wanted) {
      reserved.add(new Range(pa, pa + size));
    }
  }

  /** {@code struct linux_efi_memreserve}: a list of lists. */
  private void readReservations(long first) {
    long pa = first;
    while (pa != 0) {
      Bytes header = bytes(pa, 16);
      long room = header.u32(0);
      long count = Math.min(header.u32(4), room);
      if (reserved.size() + count > MOST_RESERVATIONS) {
        throw header.fault(0, "found more than 65536 reservations in the MEMRESERVE table");
      }
      Bytes all = bytes(pa, 16 + 16 * room);
      reserved.add(new Range(pa, pa + 16 + 16 * room));
      for (int i = 0; i < count; i++) {
        long start = all.u64(16 + 16L * i);
        reserved.add(new Range(start, start + all.u64(24 + 16L * i)));
      }
      pa = header.u64(8);
    }
  }

  /** {@code efi_mokvar_table_init}: entries of a name and a size, up to one without either. */
  private void readKeys(long pa) {
    long at = pa;
    while (at - pa < ACPI_MOST) {
      Bytes entry = bytes(at, 264);
      long size = entry.u64(256);
      at += 264;
      if (entry.u8(0) == 0 && size == 0) {
        reserved.add(new Range(pa, at));
        return;
      }
      if (size < 0 || size > ACPI_MOST) {
        throw entry.fault(256, "found a key of " + size + " bytes in the MOK variable table");
      }
      at += size;
    }
  }

  private int typeAt(long pa) {
    for (MemoryDescriptor descriptor : map.descriptors()) {
      if (descriptor.range().contains(pa)) {
        return descriptor.type();
      }
    }
    return -1;
  }

  /** The physical address of the registers of the console that ACPI names, if it names one. */
  public OptionalLong console() {
    Long root =
        tables.getOrDefault(
            ConfigurationTable.ACPI_20, tables.getOrDefault(ConfigurationTable.ACPI, 0L));
    return root == 0 ? OptionalLong.empty() : AcpiTables.console(memory, root);
  }
}
