/* no-spdx.c: says no license; expected: no SPDX line
 */

static int nothing;
