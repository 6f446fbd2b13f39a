/* imw-psbt-parse.c: PSBT out of bytes and text
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-psbt-parse"

#include "config.h"

#include "imw-psbt-private.h"

#include "imw-bitcoin-codec.h"

#include "imw-error.h"

#include <string.h>

const guint8 imw_psbt_magic[IMW_PSBT_MAGIC_SIZE] = { 'p', 's', 'b', 't', 0xff };

typedef gboolean (*RecordFunc) (gpointer             target,
                                const ImwPsbtRecord *record,
                                GError             **error);

static gboolean
truncated (GError **error)
{
  g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "PSBT: truncated or malformed map");

  return FALSE;
}

/* Splits a key into its type and what follows. */
static gboolean
set_key (ImwPsbtRecord *record)
{
  gsize         length;
  const guint8 *data = g_bytes_get_data (record->key, &length);
  ImwReader     reader;

  imw_reader_init (&reader, data, length);
  record->type = imw_bitcoin_read_compact (&reader);
  record->key_length = imw_reader_get_left (&reader);
  record->key_data = imw_reader_bytes (&reader, record->key_length);

  return imw_reader_ok (&reader);
}

/* Reads one map, to its end. */
static gboolean
read_map (ImwReader *reader,
          RecordFunc func,
          gpointer   target,
          GError   **error)
{
  g_autoptr (GHashTable) seen =
      g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify) g_bytes_unref, NULL);

  for (;;)
    {
      g_autoptr (GBytes) key = imw_bitcoin_read_string (reader);
      g_autoptr (GBytes) value = NULL;
      ImwPsbtRecord record = { 0 };

      if (key == NULL)
        return truncated (error);

      if (g_bytes_get_size (key) == 0)
        return TRUE;

      value = imw_bitcoin_read_string (reader);
      if (value == NULL)
        return truncated (error);

      record.key = key;
      record.value = value;
      record.data = g_bytes_get_data (value, &record.length);
      if (!set_key (&record))
        return truncated (error);

      if (!g_hash_table_add (seen, g_bytes_ref (key)))
        {
          g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT,
                               "PSBT: the same key twice in one map");
          return FALSE;
        }

      if (!func (target, &record, error))
        return FALSE;
    }
}

/* What the global map gave: the transaction has to be there before there is an ImwPsbt. */
typedef struct
{
  ImwBitcoinTx *tx;
  GPtrArray    *others; /* (element-type ImwPsbtUnknown) */
} GlobalMap;

static gboolean
read_global_record (gpointer             target,
                    const ImwPsbtRecord *record,
                    GError             **error)
{
  GlobalMap *global = target;

  if (record->type != PSBT_GLOBAL_UNSIGNED_TX)
    {
      g_ptr_array_add (global->others, imw_psbt_record_new (record->key, record->value));
      return TRUE;
    }

  if (record->key_length != 0)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT,
                           "PSBT: malformed key of the transaction");
      return FALSE;
    }

  global->tx = imw_bitcoin_tx_parse_unsigned (record->data, record->length, error);
  if (global->tx == NULL)
    {
      g_prefix_error (error, "PSBT: ");
      return FALSE;
    }

  for (guint i = 0; i < global->tx->inputs->len; i++)
    {
      const ImwBitcoinInput *input = g_ptr_array_index (global->tx->inputs, i);

      if (g_bytes_get_size (input->script_sig) > 0)
        {
          g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT,
                               "PSBT: the transaction is not unsigned");
          return FALSE;
        }
    }

  return TRUE;
}

static gboolean
read_input_record (gpointer             target,
                   const ImwPsbtRecord *record,
                   GError             **error)
{
  return imw_psbt_read_input (target, record, error);
}

static gboolean
read_output_record (gpointer             target,
                    const ImwPsbtRecord *record,
                    GError             **error)
{
  return imw_psbt_read_output (target, record, error);
}

/* Reads the global map into a new PSBT. */
static ImwPsbt *
read_global (ImwReader *reader,
             GError   **error)
{
  g_autoptr (ImwBitcoinTx) tx = NULL;
  g_autoptr (ImwPsbt) self = NULL;
  g_autoptr (GPtrArray) others =
      g_ptr_array_new_with_free_func ((GDestroyNotify) imw_psbt_record_free);
  GlobalMap global = { .others = others };
  gboolean  done = read_map (reader, read_global_record, &global, error);

  tx = global.tx;
  if (!done)
    return NULL;

  /* version first: a PSBT of version 2 has no transaction, and that is not what is wrong with it */
  for (guint i = 0; i < others->len; i++)
    {
      const ImwPsbtUnknown *one = g_ptr_array_index (others, i);
      ImwPsbtRecord         record = { .key = one->key, .value = one->value };

      record.data = g_bytes_get_data (one->value, &record.length);
      if (!set_key (&record))
        {
          truncated (error);
          return NULL;
        }

      if (record.type == PSBT_GLOBAL_VERSION && tx == NULL)
        {
          g_set_error_literal (error, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED,
                               "PSBT: only version 0 is supported");
          return NULL;
        }
    }

  if (tx == NULL)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "PSBT: no transaction");
      return NULL;
    }

  self = imw_psbt_new (tx);
  for (guint i = 0; i < others->len; i++)
    {
      const ImwPsbtUnknown *one = g_ptr_array_index (others, i);
      ImwPsbtRecord         record = { .key = one->key, .value = one->value };

      record.data = g_bytes_get_data (one->value, &record.length);
      if (!set_key (&record) || !imw_psbt_read_global (self, &record, error))
        return NULL;
    }

  return g_steal_pointer (&self);
}

/**
 * imw_psbt_parse:
 * @data: (array length=length): a PSBT of version 0
 * @length: its length, at most %IMW_PSBT_MAX_BYTES
 * @error: return location
 *
 * Reads a PSBT by the rules of BIP174 and BIP371: keys once, known fields well formed, nothing
 * behind the end. What is unknown is kept and written again by imw_psbt_serialize().
 *
 * Returns: (transfer full): the PSBT. On %NULL @error is %IMW_ERROR_BAD_INPUT, or
 * %IMW_ERROR_NOT_SUPPORTED for another version.
 */
ImwPsbt *
imw_psbt_parse (const guint8 *data,
                gsize         length,
                GError      **error)
{
  g_autoptr (ImwPsbt) self = NULL;
  const guint8 *magic;
  ImwReader     reader;

  if (length > IMW_PSBT_MAX_BYTES)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "PSBT: too large");
      return NULL;
    }

  imw_reader_init (&reader, data, length);
  magic = imw_reader_bytes (&reader, IMW_PSBT_MAGIC_SIZE);
  if (magic == NULL || memcmp (magic, imw_psbt_magic, IMW_PSBT_MAGIC_SIZE) != 0)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "not a PSBT");
      return NULL;
    }

  self = read_global (&reader, error);
  if (self == NULL)
    return NULL;

  for (guint i = 0; i < self->inputs->len; i++)
    {
      if (!read_map (&reader, read_input_record, g_ptr_array_index (self->inputs, i), error))
        {
          g_prefix_error (error, "input %u: ", i);
          return NULL;
        }
    }
  for (guint i = 0; i < self->outputs->len; i++)
    {
      if (!read_map (&reader, read_output_record, g_ptr_array_index (self->outputs, i), error))
        {
          g_prefix_error (error, "output %u: ", i);
          return NULL;
        }
    }

  if (!imw_reader_finish (&reader, "PSBT", error))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * imw_psbt_parse_base64:
 * @text: a PSBT in Base64 (RFC 4648 with padding), no white space
 * @error: return location
 *
 * Returns: (transfer full): the PSBT. On %NULL @error is %IMW_ERROR_BAD_INPUT or
 * %IMW_ERROR_NOT_SUPPORTED.
 */
ImwPsbt *
imw_psbt_parse_base64 (const char *text,
                       GError    **error)
{
  g_autofree guint8 *data = NULL;
  g_autofree char   *again = NULL;
  gsize              length;

  g_return_val_if_fail (text != NULL, NULL);

  /* GLib skips what is not Base64, so the way back is the proof */
  data = g_base64_decode (text, &length);
  again = g_base64_encode (data, length);
  if (length == 0 || strcmp (again, text) != 0)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "PSBT: not Base64");
      return NULL;
    }

  return imw_psbt_parse (data, length, error);
}
