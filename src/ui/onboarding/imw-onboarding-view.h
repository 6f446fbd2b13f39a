/* imw-onboarding-view.h: first start
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-application.h"

G_BEGIN_DECLS

#define IMW_TYPE_ONBOARDING_VIEW (imw_onboarding_view_get_type ())
G_DECLARE_FINAL_TYPE (ImwOnboardingView, imw_onboarding_view, IMW, ONBOARDING_VIEW, AdwBin)

GtkWidget *imw_onboarding_view_new (ImwApplication *application, ImwWalletService *service);

G_END_DECLS
