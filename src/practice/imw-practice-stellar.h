/* imw-practice-stellar.h: the practice network's Stellar
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-http-server.h"

#include "imw-ledger-faults.h"
#include "imw-ledger.h"
#include "imw-practice-reply.h"

G_BEGIN_DECLS

/* The rules of a small Stellar on top of an ImwLedger: accounts, trustlines, claimable balances, a market with fixed
 * prices, the faucet. Main thread. Ledgers close every 5 s when something waits; with @instant as soon as a transaction
 * is taken. Amounts are stroops, 10^-7. An asset is "XLM" (also "native" or "stellar") or "CODE:ISSUER" (also "USDC",
 * "EURC" for those of the practice network, or an asset's id "stellar/CODE:ISSUER"); what we hand out is "XLM" or
 * "CODE:ISSUER". Accounts are "G…"; where money goes, "M…" too. */
typedef struct _ImwPracticeStellar ImwPracticeStellar;

#define IMW_PRACTICE_STELLAR_PASSPHRASE "IM Wallet Practice Network ; 2026"
#define IMW_PRACTICE_STELLAR_UNIT       G_GINT64_CONSTANT (10000000)

/* passphrase: NULL for the usual one; makes a new ledger where there is none */
ImwPracticeStellar *imw_practice_stellar_new (ImwLedger  *books,
                                              const char *passphrase,
                                              gboolean    instant,
                                              GError    **error) G_GNUC_WARN_UNUSED_RESULT;
void                imw_practice_stellar_free (ImwPracticeStellar *self);
ImwLedger          *imw_practice_stellar_get_ledger (ImwPracticeStellar *self);
/* after the books were cleared */
gboolean imw_practice_stellar_reset (ImwPracticeStellar *self, gint64 closed, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean imw_practice_stellar_close (ImwPracticeStellar *self, guint ledgers, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean imw_practice_stellar_get_height (ImwPracticeStellar *self, gint64 *height, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* number of the newest ledger */
/* asset NULL: XLM; amount: decimal text of base units, NULL: a usual one. Pays at once; opens the account for XLM.
 * BAD_ADDRESS, BAD_INPUT (asset, amount, no trustline, no account), REFUSED */
gboolean imw_practice_stellar_fund (ImwPracticeStellar *self,
                                    const char         *address,
                                    const char         *asset,
                                    const char         *amount,
                                    char              **hash,
                                    GError            **error) G_GNUC_WARN_UNUSED_RESULT;

/* Who the practice network itself is. Keys are made from published words: they protect nothing. */
typedef enum
{
  IMW_PRACTICE_STELLAR_ROOT,
  IMW_PRACTICE_STELLAR_USDC_ISSUER,
  IMW_PRACTICE_STELLAR_EURC_ISSUER,
  IMW_PRACTICE_STELLAR_ANCHOR,         /* takes and pays for the anchor */
  IMW_PRACTICE_STELLAR_ANCHOR_SIGNING, /* signs challenges; has no account on the ledger */
  IMW_PRACTICE_STELLAR_SWAP            /* takes and pays for the swap service, and is the market */
} ImwPracticeStellarRole;

const char *imw_practice_stellar_get_address (ImwPracticeStellar *self, ImwPracticeStellarRole role); /* "G…" */
void        imw_practice_stellar_get_key (ImwPracticeStellar *self, ImwPracticeStellarRole role, guint8 key[32]);
void        imw_practice_stellar_sign (ImwPracticeStellar    *self,
                                       ImwPracticeStellarRole role,
                                       const guint8          *message,
                                       gsize                  length,
                                       guint8                 signature[64]); /* Ed25519 */
const char *imw_practice_stellar_get_passphrase (ImwPracticeStellar *self);
gint64      imw_practice_stellar_get_time_ms (ImwPracticeStellar *self);                                                            /* the practice clock, UTC */
char       *imw_practice_stellar_dup_asset (ImwPracticeStellar *self, const char *asset, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* "USDC" -> "USDC:G…"; BAD_INPUT */

/* An account as it is now */
typedef struct
{
  char  *key; /* "G…" */
  guint8 weight;
} ImwPracticeStellarSigner;

typedef struct
{
  char  *asset; /* "CODE:ISSUER" */
  gint64 balance;
  gint64 limit;
} ImwPracticeStellarLine;

typedef struct
{
  char      *address;
  gint64     sequence;
  gint64     balance;  /* XLM */
  gint64     reserved; /* of it */
  guint8     low;      /* thresholds */
  guint8     medium;
  guint8     high;
  gboolean   memo_required; /* SEP-29 */
  GPtrArray *signers;       /* (element-type ImwPracticeStellarSigner) with a weight above 0, the master key too */
  GPtrArray *lines;         /* (element-type ImwPracticeStellarLine) trustlines */
} ImwPracticeStellarAccount;

gboolean imw_practice_stellar_find_account (ImwPracticeStellar         *self,
                                            const char                 *address,
                                            ImwPracticeStellarAccount **account,
                                            GError                    **error) G_GNUC_WARN_UNUSED_RESULT; /* NULL: not on the ledger; BAD_ADDRESS */
void     imw_practice_stellar_account_free (ImwPracticeStellarAccount *self);

/* what set_options would do; all three thresholds alike. NOT_FOUND */
gboolean imw_practice_stellar_set_signer (ImwPracticeStellar *self,
                                          const char         *address,
                                          const char         *key,
                                          guint8              weight,
                                          guint8              threshold,
                                          GError            **error) G_GNUC_WARN_UNUSED_RESULT;

/* Money that came to an account: payments, path payments, new accounts, merged ones */
typedef struct
{
  gint64 token; /* paging token of the operation; ascending */
  gint64 time_ms;
  char  *hash; /* of the transaction, hexadecimal */
  char  *from;
  char  *to;        /* "G…", or "M…" if it was paid so */
  char  *asset;     /* as it arrived */
  gint64 amount;    /* that arrived */
  char  *memo_type; /* "none", "text", "id", "hash", "return" */
  char  *memo;      /* (nullable) text, decimal number, or 64 hexadecimal digits; what is not UTF-8 is replaced */
} ImwPracticeStellarPayment;

/* oldest first, after that token (0: all) */
GPtrArray *imw_practice_stellar_list_payments (ImwPracticeStellar *self,
                                               const char         *address,
                                               gint64              after,
                                               guint               limit,
                                               GError            **error) G_GNUC_WARN_UNUSED_RESULT;
void       imw_practice_stellar_payment_free (ImwPracticeStellarPayment *self);
/* called after ledgers that have transactions, from the main loop and before it looks at the next request; it may pay */
typedef void (*ImwPracticeStellarFunc) (ImwPracticeStellar *self, gpointer user_data);
void imw_practice_stellar_watch (ImwPracticeStellar *self, ImwPracticeStellarFunc func, gpointer user_data); /* never ends; add a few */

/* Real transactions with the role's key; in a closed ledger when they return. memo_type NULL: none; memo as above.
 * REFUSED: the message is the result, as "op_no_trust", "op_no_destination", "op_underfunded"; BAD_ADDRESS, BAD_INPUT */
gboolean imw_practice_stellar_pay (ImwPracticeStellar    *self,
                                   ImwPracticeStellarRole role,
                                   const char            *to,
                                   const char            *asset,
                                   gint64                 amount,
                                   const char            *memo_type,
                                   const char            *memo,
                                   char                 **hash,
                                   GError               **error) G_GNUC_WARN_UNUSED_RESULT;
/* opens an account with that much XLM */
gboolean imw_practice_stellar_open_account (ImwPracticeStellar    *self,
                                            ImwPracticeStellarRole role,
                                            const char            *to,
                                            gint64                 amount,
                                            char                 **hash,
                                            GError               **error) G_GNUC_WARN_UNUSED_RESULT;
/* for an account that has no trustline yet; the claimant may claim at any time. id: 72 hexadecimal digits */
gboolean imw_practice_stellar_create_claimable (ImwPracticeStellar    *self,
                                                ImwPracticeStellarRole role,
                                                const char            *claimant,
                                                const char            *asset,
                                                gint64                 amount,
                                                char                 **hash,
                                                char                 **id,
                                                GError               **error) G_GNUC_WARN_UNUSED_RESULT;

typedef struct
{
  char  *id; /* 72 hexadecimal digits */
  char  *asset;
  gint64 amount;
} ImwPracticeStellarClaimable;

GPtrArray *imw_practice_stellar_list_claimable (ImwPracticeStellar *self,
                                                const char         *claimant,
                                                GError            **error) G_GNUC_WARN_UNUSED_RESULT; /* not claimed yet */
void       imw_practice_stellar_claimable_free (ImwPracticeStellarClaimable *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwPracticeStellar, imw_practice_stellar_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwPracticeStellarAccount, imw_practice_stellar_account_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwPracticeStellarPayment, imw_practice_stellar_payment_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwPracticeStellarClaimable, imw_practice_stellar_claimable_free)

G_END_DECLS
