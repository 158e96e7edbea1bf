// SPDX-License-Identifier: Apache-2.0
package org.earlymap.format.uefi;

import java.util.Optional;

/** The configuration tables that a kernel of arm64 looks into before its page tables are made. */
public enum ConfigurationTable {
  ACPI_20("8868e871-e4f1-11d3-bc22-0080c73c8881"),
  ACPI("eb9d2d30-2d88-11d3-9a16-0090273fc14d"),
  /** EFI_MEMORY_ATTRIBUTES_TABLE (UEFI 4.6.4). */
  MEMATTR("dcfa911d-26eb-469f-a220-38b7dc461220"),
  /** EFI_SYSTEM_RESOURCE_TABLE (UEFI 23.4). */
  ESRT("b122a263-3661-4f68-9929-78f8b0d62180"),
  RT_PROPERTIES("eb66918a-7eef-402a-842e-931d21c38ae9"),
  /** The stub's random seed: LINUX_EFI_RANDOM_SEED_TABLE_GUID. */
  RNG_SEED("1ce1e5bc-7ceb-42f2-81e5-8aadf180f57b"),
  /** The stub's list of reservations: LINUX_EFI_MEMRESERVE_TABLE_GUID. */
  MEMRESERVE("888eb0c6-8ede-4ff5-a8f0-9aee5cb977c2"),
  TPM_EVENT_LOG("b7799cb0-eca2-4943-9667-1fae07b747fa"),
  /** The initial RAM disk: LINUX_EFI_INITRD_MEDIA_GUID. */
  INITRD("5568e427-68fc-4f3d-ac74-ca555231cc68"),
  /** {@code struct screen_info}: LINUX_EFI_SCREEN_INFO_TABLE_GUID. */
  SCREEN_INFO("e03fc20a-85dc-406e-b90e-4ab502371d95"),
  /** Shim's keys: LINUX_EFI_MOK_VARIABLE_TABLE_GUID. */
  MOK_VARIABLES("c451ed2b-9694-45d3-baba-ed9f8988a389");

  private final String guid;

  ConfigurationTable(String guid) {
    this.guid = guid;
  }

  /** The identifier in lower case, as {@code 8868e871-e4f1-11d3-bc22-0080c73c8881}. */
  public String guid() {
    return guid;
  }

  /** The table of an identifier in lower case. */
  static Optional<ConfigurationTable> of(String guid) {
    for (ConfigurationTable table : values()) {
      if (table.guid.equals(guid)) {
        return Optional.of(table);
      }
    }
    return Optional.empty();
  }
}
