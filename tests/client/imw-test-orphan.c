/* imw-test-orphan.c: starts a signer, says its process id, and waits to be killed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-test-signer.h"

int
main (int argc, char **argv)
{
  g_autoptr (ImwSigner) signer = imw_test_signer_new (NULL);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);

  g_print ("%d\n", imw_signer_get_pid (signer));
  g_main_loop_run (loop);

  return 0;
}
