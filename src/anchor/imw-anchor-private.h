/* imw-anchor-private.h: what the files of the anchor client share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-anchor-json.h"
#include "imw-anchor.h"
#include "imw-provider-private.h"
#include "imw-toml.h"

G_BEGIN_DECLS

/* One asset that a stellar.toml lists. */
typedef struct
{
  char *code;
  char *issuer;   /* (nullable): the network's own */
  char *currency; /* (nullable): of ordinary money it stands for, "USD" */
} ImwAnchorCurrency;

/* What a stellar.toml says, checked. Addresses are without a slash at the end. */
typedef struct
{
  ImwProviderInfo *info;
  char            *passphrase;
  char            *login;       /* (nullable) WEB_AUTH_ENDPOINT */
  char            *sep6;        /* (nullable) TRANSFER_SERVER */
  char            *sep24;       /* (nullable) TRANSFER_SERVER_SEP0024 */
  char            *sep31;       /* (nullable) DIRECT_PAYMENT_SERVER */
  char            *quotes;      /* (nullable) ANCHOR_QUOTE_SERVER */
  char            *customers;   /* (nullable) KYC_SERVER, or the SEP-6 one */
  char            *bad_address; /* (nullable): one that can't be used, and was left out */
  GPtrArray       *currencies;  /* (element-type ImwAnchorCurrency) */
} ImwAnchorToml;

void imw_anchor_toml_free (ImwAnchorToml *self);
/* REFUSED by "toml"; BAD_REPLY */
ImwAnchorToml *imw_anchor_toml_parse (GBytes *bytes, const char *domain, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean       imw_anchor_is_local (const char *domain);
gboolean       imw_anchor_toml_has_host (const ImwAnchorToml *self, const char *url);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwAnchorToml, imw_anchor_toml_free)

/* How an order goes. */
typedef enum
{
  IMW_ANCHOR_RAIL_NONE,
  IMW_ANCHOR_RAIL_SEP31,
  IMW_ANCHOR_RAIL_EXCHANGE, /* SEP-6 with -exchange */
  IMW_ANCHOR_RAIL_SEP6,     /* where the asset stands for the currency */
  IMW_ANCHOR_RAIL_SEP24
} ImwAnchorRail;

struct _ImwAnchor
{
  GObject parent_instance;

  char         *domain;
  ImwChain     *chain;
  ImwHttp      *http;
  GCancellable *cancellable;

  char                      *address; /* (nullable) */
  ImwProviderLoginFunc       login_func;
  ImwProviderLoginFinishFunc login_finish;
  gpointer                   login_data;
  GDestroyNotify             login_destroy;
  char                      *token; /* (nullable): in memory only, never logged */
  gint64                     token_expires_ms;
  gint64                     token_boot_ms; /* when it came */
  GPtrArray                 *login_waiting; /* (nullable) (element-type ImwAnchorWait) */

  ImwProviderInfo *pin;  /* (nullable) */
  ImwAnchorToml   *toml; /* (nullable) */
  gint64           toml_boot_ms;
  JsonNode        *info38; /* (nullable), as the following ones */
  JsonNode        *info6;
  JsonNode        *info24;
  JsonNode        *info31;
  GError          *info_error; /* (nullable): the first of those that could not be read */
  gint64           info_boot_ms;
  GHashTable      *begun;         /* (element-type utf8 ImwQuoteRequest): what the orders that we began are about, by id */
  GPtrArray       *load_waiting;  /* (nullable) (element-type ImwAnchorWait) */
  gboolean         is_not_for_31; /* SEP-31 does not admit us */
};

typedef struct _ImwAnchorJob ImwAnchorJob;

/* Goes on with a job. reply: an object, or NULL with @error (transfer full), which may be NULL, too, where nothing was asked. */
typedef void (*ImwAnchorNext) (ImwAnchorJob *job, JsonObject *reply, GError *error);

typedef struct
{
  ImwAnchorJob *job;
  ImwAnchorNext next;
} ImwAnchorWait;

/* An order that has begun, with the page it goes on at. */
typedef struct
{
  ImwOrder *order;
  char     *url; /* (nullable) */
} ImwAnchorBegun;

void imw_anchor_begun_free (ImwAnchorBegun *self);

/* One call of ImwProvider. */
struct _ImwAnchorJob
{
  ImwAnchor *self; /* owned */
  GTask     *task; /* owned */

  ImwQuoteRequest    *request; /* (nullable), as the following ones: what was asked */
  ImwOrderRequest    *order;
  ImwCustomerRequest *customer;
  GHashTable         *values;
  GHashTable         *files;
  ImwRoute            route;
  gboolean            hosted;
  gboolean            firm;
  char               *id;
  ImwAnchorRail       rails[3]; /* still to be asked, for an order of which the rail is not known */
  guint               n_rails;
  ImwProviderReport  *report;
  ImwAnchorBegun     *begun;

  /* the request that runs */
  char         *method;
  char         *url;
  char         *content_type;
  GBytes       *body;
  gboolean      needs_token;
  gboolean      logged_in_again;
  guint         status;
  JsonNode     *root;
  ImwAnchorNext next;
};

ImwAnchorJob *imw_anchor_job_new (ImwAnchor *self, gpointer tag, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
void          imw_anchor_job_return (ImwAnchorJob *job, gpointer result, GDestroyNotify destroy);
void          imw_anchor_job_done (ImwAnchorJob *job);                /* after its task has returned */
void          imw_anchor_job_fail (ImwAnchorJob *job, GError *error); /* takes @error */

/* addresses: base + path + pairs of a query, NULL-terminated; pairs with a NULL value are left out */
char *imw_anchor_build_url (const char *base, const char *path, const char *const *query);
/* asks; 2xx gives the object of the answer, 4xx an error with the provider's words. content_type and body: (nullable) (transfer full) */
void imw_anchor_send (ImwAnchorJob *job, const char *method, char *url, const char *content_type, GBytes *body, gboolean needs_token, ImwAnchorNext next);
void imw_anchor_send_object (ImwAnchorJob *job, const char *method, char *url, JsonBuilder *builder, ImwAnchorNext next); /* ends the object; with the token */

/* reads stellar.toml and the lists of what is offered; fresh: stellar.toml in any case */
void     imw_anchor_load (ImwAnchorJob *job, gboolean fresh, ImwAnchorNext next);
gboolean imw_anchor_check_pin (ImwAnchor *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void     imw_anchor_login (ImwAnchorJob *job, ImwAnchorNext next);
void     imw_anchor_forget_token (ImwAnchor *self);
gboolean imw_anchor_has_token (ImwAnchor *self);

/* what is offered */
GPtrArray    *imw_anchor_list_corridors (ImwAnchor *self); /* (element-type ImwCorridor) */
ImwAnchorRail imw_anchor_choose_rail (ImwAnchor *self, const ImwQuoteRequest *request, gboolean hosted);
JsonObject   *imw_anchor_get_entry (ImwAnchor *self, ImwAnchorRail rail, ImwRoute route, const char *code); /* (nullable) of the list of its rail */
const char   *imw_anchor_get_code (ImwAnchor *self, ImwAsset *asset);                                       /* "USDC", "native" */
ImwAsset     *imw_anchor_find_asset (ImwAnchor *self, const char *id);                                      /* (nullable) (transfer full) "stellar:USDC:G…" "stellar:native" "iso4217:USD" */
gboolean      imw_anchor_quotes_asset (ImwAnchor *self, ImwAsset *asset);                                   /* whether SEP-38 lists it */
char         *imw_anchor_asset_id (ImwAnchor *self, ImwAsset *asset);

/* the calls */
void imw_anchor_report_job (ImwAnchorJob *job);
void imw_anchor_price_job (ImwAnchorJob *job);
void imw_anchor_begin_job (ImwAnchorJob *job);
void imw_anchor_get_order_job (ImwAnchorJob *job);
void imw_anchor_update_order_job (ImwAnchorJob *job);
void imw_anchor_get_customer_job (ImwAnchorJob *job);
void imw_anchor_put_customer_job (ImwAnchorJob *job);
void imw_anchor_erase_customer_job (ImwAnchorJob *job);

/* Which assets an order can be about, for amounts whose asset is not said. */
typedef struct
{
  ImwAnchor  *self;    /* (nullable) in tests */
  ImwAsset   *in;      /* (nullable) of amount_in when nothing is said */
  ImwAsset   *out;     /* (nullable) */
  ImwChain   *chain;   /* for addresses */
  const char *address; /* (nullable) our own: never an address to pay to */
  gboolean    is_31;
} ImwOrderFrame;

/* Transaction objects of SEP-6, 24 and 31. BAD_REPLY; REFUSED by "address" "memo" "asset" */
ImwOrder    *imw_order_parse (JsonObject *object, const ImwOrderFrame *frame, GError **error) G_GNUC_WARN_UNUSED_RESULT;
ImwCustomer *imw_customer_parse (JsonObject *object, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* (element-type ImwField) of {NAME: {type, description, choices, optional}}; added to @fields */
void imw_customer_parse_fields (JsonObject *object, gboolean are_given, GPtrArray *fields);

G_END_DECLS
