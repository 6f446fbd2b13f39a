/* imw-swap-provider.h: somebody who exchanges an asset of one network into one of another
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "imw-chain.h"
#include "imw-quote.h"

G_BEGIN_DECLS

typedef struct
{
  char      *from; /* asset ids */
  char      *to;
  ImwAmount *minimum; /* (nullable) of what is given */
  ImwAmount *maximum; /* (nullable) */
  gint64     eta_s;   /* -1 not said */
} ImwSwapPair;

void imw_swap_pair_free (ImwSwapPair *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwSwapPair, imw_swap_pair_free)

typedef struct
{
  char      *id;         /* (nullable) */
  ImwAmount *give;
  ImwAmount *get;
  char      *rate;       /* decimal text: units got for one unit given, fees left out */
  GPtrArray *fee_lines;  /* (element-type ImwFeeLine) */
  gint64     expires_ms;
} ImwSwapQuote;

void imw_swap_quote_free (ImwSwapQuote *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwSwapQuote, imw_swap_quote_free)

typedef enum
{
  IMW_SWAP_UNKNOWN,
  IMW_SWAP_WAITING,  /* for the deposit */
  IMW_SWAP_RECEIVED,
  IMW_SWAP_SENDING,
  IMW_SWAP_DONE,
  IMW_SWAP_REFUNDED,
  IMW_SWAP_EXPIRED,
  IMW_SWAP_FAILED
} ImwSwapState;

const char *imw_swap_state_get_code (ImwSwapState state);
ImwSwapState imw_swap_state_from_code (const char *code); /* UNKNOWN for what is not known */
gboolean    imw_swap_state_get_final (ImwSwapState state);

typedef struct
{
  char        *id;
  ImwSwapState state;
  char        *deposit_address;
  char        *deposit_memo;    /* (nullable) */
  ImwAmount   *give;
  ImwAmount   *get;
  char        *refund_address;
  gint64       expires_ms;
  char        *received_id;     /* (nullable) transactions on either network */
  char        *sent_id;         /* (nullable) */
  char        *refund_id;       /* (nullable) */
  char        *message;         /* (nullable) provider's words */
} ImwSwapOrder;

void          imw_swap_order_free (ImwSwapOrder *self);
char         *imw_swap_order_to_json (const ImwSwapOrder *self);
ImwSwapOrder *imw_swap_order_from_json (const char *text, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* CORRUPT */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwSwapOrder, imw_swap_order_free)

#define IMW_TYPE_SWAP_PROVIDER (imw_swap_provider_get_type ())

/* Main thread. Asynchronous, cancellable. Errors as of ImwProvider. */
G_DECLARE_INTERFACE (ImwSwapProvider, imw_swap_provider, IMW, SWAP_PROVIDER, GObject)

struct _ImwSwapProviderInterface
{
  GTypeInterface parent_iface;

  const char   *(*get_name) (ImwSwapProvider *self);
  void          (*list_pairs_async) (ImwSwapProvider *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
  GPtrArray    *(*list_pairs_finish) (ImwSwapProvider *self, GAsyncResult *result, GError **error);
  void          (*quote_async) (ImwSwapProvider *self, ImwAmount *give, ImwAsset *give_asset, ImwAmount *get, ImwAsset *get_asset, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
  ImwSwapQuote *(*quote_finish) (ImwSwapProvider *self, GAsyncResult *result, GError **error);
  void          (*begin_async) (ImwSwapProvider *self, const ImwSwapQuote *quote, const char *to_address, const char *refund_address, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
  ImwSwapOrder *(*begin_finish) (ImwSwapProvider *self, GAsyncResult *result, GError **error);
  void          (*get_order_async) (ImwSwapProvider *self, const char *id, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
  ImwSwapOrder *(*get_order_finish) (ImwSwapProvider *self, GAsyncResult *result, GError **error);
};

const char   *imw_swap_provider_get_name (ImwSwapProvider *self);
void          imw_swap_provider_list_pairs_async (ImwSwapProvider *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GPtrArray    *imw_swap_provider_list_pairs_finish (ImwSwapProvider *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* (element-type ImwSwapPair) */
/* exactly one of @give and @get is set */
void          imw_swap_provider_quote_async (ImwSwapProvider *self, ImwAmount *give, ImwAsset *give_asset, ImwAmount *get, ImwAsset *get_asset, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
ImwSwapQuote *imw_swap_provider_quote_finish (ImwSwapProvider *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void          imw_swap_provider_begin_async (ImwSwapProvider *self, const ImwSwapQuote *quote, const char *to_address, const char *refund_address, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
ImwSwapOrder *imw_swap_provider_begin_finish (ImwSwapProvider *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void          imw_swap_provider_get_order_async (ImwSwapProvider *self, const char *id, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
ImwSwapOrder *imw_swap_provider_get_order_finish (ImwSwapProvider *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
