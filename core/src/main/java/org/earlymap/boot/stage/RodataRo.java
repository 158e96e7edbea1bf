// SPDX-License-Identifier: Apache-2.0
package org.earlymap.boot.stage;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongUnaryOperator;
import org.earlymap.Hex;
import org.earlymap.Range;
import org.earlymap.arch.Descriptor;
import org.earlymap.arch.Granule;
import org.earlymap.boot.decide.BootException;
import org.earlymap.boot.decide.ImagePlacement;
import org.earlymap.boot.decide.Kpti;
import org.earlymap.boot.decide.PageProtections;
import org.earlymap.config.KernelConfig;
import org.earlymap.kernel.ImageSegment;
import org.earlymap.layout.FixmapSlot;
import org.earlymap.layout.KasanShadow;
import org.earlymap.layout.VaLayout;
import org.earlymap.machine.UefiMemory;
import org.earlymap.table.PgdMapper;
import org.earlymap.table.PgdMapper.Flag;
import org.earlymap.table.TableRegion;
import org.earlymap.version.KernelTraits;
import org.earlymap.version.Trait;

/**
 * What the end of the boot does to the tables, as far as the inputs decide it: KASAN's early shadow
 * goes, KPTI makes the map non-global and its trampoline appears, the image's linear alias and its
 * read-only data lose their write permission, init memory is unmapped.
 */
public final class RodataRo {
  /** What code can address from where it is; no image is larger. */
  private static final long REACH = 1L << 31;

  private final KernelTables tables;
  private final PagingInit paging;
  private final KernelConfig config;
  private final KernelTraits traits;
  private final Granule granule;
  private final ImagePlacement image;

  private RodataRo(KernelTables tables, PagingInit paging) {
    this.tables = tables;
    this.paging = paging;
    this.config = tables.environment().kernel().config();
    this.traits = tables.environment().kernel().traits();
    this.granule = config.granule();
    this.image = tables.environment().image();
  }

  /** Changes the tables; the answer is the ranges whose mappings only the running kernel picks. */
  public static List<BootSnapshot.Predicted> run(KernelTables tables, PagingInit paging) {
    RodataRo stage = new RodataRo(tables, paging);
    stage.change();
    return stage.predicted();
  }

  private void change() {
    tables.environment().decisions().layout().kasanShadow().ifPresent(this::clearShadow);
    boolean kpti = Kpti.isOn(tables.environment(), paging.parameters());
    boolean nonGlobal = tables.environment().decisions().nonGlobal() || kpti;
    if (nonGlobal && !tables.environment().decisions().nonGlobal()) {
      makeNonGlobal(tables.root(), tables.rootLevel());
    }
    PageProtections protections =
        new PageProtections(
            traits.has(Trait.PTE_DIRTY),
            !tables.environment().decisions().lpa2Enabled(),
            nonGlobal);
    Range alias = image.readOnlyAlias(traits);
    update(alias, paging.linearVa(alias.start()), protections.pageKernelRo());
    if (kpti) {
      mapTrampoline(protections);
    }
    // arm_enable_runtime_services maps it elsewhere.
    tables
        .environment()
        .machine()
        .uefi()
        .flatMap(UefiMemory::mapBuffer)
        .ifPresent(paging.fixmap()::unmapUefiMemoryMap);
    unmap("__init_begin", "__init_end");
    if (paging.parameters().rodataEnabled()) {
      readOnly("__start_rodata", "__init_begin", protections);
      if (traits.has(Trait.MAP_TEXT_HEAD)) {
        readOnly(ImageSegment.HEAD.start(), ImageSegment.HEAD.end(), protections);
      }
      if (traits.has(Trait.DATA_ALIAS_INVALID)) {
        invalidateAlias(image.dataAlias());
      } else if (traits.has(Trait.DATA_ALIAS_READ_ONLY)) {
        Range data = image.dataAlias();
        update(data, paging.linearVa(data.start()), protections.pageKernelRo());
      }
    }
  }

  private List<BootSnapshot.Predicted> predicted() {
    List<BootSnapshot.Predicted> ranges = new ArrayList<>();
    VaLayout layout = tables.environment().decisions().layout();
    int vaBits = tables.environment().decisions().vaBitsActual();
    layout
        .kasanShadow()
        .ifPresent(
            shadow ->
                ranges.add(
                    new BootSnapshot.Predicted(
                        "KASAN shadow", shadow.start(vaBits), shadow.end())));
    ranges.add(
        new BootSnapshot.Predicted("vmalloc() area", layout.vmallocStart(), layout.vmallocEnd()));
    long memstart = paging.memstartAddr();
    // The kernel fills vmemmap by whole sections (sparse_init).
    long section = 1L << layout.config().sectionSizeBits();
    Range memory = paging.memory();
    long first = memory.start() & -section;
    long end = (memory.end() + section - 1) & -section;
    ranges.add(
        new BootSnapshot.Predicted(
            "vmemmap",
            granule.pageDown(layout.pageStruct(first, memstart)),
            granule.pageUp(layout.pageStruct(end, memstart))));
    Optional<Range> kfence = paging.kfencePool();
    kfence.ifPresent(
        pool ->
            ranges.add(
                new BootSnapshot.Predicted(
                    "KFENCE pool",
                    paging.linearVa(pool.start()),
                    paging.linearVa(pool.start()) + pool.size())));
    if (paging.parameters().debugPagealloc()) {
      ranges.add(
          new BootSnapshot.Predicted(
              "linear map, free pages",
              paging.linearVa(memory.start()),
              paging.linearVa(memory.end())));
    }
    return ranges;
  }

  /** {@code clear_shadow}: whole root entries, and what lies in tables that others share. */
  private void clearShadow(KasanShadow shadow) {
    int level = tables.rootLevel();
    long size = granule.levelSize(level);
    long va = shadow.start(tables.environment().decisions().vaBitsActual());
    while (va != shadow.end()) {
      long next = (va | (size - 1)) + 1;
      if (Long.compareUnsigned(next - 1, shadow.end() - 1) > 0) {
        next = shadow.end();
      }
      long entry = tables.entry(tables.root(), va, level);
      if (((va | next) & (size - 1)) == 0) {
        tables.memory().writeLong(entry, 0);
      } else {
        long below = granule.levelSize(level + 1);
        for (long at = va; at != next; at += below) {
          tables.memory().writeLong(tables.entry(tables.next(entry), at, level + 1), 0);
        }
      }
      va = next;
    }
  }

  /** {@code idmap_kpti_install_ng_mappings}: tables are marked too, and visited only once so. */
  private void makeNonGlobal(long table, int level) {
    int entries = level == tables.rootLevel() ? tables.rootEntries() : granule.entriesPerTable();
    for (int i = 0; i < entries; i++) {
      long entry = table + 8L * i;
      long descriptor = tables.memory().readLong(entry);
      if ((descriptor & Descriptor.VALID) == 0 || (descriptor & Descriptor.NG) != 0) {
        continue;
      }
      tables.memory().writeLong(entry, descriptor | Descriptor.NG);
      if (Descriptor.isTable(descriptor, level)) {
        makeNonGlobal(tables.next(entry), level + 1);
      }
    }
  }

  /** {@code map_entry_trampoline}: in a root of its own, and in the fixmap with its data. */
  private void mapTrampoline(PageProtections protections) {
    Range code = image.part("__entry_tramp_text_start", "__entry_tramp_text_end");
    long text = code.start();
    long size = code.size();
    long prot =
        paging.parameters().rodataEnabled()
            ? protections.pageKernelRox()
            : protections.pageKernelExec();
    long global = prot & ~Descriptor.NG;
    int first = paging.fixmap().fixmap().index(FixmapSlot.FIX_ENTRY_TRAMP_TEXT1).orElseThrow();
    long root = tables.addStatic("tramp_pg_dir", 1);
    paging
        .mapper()
        .map(
            paging.pages(),
            root,
            new PgdMapper.Request(
                text,
                paging.fixmap().fixmap().address(first),
                size,
                global,
                EnumSet.of(Flag.NO_BLOCK_MAPPINGS)));
    int pages = (int) ((size + granule.bytes() - 1) >>> granule.shift());
    for (int i = 0; i < pages; i++) {
      setFixmap(first - i, text + i * granule.bytes(), global);
    }
    if (config.relocatable()) {
      setFixmap(first - pages, text + pages * granule.bytes(), protections.pageKernelRo());
    }
  }

  private void setFixmap(int index, long pa, long prot) {
    tables.memory().writeLong(paging.fixmap().slotEntry(index), tables.address(pa) | prot);
  }

  private void readOnly(String start, String end, PageProtections protections) {
    update(image.part(start, end), image.va(start), protections.pageKernelRo());
  }

  /** {@code update_mapping_prot}: only of what is mapped. */
  private void update(Range range, long va, long prot) {
    Set<Flag> flags = tables.flagsInPlace();
    TableRegion none = new TableRegion("update_mapping_prot", 0, 0, granule.bytes());
    paging
        .mapper()
        .map(
            none,
            tables.root(),
            new PgdMapper.Request(range.start(), va, range.size(), prot, flags));
  }

  /** {@code set_memory_valid}: leaves keep what they say, and say that they are not valid. */
  private void invalidateAlias(Range range) {
    forEachLeaf(
        paging.linearVa(range.start()),
        paging.linearVa(range.end()),
        leaf -> (leaf & ~Descriptor.VALID) | Descriptor.NG);
  }

  /** {@code vunmap_range}: leaves become empty, tables stay. */
  private void unmap(String start, String end) {
    forEachLeaf(image.va(start), image.va(end), leaf -> 0);
  }

  private void forEachLeaf(long start, long end, LongUnaryOperator change) {
    if (Long.compareUnsigned(start, end) < 0 && Long.compareUnsigned(end - start, REACH) > 0) {
      throw new BootException(
          Hex.of(start) + ".." + Hex.of(end) + ": expected a part of an image, 2 GiB at most");
    }
    long va = start;
    while (Long.compareUnsigned(va, end) < 0) {
      long table = tables.root();
      int level = tables.rootLevel();
      long entry = tables.entry(table, va, level);
      while (Descriptor.isTable(tables.memory().readLong(entry), level)) {
        table = tables.next(entry);
        level++;
        entry = tables.entry(table, va, level);
      }
      tables.memory().writeLong(entry, change.applyAsLong(tables.memory().readLong(entry)));
      va = (va | (granule.levelSize(level) - 1)) + 1;
      if (va == 0) {
        return;
      }
    }
  }
}
