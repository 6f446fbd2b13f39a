/* main.c: the window's program
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imwallet"

#include "config.h"

#include "imw-application.h"
#include "imw-language.h"

#include <sys/resource.h>

int
main (int    argc,
      char **argv)
{
  const struct rlimit no_core = { 0, 0 };
  g_autoptr (ImwApplication) application = NULL;

  setrlimit (RLIMIT_CORE, &no_core);
  gtk_disable_setlocale ();
  imw_language_apply (NULL);
  g_set_prgname ("imwallet");
  application = imw_application_new ();

  return g_application_run (G_APPLICATION (application), argc, argv);
}
