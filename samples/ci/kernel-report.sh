#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Judges a kernel that a CI has linked, and says what it moves against the kernel of the base branch.
# The workflow files beside this one call it; it runs by hand as well.
set -u

usage() {
  cat <<'END'
Usage: kernel-report.sh --kernel VMLINUX [--base VMLINUX] [OPTIONS] [-- EARLYMAP-OPTIONS]

  --kernel FILE     the kernel to judge, with its symbols: vmlinux
  --base FILE       the base branch's kernel; without it nothing is compared
  --cpu MODEL       a CPU to judge and compare on (repeatable); without it qemu-max
  --stage STAGE     the stage of the boot that is compared; paging-init without it
  --fail-on WORD    from where on a finding fails: note, warning (without it), error, never
  --fail-on-move    what moved fails too
  -o DIR            where the report goes; earlymap-report without it

What is after -- goes to 'earlymap build' and 'earlymap check': --dtb FILE, --cmdline TEXT.
A .config beside a kernel's file is used. EARLYMAP is the program, earlymap without it.

Written into DIR:
  comment.md        what to say to a person, for a comment or a job's summary
  results.txt       a line for each verdict: name, pass, fail or error, how many ranges moved
  check.sarif       all findings, for code scanning; check.xml and check.txt have those that the
                    base does not have, as JUnit and as text
  tables/CPU/       the builds, new and base; moved.txt, moved.html: what differs between them

Exit code: 0 nothing to object to, 1 a finding, a kernel that does not boot or, with
--fail-on-move, a move, 2 trouble.
END
}

say() {
  printf 'kernel-report: %s\n' "$*" >&2
}

wrong() {
  say "$*; --help says what there is"
  exit 2
}

earlymap=${EARLYMAP:-earlymap}
kernel='' base='' cpus='' stage=paging-init fail_on=warning fail_on_move=false out=earlymap-report
while [ $# -gt 0 ]; do
  case $1 in
    --kernel | --base | --cpu | --stage | --fail-on | -o) [ $# -ge 2 ] || wrong "$1 has no value" ;;
  esac
  case $1 in
    --kernel) kernel=$2 && shift ;;
    --base) base=$2 && shift ;;
    --cpu) cpus="$cpus $2" && shift ;;
    --stage) stage=$2 && shift ;;
    --fail-on) fail_on=$2 && shift ;;
    --fail-on-move) fail_on_move=true ;;
    -o) out=$2 && shift ;;
    --help | -h) usage && exit 0 ;;
    --) shift && break ;;
    *) wrong "what is $1?" ;;
  esac
  shift
done
[ -n "$kernel" ] || wrong "--kernel is missing"
for file in "$kernel" ${base:+"$base"}; do
  [ -r "$file" ] || { say "cannot read $file" && exit 2; }
done
command -v "$earlymap" >/dev/null || { say "there is no program $earlymap; EARLYMAP says which" && exit 2; }
case $earlymap in
  /*) ;;
  */*) earlymap=$PWD/$earlymap ;;
esac
[ -n "$cpus" ] || cpus=qemu-max

rm -rf "$out/tables" "$out"/check.* && mkdir -p "$out/tables" || exit 2
results=$out/results.txt
moves=$out/moves.part
comment=$out/comment.md
: >"$results"
: >"$moves"
worst=0

# result NAME VERDICT [RANGES]: notes it, and the exit code that goes with it.
result() {
  printf '%s\n' "$*" >>"$results"
  case $2 in
    fail) [ "$worst" -gt 0 ] || worst=1 ;;
    error) worst=2 ;;
  esac
}

# folded SUMMARY LANGUAGE FILE: a part of the comment to open; what is long ends in a count.
folded() {
  lines=$(wc -l <"$3")
  printf '\n<details><summary>%s</summary>\n\n```%s\n' "$1" "$2"
  head -n 100 "$3" | cut -c 1-300
  [ "$lines" -le 100 ] || printf '... and %s lines more, in the report\n' $((lines - 100))
  printf '```\n\n</details>\n'
}

# first FILE: its first line, fit for a cell of a table.
first() {
  head -n 1 "$1" | tr '|' '/' | cut -c 1-200
}

# with_config KERNEL COMMAND...: runs it with the configuration that lies beside the kernel.
with_config() {
  config=$(dirname -- "$1")/.config
  shift
  if [ -r "$config" ]; then "$@" --config "$config"; else "$@"; fi
}

# tables SIDE KERNEL CPU FOLDER [OPTIONS]: the kernel's tables on a CPU; what was said goes to FOLDER/SIDE.txt.
tables() {
  side=$1 of=$2 on=$3 to=$4
  shift 4
  with_config "$of" "$earlymap" build "$of" --cpu "$on" --stage "$stage" -o "$to/$side" "$@" >"$to/$side.txt" 2>&1
}

# compare CPU [OPTIONS]: builds both kernels' tables, and compares them.
compare() {
  cpu=$1 && shift
  name=$(basename -- "$cpu" .json)
  folder=$out/tables/$name
  mkdir -p "$folder"
  tables new "$kernel" "$cpu" "$folder" "$@"
  built=$?
  if [ "$built" -ne 0 ]; then
    [ "$built" -eq 1 ] && verdict=fail || verdict=error
    result "tables-$name" "$verdict"
    echo "| $name | **no tables**: $(first "$folder/new.txt") |"
    folded "$name: why there are no tables" text "$folder/new.txt" >>"$moves"
    return
  fi
  if [ -z "$base" ]; then
    result "tables-$name" pass
    echo "| $name | built, and there is nothing to compare with |"
    return
  fi
  if ! tables base "$base" "$cpu" "$folder" "$@"; then
    result "tables-$name" pass
    echo "| $name | built; the base has no tables: $(first "$folder/base.txt") |"
    return
  fi
  (cd "$folder" && exec "$earlymap" diff base new) >"$folder/moved.txt" 2>&1
  case $? in
    0)
      result "tables-$name" pass 0
      echo "| $name | $(tail -n 1 "$folder/moved.txt") |"
      ;;
    1)
      (cd "$folder" && exec "$earlymap" diff base new --format html -o moved.html) || [ -s "$folder/moved.html" ] ||
        say "$folder/moved.html is missing"
      ranges=$(grep -c '^0x' "$folder/moved.txt")
      [ "$fail_on_move" = true ] && verdict=fail || verdict=pass
      result "tables-$name" "$verdict" "$ranges"
      echo "| $name | **$ranges ranges differ** |"
      folded "$name: what moved" diff "$folder/moved.txt" >>"$moves"
      ;;
    *)
      result "tables-$name" error
      echo "| $name | **not compared**: $(first "$folder/moved.txt") |"
      ;;
  esac
}

# check [OPTIONS]: judges the kernel on all CPUs, by what the base does not have; SARIF has all.
check() {
  for on in $cpus; do
    set -- "$@" --cpu "$on"
  done
  with_config "$kernel" "$earlymap" check "$kernel" "$@" --fail-on never --format sarif -o "$out/check.sarif" ||
    say "check.sarif is not whole"
  [ -z "$base" ] || set -- "$@" --against "$base"
  with_config "$kernel" "$earlymap" check "$kernel" "$@" --fail-on never --format junit -o "$out/check.xml" ||
    say "check.xml is not whole"
  with_config "$kernel" "$earlymap" check "$kernel" "$@" --fail-on "$fail_on" >"$out/check.txt" 2>&1
  case $? in
    0) result check pass ;;
    1) result check fail ;;
    *) result check error ;;
  esac
}

check "$@"
{
  echo '### Page tables and link, by earlymap'
  echo
  case $(head -n 1 "$results") in
    *pass) echo "The link: nothing to object to${base:+ that the base does not have}." ;;
    *fail) echo "The link: **findings**${base:+ that the base does not have}." ;;
    *) echo 'The link: **it was not judged**.' ;;
  esac
  echo
  echo "| CPU | tables at $stage |"
  echo '|---|---|'
  for cpu in $cpus; do
    compare "$cpu" "$@"
  done
  [ "$(wc -c <"$out/check.txt")" -eq 0 ] || folded 'what check says' text "$out/check.txt"
  cat "$moves"
} >"$comment"
rm -f "$moves"
cat "$results"
exit "$worst"
