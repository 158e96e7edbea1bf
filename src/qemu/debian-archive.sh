# SPDX-License-Identifier: Apache-2.0
#
# Read by debian-kernels and newer-emulator: Debian's archive through apt, with lists and caches of
# our own in the user's cache folder. The machine's apt settings are left alone; no root is needed.

cache=${XDG_CACHE_HOME:-$HOME/.cache}/earlymap
twelve_hours=720

trouble() { echo "${0##*/}: $*" >&2; exit 2; }

# The archive that the machine's own sources name, so that a mirror which was chosen is used.
archive_of() {
  cat /etc/apt/sources.list.d/debian.sources /etc/apt/sources.list 2>/dev/null |
    sed -n -e "s|^URIs: *\([^ ]*/$1\)/*\( .*\)\{0,1\}$|\1|p" \
      -e "s|^deb  *\(\[[^]]*\] *\)\{0,1\}\([^ ]*/$1\)/* .*|\2|p" | head -1
}

# archive_open ARCHITECTURE SUITE...: makes the lists, asked for again after half a day.
# A suite that has gone is left out by apt with a warning; the others are there.
archive_open() {
  architecture=$1
  shift
  for tool in apt-get apt-cache dpkg-deb; do
    command -v "$tool" >/dev/null || trouble "$tool is not on the PATH"
  done
  keyring=/usr/share/keyrings/debian-archive-keyring.gpg
  [ -r "$keyring" ] || trouble "$keyring is not there: install debian-archive-keyring"
  debian=$(archive_of debian)
  security=$(archive_of debian-security)
  state=$cache/debian/$architecture
  mkdir -p "$state/lists/partial" "$state/cache/archives/partial"
  : >"$state/status"
  for suite in "$@"; do
    case $suite in
      *-security) from=${security:-http://deb.debian.org/debian-security} ;;
      *) from=${debian:-http://deb.debian.org/debian} ;;
    esac
    echo "deb [arch=$architecture signed-by=$keyring] $from $suite main"
  done >"$state/sources.list"
  if [ -z "$(find "$state/updated" -mmin -$twelve_hours 2>/dev/null)" ]; then
    archive apt-get update >"$state/log" 2>&1 ||
      [ -n "$(find "$state/lists" -maxdepth 1 -name '*_Packages*' | head -1)" ] ||
      trouble "Debian's archive cannot be read: $(grep -m 1 '^[EW]:' "$state/log")"
    : >"$state/updated"
  fi
}

# archive TOOL ARGUMENT...: apt-get or apt-cache on the lists that were opened.
archive() {
  tool=$1
  shift
  "$tool" -q -o Dir::Etc::sourcelist="$state/sources.list" -o Dir::Etc::sourceparts=/dev/null \
    -o Dir::Etc::preferencesparts=/dev/null -o Dir::State::Lists="$state/lists" \
    -o Dir::Cache="$state/cache" -o Dir::State::status="$state/status" \
    -o APT::Architecture="$architecture" -o APT::Architectures="$architecture" \
    -o APT::Sandbox::User= "$@"
}

# Held while something is fetched: two tests that want the same kernel fetch it once.
archive_lock() {
  mkdir -p "$cache"
  exec 9>"$cache/debian.lock"
  flock 9
}
