#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# kernel-report.sh for KernelCI and other users of LAVA: takes the same options, and tells each verdict
# as a test case, with the number of ranges that moved as its measurement. On a machine that has no
# lava-test-case a line for each is printed, as that would print it.
set -u

out=earlymap-report
last=
for word in "$@"; do
  [ "$word" != -- ] || break
  [ "$last" != -o ] || out=$word
  last=$word
done

"$(dirname -- "$0")/kernel-report.sh" "$@" >/dev/null
code=$?
[ -r "$out/results.txt" ] || exit 2
while read -r name verdict ranges; do
  # LAVA knows pass, fail, skip and unknown.
  [ "$verdict" != error ] || verdict=unknown
  if command -v lava-test-case >/dev/null; then
    lava-test-case "earlymap-$name" --result "$verdict" ${ranges:+--measurement "$ranges" --units ranges}
  else
    echo "<LAVA_SIGNAL_TESTCASE TEST_CASE_ID=earlymap-$name RESULT=$verdict${ranges:+ UNITS=ranges MEASUREMENT=$ranges}>"
  fi
done <"$out/results.txt"
exit "$code"
