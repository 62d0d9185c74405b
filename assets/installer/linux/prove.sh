#!/bin/sh
# Proves a .deb on a Debian that has nothing but what Debian itself needs:
#
#   sudo assets/installer/linux/prove.sh dist/wakewright_*.deb [RELEASE]
#
# It installs it there, and without network, without Python and without this source tree runs the
# self test and opens the window; then removes it and looks whether the user's files are still there.
# Needs mmdebstrap, and Xvfb and xwininfo (xvfb, x11-utils) to look at the window.
set -eu
package=$(realpath "$1")
release=${2:-bookworm}
limit_ms=3000
display=77
work=$(mktemp -d /tmp/wakewright-proof.XXXXXX)
root="$work/root"
screen=""
chmod 755 "$work"

say() { printf '== %s\n' "$*"; }
clean_up() {
  [ -z "$screen" ] || kill "$screen" 2>/dev/null || true
  for place in proc dev/shm dev/pts dev tmp/.X11-unix; do
    umount "$root/$place" 2>/dev/null || true
  done
  rm -rf --one-file-system "$work"
}
trap clean_up EXIT

# A user's shell in there, with no network but a loopback nobody brought up.
as_user() {
  unshare --net chroot "$root" su maker -c "cd && export LC_ALL=C.UTF-8 DISPLAY=:$display; $1"
}
install() {
  chroot "$root" env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y "$@" >"$work/apt.log" 2>&1 ||
    { cat "$work/apt.log"; exit 1; }
}

say "a clean Debian $release"
mmdebstrap --quiet --variant=apt "$release" "$root"
mkdir -p "$root/tmp/.X11-unix"
mount --bind /dev "$root/dev"
mount -t tmpfs shm "$root/dev/shm"
mount -t devpts -o newinstance,ptmxmode=0666 pts "$root/dev/pts"
mount -t proc proc "$root/proc"
cp /etc/resolv.conf "$root/etc/resolv.conf"
cp "$package" "$root/tmp/wakewright.deb"

# Whether a window of the app is on the screen: drawn by the system, not only asked for.
is_up() {
  xwininfo -display ":$display" -root -tree 2>/dev/null |
    sed -n 's/^ *\(0x[0-9a-f]*\) "[^"]*Wakewright.*/\1/p' |
    while read -r window; do xwininfo -display ":$display" -id "$window" -stats; done 2>/dev/null |
    grep -q IsViewable
}

say "installing"
chroot "$root" apt-get update -qq
install --no-install-recommends /tmp/wakewright.deb
rm "$root/tmp/wakewright.deb"
chroot "$root" useradd --create-home maker
# Python comes along with no package that is needed, and nothing else may bring our modules.
if chroot "$root" sh -c 'command -v python3 || command -v cc'; then
  say "Python or a compiler was installed along; this proves nothing"
  exit 1
fi
chroot "$root" dpkg-query --show --showformat='${Package} ${Version}: ${Installed-Size} KiB\n' wakewright
du -sm "$root"/opt/wakewright/_internal/* "$root"/opt/wakewright/wakewright | sort -rn | head -25

say "self test without network"
as_user "wakewright selftest --json >selftest.json"
cat "$root/home/maker/selftest.json"

say "the window"
Xvfb ":$display" -screen 0 1280x1024x24 -nolisten tcp -ac >/dev/null 2>&1 &
screen=$!
while [ ! -S "/tmp/.X11-unix/X$display" ]; do sleep 0.1; done
mount --bind /tmp/.X11-unix "$root/tmp/.X11-unix"
slowest=0
for run in first second third; do
  started=$(date +%s%3N)
  as_user "exec wakewright" &
  shell=$!
  while ! is_up; do
    kill -0 "$shell" || { say "the app ended"; exit 1; }
    sleep 0.02
  done
  took=$(($(date +%s%3N) - started))
  say "$run start: the window is up after $took ms"
  [ "$run" = first ] || [ "$took" -le "$slowest" ] || slowest=$took
  pkill -TERM --parent "$shell" || kill -TERM "$shell"
  wait "$shell" || true
done
[ "$slowest" -lt "$limit_ms" ] || { say "slower than $limit_ms ms"; exit 1; }

say "a microphone"
install pulseaudio pulseaudio-utils libasound2-plugins
as_user "wakewright selftest --json >selftest.json"
grep -q '"name": "microphone", "state": "passed"' "$root/home/maker/selftest.json"

say "removing"
as_user "wakewright new lamp --word 'hey lantern' >/dev/null"
chroot "$root" apt-get purge -qq -y wakewright >/dev/null
[ ! -e "$root/opt/wakewright" ] || { say "something of it was left behind"; exit 1; }
[ -f "$root/home/maker/lamp/project.toml" ] || { say "the user's project is gone"; exit 1; }
say "everything holds"
