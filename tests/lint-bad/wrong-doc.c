/* wrong-doc.c: a comment for another function; expected: the doc comment does not name imw_foo_bar
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/**
 * imw_foo_baz:
 *
 * Returns: something
 */
int
imw_foo_bar (int a)
{
  return a;
}
