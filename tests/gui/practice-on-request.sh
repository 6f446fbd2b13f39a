#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The practice server without the clock that makes a block every 30 s: on a busy machine such a block would come between
# any two steps of a test. Tests ask for each block.
# usage: IMW_PRACTICE_PROGRAM=FILE [IMW_PRACTICE_OPTION=OPTION] practice-on-request.sh ARGUMENT…
exec "$IMW_PRACTICE_PROGRAM" --no-auto-mine ${IMW_PRACTICE_OPTION:+"$IMW_PRACTICE_OPTION"} "$@"
