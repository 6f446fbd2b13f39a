/* imw-onboarding-private.h: what the files of the onboarding share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-onboarding.h"

#include "imw-signer-admin.h"

G_BEGIN_DECLS

struct _ImwOnboarding
{
  GObject parent_instance;

  ImwWalletService *service;
  ImwSigner        *signer; /* (nullable): the wallet has it in the end */
  ImwSignerAdmin   *admin;  /* (nullable) */
  GCancellable     *cancellable;
  gboolean          busy;
  gint64            birthday_ms; /* of restored words, 0 unknown */
  gint64            fresh_ms;    /* of words that were made here, 0 when they were not */
};

void     imw_onboarding_start_async (ImwOnboarding *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean imw_onboarding_start_finish (ImwOnboarding *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

#define IMW_DEFAULT_AUTOLOCK_S 600

/* For the test that kills the program at each step: "sealed" "folder" "saved" "books" "complete". */
typedef void (*ImwOnboardingStepHook) (const char *step, gpointer user_data);
void imw_onboarding_set_step_hook (ImwOnboardingStepHook hook, gpointer user_data);

G_END_DECLS
