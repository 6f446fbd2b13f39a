/* imw-horizon-records.c: what a transaction did to the account
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-horizon"

#include "config.h"

#include "imw-horizon-json.h"

#include "imw-error.h"
#include "imw-hex.h"
#include "imw-stellar-tx.h"
#include "imw-text.h"

#include <string.h>

/* A server lists operations, the wallet shows transactions. One record a transaction: its net is its most
 * telling change: an asset that left, else one that came, else the network's own. What an operation does
 * not say itself (what a claim gave, what an offer took) is in its effects. */

#define MAX_PAGE_OPS       200
#define MAX_COUNTERPARTIES 50
#define MAX_MEMO_CHARS     64
#define OPS_BITS           12 /* of a paging token, SEP-35: ledger 32, transaction 20, operation 12 */
#define LEDGER_BITS        32

static void
node_unref (gpointer node)
{
  if (node != NULL)
    json_node_unref (node);
}

/**
 * imw_horizon_group_free:
 * @self: (transfer full): operations of one transaction
 */
void
imw_horizon_group_free (ImwHorizonGroup *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->txid);
  g_clear_pointer (&self->ops, g_ptr_array_unref);
  node_unref (self->effects);
  node_unref (self->tx);
  g_free (self);
}

static ImwHorizonGroup *
ensure_group (GPtrArray *groups, const char *txid)
{
  ImwHorizonGroup *group = groups->len > 0 ? g_ptr_array_index (groups, groups->len - 1) : NULL;

  if (group != NULL && g_str_equal (group->txid, txid))
    return group;

  group = g_new0 (ImwHorizonGroup, 1);
  group->txid = g_strdup (txid);
  group->first = G_MAXINT64;
  group->ops = g_ptr_array_new_with_free_func (node_unref);
  g_ptr_array_add (groups, group);

  return group;
}

static gboolean
bad (GError **error, const char *message)
{
  g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_REPLY, message);

  return FALSE;
}

static gboolean
add_op (GPtrArray *groups, JsonNode *node, gint64 *previous, gboolean descending, GError **error)
{
  JsonObject      *object = imw_json_node_get_object (node, error);
  const char      *txid = object != NULL ? imw_json_get_string (object, "transaction_hash", error)
                                         : NULL;
  ImwHorizonGroup *group;
  gint64           token;

  if (txid == NULL || !imw_horizon_read_int64 (object, "paging_token", &token, error) ||
      imw_json_get_string (object, "type", error) == NULL)
    return FALSE;
  if (!imw_horizon_is_txid (txid))
    return bad (error, "Not the id of a transaction");
  if (token >> LEDGER_BITS <= 0 ||
      (*previous >= 0 && (descending ? token >= *previous : token <= *previous)))
    return bad (error, "A page in no order");

  *previous = token;
  group = ensure_group (groups, txid);
  if (group->ops->len > 0 && group->first >> OPS_BITS != token >> OPS_BITS)
    return bad (error, "One transaction at two places");
  group->first = MIN (group->first, token);
  group->last = MAX (group->last, token);
  g_ptr_array_add (group->ops, json_node_ref (node));
  if (group->tx == NULL && imw_json_has (object, "transaction"))
    {
      JsonObject *tx = imw_json_get_object (object, "transaction", error);

      if (tx == NULL)
        return FALSE;
      group->tx = json_node_new (JSON_NODE_OBJECT);
      json_node_set_object (group->tx, tx);
    }

  return TRUE;
}

/**
 * imw_horizon_groups_parse:
 * @node: a page of operations
 * @descending: whether the newest one comes first
 * @n_ops: (out): how many operations are on it
 * @error: return location
 *
 * Returns: (transfer full) (element-type ImwHorizonGroup): the transactions they belong to, in the
 *   page's order; on %NULL @error is %IMW_ERROR_BAD_REPLY
 */
GPtrArray *
imw_horizon_groups_parse (JsonNode *node, gboolean descending, guint *n_ops, GError **error)
{
  g_autoptr (GPtrArray)
      groups = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_horizon_group_free);
  JsonArray *records = imw_horizon_records (node, error);
  gint64     previous = -1;

  if (records == NULL)
    return NULL;
  *n_ops = json_array_get_length (records);
  if (*n_ops > MAX_PAGE_OPS)
    {
      bad (error, "More operations than asked for");
      return NULL;
    }
  for (guint i = 0; i < *n_ops; i++)
    if (!add_op (groups, json_array_get_element (records, i), &previous, descending, error))
      return NULL;

  return g_steal_pointer (&groups);
}

/**
 * imw_horizon_group_needs_tx:
 * @self: operations of one transaction
 *
 * Returns: whether the transaction itself must be asked for
 */
gboolean
imw_horizon_group_needs_tx (const ImwHorizonGroup *self)
{
  return self->tx == NULL;
}

static JsonObject *
get_op (const ImwHorizonGroup *self, guint position)
{
  return imw_json_node_get_object (g_ptr_array_index (self->ops, position), NULL);
}

static gboolean
is_one_of (const char *text, const char *const *list)
{
  return text != NULL && g_strv_contains (list, text);
}

static gboolean
is_successful (JsonObject *op)
{
  gboolean good;

  return imw_json_get_bool_opt (op, "transaction_successful", TRUE, &good, NULL) && good;
}

static gboolean
op_needs_effects (JsonObject *op)
{
  static const char *const plain[] = { "create_account",
                                       "payment",
                                       "path_payment",
                                       "path_payment_strict_send",
                                       "path_payment_strict_receive",
                                       "create_claimable_balance",
                                       "change_trust",
                                       "set_options",
                                       "allow_trust",
                                       "manage_data",
                                       "bump_sequence",
                                       "begin_sponsoring_future_reserves",
                                       "end_sponsoring_future_reserves",
                                       "revoke_sponsorship",
                                       "set_trust_line_flags",
                                       "extend_footprint_ttl",
                                       "restore_footprint",
                                       NULL };

  return is_successful (op) && !is_one_of (imw_json_get_string (op, "type", NULL), plain);
}

/**
 * imw_horizon_group_needs_effects:
 * @self: operations of one transaction
 *
 * Returns: whether effects must be asked for, as only they say what an operation did to the account
 */
gboolean
imw_horizon_group_needs_effects (const ImwHorizonGroup *self)
{
  for (guint i = 0; self->effects == NULL && i < self->ops->len; i++)
    if (op_needs_effects (get_op (self, i)))
      return TRUE;

  return FALSE;
}

/* One asset that moved. */
typedef struct
{
  ImwStellarAsset stellar;
  ImwAsset       *asset;
  ImwAmount      *net;
  gboolean        is_known;
} Change;

typedef struct
{
  const ImwHorizonGroup  *group;
  const ImwStellarParams *params;
  const char             *address;
  GPtrArray              *assets;  /* (element-type ImwAsset) (nullable) */
  GPtrArray              *changes; /* (element-type Change) the network's own is one of them */
  GPtrArray              *sides;   /* (element-type Side) */
  const char             *call;    /* (nullable) static */
  gboolean                failed;
} Reading;

typedef struct
{
  char           *address; /* (nullable) */
  ImwStellarAsset stellar;
  gint64          stroops;
  gboolean        leaves;
} Side;

static void
change_free (gpointer user_data)
{
  Change *change = user_data;

  g_clear_pointer (&change->asset, imw_asset_unref);
  g_clear_pointer (&change->net, imw_amount_unref);
  g_free (change);
}

static void
side_free (gpointer user_data)
{
  Side *side = user_data;

  g_free (side->address);
  g_free (side);
}

static void
reading_clear (Reading *self)
{
  g_clear_pointer (&self->changes, g_ptr_array_unref);
  g_clear_pointer (&self->sides, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Reading, reading_clear)

static gboolean
is_known (const Reading *self, const ImwStellarAsset *stellar, ImwAsset *asset)
{
  if (imw_stellar_asset_is_native (stellar) ||
      imw_stellar_params_find_token (self->params, stellar) != NULL)
    return TRUE;
  for (guint i = 0; self->assets != NULL && i < self->assets->len; i++)
    if (imw_asset_equal (g_ptr_array_index (self->assets, i), asset))
      return TRUE;

  return FALSE;
}

static Change *
ensure_change (Reading *self, const ImwStellarAsset *stellar)
{
  Change *change;

  for (guint i = 0; i < self->changes->len; i++)
    {
      change = g_ptr_array_index (self->changes, i);
      if (imw_stellar_asset_equal (&change->stellar, stellar))
        return change;
    }

  change = g_new0 (Change, 1);
  change->stellar = *stellar;
  change->asset = imw_stellar_params_dup_asset (self->params, stellar);
  change->net = imw_amount_new_zero (change->asset);
  change->is_known = is_known (self, stellar, change->asset);
  g_ptr_array_add (self->changes, change);

  return change;
}

static gboolean
move (Reading               *self,
      const ImwStellarAsset *stellar,
      gint64                 stroops,
      gboolean               leaves,
      GError               **error)
{
  Change *change = ensure_change (self, stellar);
  g_autoptr (ImwAmount) amount = imw_amount_new (change->asset, leaves ? -stroops : stroops);
  ImwAmount *sum = imw_amount_add (change->net, amount, error);

  if (sum == NULL)
    return FALSE;
  imw_amount_unref (change->net);
  change->net = sum;

  return TRUE;
}

static void
add_side (Reading               *self,
          const char            *address,
          const ImwStellarAsset *stellar,
          gint64                 stroops,
          gboolean               leaves)
{
  ImwStellarAddress parsed;
  Side             *side;

  if (stroops == 0 || self->sides->len >= MAX_COUNTERPARTIES)
    return;
  side = g_new0 (Side, 1);
  if (address != NULL && imw_stellar_address_parse (address, &parsed, NULL))
    side->address = g_strdup (address);
  side->stellar = *stellar;
  side->stroops = stroops;
  side->leaves = leaves;
  g_ptr_array_add (self->sides, side);
}

/* the numbered customer behind an account, where one is named */
static gboolean
read_party (JsonObject  *op,
            const char  *name,
            const char **party,
            const char **shown,
            GError     **error)
{
  g_autofree char *muxed_name = g_strconcat (name, "_muxed", NULL);
  const char      *muxed;

  *party = imw_json_get_string (op, name, error);
  if (*party == NULL || !imw_json_get_string_opt (op, muxed_name, &muxed, error))
    return FALSE;
  *shown = muxed != NULL ? muxed : *party;

  return TRUE;
}

static gboolean
transfer (Reading               *self,
          JsonObject            *op,
          const char            *from_name,
          const char            *to_name,
          const ImwStellarAsset *given,
          gint64                 given_stroops,
          const ImwStellarAsset *got,
          gint64                 got_stroops,
          GError               **error)
{
  const char *from;
  const char *from_shown;
  const char *to;
  const char *to_shown;
  gboolean    leaves;
  gboolean    comes;

  if (!read_party (op, from_name, &from, &from_shown, error) ||
      !read_party (op, to_name, &to, &to_shown, error))
    return FALSE;
  leaves = g_str_equal (from, self->address);
  comes = g_str_equal (to, self->address);
  if ((leaves && !move (self, given, given_stroops, TRUE, error)) ||
      (comes && !move (self, got, got_stroops, FALSE, error)))
    return FALSE;
  if (leaves && comes && !imw_stellar_asset_equal (given, got))
    self->call = "exchange";
  else if (leaves && !comes)
    add_side (self, to_shown, given, given_stroops, TRUE);
  else if (comes && !leaves)
    add_side (self, from_shown, got, got_stroops, FALSE);

  return TRUE;
}

static gboolean
read_payment (Reading *self, JsonObject *op, gboolean is_path, GError **error)
{
  ImwStellarAsset got;
  ImwStellarAsset given;
  gint64          got_stroops;
  gint64          given_stroops;

  if (!imw_horizon_read_asset (op, "", &got, error) ||
      !imw_horizon_read_stroops (op, "amount", &got_stroops, error))
    return FALSE;
  given = got;
  given_stroops = got_stroops;
  if (is_path && (!imw_horizon_read_asset (op, "source_", &given, error) ||
                  !imw_horizon_read_stroops (op, "source_amount", &given_stroops, error)))
    return FALSE;

  return transfer (self, op, "from", "to", &given, given_stroops, &got, got_stroops, error);
}

static gboolean
read_opening (Reading *self, JsonObject *op, GError **error)
{
  ImwStellarAsset native;
  gint64          stroops;

  imw_stellar_asset_set_native (&native);

  return imw_horizon_read_stroops (op, "starting_balance", &stroops, error) &&
         transfer (self, op, "funder", "account", &native, stroops, &native, stroops, error);
}

static gboolean
read_set_out (Reading *self, JsonObject *op, GError **error)
{
  const char     *source = imw_json_get_string (op, "source_account", error);
  const char     *text = source != NULL ? imw_json_get_string (op, "asset", error) : NULL;
  JsonArray      *claimants = NULL;
  ImwStellarAsset asset;
  gint64          stroops;

  if (text == NULL || !imw_horizon_read_stroops (op, "amount", &stroops, error))
    return FALSE;
  if (!imw_stellar_asset_parse (text, &asset, NULL))
    return bad (error, "No such asset");
  if (!g_str_equal (source, self->address))
    return TRUE; /* it waits until it is claimed */

  if (imw_json_has (op, "claimants"))
    claimants = imw_json_get_array (op, "claimants", NULL);
  for (guint i = 0; claimants != NULL && i < json_array_get_length (claimants); i++)
    {
      JsonObject *claimant = imw_json_node_get_object (json_array_get_element (claimants, i), NULL);
      const char *who = claimant != NULL ? imw_json_get_string (claimant, "destination", NULL)
                                         : NULL;

      if (who != NULL && !g_str_equal (who, self->address))
        add_side (self, who, &asset, stroops, TRUE);
    }

  return move (self, &asset, stroops, TRUE, error);
}

static gboolean
read_trade (Reading *self, JsonObject *effect, GError **error)
{
  ImwStellarAsset bought;
  ImwStellarAsset sold;
  gint64          bought_stroops;
  gint64          sold_stroops;

  self->call = "exchange";

  return imw_horizon_read_asset (effect, "bought_", &bought, error) &&
         imw_horizon_read_asset (effect, "sold_", &sold, error) &&
         imw_horizon_read_stroops (effect, "bought_amount", &bought_stroops, error) &&
         imw_horizon_read_stroops (effect, "sold_amount", &sold_stroops, error) &&
         move (self, &bought, bought_stroops, FALSE, error) &&
         move (self, &sold, sold_stroops, TRUE, error);
}

static gboolean
read_effect (Reading *self, JsonObject *effect, GError **error)
{
  const char     *account = imw_json_get_string (effect, "account", error);
  const char     *type = account != NULL ? imw_json_get_string (effect, "type", error) : NULL;
  ImwStellarAsset asset;
  gint64          stroops;
  gboolean        leaves;

  if (type == NULL)
    return FALSE;
  if (!g_str_equal (account, self->address))
    return TRUE;
  if (g_str_equal (type, "trade"))
    return read_trade (self, effect, error);
  leaves = g_str_equal (type, "account_debited");
  if (!leaves && !g_str_equal (type, "account_credited"))
    return TRUE;

  return imw_horizon_read_asset (effect, "", &asset, error) &&
         imw_horizon_read_stroops (effect, "amount", &stroops, error) &&
         move (self, &asset, stroops, leaves, error);
}

/* An effect's token is that of its operation, a hyphen and a number. */
static gboolean
belongs_to (JsonObject *effect, JsonObject *op)
{
  const char *token = imw_json_get_string (effect, "paging_token", NULL);
  const char *own = imw_json_get_string (op, "paging_token", NULL);

  return token != NULL && own != NULL && g_str_has_prefix (token, own) &&
         token[strlen (own)] == '-';
}

static gboolean
read_effects (Reading *self, JsonObject *op, GError **error)
{
  JsonArray *records = self->group->effects != NULL
                           ? imw_horizon_records (self->group->effects, error)
                           : NULL;

  if (records == NULL)
    return self->group->effects == NULL && bad (error, "An operation without effects");
  for (guint i = 0; i < json_array_get_length (records); i++)
    {
      JsonObject *effect = imw_json_node_get_object (json_array_get_element (records, i), error);

      if (effect == NULL || (belongs_to (effect, op) && !read_effect (self, effect, error)))
        return FALSE;
    }

  return TRUE;
}

static const char *
name_call (JsonObject *op, const char *type)
{
  gint64 limit;

  if (g_str_equal (type, "change_trust"))
    return imw_horizon_read_stroops (op, "limit", &limit, NULL) && limit == 0 ? "close-asset"
                                                                              : "open-asset";
  if (g_str_equal (type, "claim_claimable_balance"))
    return "claim";
  if (g_str_equal (type, "account_merge"))
    return "account-merge";

  return NULL;
}

static gboolean
read_op (Reading *self, guint position, GError **error)
{
  JsonObject *op = get_op (self->group, position);
  const char *type = imw_json_get_string (op, "type", error);
  const char *call;

  if (type == NULL)
    return FALSE;
  call = name_call (op, type);
  if (call != NULL && self->call == NULL)
    self->call = call;
  if (self->failed || !is_successful (op))
    return TRUE; /* only what it was for */

  if (op_needs_effects (op))
    return read_effects (self, op, error);
  if (g_str_equal (type, "payment"))
    return read_payment (self, op, FALSE, error);
  if (g_str_has_prefix (type, "path_payment"))
    return read_payment (self, op, TRUE, error);
  if (g_str_equal (type, "create_account"))
    return read_opening (self, op, error);
  if (g_str_equal (type, "create_claimable_balance"))
    return read_set_out (self, op, error);

  return TRUE;
}

static Change *
choose_among (const Reading *self, gboolean known)
{
  for (gint sign = -1; sign <= 1; sign += 2)
    for (guint i = 0; i < self->changes->len; i++)
      {
        Change *change = g_ptr_array_index (self->changes, i);

        if (!imw_stellar_asset_is_native (&change->stellar) && change->is_known == known &&
            imw_amount_sign (change->net) == sign)
          return change;
      }

  return NULL;
}

static void
fill_sides (const Reading *self, const ImwStellarAsset *main_asset, ImwTxRecord *record)
{
  for (guint i = 0; i < self->sides->len; i++)
    {
      const Side *side = g_ptr_array_index (self->sides, i);
      g_autoptr (ImwAsset) asset = NULL;
      g_autoptr (ImwAmount) amount = NULL;

      if (!imw_stellar_asset_equal (&side->stellar, main_asset))
        continue;
      asset = imw_stellar_params_dup_asset (self->params, &side->stellar);
      amount = imw_amount_new (asset, side->stroops);
      imw_tx_record_add_counterparty (record, side->address, amount);
    }
}

static gboolean
fill_amounts (Reading *self, ImwTxRecord *record, GError **error)
{
  ImwStellarAsset native;
  Change         *own;
  Change         *main_change = choose_among (self, TRUE);

  imw_stellar_asset_set_native (&native);
  own = ensure_change (self, &native);
  if (main_change == NULL && (record->fee != NULL || imw_amount_sign (own->net) == 0))
    main_change = choose_among (self, FALSE);
  if (main_change == NULL)
    {
      record->net = record->fee != NULL ? imw_amount_subtract (own->net, record->fee, error)
                                        : imw_amount_ref (own->net);
      if (record->net == NULL)
        return FALSE;
      fill_sides (self, &native, record);
    }
  else
    {
      record->net = imw_amount_ref (main_change->net);
      if (imw_amount_sign (own->net) != 0)
        imw_tx_record_add_movement (record, own->net);
      fill_sides (self, &main_change->stellar, record);
    }
  for (guint i = 0; i < self->changes->len; i++)
    {
      Change *change = g_ptr_array_index (self->changes, i);

      if (change != own && change != main_change && imw_amount_sign (change->net) != 0)
        imw_tx_record_add_movement (record, change->net);
    }

  return TRUE;
}

/* Hash and return are base64 in Horizon and hex for people. */
static gboolean
fill_memo (JsonObject *tx, ImwTxRecord *record, GError **error)
{
  const char *type;
  const char *memo;

  if (!imw_json_get_string_opt (tx, "memo_type", &type, error) ||
      !imw_json_get_string_opt (tx, "memo", &memo, error))
    return FALSE;
  if (type == NULL || memo == NULL || g_str_equal (type, "none"))
    return TRUE;

  if (g_str_equal (type, "text"))
    record->memo = imw_text_sanitize (memo, MAX_MEMO_CHARS);
  else if (g_str_equal (type, "id"))
    {
      if (!g_ascii_string_to_unsigned (memo, 10, 0, G_MAXUINT64, NULL, NULL))
        return bad (error, "No such memo");
      record->memo = g_strdup (memo);
    }
  else if (g_str_equal (type, "hash") || g_str_equal (type, "return"))
    {
      gsize              length = 0;
      g_autofree guint8 *bytes = g_base64_decode (memo, &length);

      if (length != 32)
        return bad (error, "No such memo");
      record->memo = imw_hex_encode (bytes, length);
    }
  else
    return bad (error, "No such memo");
  record->memo_type = g_strdup (type);

  return TRUE;
}

static gboolean
fill_from_tx (Reading *self, ImwTxRecord *record, gboolean *is_ours, GError **error)
{
  JsonObject *tx = imw_json_node_get_object (self->group->tx, error);
  const char *source;
  const char *payer;
  gint64      fee;
  gboolean    good;

  if (tx == NULL || (source = imw_json_get_string (tx, "source_account", error)) == NULL ||
      !imw_json_get_string_opt (tx, "fee_account", &payer, error) ||
      !imw_horizon_read_int64 (tx, "fee_charged", &fee, error) ||
      !imw_json_get_bool_opt (tx, "successful", TRUE, &good, error) ||
      !imw_horizon_read_time (tx, "created_at", &record->time_ms, error) ||
      !fill_memo (tx, record, error))
    return FALSE;

  record->failed = !good;
  *is_ours = g_str_equal (source, self->address);
  if (*is_ours && !imw_horizon_read_int64 (tx, "source_account_sequence", &record->sequence, error))
    return FALSE;
  if (g_str_equal (payer != NULL ? payer : source, self->address))
    record->fee = imw_amount_new (self->params->asset, fee);

  return TRUE;
}

/**
 * imw_horizon_group_to_record:
 * @self: operations of one transaction, with what they need
 * @params: the network
 * @address: "G…", the account
 * @assets: (nullable) (element-type ImwAsset): assets that the wallet knows
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the record; %NULL without @error when the transaction does not
 *   change anything of the account, and with %IMW_ERROR_BAD_REPLY
 */
ImwTxRecord *
imw_horizon_group_to_record (const ImwHorizonGroup  *self,
                             const ImwStellarParams *params,
                             const char             *address,
                             GPtrArray              *assets,
                             GError                **error)
{
  g_auto (Reading)
      reading = { .group = self, .params = params, .address = address, .assets = assets };
  g_autoptr (ImwTxRecord) record = imw_tx_record_new (self->txid);
  gboolean is_ours = FALSE;
  gboolean moved = FALSE;

  reading.changes = g_ptr_array_new_with_free_func (change_free);
  reading.sides = g_ptr_array_new_with_free_func (side_free);
  if (self->tx == NULL)
    {
      bad (error, "A transaction without particulars");
      return NULL;
    }
  if (!fill_from_tx (&reading, record, &is_ours, error))
    return NULL;
  record->state = IMW_TX_CONFIRMED;
  record->height = self->last >> LEDGER_BITS;
  reading.failed = record->failed;
  for (guint i = 0; i < self->ops->len; i++)
    if (!read_op (&reading, i, error))
      return NULL;

  for (guint i = 0; i < reading.changes->len; i++)
    moved |= imw_amount_sign (((Change *) g_ptr_array_index (reading.changes, i))->net) != 0;
  if (!moved && !is_ours && record->fee == NULL)
    return NULL;
  if (!fill_amounts (&reading, record, error))
    return NULL;
  record->call = g_strdup (reading.call);

  return g_steal_pointer (&record);
}
