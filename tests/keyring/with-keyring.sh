#!/bin/bash
# Runs a command with an unlocked, throw-away GNOME keyring on a private session bus; no display is needed.
# usage: with-keyring.sh COMMAND…     KEYRING_IN_BUS=1 uses the bus that is there; NO_KEYRING=1 starts the bus alone.
# SPDX-License-Identifier: GPL-3.0-or-later
set -u
for tool in dbus-run-session gnome-keyring-daemon gdbus; do
  command -v "$tool" > /dev/null || { echo "SKIPPED: $tool is not installed"; exit 77; }
done
if [ -z "${KEYRING_IN_BUS:-}" ]; then
  folder=$(mktemp -d -t imw-keyring.XXXXXX)
  mkdir -m 700 "$folder/run" "$folder/data"
  # a bus of its own that starts no service by itself
  cat > "$folder/bus.conf" << END
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=$folder/run</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
END
  KEYRING_IN_BUS=1 XDG_RUNTIME_DIR=$folder/run XDG_DATA_HOME=$folder/data LD_PRELOAD= \
    IMW_PRELOAD="${LD_PRELOAD:-}" dbus-run-session --config-file="$folder/bus.conf" -- "$0" "$@"
  status=$?
  rm -rf "$folder"
  exit $status
fi
daemon=
if [ -z "${NO_KEYRING:-}" ]; then
  # The password of the new "login" keyring comes on stdin. In the foreground and as our own child: a daemon that D-Bus starts
  # outlives the bus, and one that waits in a prompt ignores SIGTERM.
  env -u G_DEBUG gnome-keyring-daemon --unlock --foreground --components=secrets > /dev/null 2>&1 < <(printf test) &
  daemon=$!
  gdbus wait --session --timeout 10 org.freedesktop.secrets
fi
LD_PRELOAD="${IMW_PRELOAD:-}" "$@"
status=$?
if [ -n "$daemon" ]; then
  kill -9 "$daemon"
  wait "$daemon" 2> /dev/null
fi
exit $status
