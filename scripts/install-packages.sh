#!/bin/sh
# Installs the Debian packages named in packages.txt that are missing, and says what it does.
# usage: install-packages.sh [always] [run] [check]
# SPDX-License-Identifier: GPL-3.0-or-later
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)
command -v dpkg-query > /dev/null || {
  echo "packages: this is not Debian; needed are the packages in packages.txt under your system's names"
  exit 0
}
missing=
for when in "${@:-always}"; do
  for package in $(awk -v w="$when" '!/^#/ && $2 == w { print $1 }' "$here/packages.txt"); do
    state=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2> /dev/null || true)
    [ "$state" = installed ] || missing="$missing $package"
  done
done
[ -n "$missing" ] || exit 0
sudo=
[ "$(id -u)" -eq 0 ] || sudo=sudo
echo "packages: installing from Debian:$missing"
$sudo apt-get update -q
DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -q --no-install-recommends $missing
