/* imw-provider.h: somebody who brings money into a country, or takes it from there
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "imw-chain.h"
#include "imw-login.h"
#include "imw-order.h"

G_BEGIN_DECLS

/* Who it is. Texts are the provider's: cleaned, capped, plain. */
typedef struct
{
  char      *domain;           /* "example.org" */
  char      *name;             /* organisation's legal name; the domain when it says none */
  char      *trade_name;       /* (nullable) */
  char      *description;      /* (nullable) */
  char      *url;              /* (nullable) */
  char      *address;          /* (nullable) */
  char      *support_email;    /* (nullable) */
  char      *support_phone;    /* (nullable) */
  char      *license_authority; /* (nullable) */
  char      *license_type;     /* (nullable) */
  char      *license_number;   /* (nullable) */
  char      *signing_key;      /* what a pin holds on to */
  char     **hosts;            /* NULL-terminated: every host (with port) it wants to be called at, sorted */
  gboolean   issuer_verified;  /* two-way link between the asset's issuer and the domain */
} ImwProviderInfo;

#define IMW_TYPE_PROVIDER_INFO (imw_provider_info_get_type ())
GType            imw_provider_info_get_type (void) G_GNUC_CONST;
ImwProviderInfo *imw_provider_info_copy (const ImwProviderInfo *self);
void             imw_provider_info_free (ImwProviderInfo *self);
char            *imw_provider_info_to_json (const ImwProviderInfo *self);
ImwProviderInfo *imw_provider_info_from_json (const char *text, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* CORRUPT */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwProviderInfo, imw_provider_info_free)

/* What it offers, whether it admits us, why not. */
typedef enum
{
  IMW_REPORT_GOOD,
  IMW_REPORT_LIMITED, /* some of it can be used */
  IMW_REPORT_BAD      /* nothing can */
} ImwReportLevel;

/* One line of the report. code: "toml" "network" "signing-key" "login" "client-domain" "quotes" "sep6" "sep24" "sep31" "kyc" "https"
 * "issuer"; the faces hold the sentences. */
typedef struct
{
  const char *code; /* static */
  gboolean    good;
  char       *text; /* (nullable) the provider's words, or what was wrong */
} ImwReportLine;

typedef struct
{
  ImwReportLevel   level;
  ImwProviderInfo *info;      /* (nullable) when even that could not be read */
  GPtrArray       *lines;     /* (element-type ImwReportLine) */
  GPtrArray       *corridors; /* (element-type ImwCorridor) */
  gboolean         can_abroad;
  gboolean         can_withdraw;
  gboolean         can_deposit;
  gboolean         needs_wallet_registration; /* wants a client domain that we don't have */
} ImwProviderReport;

#define IMW_TYPE_PROVIDER_REPORT (imw_provider_report_get_type ())
GType              imw_provider_report_get_type (void) G_GNUC_CONST;
ImwProviderReport *imw_provider_report_copy (const ImwProviderReport *self);
void               imw_provider_report_free (ImwProviderReport *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwProviderReport, imw_provider_report_free)

/* An order to be begun. */
typedef struct
{
  ImwQuote   *quote;        /* (nullable) firm; NULL where the provider has none (then put_in) */
  ImwQuoteRequest *request;
  char       *address;      /* our account on the ledger */
  char       *refund_memo;      /* (nullable) */
  char       *refund_memo_type; /* (nullable) */
  char       *sender_id;    /* (nullable) SEP-31 customers */
  char       *receiver_id;  /* (nullable) */
  char       *language;     /* "zh" "en" */
  gboolean    claimable;    /* we can collect claimable balances */
  gboolean    hosted;       /* by the provider's page */
} ImwOrderRequest;

void imw_order_request_free (ImwOrderRequest *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwOrderRequest, imw_order_request_free)

/* Which person is asked about. */
typedef struct
{
  char *id;       /* (nullable) the provider's id */
  char *order_id; /* (nullable) fields of this order */
  char *type;     /* "sep6" "sep31-sender" "sep31-receiver", or what /info says */
  char *memo;     /* (nullable) tells several people behind the account apart */
} ImwCustomerRequest;

void imw_customer_request_free (ImwCustomerRequest *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwCustomerRequest, imw_customer_request_free)

/* Signs a challenge: imw_wallet_sign_login_async () of the service behind it. */
typedef void    (*ImwProviderLoginFunc) (ImwLoginFacts *facts, GBytes *challenge, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer callback_data, gpointer user_data);
typedef GBytes *(*ImwProviderLoginFinishFunc) (GAsyncResult *result, gpointer user_data, GError **error);

#define IMW_TYPE_PROVIDER (imw_provider_get_type ())

/* Main thread. All calls are asynchronous and cancellable. Errors of every call: NETWORK TIMEOUT RATE_LIMITED SERVER BAD_REPLY; REFUSED
 * (the provider says no: the message is its own words; or a rule of safety is broken: imw_provider_error_get_rule ()); NOT_SUPPORTED. */
G_DECLARE_INTERFACE (ImwProvider, imw_provider, IMW, PROVIDER, GObject)

struct _ImwProviderInterface
{
  GTypeInterface parent_iface;

  const char        *(*get_domain) (ImwProvider *self);
  void               (*set_login) (ImwProvider *self, const char *address, ImwProviderLoginFunc func, ImwProviderLoginFinishFunc finish, gpointer user_data, GDestroyNotify destroy);
  void               (*set_pin) (ImwProvider *self, const ImwProviderInfo *info);
  void               (*report_async) (ImwProvider *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
  ImwProviderReport *(*report_finish) (ImwProvider *self, GAsyncResult *result, GError **error);
  void               (*preview_async) (ImwProvider *self, const ImwQuoteRequest *request, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
  ImwQuote          *(*preview_finish) (ImwProvider *self, GAsyncResult *result, GError **error);
  void               (*lock_async) (ImwProvider *self, const ImwQuoteRequest *request, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
  ImwQuote          *(*lock_finish) (ImwProvider *self, GAsyncResult *result, GError **error);
  void               (*begin_async) (ImwProvider *self, const ImwOrderRequest *request, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
  ImwOrder          *(*begin_finish) (ImwProvider *self, GAsyncResult *result, char **hosted_url, GError **error);
  void               (*get_order_async) (ImwProvider *self, ImwRoute route, gboolean hosted, const char *id, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
  ImwOrder          *(*get_order_finish) (ImwProvider *self, GAsyncResult *result, GError **error);
  void               (*update_order_async) (ImwProvider *self, ImwRoute route, const char *id, GHashTable *values, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
  gboolean           (*update_order_finish) (ImwProvider *self, GAsyncResult *result, GError **error);
  void               (*get_customer_async) (ImwProvider *self, const ImwCustomerRequest *request, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
  ImwCustomer       *(*get_customer_finish) (ImwProvider *self, GAsyncResult *result, GError **error);
  void               (*put_customer_async) (ImwProvider *self, const ImwCustomerRequest *request, GHashTable *values, GHashTable *files, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
  char              *(*put_customer_finish) (ImwProvider *self, GAsyncResult *result, GError **error);
  void               (*erase_customer_async) (ImwProvider *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
  gboolean           (*erase_customer_finish) (ImwProvider *self, GAsyncResult *result, GError **error);
};

const char *imw_provider_get_domain (ImwProvider *self);
/* address: our account; without it only public calls work (LOCKED for the others) */
void imw_provider_set_login (ImwProvider *self, const char *address, ImwProviderLoginFunc func, ImwProviderLoginFinishFunc finish, gpointer user_data, GDestroyNotify destroy);
/* what the user accepted: another signing key, or a host that is not in it, and every call but report fails with REFUSED, rule "pin" */
void imw_provider_set_pin (ImwProvider *self, const ImwProviderInfo *info); /* info (nullable) */
/* reads everything public, and logs in when it can (set_login); fails only when cancelled: what went wrong is in the report */
void               imw_provider_report_async (ImwProvider *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
ImwProviderReport *imw_provider_report_finish (ImwProvider *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* indicative, public where the provider allows it */
void      imw_provider_preview_async (ImwProvider *self, const ImwQuoteRequest *request, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
ImwQuote *imw_provider_preview_finish (ImwProvider *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* firm: logs in */
void      imw_provider_lock_async (ImwProvider *self, const ImwQuoteRequest *request, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
ImwQuote *imw_provider_lock_finish (ImwProvider *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* hosted_url (out) (nullable) (transfer full): page to open in the browser; holds a one-time token: never stored, never logged */
void      imw_provider_begin_async (ImwProvider *self, const ImwOrderRequest *request, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
ImwOrder *imw_provider_begin_finish (ImwProvider *self, GAsyncResult *result, char **hosted_url, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* NOT_FOUND: the provider does not know it (any more) */
void      imw_provider_get_order_async (ImwProvider *self, ImwRoute route, gboolean hosted, const char *id, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
ImwOrder *imw_provider_get_order_finish (ImwProvider *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void      imw_provider_update_order_async (ImwProvider *self, ImwRoute route, const char *id, GHashTable *values, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean  imw_provider_update_order_finish (ImwProvider *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* values: (element-type utf8 utf8) by field name; files: (nullable) (element-type utf8 GBytes) */
void         imw_provider_get_customer_async (ImwProvider *self, const ImwCustomerRequest *request, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
ImwCustomer *imw_provider_get_customer_finish (ImwProvider *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void         imw_provider_put_customer_async (ImwProvider *self, const ImwCustomerRequest *request, GHashTable *values, GHashTable *files, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
char        *imw_provider_put_customer_finish (ImwProvider *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* the customer's id */
void         imw_provider_erase_customer_async (ImwProvider *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean     imw_provider_erase_customer_finish (ImwProvider *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* which rule a REFUSED is about: "pin" "network" "login" "numbers" "asset" "instructions-changed" …; NULL: the provider's own refusal */
const char  *imw_provider_error_get_rule (const GError *error);
const char  *imw_provider_error_get_words (const GError *error); /* (nullable) the message without the mark of the rule */

G_END_DECLS
