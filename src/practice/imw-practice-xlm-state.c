/* imw-practice-xlm-state.c: accounts and claimable balances of the practice Stellar
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-practice-xlm-state"

#include "config.h"

#include "imw-practice-xlm-private.h"

#include "imw-error.h"
#include "imw-hex.h"

#include <string.h>

#define MAX_TEXT_BYTES 64

static void
datum_free (ImwXlmDatum *self)
{
  g_free (self->name);
  g_bytes_unref (self->value);
  g_free (self);
}

static char *
make_name (const char *kind, const guint8 id[32])
{
  g_autofree char *hex = imw_hex_encode (id, 32);

  return g_strconcat (kind, ".", hex, NULL);
}

/**
 * imw_xlm_run_init: (skip)
 * @run: memory for a run
 * @net: the network
 * @height: of the ledger that is being made, or of the newest one
 * @time_s: when it closes
 *
 * Starts with the state as it is in the books.
 */
void
imw_xlm_run_init (ImwXlmRun *run, ImwPracticeStellar *net, gint64 height, gint64 time_s)
{
  memset (run, 0, sizeof *run);
  run->net = net;
  run->height = height;
  run->time_s = time_s;
  run->changes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  run->op_changes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

/**
 * imw_xlm_run_clear: (skip)
 * @run: a run
 *
 * Forgets what was not kept.
 */
void
imw_xlm_run_clear (ImwXlmRun *run)
{
  g_clear_pointer (&run->changes, g_hash_table_unref);
  g_clear_pointer (&run->op_changes, g_hash_table_unref);
}

/**
 * imw_xlm_run_end_op: (skip)
 * @run: a run
 * @good: whether the operation has succeeded
 *
 * Ends an operation: what it changed is the run's, or forgotten.
 */
void
imw_xlm_run_end_op (ImwXlmRun *run, gboolean good)
{
  GHashTableIter iter;
  gpointer       name;
  gpointer       value;

  g_hash_table_iter_init (&iter, run->op_changes);
  while (good && g_hash_table_iter_next (&iter, &name, &value))
    {
      g_hash_table_iter_steal (&iter);
      g_hash_table_replace (run->changes, name, value);
    }
  g_hash_table_remove_all (run->op_changes);
}

/**
 * imw_xlm_run_keep: (skip)
 * @run: a run, between operations
 * @error: return location
 *
 * Writes the changes into the books and forgets them, inside a change of the books.
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_DISK.
 */
gboolean
imw_xlm_run_keep (ImwXlmRun *run, GError **error)
{
  GHashTableIter iter;
  gpointer       name;
  gpointer       value;

  g_hash_table_iter_init (&iter, run->changes);
  while (g_hash_table_iter_next (&iter, &name, &value))
    {
      if (!imw_ledger_set_cell (run->net->ledger, name, run->height, value, error))
        return FALSE;
    }
  g_hash_table_remove_all (run->changes);

  return TRUE;
}

/* bytes NULL: there is nothing */
static gboolean
get_cell (ImwXlmRun *run, const char *kind, const guint8 id[32], GBytes **bytes, GError **error)
{
  g_autofree char *name = make_name (kind, id);
  g_autofree char *text = g_strdup (g_hash_table_lookup (run->op_changes, name));

  *bytes = NULL;
  if (text == NULL)
    text = g_strdup (g_hash_table_lookup (run->changes, name));
  if (text == NULL && !imw_ledger_get_cell (run->net->ledger, name, G_MAXINT64, &text, error))
    return FALSE;
  if (text == NULL || *text == '\0')
    return TRUE;

  *bytes = imw_hex_decode (text, error);

  return *bytes != NULL;
}

static void
set_cell (ImwXlmRun *run, const char *kind, const guint8 id[32], GBytes *bytes)
{
  char *text = bytes != NULL ? imw_hex_encode_bytes (bytes) : g_strdup ("");

  g_hash_table_replace (run->op_changes, make_name (kind, id), text);
}

/**
 * imw_xlm_account_new: (skip)
 * @key: (array fixed-size=32): its public key
 * @balance: stroops
 * @sequence: number of the last transaction it could have made
 *
 * Returns: (transfer full): an account as it begins
 */
ImwXlmAccount *
imw_xlm_account_new (const guint8 key[32], gint64 balance, gint64 sequence)
{
  ImwXlmAccount *self = g_new0 (ImwXlmAccount, 1);

  memcpy (self->key, key, sizeof self->key);
  self->balance = balance;
  self->sequence = sequence;
  self->master = 1;
  self->signers = g_array_new (FALSE, TRUE, sizeof (ImwXlmSigner));
  self->lines = g_array_new (FALSE, TRUE, sizeof (ImwXlmLine));
  self->data = g_ptr_array_new_with_free_func ((GDestroyNotify) datum_free);

  return self;
}

/**
 * imw_xlm_account_free: (skip)
 * @self: (transfer full): an account
 *
 * Frees it.
 */
void
imw_xlm_account_free (ImwXlmAccount *self)
{
  g_array_unref (self->signers);
  g_array_unref (self->lines);
  g_ptr_array_unref (self->data);
  g_free (self);
}

static GBytes *
write_account (const ImwXlmAccount *self)
{
  ImwWriter *writer = imw_writer_new ();

  imw_xdr_write_i64 (writer, self->balance);
  imw_xdr_write_i64 (writer, self->sequence);
  imw_xdr_write_i64 (writer, self->sponsoring);
  imw_xdr_write_i64 (writer, self->changed);
  imw_writer_u8 (writer, self->master);
  imw_writer_u8 (writer, self->low);
  imw_writer_u8 (writer, self->medium);
  imw_writer_u8 (writer, self->high);
  imw_writer_u32_be (writer, self->signers->len);
  for (guint i = 0; i < self->signers->len; i++)
    {
      const ImwXlmSigner *signer = &g_array_index (self->signers, ImwXlmSigner, i);

      imw_writer_bytes (writer, signer->key, sizeof signer->key);
      imw_writer_u8 (writer, signer->weight);
    }
  imw_writer_u32_be (writer, self->lines->len);
  for (guint i = 0; i < self->lines->len; i++)
    {
      const ImwXlmLine *line = &g_array_index (self->lines, ImwXlmLine, i);

      imw_stellar_asset_write (writer, &line->asset);
      imw_xdr_write_i64 (writer, line->balance);
      imw_xdr_write_i64 (writer, line->limit);
    }
  imw_writer_u32_be (writer, self->data->len);
  for (guint i = 0; i < self->data->len; i++)
    {
      const ImwXlmDatum *datum = g_ptr_array_index (self->data, i);

      imw_xdr_write_opaque (writer, (const guint8 *) datum->name, strlen (datum->name));
      imw_xdr_write_opaque (writer, g_bytes_get_data (datum->value, NULL),
                            g_bytes_get_size (datum->value));
    }

  return imw_writer_free_to_bytes (writer);
}

static void
read_parts (ImwReader *reader, ImwXlmAccount *self)
{
  guint32 n_signers = imw_xdr_read_count (reader, IMW_XLM_MAX_SUBENTRIES);
  guint32 n_lines;
  guint32 n_data;

  for (guint32 i = 0; i < n_signers; i++)
    {
      ImwXlmSigner signer = { 0 };

      imw_reader_copy (reader, signer.key, sizeof signer.key);
      signer.weight = imw_reader_u8 (reader);
      g_array_append_val (self->signers, signer);
    }
  n_lines = imw_xdr_read_count (reader, IMW_XLM_MAX_SUBENTRIES);
  for (guint32 i = 0; i < n_lines; i++)
    {
      ImwXlmLine line = { 0 };

      imw_stellar_asset_read (reader, &line.asset);
      line.balance = imw_xdr_read_i64 (reader);
      line.limit = imw_xdr_read_i64 (reader);
      g_array_append_val (self->lines, line);
    }
  n_data = imw_xdr_read_count (reader, IMW_XLM_MAX_SUBENTRIES);
  for (guint32 i = 0; i < n_data; i++)
    {
      gsize            length = 0;
      g_autofree char *name = imw_xdr_read_ascii (reader, MAX_TEXT_BYTES);
      const guint8    *value = imw_xdr_read_opaque (reader, MAX_TEXT_BYTES, &length);
      g_autoptr (GBytes) bytes = g_bytes_new (value, value != NULL ? length : 0);

      if (name != NULL)
        imw_xlm_account_set_datum (self, name, bytes);
    }
}

static ImwXlmAccount *
read_account (const guint8 key[32], GBytes *bytes, GError **error)
{
  g_autoptr (ImwXlmAccount) self = imw_xlm_account_new (key, 0, 0);
  ImwReader reader;

  imw_reader_init (&reader, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  self->balance = imw_xdr_read_i64 (&reader);
  self->sequence = imw_xdr_read_i64 (&reader);
  self->sponsoring = imw_xdr_read_i64 (&reader);
  self->changed = imw_xdr_read_i64 (&reader);
  self->master = imw_reader_u8 (&reader);
  self->low = imw_reader_u8 (&reader);
  self->medium = imw_reader_u8 (&reader);
  self->high = imw_reader_u8 (&reader);
  read_parts (&reader, self);
  if (!imw_reader_finish (&reader, "account", NULL))
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_CORRUPT, "an account is damaged");
      return NULL;
    }

  return g_steal_pointer (&self);
}

/**
 * imw_xlm_run_get_account: (skip)
 * @run: a run
 * @key: (array fixed-size=32): whose
 * @account: (out) (transfer full) (nullable): the account as the run sees it; %NULL when it is not on the ledger
 * @error: return location
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_DISK or %IMW_ERROR_CORRUPT.
 */
gboolean
imw_xlm_run_get_account (ImwXlmRun      *run,
                         const guint8    key[32],
                         ImwXlmAccount **account,
                         GError        **error)
{
  g_autoptr (GBytes) bytes = NULL;

  *account = NULL;
  if (!get_cell (run, "account", key, &bytes, error))
    return FALSE;
  if (bytes == NULL)
    return TRUE;

  *account = read_account (key, bytes, error);

  return *account != NULL;
}

/**
 * imw_xlm_run_set_account: (skip)
 * @run: a run
 * @account: an account
 *
 * Changes an account, or opens it.
 */
void
imw_xlm_run_set_account (ImwXlmRun *run, ImwXlmAccount *account)
{
  g_autoptr (GBytes) bytes = NULL;

  account->changed = run->height;
  bytes = write_account (account);
  set_cell (run, "account", account->key, bytes);
}

/**
 * imw_xlm_run_remove_account: (skip)
 * @run: a run
 * @key: (array fixed-size=32): whose
 *
 * Takes an account off the ledger.
 */
void
imw_xlm_run_remove_account (ImwXlmRun *run, const guint8 key[32])
{
  set_cell (run, "account", key, NULL);
}

/**
 * imw_xlm_account_find_line: (skip)
 * @self: an account
 * @asset: an issued asset
 *
 * Returns: (transfer none) (nullable): its trustline
 */
ImwXlmLine *
imw_xlm_account_find_line (ImwXlmAccount *self, const ImwStellarAsset *asset)
{
  for (guint i = 0; i < self->lines->len; i++)
    {
      ImwXlmLine *line = &g_array_index (self->lines, ImwXlmLine, i);

      if (imw_stellar_asset_equal (&line->asset, asset))
        return line;
    }

  return NULL;
}

/**
 * imw_xlm_account_find_datum: (skip)
 * @self: an account
 * @name: of a data entry
 *
 * Returns: (transfer none) (nullable): the entry
 */
ImwXlmDatum *
imw_xlm_account_find_datum (ImwXlmAccount *self, const char *name)
{
  for (guint i = 0; i < self->data->len; i++)
    {
      ImwXlmDatum *datum = g_ptr_array_index (self->data, i);

      if (g_str_equal (datum->name, name))
        return datum;
    }

  return NULL;
}

/**
 * imw_xlm_account_set_datum: (skip)
 * @self: an account
 * @name: of a data entry
 * @value: (nullable): its bytes; %NULL removes it
 *
 * Sets, changes or removes a data entry.
 */
void
imw_xlm_account_set_datum (ImwXlmAccount *self, const char *name, GBytes *value)
{
  ImwXlmDatum *datum = imw_xlm_account_find_datum (self, name);

  if (datum != NULL)
    g_ptr_array_remove (self->data, datum);
  if (value == NULL)
    return;

  datum = g_new0 (ImwXlmDatum, 1);
  datum->name = g_strdup (name);
  datum->value = g_bytes_ref (value);
  g_ptr_array_add (self->data, datum);
}

/**
 * imw_xlm_account_count_subentries: (skip)
 * @self: an account
 *
 * Returns: how many things it holds that cost a reserve
 */
gint64
imw_xlm_account_count_subentries (const ImwXlmAccount *self)
{
  return (gint64) self->signers->len + self->lines->len + self->data->len;
}

/**
 * imw_xlm_account_get_reserve: (skip)
 * @self: an account
 *
 * Returns: how many stroops stay in it
 */
gint64
imw_xlm_account_get_reserve (const ImwXlmAccount *self)
{
  return (2 + imw_xlm_account_count_subentries (self) + self->sponsoring) * IMW_XLM_BASE_RESERVE;
}

/**
 * imw_xlm_account_get_available: (skip)
 * @self: an account
 *
 * Returns: how many stroops can leave it, 0 when its reserve is not covered
 */
gint64
imw_xlm_account_get_available (const ImwXlmAccount *self)
{
  return MAX (self->balance - imw_xlm_account_get_reserve (self), 0);
}

/**
 * imw_xlm_claimable_free: (skip)
 * @self: (transfer full): a claimable balance
 *
 * Frees it.
 */
void
imw_xlm_claimable_free (ImwXlmClaimable *self)
{
  g_clear_pointer (&self->claimants, g_ptr_array_unref);
  g_free (self);
}

/**
 * imw_xlm_run_get_claimable: (skip)
 * @run: a run
 * @id: (array fixed-size=32): which
 * @claimable: (out) (transfer full) (nullable): the balance; %NULL when it does not exist or was claimed
 * @error: return location
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_DISK or %IMW_ERROR_CORRUPT.
 */
gboolean
imw_xlm_run_get_claimable (ImwXlmRun        *run,
                           const guint8      id[32],
                           ImwXlmClaimable **claimable,
                           GError          **error)
{
  g_autoptr (ImwXlmClaimable) self = g_new0 (ImwXlmClaimable, 1);
  g_autoptr (GBytes) bytes = NULL;
  ImwReader reader;
  guint32   n_claimants;

  *claimable = NULL;
  if (!get_cell (run, "claimable", id, &bytes, error))
    return FALSE;
  if (bytes == NULL)
    return TRUE;

  memcpy (self->id, id, sizeof self->id);
  self->claimants = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_stellar_claimant_free);
  imw_reader_init (&reader, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  imw_stellar_asset_read (&reader, &self->asset);
  self->amount = imw_xdr_read_i64 (&reader);
  imw_reader_copy (&reader, self->sponsor, sizeof self->sponsor);
  self->since_s = imw_xdr_read_i64 (&reader);
  self->height = imw_xdr_read_i64 (&reader);
  n_claimants = imw_xdr_read_count (&reader, IMW_STELLAR_MAX_CLAIMANTS);
  for (guint32 i = 0; i < n_claimants; i++)
    {
      guint8               key[32] = { 0 };
      ImwStellarPredicate *predicate;

      imw_reader_copy (&reader, key, sizeof key);
      predicate = imw_stellar_predicate_read (&reader);
      if (predicate != NULL)
        g_ptr_array_add (self->claimants, imw_stellar_claimant_new (key, predicate));
    }
  if (!imw_reader_finish (&reader, "claimable balance", NULL))
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_CORRUPT, "a claimable balance is damaged");
      return FALSE;
    }
  *claimable = g_steal_pointer (&self);

  return TRUE;
}

/**
 * imw_xlm_run_list_claimables: (skip)
 * @run: a run
 * @claimant: (array fixed-size=32): who may claim
 * @error: return location
 *
 * Returns: (transfer full): ids of 32 bytes, oldest first. On %NULL @error is %IMW_ERROR_DISK or %IMW_ERROR_CORRUPT.
 */
GArray *
imw_xlm_run_list_claimables (ImwXlmRun *run, const guint8 claimant[32], GError **error)
{
  GArray *ids = g_array_new (FALSE, FALSE, 32);
  g_autoptr (GBytes) bytes = NULL;

  if (!get_cell (run, "claims", claimant, &bytes, error))
    {
      g_array_unref (ids);
      return NULL;
    }
  if (bytes != NULL)
    g_array_append_vals (ids, g_bytes_get_data (bytes, NULL),
                         (guint) (g_bytes_get_size (bytes) / 32));

  return ids;
}

static gboolean
list_claim (ImwXlmRun   *run,
            const guint8 claimant[32],
            const guint8 id[32],
            gboolean     there,
            GError     **error)
{
  g_autoptr (GArray) ids = imw_xlm_run_list_claimables (run, claimant, error);
  g_autoptr (GBytes) bytes = NULL;

  if (ids == NULL)
    return FALSE;

  for (guint i = ids->len; i > 0; i--)
    {
      if (memcmp (ids->data + (gsize) (i - 1) * 32, id, 32) == 0)
        g_array_remove_index (ids, i - 1);
    }
  if (there)
    g_array_append_vals (ids, id, 1);
  bytes = g_bytes_new (ids->data, (gsize) ids->len * 32);
  set_cell (run, "claims", claimant, ids->len > 0 ? bytes : NULL);

  return TRUE;
}

/**
 * imw_xlm_run_set_claimable: (skip)
 * @run: a run
 * @claimable: a claimable balance
 * @there: whether it is there from now on
 * @error: return location
 *
 * Adds or removes a claimable balance, also where its claimants look for it.
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_DISK or %IMW_ERROR_CORRUPT.
 */
gboolean
imw_xlm_run_set_claimable (ImwXlmRun             *run,
                           const ImwXlmClaimable *claimable,
                           gboolean               there,
                           GError               **error)
{
  g_autoptr (ImwWriter) writer = imw_writer_new ();
  g_autoptr (GBytes) bytes = NULL;

  imw_stellar_asset_write (writer, &claimable->asset);
  imw_xdr_write_i64 (writer, claimable->amount);
  imw_writer_bytes (writer, claimable->sponsor, sizeof claimable->sponsor);
  imw_xdr_write_i64 (writer, claimable->since_s);
  imw_xdr_write_i64 (writer, claimable->height);
  imw_writer_u32_be (writer, claimable->claimants->len);
  for (guint i = 0; i < claimable->claimants->len; i++)
    {
      const ImwStellarClaimant *claimant = g_ptr_array_index (claimable->claimants, i);

      imw_writer_bytes (writer, claimant->key, sizeof claimant->key);
      imw_stellar_predicate_write (writer, claimant->predicate);
      if (!list_claim (run, claimant->key, claimable->id, there, error))
        return FALSE;
    }
  bytes = imw_writer_free_to_bytes (g_steal_pointer (&writer));
  set_cell (run, "claimable", claimable->id, there ? bytes : NULL);

  return TRUE;
}
