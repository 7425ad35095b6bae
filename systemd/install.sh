#!/bin/sh
# Builds and installs the daemon, its unit, user, directories and an example
# configuration, and enables it. Safe to run again, which is also the upgrade:
# no configuration and no key is ever overwritten, and a running daemon is left alone.
# An installed configuration that the new program would refuse ends it before
# anything is replaced.
#
#   sudo systemd/install.sh                  build and install
#   sudo systemd/install.sh --binary FILE    install a binary that was built elsewhere
#   sudo systemd/install.sh --remove         stop the daemon, and remove program, unit and manual
#   sudo systemd/install.sh --purge          also keys, configuration, ledger, spools and user;
#                                            not while requests are unsent, but with --yes
#
# PREFIX (default /usr/local) is where the binary goes: $PREFIX/bin/smsdispatch.
# DESTDIR puts everything below another directory, and touches nothing else.
set -eu

PREFIX=${PREFIX:-/usr/local}
DESTDIR=${DESTDIR:-}
binary=
action=install
yes=no

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
# Read by systemd besides /etc and /usr/lib, and meant for what is built here.
units=/usr/local/lib/systemd/system
sysusers=/usr/local/lib/sysusers.d
tmpfiles=/usr/local/lib/tmpfiles.d
settings=/etc/smsdispatch
state=/var/lib/smsdispatch
spools=/var/spool/smsdispatch
dropins=/etc/systemd/system/smsdispatch.service.d
# The example programs for alarms, which no unit runs until it is enabled.
alarms='mail-alarms post-alarm'

say() { printf '%s\n' "$*"; }
fail() {
  printf 'install.sh: %s\n' "$*" >&2
  exit 1
}

exists() { [ -e "$1" ] || [ -h "$1" ]; }

usage() { sed -n '2,/^set -eu/{s/^# \{0,1\}//;/^set -eu/d;p}' "$0"; }

while [ $# -gt 0 ]; do
  case $1 in
    --binary)
      [ $# -ge 2 ] || fail "--binary needs the path of a file"
      binary=$2
      shift 2
      ;;
    --remove | --purge)
      action=${1#--}
      shift
      ;;
    --yes)
      yes=yes
      shift
      ;;
    -h | --help)
      usage
      exit 0
      ;;
    *) fail "what is '$1'? See --help" ;;
  esac
done

case $PREFIX in /*) ;; *) fail "PREFIX must be an absolute path: $PREFIX" ;; esac
case $DESTDIR in '' | /*) ;; *) fail "DESTDIR must be an absolute path: $DESTDIR" ;; esac
case $PREFIX in *[!A-Za-z0-9/._-]*) fail "PREFIX has characters that a unit cannot hold: $PREFIX" ;; esac
[ -n "$DESTDIR" ] || [ "$(id -u)" -eq 0 ] || fail "needs root: sudo $0"

# Copies a file into place in one step, so that nobody sees half of it and a
# running program keeps the old one.
put() { # MODE SOURCE TARGET
  mkdir -p -- "$(dirname -- "$3")"
  install -m "$1" -- "$2" "$3.new"
  mv -f -- "$3.new" "$3"
  say "installed  $3"
}

build() {
  command -v swift >/dev/null 2>&1 || fail "no swift in PATH. Build as a user who has it
  (swift build -c release --product smsdispatch), then: $0 --binary .build/release/smsdispatch"
  say "building the release (the first time takes some minutes)"
  swift build --package-path "$here/.." -c release --product smsdispatch
  binary=$(swift build --package-path "$here/.." -c release --show-bin-path)/smsdispatch
}

check_binary() {
  if [ ! -f "$binary" ] || [ ! -x "$binary" ]; then fail "no executable file: $binary"; fi
  missing=$(ldd "$binary" 2>/dev/null | awk '/not found/ { print $1 }' | tr '\n' ' ')
  [ -z "$missing" ] || say "missing    $missing(run-time libraries, see below)"
}

# What runs goes on with a configuration that the new program may refuse.
check_configuration() {
  file=$DESTDIR$settings/config.json5
  if [ -n "$missing" ] || ! exists "$file"; then return; fi
  "$binary" config check --no-keys --config "$file" ||
    fail "nothing was replaced: correct $file for the new version, then run this again"
}

install_files() {
  put 0755 "$binary" "$DESTDIR$PREFIX/bin/smsdispatch"
  unit=$(mktemp)
  for file in smsdispatch.service alarms/smsdispatch-alarm.service; do
    sed "s|^\(Exec[A-Z][a-z]*\)=/usr/local/|\1=$PREFIX/|" "$here/$file" >"$unit"
    put 0644 "$unit" "$DESTDIR$units/${file##*/}"
  done
  rm -f -- "$unit"
  put 0644 "$here/alarms/smsdispatch-alarm.path" "$DESTDIR$units/smsdispatch-alarm.path"
  for file in $alarms; do
    put 0755 "$here/alarms/$file" "$DESTDIR$PREFIX/libexec/smsdispatch/$file"
  done
  put 0644 "$here/smsdispatch.sysusers" "$DESTDIR$sysusers/smsdispatch.conf"
  put 0644 "$here/smsdispatch.tmpfiles" "$DESTDIR$tmpfiles/smsdispatch.conf"
  for file in "$here/monitoring"/*; do
    put 0644 "$file" "$DESTDIR$PREFIX/share/smsdispatch/monitoring/${file##*/}"
  done
}

# The manual's pages and the shells' completions, which the program itself writes: PAGE or SHELL,
# and the file below $PREFIX/share.
documents='manual smsdispatch.1 man/man1/smsdispatch.1
manual smsdispatch.json5.5 man/man5/smsdispatch.json5.5
manual smsdispatch-spool.7 man/man7/smsdispatch-spool.7
completion bash bash-completion/completions/smsdispatch
completion zsh zsh/site-functions/_smsdispatch
completion fish fish/vendor_completions.d/smsdispatch.fish'

install_documents() {
  if [ -n "$missing" ]; then return; fi
  page=$(mktemp)
  printf '%s\n' "$documents" | while read -r kind name target; do
    case $kind in
      manual) "$binary" manual "$name" --source "$here/.." >"$page" 2>/dev/null || continue ;;
      *) "$binary" "$kind" "$name" >"$page" 2>/dev/null || continue ;;
    esac
    [ ! -s "$page" ] || put 0644 "$page" "$DESTDIR$PREFIX/share/$target"
  done
  rm -f -- "$page"
}

# Whether a drop-in of the unit has a credential from another place, encrypted or not.
is_given_elsewhere() { # KEY
  grep -Eqs "^(Load|Set)Credential(Encrypted)?=$1:" "$DESTDIR$dropins"/*.conf
}

install_configuration() {
  mkdir -p -- "$DESTDIR$settings"
  file=$DESTDIR$settings/config.json5
  if exists "$file"; then
    say "kept       $file"
  else
    put 0644 "$here/config.json5" "$file"
  fi
  for key in flowroute-access-key flowroute-secret-key; do
    file=$DESTDIR$settings/$key
    if is_given_elsewhere "$key"; then
      say "kept       $key, as a drop-in of the unit gives it"
    elif exists "$file"; then
      say "kept       $file"
      [ -z "$(find "$file" -perm /077)" ] || say "           careful, others can read it: chmod 600 $file"
    else
      (umask 077 && set -C && : >"$file")
      say "created    $file (empty, 0600)"
    fi
  done
}

create_users_and_directories() {
  command -v systemd-sysusers >/dev/null 2>&1 || fail "no systemd-sysusers: the files are in place, but
  the user, the groups and the spool must be made by hand; see $sysusers/smsdispatch.conf and $tmpfiles/smsdispatch.conf"
  systemd-sysusers "$sysusers/smsdispatch.conf"
  systemd-tmpfiles --create "$tmpfiles/smsdispatch.conf"
  say "created    user, groups and /var/spool/smsdispatch"
}

# Sets `running` to whether systemd is there to start the daemon.
enable_unit() {
  running=no
  if [ -d /run/systemd/system ]; then running=yes; fi
  if [ "$running" = yes ]; then systemctl daemon-reload; fi
  if command -v systemctl >/dev/null 2>&1; then
    systemctl --quiet enable smsdispatch.service
    say "enabled    smsdispatch.service"
  fi
}

next_steps() {
  say ""
  say "What to do next:"
  [ -z "$missing" ] || say "  - install the run-time libraries: apt-get install libcurl4 libsqlite3-0 libmicrohttpd12 libssl3"
  [ -e /etc/ssl/certs/ca-certificates.crt ] ||
    say "  - install the certificates that the provider is known by: apt-get install ca-certificates"
  for key in access secret; do
    is_given_elsewhere "flowroute-$key-key" || [ -s "$settings/flowroute-$key-key" ] ||
      say "  - put the $key key of your Flowroute account into $settings/flowroute-$key-key (an editor, not the shell's history)"
  done
  cat <<END
  - put your sender numbers into $settings/config.json5, then: $PREFIX/bin/smsdispatch config check
  - let a producer submit: usermod -aG smsdispatch-submit USER (and let it log in again)
  - let an operator read: usermod -aG smsdispatch-operators USER (likewise)
END
  if [ "$running" = no ]; then
    cat <<END
  - systemd is not running here, so nothing was started. Where it runs: systemctl start smsdispatch
    Without it, run $PREFIX/bin/smsdispatch serve as the user smsdispatch, with the keys in the
    environment (FLOWROUTE_ACCESS_KEY, FLOWROUTE_SECRET_KEY) and a state directory that it owns.
END
  elif systemctl --quiet is-active smsdispatch.service; then
    say "  - the daemon runs on, as it was. Run the new one: systemctl restart smsdispatch"
  else
    say "  - start it: systemctl start smsdispatch"
  fi
  cat <<END
  - see that all is well: $PREFIX/bin/smsdispatch doctor
  - send a first message: $PREFIX/bin/smsdispatch submit --to 1NPANXXXXXX --body "It works" --wait
END
}

# Prints what was accepted and not sent, or waits in a spool to be accepted.
unsent() {
  find "$spools" -path '*/incoming/*' -type f 2>/dev/null | head -n 3
  exists "$state/ledger.sqlite" || return 0
  "$PREFIX/bin/smsdispatch" list --status queued,deferred,held --limit 3 --json 2>&1 ||
    say "the ledger cannot be read, so nobody knows what waits in it"
}

# Runs systemctl where there is a systemd to talk to.
manager() {
  if command -v systemctl >/dev/null 2>&1 && [ -d /run/systemd/system ]; then
    systemctl --quiet "$@" 2>/dev/null
  fi
}

# Ends it, with the daemon as it was, while requests are unsent.
keep_unsent() {
  waiting=$(unsent)
  if [ -z "$waiting" ] || [ "$yes" = yes ]; then return; fi
  if [ "$ran" = yes ]; then manager start smsdispatch.service || true; fi
  printf '%s\n' "$waiting" >&2
  fail "nothing was removed: the requests above are unsent. Let the daemon send them, or remove
  them too: $0 --purge --yes"
}

remove_data() {
  rm -rf -- "$state" "$spools" "$settings" "$dropins" \
    /etc/systemd/system/smsdispatch-alarm.service.d /etc/systemd/system/smsdispatch-alarm.path.d \
    /run/smsdispatch /run/smsdispatch-alarms
  say "removed    $state $spools $settings"
}

remove_program() {
  rm -f -- "$units/smsdispatch.service" "$sysusers/smsdispatch.conf" "$tmpfiles/smsdispatch.conf" \
    "$units/smsdispatch-alarm.path" "$units/smsdispatch-alarm.service" "$PREFIX/bin/smsdispatch"
  for file in $alarms; do rm -f -- "$PREFIX/libexec/smsdispatch/$file"; done
  rmdir -- "$PREFIX/libexec/smsdispatch" 2>/dev/null || true
  printf '%s\n' "$documents" | while read -r _ _ target; do
    rm -f -- "$PREFIX/share/$target"
  done
  rm -rf -- "$PREFIX/share/smsdispatch"
  manager daemon-reload || true
  manager reset-failed smsdispatch.service || true
  say "removed    $PREFIX/bin/smsdispatch, the unit and the manual"
}

remove_users() {
  if getent passwd smsdispatch >/dev/null; then userdel smsdispatch; fi
  for group in smsdispatch-submit smsdispatch-operators; do
    if getent group "$group" >/dev/null; then groupdel "$group"; fi
  done
  say "removed    the user smsdispatch and the groups smsdispatch-submit and smsdispatch-operators"
}

if [ "$action" != install ]; then
  [ -z "$DESTDIR" ] || fail "--$action does not take DESTDIR"
  ran=no
  if [ -d /run/systemd/system ] && manager is-active smsdispatch.service; then ran=yes; fi
  manager disable --now smsdispatch-alarm.path || true
  manager stop smsdispatch.service || true
  if [ "$action" = purge ]; then keep_unsent; fi
  manager disable smsdispatch.service || true
  if [ "$action" = purge ]; then remove_data; fi
  remove_program
  if [ "$action" = purge ]; then
    remove_users
  else
    say "kept       $settings $state $spools and the user; $0 --purge removes them too"
  fi
  exit 0
fi

umask 022
[ -n "$binary" ] || build
check_binary
check_configuration
install_files
install_documents
install_configuration
if [ -n "$DESTDIR" ]; then
  say "DESTDIR is set: no user was made, nothing enabled or started"
  exit 0
fi
create_users_and_directories
enable_unit
next_steps
