/* imw-ethereum-message-typed.c: typed data, for people to read
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-ethereum-message"

#include "config.h"

#include "imw-ethereum-message-private.h"

#include "imw-eip712-payments.h"
#include "imw-eip712.h"

#include "imw-hex.h"
#include "imw-text.h"

#include <string.h>

#define MAX_PATH_BYTES 190

/* Seconds since 1970 up to the year 9999. */
#define MAX_TIME G_GINT64_CONSTANT (253402300799)

typedef struct
{
  ImwDescription           *description;
  const ImwEthereumParams  *params; /* of the account */
  const ImwEthereumParams  *tokens; /* of the network that the data is for */
  const ImwEthereumAddress *own;
  const char               *path; /* (nullable) */
} Reading;

/* A payment with what is known of its token. */
typedef struct
{
  const ImwEip712Payment *payment;
  ImwAmount              *amount;
  gboolean                is_genuine;
} Part;

static void
part_clear (Part *self)
{
  g_clear_pointer (&self->amount, imw_amount_unref);
}

static void
add_text (Reading *reading, const char *code, const char *name, const char *text)
{
  gboolean         escaped = FALSE;
  g_autofree char *shown = imw_text_escape ((const guint8 *) text, strlen (text), &escaped);

  imw_description_add_detail (reading->description, code, name, shown);
  if (escaped)
    imw_ethereum_message_warn (reading->description, IMW_WARNING_MESSAGE_UNREADABLE);
}

static gboolean
is_time (const char *name)
{
  static const char *const names[] = { "deadline", "sigDeadline", "expiry", "expiration",
                                       "validAfter", "validBefore", "validTo", NULL };

  return g_strv_contains (names, name);
}

/* Beside the number itself, which is shown as every other one. */
static void
add_time (Reading *reading, const ImwEip712Value *value)
{
  gint64 seconds;
  g_autoptr (GDateTime) time = NULL;
  g_autofree char *text = NULL;

  if (value->kind != IMW_EIP712_UINT || !is_time (value->name) ||
      !g_ascii_string_to_signed (value->text, 10, 1, MAX_TIME, &seconds, NULL))
    return;

  time = g_date_time_new_from_unix_utc (seconds);
  text = time != NULL ? g_date_time_format (time, "%Y-%m-%d %H:%M:%S UTC") : NULL;
  if (text != NULL)
    imw_description_add_detail (reading->description, "deadline", value->name, text);
}

static void
add_fields (Reading *reading, const ImwEip712Value *value, const char *prefix)
{
  for (guint i = 0; i < value->children->len; i++)
    {
      const ImwEip712Value *child = g_ptr_array_index (value->children, i);
      const char           *dot = prefix[0] != '\0' ? "." : "";
      g_autofree char      *whole = g_strconcat (prefix, dot, child->name, NULL);
      gsize                 length = strlen (whole);
      g_autofree char      *path = length <= MAX_PATH_BYTES
                                       ? g_strdup (whole)
                                       : g_strconcat ("…", whole + length - MAX_PATH_BYTES, NULL);

      if (child->children == NULL)
        {
          add_text (reading, "field", path, child->text);
          add_time (reading, child);
        }
      else if (child->children->len == 0)
        add_text (reading, "field", path, child->kind == IMW_EIP712_ARRAY ? "[]" : "{}");
      else
        add_fields (reading, child, path);
    }
}

/* The network that the data names; with none it is good for every one. */
static void
read_network (Reading *reading, const ImwEip712Value *domain)
{
  const ImwEip712Value *named = imw_eip712_value_find (domain, "chainId");
  g_autofree char      *own = g_strdup_printf ("%" G_GUINT64_FORMAT, reading->params->chain_id);
  g_autofree char      *text = NULL;
  guint64               chain_id;

  reading->tokens = reading->params;
  if (named == NULL || g_str_equal (named->text, own))
    return;

  reading->tokens = NULL;
  if (g_ascii_string_to_unsigned (named->text, 10, 0, G_MAXUINT64, &chain_id, NULL))
    reading->tokens = imw_ethereum_params_find_by_number (chain_id);
  text = reading->tokens != NULL ? g_strdup_printf ("%s (%s)", named->text, reading->tokens->name)
                                 : g_strdup (named->text);
  imw_description_add_detail (reading->description, "chain-id", "", text);
  imw_ethereum_message_warn (reading->description, IMW_WARNING_MESSAGE_OTHER_CHAIN);
}

static ImwAsset *
dup_asset (Reading *reading, const ImwEip712Payment *payment, gboolean *is_genuine)
{
  const ImwEthereumParams *params = reading->tokens != NULL ? reading->tokens : reading->params;
  const ImwEthereumToken  *token = NULL;

  *is_genuine = FALSE;
  if (reading->tokens != NULL)
    {
      *is_genuine = TRUE;
      if (payment->is_native)
        return imw_asset_ref (params->asset);
      token = imw_ethereum_params_find_token (params, &payment->token);
      if (token != NULL)
        return imw_asset_ref (token->facts->asset);
      *is_genuine = FALSE;
    }

  return imw_ethereum_params_new_asset (params, &payment->token, "?", "?", 0);
}

static void
read_part (Reading *reading, const ImwEip712Payment *payment, Part *part)
{
  static const guint8 unlimited[32] = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                                        0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                                        0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                                        0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff };
  g_autoptr (ImwAsset) asset = dup_asset (reading, payment, &part->is_genuine);

  part->payment = payment;
  part->amount =
      imw_amount_new_from_bytes (asset, payment->unlimited ? unlimited : payment->amount, 32, NULL);
  if (payment->unlimited)
    imw_ethereum_message_warn (reading->description, IMW_WARNING_UNLIMITED_APPROVAL);
  if (!part->is_genuine)
    imw_ethereum_message_warn (reading->description, IMW_WARNING_UNKNOWN_TOKEN);
}

/* A description pays in one asset. When there are several, the one that can do most harm stands there: without a bound
 * first, then what is known to be worth something. */
static ImwAsset *
choose_asset (GArray *parts)
{
  ImwAsset *chosen = NULL;
  guint     best = 0;

  for (guint i = 0; i < parts->len; i++)
    {
      const Part *part = &g_array_index (parts, Part, i);
      guint       rank = 1u + (part->payment->unlimited ? 2u : 0u) + (part->is_genuine ? 1u : 0u);

      if (rank > best)
        {
          best = rank;
          chosen = imw_amount_get_asset (part->amount);
        }
    }

  return chosen;
}

static void
add_part (Reading *reading, const Part *part, ImwAsset *chosen)
{
  g_autofree char *who = imw_ethereum_address_to_text (&part->payment->who);
  ImwAsset        *asset = imw_amount_get_asset (part->amount);
  g_autofree char *amount = NULL;
  g_autofree char *text = NULL;

  if (imw_asset_equal (asset, chosen))
    {
      imw_description_add_recipient (
          reading->description, who, part->amount,
          imw_ethereum_address_equal (&part->payment->who, reading->own) ? reading->path : NULL);
      return;
    }

  amount = part->payment->unlimited ? g_strdup ("∞") : imw_amount_to_decimal_text (part->amount, 0);
  text = g_strdup_printf ("%s %s → %s", amount, imw_asset_get_symbol (asset), who);
  imw_description_add_detail (reading->description, "argument", imw_asset_get_id (asset), text);
}

static void
add_payments (Reading *reading, ImwEip712 *data)
{
  g_autoptr (ImwEip712Payments) found = imw_eip712_payments_find (data);
  g_autoptr (GArray) parts = g_array_new (FALSE, TRUE, sizeof (Part));
  ImwAsset *chosen;

  if (found->payments->len > 0 || found->has_call || found->looks_like)
    imw_ethereum_message_warn (reading->description, IMW_WARNING_MESSAGE_IS_PAYMENT);
  if (found->has_call)
    imw_ethereum_message_warn (reading->description, IMW_WARNING_UNKNOWN_CALL);

  g_array_set_clear_func (parts, (GDestroyNotify) part_clear);
  g_array_set_size (parts, found->payments->len);
  for (guint i = 0; i < parts->len; i++)
    read_part (reading, &g_array_index (found->payments, ImwEip712Payment, i),
               &g_array_index (parts, Part, i));
  chosen = choose_asset (parts);
  for (guint i = 0; i < parts->len; i++)
    add_part (reading, &g_array_index (parts, Part, i), chosen);
}

/**
 * imw_ethereum_message_describe_typed:
 * @description: a description being built
 * @params: the network of the account
 * @own: the address that signs
 * @path: (nullable): of its key
 * @message: the JSON
 * @error: return location
 *
 * Every value that is signed is shown. Where the signature lets somebody take money, that somebody is a recipient of
 * the amount.
 *
 * Returns: %TRUE, or %FALSE with %IMW_ERROR_BAD_INPUT
 */
gboolean
imw_ethereum_message_describe_typed (ImwDescription           *description,
                                     const ImwEthereumParams  *params,
                                     const ImwEthereumAddress *own,
                                     const char               *path,
                                     GBytes                   *message,
                                     GError                  **error)
{
  g_autoptr (ImwEip712) data = imw_eip712_parse (message, error);
  Reading               reading = { description, params, NULL, own, path };
  const ImwEip712Value *domain;
  g_autofree char      *hash_text = NULL;
  guint8                hash[32];

  if (data == NULL)
    return FALSE;

  domain = imw_eip712_get_domain (data);
  read_network (&reading, domain);
  add_payments (&reading, data);
  for (guint i = 0; i < domain->children->len; i++)
    {
      const ImwEip712Value *child = g_ptr_array_index (domain->children, i);

      add_text (&reading, "domain", child->name, child->text);
    }
  add_text (&reading, "type", "", imw_eip712_get_message (data)->type);
  add_fields (&reading, imw_eip712_get_message (data), "");

  imw_eip712_get_hash (data, hash);
  hash_text = imw_hex_encode (hash, sizeof hash);
  imw_description_add_detail (description, "text-hash", "", hash_text);

  return TRUE;
}
