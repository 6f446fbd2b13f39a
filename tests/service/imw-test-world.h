/* imw-test-world.h: a data folder, a practice network and the calls that wait
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-onboarding.h"
#include "imw-payment.h"
#include "imw-wallet-service.h"

G_BEGIN_DECLS

/* Everything runs on the default main context; each call here waits for its end and fails the test when it must not fail.
 * The ones with an error argument give it to the caller instead. */
typedef struct _ImwTestWorld ImwTestWorld;

typedef struct
{
  GAsyncResult *result;
} ImwTestWait;

void          imw_test_wait_cb (GObject *object, GAsyncResult *result, gpointer user_data); /* user_data: ImwTestWait */
GAsyncResult *imw_test_wait (ImwTestWait *self);                                            /* runs the main context; transfer none, valid until cleared */
void          imw_test_wait_clear (ImwTestWait *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ImwTestWait, imw_test_wait_clear)

ImwTestWorld *imw_test_world_new (void);
ImwTestWorld *imw_test_world_new_timed (void);                               /* the network's time is moved by its knob "clock" */
ImwTestWorld *imw_test_world_new_at (const char *data_dir, const char *url); /* another process made it */
void          imw_test_world_free (ImwTestWorld *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwTestWorld, imw_test_world_free)
const char *imw_test_world_get_data_dir (ImwTestWorld *self);
char       *imw_test_world_build_path (ImwTestWorld *self, const char *name); /* in the environment's folder */
const char *imw_test_world_get_url (ImwTestWorld *self);

ImwClock         *imw_test_world_get_clock (ImwTestWorld *self);
ImwWalletService *imw_test_world_open (ImwTestWorld *self);                                         /* kept by the world too; transfer none */
ImwWalletService *imw_test_world_try_open (ImwTestWorld *self, gboolean read_only, GError **error); /* transfer full */
void              imw_test_world_close (ImwTestWorld *self);
ImwWalletService *imw_test_world_get_service (ImwTestWorld *self);
ImwWallet        *imw_test_world_create (ImwTestWorld *self);     /* fresh words; password "correct horse" */
ImwWallet        *imw_test_world_get_wallet (ImwTestWorld *self); /* the first; loaded */

char *imw_test_world_practice (ImwTestWorld *self, const char *action, const char *format, ...) G_GNUC_PRINTF (3, 4);
void  imw_test_world_mine (ImwTestWorld *self, guint blocks);
void  imw_test_world_fund (ImwTestWorld *self, ImwAccount *account, guint64 amount_sat); /* mines too, and syncs */

ImwSecret  *imw_test_secret (const char *text);
void        imw_test_load (ImwWallet *wallet);
gboolean    imw_test_unlock (ImwWallet *wallet, const char *password, GError **error);
gboolean    imw_test_sync (ImwWallet *wallet, GError **error); /* NULL: must not fail */
char       *imw_test_receive (ImwAccount *account, gboolean fresh);
gboolean    imw_test_prepare (ImwPayment *payment, GError **error);
gboolean    imw_test_send (ImwPayment *payment, GError **error);
gboolean    imw_test_cancel (ImwPayment *payment, GError **error);
gboolean    imw_test_set_label (ImwWallet *wallet, const char *ref, const char *text, GError **error);
GPtrArray  *imw_test_history (ImwWallet *wallet, const char *search);                                            /* (element-type ImwTransaction) all pages */
ImwPayment *imw_test_draft (ImwWallet *wallet, const char *account_id, const char *address, guint64 amount_sat); /* 2 sat/vB */
void        imw_test_check_books (ImwWallet *wallet);                                                            /* the store's own check */
guint64     imw_test_sat (ImwAmount *amount);                                                                    /* (nullable) NULL fails */
#define imw_test_assert_sat(amount, n) g_assert_cmpuint (imw_test_sat (amount), ==, n)

char *imw_test_foreign_address (guint number); /* of the practice network, nobody's */

G_END_DECLS
