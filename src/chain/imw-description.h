/* imw-description.h: what the signer read in a transaction
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-amount.h"

G_BEGIN_DECLS

/* Boxed, immutable, counted. Made by a chain's describer (in the signer) and sent to the faces as a
 * GVariant. Warnings are codes; the faces hold the sentences. */
typedef struct _ImwDescription ImwDescription;

typedef enum
{
  IMW_WARNING_HIGH_FEE,            /* over 5 % of what is paid */
  IMW_WARNING_ABSURD_FEE,          /* over 25 % and over 20,000 sat, or over 1,000 sat/vB: needs the explicit consent */
  IMW_WARNING_LOW_FEE_RATE,        /* below 1 sat/vB */
  IMW_WARNING_DUST_OUTPUT,
  IMW_WARNING_PAYS_ITSELF,         /* every output is ours */
  IMW_WARNING_UNPROVEN_CHANGE,     /* an output claimed to be ours is not: it is shown as a recipient */
  IMW_WARNING_NOT_REPLACEABLE,
  IMW_WARNING_LOCK_TIME,           /* can't confirm yet */
  IMW_WARNING_UNKNOWN_CALL,        /* a contract is asked for something this wallet can't read: needs the explicit consent */
  IMW_WARNING_APPROVAL,            /* lets somebody else take tokens later */
  IMW_WARNING_UNLIMITED_APPROVAL,  /* … without a bound: needs the explicit consent */
  IMW_WARNING_UNKNOWN_TOKEN,       /* not in the list that comes with the program: name and decimals are the contract's word */
  IMW_WARNING_PAYS_CONTRACT,       /* coins go to the contract of a token: needs the explicit consent */
  IMW_WARNING_MESSAGE_IS_PAYMENT,  /* a message by which tokens can be taken (permit, order): needs the explicit consent */
  IMW_WARNING_MESSAGE_OTHER_CHAIN, /* a message that names another network than the account's: needs the explicit consent */
  IMW_WARNING_MESSAGE_UNREADABLE,  /* holds characters that can't be shown: needs the explicit consent */
  IMW_WARNING_CREATES_ACCOUNT      /* the recipient's account is opened by it */
} ImwWarning;

#define IMW_TYPE_WARNING (imw_warning_get_type ())
GType       imw_warning_get_type (void) G_GNUC_CONST;
const char *imw_warning_get_code (ImwWarning warning); /* "high-fee" */

/* What would be done. */
typedef enum
{
  IMW_ACTION_PAY,     /* coins or tokens to somebody */
  IMW_ACTION_APPROVE, /* the recipient may take up to the amount */
  IMW_ACTION_CALL,    /* a contract is asked for something else */
  IMW_ACTION_NOTHING, /* nothing to oneself: takes the place of another payment */
  IMW_ACTION_MESSAGE, /* no transaction: words or typed data are signed */
  IMW_ACTION_OPEN_ASSET,  /* the account can receive the asset from then on; no recipients */
  IMW_ACTION_CLOSE_ASSET, /* … not any more */
  IMW_ACTION_EXCHANGE,    /* first recipient (own path): what comes back, at least; imw_description_get_given (): what leaves, at most */
  IMW_ACTION_CLAIM        /* money that waited for the account; no recipients */
} ImwAction;

#define IMW_TYPE_ACTION (imw_action_get_type ())
GType       imw_action_get_type (void) G_GNUC_CONST;
const char *imw_action_get_code (ImwAction action); /* "pay" */

/* One more thing the signer read, for "Details". */
typedef struct
{
  char *code; /* stable, the faces hold its title: "contract" "function" "argument" "data" "nonce" "gas-limit" "max-fee-per-gas"
                 "max-priority-fee-per-gas" "chain-id" "account-path" "message" "domain" "type" "field" "deadline" "text-hash"
                 "asset" "issuer" "limit" "claim" "path" "exact" ("given" or "received") */
  char *name; /* of an argument or field; "" where there is none */
  char *text; /* plain text; from outside where the code says so (message, field, argument, domain) */
} ImwDescriptionDetail;

typedef struct
{
  char      *address; /* canonical, or "OP_RETURN …" text for a data output */
  ImwAmount *amount;  /* of the asset that is paid, not always the network's own; 2^256 - 1 with IMW_WARNING_UNLIMITED_APPROVAL */
  char      *path;    /* (nullable) "m/84'/…/1/3" when proven ours */
} ImwDescriptionOutput;

#define IMW_TYPE_DESCRIPTION (imw_description_get_type ())

GType           imw_description_get_type (void) G_GNUC_CONST;
ImwDescription *imw_description_new (const char *chain_id, ImwAsset *asset);
ImwDescription *imw_description_ref (ImwDescription *self);
void            imw_description_unref (ImwDescription *self);
/* building, by the chain's describer only */
void            imw_description_add_recipient (ImwDescription *self, const char *address, ImwAmount *amount, const char *path);
void            imw_description_add_change (ImwDescription *self, const char *address, ImwAmount *amount, const char *path);
void            imw_description_add_warning (ImwDescription *self, ImwWarning warning);
void            imw_description_set_totals (ImwDescription *self, ImwAmount *inputs, ImwAmount *fee, guint64 size_vbytes, guint64 fee_rate_millisat_vb);
void            imw_description_set_id (ImwDescription *self, const char *txid);
void            imw_description_set_action (ImwDescription *self, ImwAction action);     /* PAY when not set */
void            imw_description_set_fee_is_bound (ImwDescription *self, gboolean bound); /* "fee at most" */
void            imw_description_set_given (ImwDescription *self, ImwAmount *given);      /* with IMW_ACTION_EXCHANGE */
void            imw_description_set_memo (ImwDescription *self, const char *type, const char *text); /* "text" "id" "hash" "return" */
void            imw_description_set_deadline (ImwDescription *self, gint64 deadline_ms); /* 0: none */
void            imw_description_add_detail (ImwDescription *self, const char *code, const char *name, const char *text);
/* reading */
const char                 *imw_description_get_chain_id (ImwDescription *self);
ImwAsset                   *imw_description_get_asset (ImwDescription *self);
guint                       imw_description_get_n_recipients (ImwDescription *self);
const ImwDescriptionOutput *imw_description_get_recipient (ImwDescription *self, guint index);
guint                       imw_description_get_n_change (ImwDescription *self);
const ImwDescriptionOutput *imw_description_get_change (ImwDescription *self, guint index);
guint                       imw_description_get_n_warnings (ImwDescription *self);
ImwWarning                  imw_description_get_warning (ImwDescription *self, guint index);
gboolean                    imw_description_has_warning (ImwDescription *self, ImwWarning warning);
ImwAmount                  *imw_description_get_inputs (ImwDescription *self);
ImwAmount                  *imw_description_get_fee (ImwDescription *self);
ImwAsset                   *imw_description_get_paid_asset (ImwDescription *self); /* of the recipients; the network's own when there are none */
ImwAmount                  *imw_description_dup_sent (ImwDescription *self);  /* sum of the recipients, in the paid asset */
ImwAmount                  *imw_description_dup_leaves (ImwDescription *self); /* recipients not ours + fee: what leaves the wallet; NULL when these are of two assets */
guint64                     imw_description_get_size_vbytes (ImwDescription *self);
guint64                     imw_description_get_fee_rate_millisat_vb (ImwDescription *self);
ImwAction                   imw_description_get_action (ImwDescription *self);
gboolean                    imw_description_get_fee_is_bound (ImwDescription *self);
ImwAmount                  *imw_description_get_given (ImwDescription *self);     /* (nullable) */
const char                 *imw_description_get_memo_type (ImwDescription *self); /* (nullable) */
const char                 *imw_description_get_memo (ImwDescription *self);      /* (nullable) */
gint64                      imw_description_get_deadline_ms (ImwDescription *self); /* 0: none */
guint                       imw_description_get_n_details (ImwDescription *self);
const ImwDescriptionDetail *imw_description_get_detail (ImwDescription *self, guint index);
gboolean                    imw_warning_needs_consent (ImwWarning warning); /* the user must agree to it by its code before the signer signs */
const char                 *imw_description_get_id (ImwDescription *self); /* txid (known beforehand for SegWit), nullable */

#define IMW_DESCRIPTION_VARIANT_TYPE "(s(sssu)a(s(sssu)ss)a(s(sssu)ss)assstts(sb)a(sss)(a((sssu)s)ssx))" /* documented in the .c file; "" = none */
GVariant       *imw_description_to_variant (ImwDescription *self);
ImwDescription *imw_description_from_variant (GVariant *variant, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* BAD_REPLY; every bound checked */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwDescription, imw_description_unref)

G_END_DECLS
