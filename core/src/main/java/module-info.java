// SPDX-License-Identifier: Apache-2.0

/**
 * Computes, offline, the translation tables that an arm64 Linux kernel builds while it boots.
 * {@link org.earlymap.api.Boot} is the way in; the packages beneath it are open to whoever needs
 * more. What is not exported, file formats that only kernels come in, the kernel's allocator, the
 * rules one by one, may change in any version.
 */
@SuppressWarnings({"requires-automatic", "module"})
module org.earlymap.core {
  requires aircompressor;
  requires com.google.common;
  requires static transitive com.google.errorprone.annotations;
  requires org.tukaani.xz;
  requires transitive tools.jackson.core;
  requires tools.jackson.databind;
  requires static transitive org.jspecify;

  exports org.earlymap;
  exports org.earlymap.a64;
  exports org.earlymap.api;
  exports org.earlymap.arch;
  exports org.earlymap.boot;
  exports org.earlymap.boot.decide;
  exports org.earlymap.boot.space;
  exports org.earlymap.boot.stage;
  exports org.earlymap.build;
  exports org.earlymap.check;
  exports org.earlymap.check.catalog;
  exports org.earlymap.compare;
  exports org.earlymap.config;
  exports org.earlymap.cpu;
  exports org.earlymap.cpu.feature;
  exports org.earlymap.cpu.override;
  exports org.earlymap.format;
  exports org.earlymap.format.elf;
  exports org.earlymap.format.fdt;
  exports org.earlymap.format.kconfig;
  exports org.earlymap.format.symbols;
  exports org.earlymap.kernel;
  exports org.earlymap.kernel.parts;
  exports org.earlymap.layout;
  exports org.earlymap.machine;
  exports org.earlymap.memory;
  exports org.earlymap.relocate;
  exports org.earlymap.run;
  exports org.earlymap.table;
  exports org.earlymap.tlb;
  exports org.earlymap.version;
}
