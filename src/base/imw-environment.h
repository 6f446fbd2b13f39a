/* imw-environment.h: environments, which never mix
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

typedef enum
{
  IMW_ENVIRONMENT_MAIN,
  IMW_ENVIRONMENT_TEST,
  IMW_ENVIRONMENT_LOCAL,
  IMW_ENVIRONMENT_PRACTICE
} ImwEnvironment;

#define IMW_TYPE_ENVIRONMENT (imw_environment_get_type ())

GType       imw_environment_get_type (void) G_GNUC_CONST;
const char *imw_environment_get_code (ImwEnvironment environment); /* "main", "test", "local", "practice" */
gboolean    imw_environment_from_code (const char *code, ImwEnvironment *environment);

G_END_DECLS
