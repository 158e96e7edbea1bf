// SPDX-License-Identifier: Apache-2.0

/**
 * Computes, offline, the translation tables that an arm64 Linux kernel builds while it boots, and
 * tells what follows from them.
 *
 * <p>{@link org.earlymap.api.Boot} is the way in. A {@linkplain org.earlymap.kernel.KernelBuild
 * kernel} on a {@linkplain org.earlymap.machine.Machine machine} makes a boot; stopped at a
 * {@linkplain org.earlymap.boot.decide.Stage stage} it translates addresses as the CPU does there,
 * lists what is mapped, and writes its tables as images. The packages beneath are open to whoever
 * needs more: {@link org.earlymap.table} walks any tables, {@link org.earlymap.build} reads what
 * was written, {@link org.earlymap.check} judges a linker's output, {@link org.earlymap.tlb} plans
 * invalidations.
 *
 * <p>What is not exported may change in any version: the kernel's allocator, the formats that only
 * kernels come in, the rules one by one.
 */
@SuppressWarnings({"requires-automatic", "module"})
module org.earlymap.core {
  requires aircompressor;
  requires com.google.common;
  requires static transitive com.google.errorprone.annotations;
  requires org.apache.commons.compress;
  requires org.tukaani.xz;
  requires transitive tools.jackson.core;
  requires tools.jackson.databind;
  requires static org.assertj.core;
  requires static transitive org.jspecify;

  exports org.earlymap;
  exports org.earlymap.a64;
  exports org.earlymap.api;
  exports org.earlymap.arch;
  exports org.earlymap.assertj;
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
  exports org.earlymap.emit;
  exports org.earlymap.format;
  exports org.earlymap.format.core;
  exports org.earlymap.format.elf;
  exports org.earlymap.format.fdt;
  exports org.earlymap.format.kconfig;
  exports org.earlymap.format.registers;
  exports org.earlymap.format.symbols;
  exports org.earlymap.format.uefi;
  exports org.earlymap.handover;
  exports org.earlymap.kernel;
  exports org.earlymap.kernel.parts;
  exports org.earlymap.kernel.running;
  exports org.earlymap.layout;
  exports org.earlymap.machine;
  exports org.earlymap.memory;
  exports org.earlymap.plan;
  exports org.earlymap.relocate;
  exports org.earlymap.run;
  exports org.earlymap.run.stop;
  exports org.earlymap.run.trace;
  exports org.earlymap.table;
  exports org.earlymap.tlb;
  exports org.earlymap.version;
}
