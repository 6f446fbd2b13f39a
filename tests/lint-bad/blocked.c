/* blocked.c: a blocked function; expected: blocked function strcpy
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

static void
copy (char *a, const char *b)
{
  strcpy (a, b);
}
