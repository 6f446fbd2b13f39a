/* imw-onboarding-steps.h: the pages of first start
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "imw-bip39.h"
#include "imw-environment.h"
#include "imw-vault-store.h"

G_BEGIN_DECLS

/* Signal "choose" (guint n_words, guint list): other words are wanted. Signal "done": written down. */
#define IMW_TYPE_WORDS_STEP (imw_words_step_get_type ())
G_DECLARE_FINAL_TYPE (ImwWordsStep, imw_words_step, IMW, WORDS_STEP, AdwBin)
GtkWidget *imw_words_step_new (void);
void       imw_words_step_set_words (ImwWordsStep *self, ImwSecret *words);

/* Signal "done": three words were right. Signal "show-again". */
#define IMW_TYPE_QUIZ_STEP (imw_quiz_step_get_type ())
G_DECLARE_FINAL_TYPE (ImwQuizStep, imw_quiz_step, IMW, QUIZ_STEP, AdwBin)
GtkWidget *imw_quiz_step_new (ImwSecret *words);

/* Signal "done". */
#define IMW_TYPE_PASSWORD_STEP (imw_password_step_get_type ())
G_DECLARE_FINAL_TYPE (ImwPasswordStep, imw_password_step, IMW, PASSWORD_STEP, AdwBin)
GtkWidget   *imw_password_step_new (ImwEnvironment environment, gboolean with_new_password);
char        *imw_password_step_dup_name (ImwPasswordStep *self);
ImwSecret   *imw_password_step_get_password (ImwPasswordStep *self);
ImwSecret   *imw_password_step_get_passphrase (ImwPasswordStep *self); /* (nullable) */
gboolean     imw_password_step_get_ask_passphrase (ImwPasswordStep *self);
ImwVaultKind imw_password_step_get_vault_kind (ImwPasswordStep *self);
void         imw_password_step_set_busy (ImwPasswordStep *self, gboolean busy);
void         imw_password_step_set_message (ImwPasswordStep *self, const char *text);

/* Signal "words" (ImwSecret): complete and with a right checksum. Signal "file" (GFile). */
#define IMW_TYPE_RESTORE_STEP (imw_restore_step_get_type ())
G_DECLARE_FINAL_TYPE (ImwRestoreStep, imw_restore_step, IMW, RESTORE_STEP, AdwBin)
GtkWidget *imw_restore_step_new (ImwEnvironment environment, gboolean ask_birthday);
gint64     imw_restore_step_get_birthday_ms (ImwRestoreStep *self);

G_END_DECLS
