/* no-doc.c: a public function without its comment; expected: imw_foo_bar has no doc comment
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "imw-foo.h"

int
imw_foo_bar (int a)
{
  return a;
}
