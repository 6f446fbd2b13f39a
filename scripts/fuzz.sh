#!/bin/sh
# Fuzzes every decoder with libFuzzer for SECONDS_EACH seconds, starting from the kept corpora.
# usage: fuzz.sh BUILD
# SPDX-License-Identifier: GPL-3.0-or-later
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)
build=$1
seconds=${SECONDS_EACH:-20}
[ -e "$build/build.ninja" ] || CC=clang meson setup "$build" "$here" \
  -Db_sanitize=address,undefined -Db_lundef=false -Dc_args=-fsanitize=fuzzer-no-link
failed=0
for name in $(meson introspect "$build" --targets | /usr/bin/python3 -c '
import json, sys
for t in json.load(sys.stdin):
    if t["name"].startswith("fuzz-"):
        print(t["filename"][0])'); do
  target=$(basename "$name")
  folder=$(basename "$(dirname "$name")")
  ninja -C "$build" "tests/$folder/$target" > "$build/fuzz-build.log" || {
    cat "$build/fuzz-build.log"
    exit 1
  }
  corpus=$(ls -d "$here/tests/$folder/corpus-${target#fuzz-}" 2> /dev/null || true)
  work=$build/corpus/$target
  mkdir -p "$work"
  echo "fuzz: $target for $seconds s"
  "$name" -max_total_time="$seconds" -max_len=4096 -rss_limit_mb=2048 -print_final_stats=0 -verbosity=0 \
    -artifact_prefix="$build/crash-$target-" "$work" $corpus || failed=1
done
exit $failed
