#!/bin/sh
# Proves a .deb on a Debian that has nothing but what Debian itself needs:
#
#   sudo assets/installer/linux/prove.sh dist/wakewright_*.deb [RELEASE]
#
# It installs it there, and without network, without Python and without this source tree runs the
# self test and opens the window; then removes it and looks whether the user's files are still there.
# A .tar.xz beside the .deb is unpacked there and tried as well.
# Needs mmdebstrap, and Xvfb and xwininfo (xvfb, x11-utils) to look at the window.
set -eu
package=$(realpath "$1")
archive=$(find "$(dirname "$package")" -maxdepth 1 -name 'wakewright-*-linux-*.tar.xz')
release=${2:-bookworm}
limit_ms=3000
work=$(mktemp -d /tmp/wakewright-proof.XXXXXX)
root="$work/root"
home="$root/home/maker"
keys=/usr/share/keyrings/debian-archive-keyring.gpg
screen=""
chmod 755 "$work"

say() { printf '== %s\n' "$*"; }
fail() {
  say "$*"
  exit 1
}
clean_up() {
  [ -z "$screen" ] || kill "$screen" 2>/dev/null || true
  for place in proc dev/shm dev/pts dev tmp/.X11-unix; do
    umount "$root/$place" 2>/dev/null || true
  done
  rm -rf --one-file-system "$work"
}
trap clean_up EXIT
trap 'exit 1' HUP INT TERM

# Becomes a user's command in there, with no network but a loopback that nobody brought up.
enter() {
  exec unshare --net chroot --userspec=1000:1000 "$root" env --ignore-environment --chdir=/home/maker \
    HOME=/home/maker USER=maker PATH=/usr/bin:/bin LC_ALL=C.UTF-8 DISPLAY=":${display:-0}" "$@"
}
as_user() { (enter "$@"); }
in_there() { chroot "$root" env DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 "$@"; }
install() {
  in_there apt-get install -qq -y "$@" >"$work/apt.log" 2>&1 || { cat "$work/apt.log"; exit 1; }
}
# What all packages together say they take.
kilobytes() { awk '/^Installed-Size:/ { sum += $2 } END { print sum }' "$root/var/lib/dpkg/status"; }
# The parts of a folder, the largest first, in the megabytes that disks are sold by.
parts_of() {
  (cd "$1" && du --bytes --max-depth=1 --all _internal . | sort -rn | sed 's,\./,,' |
    awk '$2 != "." && $2 != "_internal" && $1 >= 5e6 { printf "%8.1f MB  %s\n", $1 / 1e6, $2 }')
}
# Whether a check of the last self test ended so.
ended() { grep -q "\"name\": \"$1\", \"state\": \"$2\"" "$home/selftest.json"; }
self_test() { as_user "$1" selftest --json >"$home/selftest.json"; }

say "a clean Debian $release"
mmdebstrap --quiet --variant=apt --keyring="$keys" "$release" "$root"
mkdir -p "$root/tmp/.X11-unix"
mount --bind /dev "$root/dev"
mount -t tmpfs shm "$root/dev/shm"
mount -t devpts -o newinstance,ptmxmode=0666 pts "$root/dev/pts"
mount -t proc proc "$root/proc"
cp /etc/resolv.conf "$root/etc/resolv.conf"
cp "$package" "$root/tmp/wakewright.deb"

say "installing"
in_there apt-get update -qq
before=$(kilobytes)
install --no-install-recommends /tmp/wakewright.deb
after=$(kilobytes)
rm "$root/tmp/wakewright.deb"
# By hand: a bare Debian 13 has no useradd.
echo 'maker:x:1000:' >>"$root/etc/group"
echo 'maker:x:1000:1000::/home/maker:/bin/sh' >>"$root/etc/passwd"
mkdir "$home"
chown 1000:1000 "$home"
# Python comes along with no package that is needed, and nothing else may bring our modules.
if in_there sh -c 'command -v python3 || command -v cc'; then
  fail "Python or a compiler was installed along; this proves nothing"
fi
in_there dpkg-query --show wakewright
du --bytes --summarize "$root/opt/wakewright" |
  awk '{ printf "%8.1f MB  installed, of which\n", $1 / 1e6 }'
parts_of "$root/opt/wakewright"
echo "$before $after" | awk '{ printf "%8.1f MB  with the packages that it needs\n", ($2 - $1) * 1.024e-3 }'

say "self test without network"
self_test wakewright

say "the window"
Xvfb -displayfd 1 -screen 0 1280x1024x24 -nolisten tcp -ac >"$work/display" 2>/dev/null &
screen=$!
while [ ! -s "$work/display" ]; do sleep 0.1; done
display=$(cat "$work/display")
mount --bind /tmp/.X11-unix "$root/tmp/.X11-unix"
# Whether a window of the app is on the screen: drawn by the system, not only asked for.
is_up() {
  xwininfo -display ":$display" -root -tree 2>/dev/null |
    sed -n 's/^ *\(0x[0-9a-f]*\) "[^"]*Wakewright.*/\1/p' |
    while read -r window; do xwininfo -display ":$display" -id "$window" -stats; done 2>/dev/null |
    grep -q IsViewable
}
slowest=0
for run in first second third; do
  started=$(date +%s%3N)
  (enter wakewright) &
  app=$!
  while ! is_up; do
    kill -0 "$app" 2>/dev/null || fail "the app ended"
    sleep 0.02
  done
  took=$(($(date +%s%3N) - started))
  say "$run start: the window is up after $took ms"
  [ "$run" = first ] || [ "$took" -le "$slowest" ] || slowest=$took
  kill -TERM "$app"
  wait "$app" 2>/dev/null || true
done
[ "$slowest" -lt "$limit_ms" ] || fail "slower than $limit_ms ms"

say "a microphone"
install pulseaudio pulseaudio-utils libasound2-plugins
self_test wakewright
ended microphone passed || fail "nothing was recorded"

if [ -n "$archive" ]; then
  say "the archive, unpacked in the user's folder"
  tar -xJf "$archive" -C "$home" --strip-components=1 --one-top-level=unpacked
  chown -R --reference="$home" "$home/unpacked"
  self_test /home/maker/unpacked/wakewright
  rm -rf "$home/unpacked"
fi

say "removing"
as_user wakewright new lamp --word 'hey lantern' >/dev/null
in_there apt-get purge -qq -y wakewright >/dev/null
[ ! -e "$root/opt/wakewright" ] || fail "something of it was left behind"
[ -f "$home/lamp/project.toml" ] || fail "the user's project is gone"
left=$(in_there find / -xdev -iname '*wakewright*' -not -path '/home/*' -not -path '/tmp/*' -not -path '/var/log/*')
[ -z "$left" ] || fail "left behind: $left"
say "everything holds"
