// SPDX-License-Identifier: Apache-2.0
package org.earlymap.qemu;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.earlymap.cpu.IdRegister;
import org.earlymap.testing.TruthFile;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Boots a kernel under the emulator, stops it at five points and writes what its tables are: a
 * truth file. The script {@code capture-kernel} starts it.
 */
final class TruthCapture {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration LIMIT = Duration.ofMinutes(4);
  private static final int MEBIBYTES = 256;
  private static final long LOAD = EmulatedBoot.MEMORY + (2 << 20);
  private static final long FDT = EmulatedBoot.MEMORY + (128 << 20);
  private static final long INITRD = EmulatedBoot.MEMORY + (136 << 20);

  /** Options that say nothing of tables would make the files much larger. */
  private static final Pattern OPTIONS =
      Pattern.compile(
          "CONFIG_(CC_IS_|LD_IS_|BLK_DEV_INITRD|EXPERT|KALLSYMS|ARM64_|FIX_EARLYCON|PGTABLE_|NR_CPUS"
              + "|ARM_SDE|BPF|UNMAP_|RODATA_|AS_HAS_|RELOCATABLE|RANDOMIZE_|CMDLINE|MODULES|HAVE_PAGE_SIZE"
              + "|PAGE_|VMAP_STACK|STRICT_|RELR|DEBUG_PAGEALLOC|ARCH_SUPPORTS_DEBUG_PAGEALLOC"
              + "|SPARSEMEM|OF_|SERIAL_EARLYCON|KASAN|CC_HAS_KASAN|HAVE_ARCH_KASAN|KFENCE|KVM"
              + "|VIRTUALIZATION|KEXEC|CRASH|HIBERNATION|EFI|ACPI|CPU_BIG|CPU_LITTLE|SHADOW_CALL"
              + "|UNWIND_PATCH|CMA|MEMORY_HOTPLUG|TRANSPARENT|HUGETLB|PTDUMP|DEBUG_WX|SMP).*");

  /** What a model may ask for; functions are left out but where stages end. */
  private static final Pattern SYMBOLS =
      Pattern.compile(
          "_text|_stext|_etext|_data|_sdata|_edata|_end|_kernel_(flags|size)_le_(hi|lo)32|vectors"
              + "|__(start|end)_rodata|__(init|bss|per_cpu|rela|relr|initdata|inittext|exittext)_?\\w*"
              + "|\\w+_text_(start|end)|__mmuoff_data_\\w+|\\w+_pg_(dir|end)|\\w*ptes(\\.\\d+)?"
              + "|bm_p\\w+|tbl(\\.\\d+)?|kasan_early_shadow_\\w+|\\w*idmap_kpti_\\w*flag"
              + "|empty_zero_page|memstart_addr|kimage_voffset|kimage_limit|linux_banner|rel[ar]+_(start|end)"
              + "|primary_entry|__primary_switched|start_kernel|early_init_stack");

  /** From here on numbers are written in hexadecimal. */
  private static final long LARGE = 0x1000;

  private static final Pattern WORDS = Pattern.compile(" ");
  private static final Pattern PREFIX = Pattern.compile("^__pi_");

  private TruthCapture() {}

  /**
   * Arguments: what to capture ({@code boot}, {@code page-tables} or {@code layout}), the kernel's
   * folder or {@code stock:RELEASE}, the CPU, a seed in hexadecimal or {@code -}, the command line,
   * and the file that is written.
   */
  public static void main(String[] arguments) throws Exception {
    if (arguments[0].equals("layout")) {
      layout(Path.of(arguments[1]), Path.of(arguments[5]));
      return;
    }
    boolean dump = arguments[0].equals("page-tables");
    Path work = Files.createTempDirectory("capture");
    BuiltKernel kernel = kernel(arguments[1], work);
    String cpu = arguments[2];
    OptionalLong seed =
        arguments[3].equals("-")
            ? OptionalLong.empty()
            : OptionalLong.of(Long.parseUnsignedLong(arguments[3], 16));
    String line = arguments[4];
    LiveCase inputs =
        new LiveCase(kernel.name()).cpu(cpu, "").memory(MEBIBYTES).loadAddress(LOAD).fdt(FDT, 0);
    String chosen = "";
    OptionalLong initrdEnd = OptionalLong.empty();
    if (dump || kernel.vmlinux().isEmpty()) {
      // A stock kernel panics for want of a disk before it has finished, but not with an init.
      Path initrd = TinyInitramfs.write(work);
      chosen =
          String.format(
              "linux,initrd-start = <0x0 0x%x>;%nlinux,initrd-end = <0x0 0x%x>;%n",
              INITRD, INITRD + Files.size(initrd));
      inputs.file(INITRD, initrd);
      initrdEnd = OptionalLong.of(INITRD + Files.size(initrd));
    }
    byte[] tree = VirtTree.of(cpu, 1, MEBIBYTES, line, seed, chosen, work);
    inputs.tree(tree);
    ObjectNode file = JSON.createObjectNode();
    String origin = "captured by capture-kernel under " + emulator(work);
    try (EmulatedBoot boot = EmulatedBoot.start(kernel.image(), inputs, work)) {
      if (dump) {
        pageTables(kernel, boot, origin, file);
      } else {
        file.putObject("case")
            .put("kernel", kernel.name())
            .put("cpu", cpu)
            .put("cmdline", line)
            .put("machine", "")
            .put("origin", origin);
        describe(kernel, file);
        deviceTree(line, seed, tree.length, file);
        initrdEnd.ifPresent(
            end ->
                ((ObjectNode) file.get("fdt"))
                    .putObject("initrd")
                    .put("start", TableCapture.hex(INITRD))
                    .put("end", TableCapture.hex(end)));
        identity(boot, file);
        new CapturedStages(kernel, boot, LOAD, file).capture();
      }
    } catch (IOException e) {
      Path console = work.resolve("console.log");
      throw new IOException(Files.exists(console) ? Files.readString(console) : "", e);
    }
    if (dump) {
      ArrayNode lines = (ArrayNode) file.get("kernel_page_tables");
      Files.readAllLines(work.resolve("console.log")).stream()
          .dropWhile(text -> !text.startsWith("---["))
          .takeWhile(text -> !text.startsWith(TinyInitramfs.END))
          .forEach(lines::add);
    }
    Files.writeString(Path.of(arguments[5]), JSON.writeValueAsString(file) + "\n");
    System.out.println(arguments[5] + ": " + Files.size(Path.of(arguments[5])) + " bytes");
  }

  /** The kernel in a folder, or the stock kernel of {@code stock:RELEASE}. */
  private static BuiltKernel kernel(String named, Path work)
      throws IOException, InterruptedException {
    String release = named.replaceFirst("^stock:", "");
    return named.equals(release)
        ? BuiltKernel.of(Path.of(named))
        : BuiltKernel.of(StockKernel.get(release, work).orElseThrow());
  }

  /** What the kernel's headers evaluate to, which the script that built it has left there. */
  private static void layout(Path folder, Path written) throws IOException {
    BuiltKernel kernel =
        new BuiltKernel(
            folder.getFileName().toString(),
            folder.resolve("Image"),
            Optional.empty(),
            folder.resolve(".config"),
            Map.of());
    ObjectNode file = JSON.createObjectNode();
    file.put("kernel", kernel.name()).put("release", kernel.release());
    options(kernel, file);
    ObjectNode constants = file.putObject("constants");
    for (String line : Files.readAllLines(folder.resolve("constants"))) {
      String[] words = WORDS.split(line, -1);
      long value = Long.parseLong(words[2]);
      if (words[0].equals("address") || value >= LARGE) {
        constants.put(words[1], TableCapture.hex(value));
      } else {
        constants.put(words[1], value);
      }
    }
    Files.writeString(written, JSON.writeValueAsString(file) + "\n");
  }

  /** The kernel prints its own page tables to our init, whose end is a panic. */
  private static void pageTables(
      BuiltKernel kernel, EmulatedBoot boot, String origin, ObjectNode file) throws IOException {
    file.put("kernel", kernel.name()).put("origin", origin).put("release", kernel.release());
    options(kernel, file);
    CapturedStages stages = new CapturedStages(kernel, boot, LOAD, JSON.createObjectNode());
    stages.runToPanic();
    stages.registers(file);
    symbols(kernel, file);
    file.putArray("kernel_page_tables");
    file.set("ttbr1", stages.kernelTables());
  }

  private static void deviceTree(String line, OptionalLong seed, int size, ObjectNode file) {
    ObjectNode fdt = file.putObject("fdt").put("bootargs", line);
    seed.ifPresent(value -> fdt.put("kaslr_seed", String.format("0x%016x", value)));
    fdt.putArray("memory")
        .addObject()
        .put("base", TableCapture.hex(EmulatedBoot.MEMORY))
        .put("size", TableCapture.hex((long) MEBIBYTES << 20));
    fdt.putArray("memreserve");
    fdt.putArray("reserved");
    fdt.put("totalsize", size);
  }

  private static void identity(EmulatedBoot boot, ObjectNode file) throws IOException {
    ObjectNode identity = file.putObject("id_registers");
    new TreeMap<>(EmulatedIdentity.read(boot))
        .forEach(
            (name, value) -> {
              if (name.startsWith("ID_AA64") && IdRegister.named(name).isPresent()) {
                identity.put(name, String.format("0x%016x", value));
              }
            });
  }

  private static String emulator(Path work) throws IOException, InterruptedException {
    return Tool.run(work, LIMIT, List.of("qemu-system-aarch64", "--version"))
        .lines()
        .findFirst()
        .orElseThrow()
        .replaceAll("^.*version (\\S+).*$", "QEMU $1");
  }

  private static void describe(BuiltKernel kernel, ObjectNode file)
      throws IOException, InterruptedException {
    file.put("release", kernel.release());
    file.put("load_address", TableCapture.hex(LOAD));
    file.put("fdt_address", TableCapture.hex(FDT));
    file.put("entry_el", 1);
    file.put("kaslr_offset", "0x0");
    options(kernel, file);
    ArrayNode sections = file.putArray("sections");
    for (TruthFile.Section section : kernel.sections()) {
      sections
          .addObject()
          .put("name", section.name())
          .put("type", section.type())
          .put("addr", TableCapture.hex(section.address()))
          .put("size", TableCapture.hex(section.size()))
          .put("flags", section.flags())
          .put("align", section.align());
    }
    symbols(kernel, file);
  }

  private static void options(BuiltKernel kernel, ObjectNode file) throws IOException {
    ObjectNode config = file.putObject("config");
    kernel
        .config()
        .forEach(
            (option, value) -> {
              if (OPTIONS.matcher(option).matches()) {
                config.put(option, value);
              }
            });
  }

  private static void symbols(BuiltKernel kernel, ObjectNode file) throws IOException {
    ObjectNode symbols = file.putObject("symbols");
    Set<String> asked = new TreeSet<>(kernel.load().symbols().addresses().keySet());
    asked.addAll(Set.of("_text", "_end"));
    kernel.symbols().entrySet().stream()
        .filter(
            symbol ->
                asked.contains(symbol.getKey())
                    && SYMBOLS.matcher(PREFIX.matcher(symbol.getKey()).replaceFirst("")).matches())
        .sorted(Map.Entry.comparingByValue(Long::compareUnsigned))
        .forEach(
            symbol -> symbols.put(symbol.getKey(), String.format("0x%016x", symbol.getValue())));
  }
}
