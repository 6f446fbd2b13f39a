/* machine-path.c: knows one machine; expected: path of one machine
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

static const char *place = "/home/somebody/thing";
