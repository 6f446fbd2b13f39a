/* error-not-set.c: fails in silence; expected: imw_foo_load fails without setting its error
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/**
 * imw_foo_load:
 * @error: return location
 *
 * Returns: %TRUE if it was loaded
 */
gboolean
imw_foo_load (const char *path, GError **error)
{
  if (path == NULL)
    return FALSE;

  return TRUE;
}
