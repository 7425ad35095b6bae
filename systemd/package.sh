#!/bin/sh
# Builds a Debian package of the daemon, its simulator, unit, manual and completions. It
# installs on Debian 12 and 13.
#
#   systemd/package.sh                       builds a release and packages it
#   systemd/package.sh --binary FILE         packages a release that was built elsewhere; the
#                                            simulator lies beside it
#   systemd/package.sh --output DIR          where the package goes; the working directory
#                                            unless given
#
# The version is that of the newest entry in systemd/debian/changelog, and of the program.
# DEBFULLNAME and DEBEMAIL name the package's maintainer; without them the changelog does.
# Needs dpkg-dev, binutils and chrpath.
set -eu
export LC_ALL=C.UTF-8

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
source=$(dirname -- "$here")
debian=$here/debian
binary=
output=.

say() { printf '%s\n' "$*"; }
fail() {
  printf 'package.sh: %s\n' "$*" >&2
  exit 1
}
usage() { sed -n '2,/^set -eu/{s/^# \{0,1\}//;/^set -eu/d;p}' "$0"; }

while [ $# -gt 0 ]; do
  case $1 in
    --binary | --output)
      [ $# -ge 2 ] || fail "$1 needs a path"
      if [ "$1" = --binary ]; then binary=$2; else output=$2; fi
      shift 2
      ;;
    -h | --help)
      usage
      exit 0
      ;;
    *) fail "what is '$1'? See --help" ;;
  esac
done

for tool in dpkg-deb dpkg-shlibdeps dpkg-parsechangelog strip chrpath gzip; do
  command -v "$tool" >/dev/null 2>&1 || fail "no $tool: apt-get install dpkg-dev binutils chrpath"
done
[ -d "$output" ] || fail "no directory: $output"

build() {
  command -v swift >/dev/null 2>&1 || fail "no swift in PATH. Name a release that was built elsewhere with --binary FILE"
  say "building the release (the first time takes some minutes)"
  for product in smsdispatch flowroute-simulator; do
    swift build --package-path "$source" -c release --product "$product"
  done
  binary=$(swift build --package-path "$source" -c release --show-bin-path)/smsdispatch
}

check_binary() { # FILE
  if [ ! -f "$1" ] || [ ! -x "$1" ]; then fail "no executable file: $1"; fi
  case $(ldd "$1" 2>/dev/null) in
    *libswiftCore*) fail "$1 needs Swift's libraries: build it with -c release" ;;
  esac
}

changelog() { dpkg-parsechangelog -l "$debian/changelog" -S "$1"; }

put() { # MODE SOURCE TARGET
  install -D -m "$1" -- "$2" "$stage$3"
}

# Text of standard input as a file, compressed where its name ends in .gz.
write() { # TARGET
  mkdir -p -- "$(dirname -- "$stage$1")"
  case $1 in
    *.gz) gzip -9n >"$stage$1" ;;
    *) cat >"$stage$1" ;;
  esac
}

install_programs() {
  for file in "$binary" "$simulator"; do
    put 0755 "$file" "/usr/bin/$(basename -- "$file")"
    # SwiftPM has programs look for libraries beside themselves.
    chrpath --delete "$stage/usr/bin/$(basename -- "$file")" >/dev/null
    strip --strip-unneeded --remove-section=.comment --remove-section=.note \
      "$stage/usr/bin/$(basename -- "$file")"
  done
}

install_service() {
  sed 's|/usr/local/bin/smsdispatch|/usr/bin/smsdispatch|g' "$here/smsdispatch.service" |
    write /usr/lib/systemd/system/smsdispatch.service
  sed 's|/usr/local/libexec/|/usr/libexec/|g' "$here/alarms/smsdispatch-alarm.service" |
    write /usr/lib/systemd/system/smsdispatch-alarm.service
  put 0644 "$here/alarms/smsdispatch-alarm.path" /usr/lib/systemd/system/smsdispatch-alarm.path
  for file in mail-alarms post-alarm; do
    put 0755 "$here/alarms/$file" "/usr/libexec/smsdispatch/$file"
  done
  put 0644 "$here/smsdispatch.sysusers" /usr/lib/sysusers.d/smsdispatch.conf
  put 0644 "$here/smsdispatch.tmpfiles" /usr/lib/tmpfiles.d/smsdispatch.conf
  put 0644 "$here/config.json5" /usr/share/smsdispatch/config.json5
  for file in "$here/monitoring"/*; do
    put 0644 "$file" "/usr/share/smsdispatch/monitoring/$(basename -- "$file")"
  done
}

install_manual() {
  date=$(date -u -d "@$SOURCE_DATE_EPOCH" +%Y-%m-%d)
  for page in smsdispatch.1 smsdispatch.json5.5 smsdispatch-spool.7 flowroute-simulator.1; do
    "$binary" manual "$page" --source "$source" --date "$date" >"$work/page"
    write "/usr/share/man/man${page##*.}/$page.gz" <"$work/page"
  done
  for shell in bash zsh fish; do "$binary" completion "$shell" >"$work/$shell"; done
  write /usr/share/bash-completion/completions/smsdispatch <"$work/bash"
  write /usr/share/zsh/vendor-completions/_smsdispatch <"$work/zsh"
  write /usr/share/fish/vendor_completions.d/smsdispatch.fish <"$work/fish"
}

install_documents() {
  documents=/usr/share/doc/smsdispatch
  put 0644 "$debian/copyright" "$documents/copyright"
  write "$documents/changelog.gz" <"$debian/changelog"
  for file in README.md spool/README.md spool/CODES.md systemd/README.md \
    systemd/MONITORING.md Sources/README.md Tests/README.md; do
    put 0644 "$source/$file" "$documents/$file"
  done
  for kind in schema examples clients; do
    for file in "$source/spool/$kind"/*; do
      put 0644 "$file" "$documents/spool/$kind/$(basename -- "$file")"
    done
  done
}

# What the programs are linked with, as this Debian names it. Debian 13 has other names for
# libraries whose time_t grew on 32-bit machines; either will do.
libraries() {
  mkdir -p "$work/debian"
  : >"$work/debian/control"
  (cd "$work" && dpkg-shlibdeps -O -e"$stage/usr/bin/smsdispatch" \
    -e"$stage/usr/bin/flowroute-simulator") |
    sed -n 's/^shlibs:Depends=//p' | tr ',' '\n' | sed 's/^ *//' |
    sed -E 's/^((libcurl4|libmicrohttpd12|libssl3)(t64)?)( .*)?$/\2t64\4 | \2\4/' |
    paste -s -d , | sed 's/,/, /g'
}

write_control() {
  maintainer=${DEBEMAIL:+${DEBFULLNAME:-smsdispatch maintainers} <$DEBEMAIL>}
  depends=$(libraries)
  case $depends in *libc6*) ;; *) fail "dpkg-shlibdeps found no libraries" ;; esac
  {
    cat <<END
Package: smsdispatch
Version: $version
Architecture: $architecture
Maintainer: ${maintainer:-$(changelog Maintainer)}
Installed-Size: $(du -k -s "$stage/usr" | cut -f 1)
Pre-Depends: $depends
END
    cat "$debian/control"
  } >"$stage/DEBIAN/control"
  for script in config preinst postinst prerm postrm; do
    install -m 0755 "$debian/$script" "$stage/DEBIAN/$script"
  done
  install -m 0644 "$debian/templates" "$stage/DEBIAN/templates"
  # The check of an upgrade: preinst runs before the new program is unpacked.
  gzip -nc "$stage/usr/bin/smsdispatch" >"$stage/DEBIAN/program.gz"
  (cd "$stage" && find usr -type f -print0 | LC_ALL=C sort -z | xargs -0 md5sum) \
    >"$stage/DEBIAN/md5sums"
}

[ -n "$binary" ] || build
simulator=$(dirname -- "$binary")/flowroute-simulator
check_binary "$binary"
check_binary "$simulator"
version=$(changelog Version)
[ "$("$binary" --version)" = "smsdispatch $version" ] ||
  fail "the changelog is at $version, and $binary at: $("$binary" --version)"
architecture=$(dpkg --print-architecture)
SOURCE_DATE_EPOCH=$(changelog Timestamp)
export SOURCE_DATE_EPOCH

umask 022
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
stage=$work/stage
mkdir -p "$stage/DEBIAN"
install_programs
install_service
install_manual
install_documents
write_control
find "$stage" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
package=$output/smsdispatch_${version}_$architecture.deb
dpkg-deb --root-owner-group -Zxz --build "$stage" "$package"
