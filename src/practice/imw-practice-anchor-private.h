/* imw-practice-anchor-private.h: what the files of the practice anchor share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-practice-anchor.h"
#include "imw-practice-deal.h"
#include "imw-practice-form.h"
#include "imw-practice-records.h"

G_BEGIN_DECLS

#define IMW_ANCHOR_TOKEN_DECIMALS 7
#define IMW_ANCHOR_NAME           "IM Wallet Practice Anchor"
#define IMW_ANCHOR_MIN_UNITS      (2 * IMW_PRACTICE_STELLAR_UNIT)
#define IMW_ANCHOR_MAX_UNITS      (5000 * IMW_PRACTICE_STELLAR_UNIT)
#define IMW_ANCHOR_DAILY_UNITS    (20000 * IMW_PRACTICE_STELLAR_UNIT)
#define IMW_ANCHOR_DAILY_COUNT    50
#define IMW_ANCHOR_CODE           "123456"

struct _ImwPracticeAnchor
{
  ImwLedger          *books;
  ImwPracticeStellar *stellar;
  char               *base; /* "http://localhost:8000" */
  char               *home; /* "localhost:8000" */
  char               *web_auth_domain;
  guint8              secret[32]; /* of the tokens; practice only */
  gboolean            busy;       /* catching up */
};

/* One request to the anchor */
typedef struct
{
  ImwPracticeAnchor *anchor;
  const char        *method;
  const char        *path; /* below "/anchor", "" for stellar.toml */
  const char        *authorization;
  ImwPracticeForm    form;
  GHashTable        *query; /* (nullable) as it came */
  ImwFaultKind       fault;
  gint64             now_ms;
  char              *sub;     /* (nullable) who is logged in: "G…", "G…:memo" or "M…" */
  char              *account; /* (nullable) of it */
  char              *memo;    /* (nullable) of it */
  ImwPracticeReply  *reply;
} ImwAnchorRequest;

/* Sets the reply, or an error that becomes one */
typedef gboolean (*ImwAnchorFunc) (ImwAnchorRequest *request, GError **error);

/* answers */
gboolean imw_anchor_reply (ImwAnchorRequest *request, guint status, ImwPracticeJson *json);                         /* always TRUE */
gboolean imw_anchor_refuse (ImwAnchorRequest *request, guint status, const char *format, ...) G_GNUC_PRINTF (3, 4); /* always TRUE */
gboolean imw_anchor_needs_login (ImwAnchorRequest *request);
gint64   imw_anchor_get_now_ms (ImwPracticeAnchor *self);
char    *imw_anchor_dup_token_asset (ImwPracticeAnchor *self, const ImwPracticeToken *token); /* "stellar:USDC:G…" */
char    *imw_anchor_dup_money_asset (const char *currency);                                   /* "iso4217:MXN" */
char    *imw_anchor_format_time (gint64 time_ms);
void     imw_anchor_write_time (ImwPracticeJson *json, const char *name, gint64 time_ms); /* null for 0 */
char    *imw_anchor_make_id (void);                                                       /* looks like a UUID; never the same twice */

/* the parts */
gboolean imw_anchor_toml (ImwAnchorRequest *request, GError **error);
gboolean imw_anchor_check_login (ImwAnchorRequest *request, GError **error);
void     imw_anchor_read_token (ImwAnchorRequest *request); /* sets sub, account, memo when the bearer is good */
gboolean imw_anchor_customer (ImwAnchorRequest *request, GError **error);
gboolean imw_anchor_quotes (ImwAnchorRequest *request, GError **error);
gboolean imw_anchor_sep6 (ImwAnchorRequest *request, GError **error);
gboolean imw_anchor_sep24 (ImwAnchorRequest *request, GError **error);
gboolean imw_anchor_sep31 (ImwAnchorRequest *request, GError **error);
gboolean imw_anchor_page (ImwAnchorRequest *request, GError **error);

/* the hosted page */
gboolean imw_anchor_may_fill_page (ImwAnchorRequest *request, const ImwRecord *order);
gboolean imw_anchor_take_page (ImwAnchorRequest *request, ImwRecord *order, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* BAD_INPUT, REFUSED: for the person */

/* quotes */
const ImwPracticeToken *imw_anchor_find_token (ImwPracticeAnchor *self, const char *asset); /* NULL */
const char             *imw_anchor_find_currency (const char *asset);                       /* NULL */
gboolean                imw_anchor_quote_info (ImwAnchorRequest *request);
gboolean                imw_anchor_quote_prices (ImwAnchorRequest *request, GError **error);
gboolean                imw_anchor_read_deal (ImwAnchorRequest *request, const char *sell_asset, const char *buy_asset, ImwPracticeDeal *deal, const ImwPracticePlace **place, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void                    imw_anchor_keep_deal (ImwPracticeAnchor *self, const ImwPracticeDeal *deal, ImwRecord *record); /* amounts, assets, fee */
gint64                  imw_anchor_get_inject (gint64 units, guint decimals);                                           /* what is asked for by the hundredths of an amount: 11 to 19, else 0 */
void                    imw_anchor_write_fee (ImwPracticeJson *json, const char *name, const char *list, const ImwRecord *record);
gboolean                imw_anchor_check_quote (ImwAnchorRequest *request, const char *id, const char *amount, ImwRecord **quote, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* customers */
#define IMW_ANCHOR_FIELD       "field."       /* the value */
#define IMW_ANCHOR_STATE       "state."       /* of its verification */
#define IMW_ANCHOR_FIELD_ERROR "field_error." /* why it is refused */
#define IMW_ANCHOR_WAITS       "wait"         /* a state: the code is missing */

const char *imw_anchor_get_field (const ImwRecord *record, const char *prefix, const char *name);
void        imw_anchor_set_field (ImwRecord *record, const char *prefix, const char *name, const char *value);
const char *imw_anchor_get_customer_class (const char *type);
gboolean    imw_anchor_answer_customer (ImwAnchorRequest *request, const ImwRecord *customer, const ImwRecord *order);

typedef enum
{
  IMW_ANCHOR_KYC_NEEDS_INFO,
  IMW_ANCHOR_KYC_PROCESSING,
  IMW_ANCHOR_KYC_ACCEPTED,
  IMW_ANCHOR_KYC_REJECTED
} ImwAnchorKyc;

gboolean imw_anchor_get_kyc (ImwPracticeAnchor *self, const char *customer_id, gint64 now_ms, ImwAnchorKyc *kyc, gint64 *until_ms, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* id NULL: NEEDS_INFO */
gboolean imw_anchor_find_customer (ImwPracticeAnchor *self, const char *account, const char *memo, const char *type, ImwRecord **customer, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* orders */
ImwRecord *imw_anchor_new_order (ImwAnchorRequest *request, const char *sep, const char *kind);
gboolean   imw_anchor_fill_order (ImwAnchorRequest *request, ImwRecord *order, const char *sell, const char *buy, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* from quote_id or amount */
gboolean   imw_anchor_find_order (ImwPracticeAnchor *self, const char *id, ImwRecord **order, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean   imw_anchor_check_limits (ImwAnchorRequest *request, const ImwPracticeDeal *deal, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* REFUSED */
gboolean   imw_anchor_answer_lists (ImwAnchorRequest *request, const char *sep, const char *path, GError **error);                     /* transaction, transactions */
void       imw_anchor_write_order (ImwPracticeAnchor *self, ImwPracticeJson *json, const char *name, const ImwRecord *order);
GStrv      imw_anchor_list_fields (const ImwRecord *order);                                       /* what has to be known of the payee */
gboolean   imw_anchor_answer_order (ImwAnchorRequest *request, ImwRecord *order, GError **error); /* counts */
gboolean   imw_anchor_is_out (const ImwRecord *order);
gboolean   imw_anchor_is_over (const ImwRecord *order);

/* the machine */
void     imw_anchor_enter (ImwPracticeAnchor *self, ImwRecord *order, const char *status, gint64 at_ms, gint64 due_s, const char *message);
gboolean imw_anchor_start (ImwPracticeAnchor *self, ImwRecord *order, gint64 at_ms, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* as far as it goes without money; not saved */
gboolean imw_anchor_customer_changed (ImwPracticeAnchor *self, const char *customer_id, gint64 at_ms, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void     imw_anchor_wait_for_payment (ImwPracticeAnchor *self, ImwRecord *order, gint64 at_ms);                                  /* not saved */
void     imw_anchor_money_came (ImwPracticeAnchor *self, ImwRecord *order, gint64 at_ms);                                        /* not saved */
gboolean imw_anchor_advance (ImwPracticeAnchor *self, ImwRecord *order, gint64 at_ms, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* what is due; saved */

/* money on the ledger */
gboolean imw_anchor_take_payments (ImwPracticeAnchor *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean imw_anchor_pay_back_strays (ImwPracticeAnchor *self, gint64 now_ms, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean imw_anchor_refund (ImwPracticeAnchor *self, ImwRecord *order, gint64 fee, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean imw_anchor_pay_out (ImwPracticeAnchor *self, ImwRecord *order, gint64 at_ms, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* a deposit */

static inline void
imw_anchor_request_clear (ImwAnchorRequest *self)
{
  imw_practice_form_clear (&self->form);
  g_clear_pointer (&self->sub, g_free);
  g_clear_pointer (&self->account, g_free);
  g_clear_pointer (&self->memo, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ImwAnchorRequest, imw_anchor_request_clear)

G_END_DECLS
