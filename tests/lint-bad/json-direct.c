/* json-direct.c: reads JSON past the guard; expected: JSON is read through imw-json only
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

static void
read_it (JsonObject *object)
{
  json_object_get_int_member (object, "a");
}
