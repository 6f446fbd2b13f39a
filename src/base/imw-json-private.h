/* imw-json-private.h: what the guard and the getters share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

/* First byte of a string node that stands for a number. No text from outside can have it: it is not
 * UTF-8. */
#define IMW_JSON_NUMBER_MARK '\xff'
