/* imw-application.h: the program with a window
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "imw-wallet-service.h"

G_BEGIN_DECLS

#define IMW_TYPE_APPLICATION (imw_application_get_type ())
G_DECLARE_FINAL_TYPE (ImwApplication, imw_application, IMW, APPLICATION, AdwApplication)

ImwApplication   *imw_application_new (void);
ImwWalletService *imw_application_get_service (ImwApplication *self);
void              imw_application_set_searched (ImwApplication *self, ImwWallet *wallet);
ImwEnvironment    imw_application_get_environment (ImwApplication *self);
gboolean          imw_application_environment_is_fixed (ImwApplication *self);
void              imw_application_open (ImwApplication *self);
void              imw_application_switch_environment (ImwApplication *self, ImwEnvironment environment);
void              imw_application_set_language (ImwApplication *self, const char *language);
const char       *imw_application_get_language (ImwApplication *self);

G_END_DECLS
