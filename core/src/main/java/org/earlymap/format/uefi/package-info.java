// SPDX-License-Identifier: Apache-2.0

/**
 * What UEFI firmware leaves for a kernel: the memory map, the system table, the configuration
 * tables (UEFI Specification 2.10), the tables of ACPI, and what Linux's stub adds.
 */
@NullMarked
package org.earlymap.format.uefi;

import org.jspecify.annotations.NullMarked;
