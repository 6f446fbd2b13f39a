/* imw-environment.c: environments, which never mix
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-environment"

#include "config.h"

#include "imw-environment.h"

G_DEFINE_ENUM_TYPE (ImwEnvironment,
                    imw_environment,
                    G_DEFINE_ENUM_VALUE (IMW_ENVIRONMENT_MAIN, "main"),
                    G_DEFINE_ENUM_VALUE (IMW_ENVIRONMENT_TEST, "test"),
                    G_DEFINE_ENUM_VALUE (IMW_ENVIRONMENT_LOCAL, "local"),
                    G_DEFINE_ENUM_VALUE (IMW_ENVIRONMENT_PRACTICE, "practice"))

static const ImwEnvironment all[] = {
  IMW_ENVIRONMENT_MAIN,
  IMW_ENVIRONMENT_TEST,
  IMW_ENVIRONMENT_LOCAL,
  IMW_ENVIRONMENT_PRACTICE,
};

/**
 * imw_environment_get_code:
 * @environment: an environment
 *
 * The word that stands for the environment in the store, in folder names and on the command line.
 *
 * Returns: (transfer none): "main", "test", "local" or "practice"
 */
const char *
imw_environment_get_code (ImwEnvironment environment)
{
  switch (environment)
    {
    case IMW_ENVIRONMENT_MAIN:
      return "main";

    case IMW_ENVIRONMENT_TEST:
      return "test";

    case IMW_ENVIRONMENT_LOCAL:
      return "local";

    case IMW_ENVIRONMENT_PRACTICE:
      return "practice";
    }

  g_return_val_if_reached ("main");
}

/**
 * imw_environment_from_code:
 * @code: (nullable): a word
 * @environment: (out): return location, untouched on failure
 *
 * Returns: %TRUE if @code is exactly one of the words of imw_environment_get_code()
 */
gboolean
imw_environment_from_code (const char     *code,
                           ImwEnvironment *environment)
{
  g_return_val_if_fail (environment != NULL, FALSE);

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    {
      if (g_strcmp0 (code, imw_environment_get_code (all[i])) == 0)
        {
          *environment = all[i];
          return TRUE;
        }
    }

  return FALSE;
}
