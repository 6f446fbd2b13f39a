#!/bin/sh
# Runs a program of the build folder with its helpers and data found beside it.
# usage: run-uninstalled.sh BUILD PROGRAM [ARGUMENT…]
# SPDX-License-Identifier: GPL-3.0-or-later
set -eu
build=$(cd "$1" && pwd)
program=$2
shift 2
export IMW_SIGNER_PATH="${IMW_SIGNER_PATH:-$build/src/signer/imwallet-signer}"
export IMW_PRACTICE_PATH="${IMW_PRACTICE_PATH:-$build/src/practice/imwallet-practice}"
export IMW_LOCALEDIR="${IMW_LOCALEDIR:-$build/po}"
export GSETTINGS_SCHEMA_DIR="${GSETTINGS_SCHEMA_DIR:-$build/data}"
case $program in
imwallet) exec "$build/src/ui/imwallet" "$@" ;;
imwallet-cli) exec "$build/src/cli/imwallet-cli" "$@" ;;
*) exec "$program" "$@" ;;
esac
