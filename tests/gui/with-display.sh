#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs a command on a virtual display and a session bus of its own, and ends both afterwards by their ids.
# usage: with-display.sh COMMAND…     GUI_SIZE=1000x700x24 by default; GUI_KEYRING=1 adds an unlocked keyring
set -u

if ! command -v Xvfb > /dev/null || ! command -v dbus-run-session > /dev/null; then
  echo "SKIPPED: Xvfb or dbus-run-session is not installed"
  exit 77
fi

run=$(mktemp -d -t imw-gui.XXXXXX)
mkdir -m 700 "$run/runtime" "$run/home" "$run/data"
# the fonts of a GNOME desktop: nobody sets them on a bare display
mkdir -p "$run/home/.config/gtk-4.0"
printf '[Settings]\ngtk-font-name=Cantarell 11\n' > "$run/home/.config/gtk-4.0/settings.ini"
exec 6> "$run/display"
Xvfb -displayfd 6 -screen 0 "${GUI_SIZE:-1000x700x24}" -nolisten tcp -noreset 2> "$run/xvfb.log" &
xvfb=$!
exec 6>&-
for _ in $(seq 200); do
  [ -s "$run/display" ] && break
  sleep 0.05
done

DISPLAY=:$(cat "$run/display")
export DISPLAY XDG_RUNTIME_DIR="$run/runtime" HOME="$run/home" XDG_DATA_HOME="$run/data"
unset WAYLAND_DISPLAY DBUS_SESSION_BUS_ADDRESS LD_PRELOAD XDG_CONFIG_HOME XDG_CACHE_HOME
export GDK_BACKEND=x11 GSK_RENDERER=cairo GSETTINGS_BACKEND=memory GIO_USE_VFS=local
export LANG=C.UTF-8 LIBGL_ALWAYS_SOFTWARE=1 ADW_DISABLE_PORTAL=1
[ -n "${GTK_A11Y:-}" ] || unset GTK_A11Y

# A bus of our own that starts nothing but the accessibility bus: what the desktop has installed, such
# as a keyring, must not come up by itself.
mkdir "$run/services"
cp /usr/share/dbus-1/services/org.a11y.Bus.service "$run/services/" 2> /dev/null
cat > "$run/bus.conf" << CONF
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <keep_umask/>
  <listen>unix:dir=$run/runtime</listen>
  <servicedir>$run/services</servicedir>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
CONF
bus="dbus-run-session --config-file=$run/bus.conf"

if [ -n "${GUI_KEYRING:-}" ]; then
  # Started by us and in the foreground: a daemon that the bus starts would outlive it.
  $bus -- bash -c '
    gnome-keyring-daemon --unlock --foreground --components=secrets > /dev/null 2>&1 < <(printf test) &
    keyring=$!
    gdbus wait --session --timeout 15 org.freedesktop.secrets
    "$@"
    code=$?
    kill -9 "$keyring"
    wait "$keyring" 2> /dev/null
    exit $code' keyring "$@"
else
  $bus -- "$@"
fi
code=$?

# What outlived its bus still has our runtime folder in its environment; end exactly that.
for process in /proc/[0-9]*; do
  if tr '\0' '\n' 2> /dev/null < "$process/environ" | grep -qx "XDG_RUNTIME_DIR=$run/runtime"; then
    [ "${process#/proc/}" = "$$" ] || kill "${process#/proc/}" 2> /dev/null
  fi
done
kill "$xvfb" 2> /dev/null
wait "$xvfb" 2> /dev/null
rm -rf "$run"
exit $code
