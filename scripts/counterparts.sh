#!/bin/sh
# Fetches the pinned counterparts of the tests into BUILD/counterparts, once: npm packages and Bitcoin Knots.
# What cannot be had is said and left out; the tests that need it report themselves as skipped.
# usage: counterparts.sh BUILD
# SPDX-License-Identifier: GPL-3.0-or-later
set -u
here=$(cd "$(dirname "$0")/.." && pwd)
mkdir -p "$1/counterparts"
target=$(cd "$1/counterparts" && pwd)
source=$here/tests/counterparts

node_major() { "$1" --version 2> /dev/null | sed -n 's/^v\([0-9]*\)\..*/\1/p'; }

node=$(command -v node || true)
if [ -z "$node" ] || [ "$(node_major "$node")" -lt 20 ]; then
  echo "counterparts: no Node.js 20 or later on the PATH: the npm lanes will be skipped"
else
  if ! cmp -s "$source/package-lock.json" "$target/package-lock.json" || [ ! -d "$target/node_modules" ] \
    || [ ! -e "$target/.complete" ]; then
    echo "counterparts: fetching npm packages"
    cp "$source/package.json" "$source/package-lock.json" "$target/"
    rm -f "$target/.complete"
    if (cd "$target" && npm ci --ignore-scripts --omit=dev --no-audit --no-fund --loglevel=error); then
      touch "$target/.complete"
    else
      echo "counterparts: npm packages could not be fetched: their lanes will be skipped"
      rm -rf "$target/node_modules"
    fi
  fi
fi

if [ ! -x "$target/knots/bitcoind" ] || ! "$target/knots/bitcoind" --version > /dev/null 2>&1; then
  echo "counterparts: fetching Bitcoin Knots"
  if ! sh "$source/knots-setup.sh" "$target/knots"; then
    echo "counterparts: Bitcoin Knots could not be fetched: its lane will be skipped"
    rm -f "$target/knots/bitcoind"
  fi
fi
exit 0
