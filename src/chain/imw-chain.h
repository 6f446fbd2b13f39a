/* imw-chain.h: what a network is
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-amount.h"
#include "imw-description.h"
#include "imw-environment.h"
#include "imw-payment-plan.h"
#include "imw-payment-request.h"

G_BEGIN_DECLS

#define IMW_TYPE_CHAIN (imw_chain_get_type ())

/* One network in one environment. No I/O, no private keys, immutable after construction, any thread.
 * Callers ask it what it can do; nobody outside chain/, backend/ and keys/ switches on the network. */
G_DECLARE_INTERFACE (ImwChain, imw_chain, IMW, CHAIN, GObject)

typedef enum
{
  IMW_CHAIN_HAS_MEMO = 1 << 0,
  IMW_CHAIN_HAS_FRESH_ADDRESSES = 1 << 1, /* a new receiving address each time */
  IMW_CHAIN_HAS_COINS = 1 << 2,           /* coin control */
  IMW_CHAIN_HAS_REPLACEMENT = 1 << 3,     /* speed up and cancel */
  IMW_CHAIN_HAS_MANY_RECIPIENTS = 1 << 4,
  IMW_CHAIN_HAS_TOKENS = 1 << 5,          /* other assets than the native one */
  IMW_CHAIN_HAS_TOLD_BALANCES = 1 << 6,   /* one address an account; the network tells its balances */
  IMW_CHAIN_HAS_SEQUENCE = 1 << 7,        /* payments are numbered and confirm in that order */
  IMW_CHAIN_HAS_MESSAGES = 1 << 8,        /* messages can be signed and checked */
  IMW_CHAIN_HAS_BIRTHDAY = 1 << 9,        /* restored history goes back to a date */
  IMW_CHAIN_HAS_RESERVE = 1 << 10,        /* an account must be opened, and a part of the own asset stays in it */
  IMW_CHAIN_HAS_TRUSTLINES = 1 << 11,     /* an asset must be opened in the account before it can be received */
  IMW_CHAIN_HAS_EXCHANGE = 1 << 12,       /* own assets are exchanged on the ledger itself */
  IMW_CHAIN_HAS_DEADLINE = 1 << 13,       /* a payment names the time after which it can't happen any more */
  IMW_CHAIN_HAS_CLAIMS = 1 << 14,         /* money can wait to be claimed */
  IMW_CHAIN_HAS_LOGIN = 1 << 15           /* an account can prove itself to a provider (SEP-10) */
} ImwChainCapabilities;

/* One way to use the network with one key tree: "bitcoin-84", "bitcoin-86". */
typedef struct
{
  const char *id;    /* account id prefix, "bitcoin-84" */
  const char *title; /* English, for translation by the faces: "SegWit", "Taproot" */
  guint32     purpose;
} ImwAccountKind;

/* What was recognised in an address, for "Bitcoin address, Taproot". */
typedef struct
{
  char    *address;  /* canonical text */
  GBytes  *payload;  /* what the network pays to: the script, for Bitcoin */
  const char *type;  /* "p2tr" …, static, stable */
  const char *title; /* English, for translation: "Taproot address" */
} ImwRecipient;

#define IMW_TYPE_RECIPIENT (imw_recipient_get_type ())
GType         imw_recipient_get_type (void) G_GNUC_CONST;
ImwRecipient *imw_recipient_copy (const ImwRecipient *self);
void          imw_recipient_free (ImwRecipient *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwRecipient, imw_recipient_free)

/* How much an asset is to be trusted to be what its name says. */
typedef enum
{
  IMW_TRUST_GENUINE, /* native, or in the list that comes with the program */
  IMW_TRUST_OWN,     /* added by the user: name and decimals are the contract's word */
  IMW_TRUST_UNKNOWN  /* turned up by itself: hidden in a marked place */
} ImwTrust;

/* What a message to be signed is. */
typedef enum
{
  IMW_MESSAGE_TEXT,      /* EIP-191 version 0x45, "personal_sign" */
  IMW_MESSAGE_TYPED_DATA /* EIP-712, as JSON */
} ImwMessageForm;

/* Units in which the user reads and types amounts: "BTC" 8, "mBTC" 5, "sat" 0. The first is the default. */
typedef struct
{
  const char *symbol;
  guint       decimals;
} ImwUnit;

struct _ImwChainInterface
{
  GTypeInterface parent_iface;

  const char           *(*get_id) (ImwChain *self);   /* "bitcoin" */
  const char           *(*get_name) (ImwChain *self); /* "Bitcoin", untranslated brand name */
  const char           *(*get_network_name) (ImwChain *self); /* "mainnet", "testnet4", "signet", "regtest", "practice" */
  ImwEnvironment        (*get_environment) (ImwChain *self);
  ImwChainCapabilities  (*get_capabilities) (ImwChain *self);
  ImwAsset             *(*get_native_asset) (ImwChain *self);
  const ImwUnit        *(*get_units) (ImwChain *self, guint *n_units);
  const ImwAccountKind *(*get_account_kinds) (ImwChain *self, guint *n_kinds);
  guint                 (*get_final_confirmations) (ImwChain *self); /* 6: from here on a payment is "final" */
  ImwRecipient         *(*parse_address) (ImwChain *self, const char *text, GError **error);
  ImwPaymentRequest    *(*parse_uri) (ImwChain *self, const char *text, GError **error);
  char                 *(*build_uri) (ImwChain *self, ImwPaymentRequest *request);
  char                 *(*derive_address) (ImwChain *self, const char *account_key, guint32 branch, guint32 index, GError **error);
  char                 *(*export_descriptor) (ImwChain *self, const char *account_key, GError **error);
  ImwBuiltPayment      *(*build_payment) (ImwChain *self, ImwPaymentPlan *plan, GError **error);
  GBytes               *(*attach_previous) (ImwChain *self, GBytes *unsigned_tx, GPtrArray *previous_raw, GError **error);
  GBytes               *(*extract_signed) (ImwChain *self, GBytes *signed_tx, char **txid, GError **error);
  gboolean              (*check_raw) (ImwChain *self, GBytes *raw, const char *txid, GError **error);
  /* the rest may be NULL: then it has no such thing, and the functions below say NOT_SUPPORTED, or the default named there */
  const ImwUnit        *(*get_fee_rate_unit) (ImwChain *self);
  GPtrArray            *(*list_assets) (ImwChain *self);
  ImwAsset             *(*find_asset) (ImwChain *self, const char *text, GError **error);
  ImwTrust              (*get_trust) (ImwChain *self, ImwAsset *asset);
  ImwAsset             *(*find_resembled) (ImwChain *self, ImwAsset *asset);
  gboolean              (*verify_message) (ImwChain *self, const char *address, ImwMessageForm form, GBytes *message, const char *signature, GError **error);
  gboolean              (*get_enabled_by_default) (ImwChain *self); /* NULL: TRUE */
};

const char           *imw_chain_get_id (ImwChain *self);
const char           *imw_chain_get_name (ImwChain *self);
const char           *imw_chain_get_network_name (ImwChain *self);
ImwEnvironment        imw_chain_get_environment (ImwChain *self);
ImwChainCapabilities  imw_chain_get_capabilities (ImwChain *self);
gboolean              imw_chain_has (ImwChain *self, ImwChainCapabilities capability);
ImwAsset             *imw_chain_get_native_asset (ImwChain *self); /* transfer none */
const ImwUnit        *imw_chain_get_units (ImwChain *self, guint *n_units);
const ImwAccountKind *imw_chain_get_account_kinds (ImwChain *self, guint *n_kinds);
guint                 imw_chain_get_final_confirmations (ImwChain *self);
gboolean              imw_chain_get_enabled_by_default (ImwChain *self); /* whether it is on until the user says otherwise */
/* BAD_ADDRESS, or WRONG_NETWORK when it is a sound address of another network of this kind (message names it) */
ImwRecipient         *imw_chain_parse_address (ImwChain *self, const char *text, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* An address or a payment URI (BIP21); BAD_INPUT, BAD_ADDRESS, WRONG_NETWORK, NOT_SUPPORTED (unknown req- parameter) */
ImwPaymentRequest    *imw_chain_parse_uri (ImwChain *self, const char *text, GError **error) G_GNUC_WARN_UNUSED_RESULT;
char                 *imw_chain_build_uri (ImwChain *self, ImwPaymentRequest *request);
/* account_key: the text the signer hands out for the account, kept in the store (for Bitcoin "[f00dbabe/84'/0'/0']xpub…") */
char                 *imw_chain_derive_address (ImwChain *self, const char *account_key, guint32 branch, guint32 index, GError **error) G_GNUC_WARN_UNUSED_RESULT;
char                 *imw_chain_export_descriptor (ImwChain *self, const char *account_key, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Chooses coins and builds the unsigned payment: INSUFFICIENT_FUNDS, FEE_TOO_LOW, BAD_ADDRESS, BAD_INPUT */
ImwBuiltPayment      *imw_chain_build_payment (ImwChain *self, ImwPaymentPlan *plan, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* previous_raw: (element-type GBytes). REFUSED when one is missing or disagrees with the coin (the server lied) */
GBytes               *imw_chain_attach_previous (ImwChain *self, GBytes *unsigned_tx, GPtrArray *previous_raw, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* signed form -> network bytes, every signature checked again */
GBytes               *imw_chain_extract_signed (ImwChain *self, GBytes *signed_tx, char **txid, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* whether @raw really is the transaction @txid; BAD_REPLY */
gboolean              imw_chain_check_raw (ImwChain *self, GBytes *raw, const char *txid, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* rate_milli / 10^decimals = the number in front of symbol: "sat/vB" 3, "gwei" 12 */
const ImwUnit *imw_chain_get_fee_rate_unit (ImwChain *self);
/* (element-type ImwAsset) (transfer container) the native one first, then the genuine tokens */
GPtrArray *imw_chain_list_assets (ImwChain *self);
/* by id, by symbol, or by contract; NOT_FOUND when it is not in the list, BAD_ADDRESS when it looks like a contract and is none */
ImwAsset  *imw_chain_find_asset (ImwChain *self, const char *text, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* transfer full */
ImwTrust   imw_chain_get_trust (ImwChain *self, ImwAsset *asset); /* GENUINE or UNKNOWN; OWN is the wallet's word */
ImwAsset  *imw_chain_find_resembled (ImwChain *self, ImwAsset *asset); /* (nullable) (transfer none) the genuine one whose symbol or name @asset imitates */
/* the contract (or issuer) of an asset of this network, NULL for the native one */
const char *imw_chain_get_contract (ImwChain *self, ImwAsset *asset); /* (nullable) (transfer none) */
/* what sources of prices call the asset ("ETH" for ether on any network); NULL: it has no price */
const char *imw_chain_registry_get_price_symbol (ImwAsset *asset);
/* TRUE when @signature of @message is @address's; BAD_INPUT, BAD_ADDRESS, REFUSED (somebody else's), NOT_SUPPORTED */
gboolean   imw_chain_verify_message (ImwChain *self, const char *address, ImwMessageForm form, GBytes *message, const char *signature, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The registry: one line a network in imw-chain-registry.c. network_name NULL = the environment's default
 * (test: "testnet4"; "signet" by setting). NOT_FOUND otherwise. */
ImwChain   *imw_chain_registry_new_chain (const char *id, ImwEnvironment environment, const char *network_name, GError **error) G_GNUC_WARN_UNUSED_RESULT;
const char *const *imw_chain_registry_get_ids (void); /* {"bitcoin", NULL} */

/* "bitcoin-84-1" -> kind "bitcoin-84" of @chain and account number 1; NOT_FOUND */
const ImwAccountKind *imw_chain_parse_account_id (ImwChain *self, const char *account_id, guint32 *number, GError **error) G_GNUC_WARN_UNUSED_RESULT;
char                 *imw_chain_build_account_id (const ImwAccountKind *kind, guint32 number);

G_END_DECLS
