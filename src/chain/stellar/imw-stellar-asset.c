/* imw-stellar-asset.c: what a ledger entry counts
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-stellar-asset"

#include "config.h"

#include "imw-stellar-asset.h"

#include "imw-amount.h"
#include "imw-error.h"

#include <string.h>

#define NATIVE_TEXT      "native"
#define SHORT_CODE_BYTES 4

enum
{
  KIND_NATIVE = 0,
  KIND_SHORT = 1,
  KIND_LONG = 2
};

static gboolean
bad (GError **error, const char *what)
{
  g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "Stellar asset: %s", what);

  return FALSE;
}

static gboolean
is_code (const char *code, gsize length)
{
  if (length == 0 || length > IMW_STELLAR_CODE_BYTES)
    return FALSE;

  for (gsize i = 0; i < length; i++)
    {
      if (!g_ascii_isalnum (code[i]))
        return FALSE;
    }

  return TRUE;
}

/**
 * imw_stellar_asset_set_native:
 * @self: (out): an asset
 *
 * Makes @self the ledger's own asset.
 */
void
imw_stellar_asset_set_native (ImwStellarAsset *self)
{
  g_return_if_fail (self != NULL);

  memset (self, 0, sizeof *self);
}

/**
 * imw_stellar_asset_is_native:
 * @self: an asset
 *
 * Returns: whether it is the ledger's own
 */
gboolean
imw_stellar_asset_is_native (const ImwStellarAsset *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->code[0] == '\0';
}

/**
 * imw_stellar_asset_equal:
 * @a: an asset
 * @b: another
 *
 * Returns: whether they are the same: code and issuer
 */
gboolean
imw_stellar_asset_equal (const ImwStellarAsset *a, const ImwStellarAsset *b)
{
  g_return_val_if_fail (a != NULL && b != NULL, FALSE);

  if (imw_stellar_asset_is_native (a) || imw_stellar_asset_is_native (b))
    return imw_stellar_asset_is_native (a) && imw_stellar_asset_is_native (b);

  return strcmp (a->code, b->code) == 0 && memcmp (a->issuer, b->issuer, sizeof a->issuer) == 0;
}

/**
 * imw_stellar_asset_init:
 * @self: (out): set on %TRUE only
 * @code: 1 to 12 letters and digits
 * @issuer: "G…"
 * @error: return location
 *
 * Returns: whether there can be such an asset. On %FALSE @error is %IMW_ERROR_BAD_INPUT for the code,
 *   %IMW_ERROR_BAD_ADDRESS or %IMW_ERROR_REFUSED for the issuer.
 */
gboolean
imw_stellar_asset_init (ImwStellarAsset *self, const char *code, const char *issuer, GError **error)
{
  ImwStellarAsset found = { 0 };
  gsize           length;

  g_return_val_if_fail (self != NULL && code != NULL && issuer != NULL, FALSE);

  length = strnlen (code, IMW_STELLAR_CODE_BYTES + 1);
  if (!is_code (code, length))
    return bad (error, "the code is not 1 to 12 letters and digits");

  memcpy (found.code, code, length);
  if (!imw_stellar_key_parse (issuer, found.issuer, error))
    return FALSE;

  *self = found;

  return TRUE;
}

/**
 * imw_stellar_asset_parse:
 * @text: "native" or "CODE:G…"
 * @self: (out): set on %TRUE only
 * @error: return location
 *
 * Returns: whether @text is an asset. On %FALSE @error is as for imw_stellar_asset_init().
 */
gboolean
imw_stellar_asset_parse (const char *text, ImwStellarAsset *self, GError **error)
{
  const char      *mark;
  g_autofree char *code = NULL;

  g_return_val_if_fail (text != NULL && self != NULL, FALSE);

  if (strcmp (text, NATIVE_TEXT) == 0)
    {
      imw_stellar_asset_set_native (self);
      return TRUE;
    }

  mark = strchr (text, ':');
  if (mark == NULL)
    return bad (error, "neither \"native\" nor CODE:ISSUER");

  code = g_strndup (text, (gsize) (mark - text));

  return imw_stellar_asset_init (self, code, mark + 1, error);
}

/**
 * imw_stellar_asset_to_text:
 * @self: an asset
 *
 * Returns: (transfer full): "native" or "CODE:G…"
 */
char *
imw_stellar_asset_to_text (const ImwStellarAsset *self)
{
  g_autofree char *issuer = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  if (imw_stellar_asset_is_native (self))
    return g_strdup (NATIVE_TEXT);

  issuer = imw_stellar_key_to_text (self->issuer);

  return g_strconcat (self->code, ":", issuer, NULL);
}

/**
 * imw_stellar_asset_read:
 * @reader: a reader
 * @self: (out): the asset; the native one when the reader fails
 *
 * Reads an Asset (stellar-xdr, Stellar-ledger-entries.x). Codes that the ledger would not take fail the
 * reader: other characters, zeros in between, a short one in the long form.
 */
void
imw_stellar_asset_read (ImwReader *reader, ImwStellarAsset *self)
{
  ImwStellarAsset found = { 0 };
  gint32          kind = imw_xdr_read_i32 (reader);
  gsize           max = kind == KIND_SHORT ? SHORT_CODE_BYTES : IMW_STELLAR_CODE_BYTES;
  gsize           length;

  imw_stellar_asset_set_native (self);
  if (kind == KIND_NATIVE)
    return;

  if ((kind != KIND_SHORT && kind != KIND_LONG) ||
      !imw_reader_copy (reader, (guint8 *) found.code, max))
    {
      imw_reader_fail (reader);
      return;
    }

  length = strlen (found.code);
  for (gsize i = length; i < max; i++)
    {
      if (found.code[i] != '\0')
        imw_reader_fail (reader);
    }

  if (!is_code (found.code, length) || (kind == KIND_LONG && length <= SHORT_CODE_BYTES) ||
      imw_reader_u32_be (reader) != 0 ||
      !imw_reader_copy (reader, found.issuer, sizeof found.issuer))
    {
      imw_reader_fail (reader);
      return;
    }

  *self = found;
}

/**
 * imw_stellar_asset_write:
 * @writer: a writer
 * @self: an asset
 *
 * Writes an Asset.
 */
void
imw_stellar_asset_write (ImwWriter *writer, const ImwStellarAsset *self)
{
  gsize length = strlen (self->code);

  if (length == 0)
    {
      imw_xdr_write_i32 (writer, KIND_NATIVE);
      return;
    }

  imw_xdr_write_i32 (writer, length <= SHORT_CODE_BYTES ? KIND_SHORT : KIND_LONG);
  imw_writer_bytes (writer, (const guint8 *) self->code,
                    length <= SHORT_CODE_BYTES ? SHORT_CODE_BYTES : IMW_STELLAR_CODE_BYTES);
  imw_writer_u32_be (writer, 0); /* kind of the issuer's key: Ed25519 */
  imw_writer_bytes (writer, self->issuer, sizeof self->issuer);
}

/* What whole units and stroops have to do with each other, whatever they count. */
static ImwAsset *
new_unit (void)
{
  return imw_asset_new ("unit", "unit", "unit", IMW_STELLAR_DECIMALS);
}

/**
 * imw_stellar_stroops_parse:
 * @text: "12.5", at most 7 digits behind the mark
 * @stroops: (out): set on %TRUE only
 * @error: return location
 *
 * Returns: whether @text is an amount the ledger can hold, zero or more. On %FALSE @error is
 *   %IMW_ERROR_BAD_INPUT.
 */
gboolean
imw_stellar_stroops_parse (const char *text, gint64 *stroops, GError **error)
{
  gint64 found;
  g_autoptr (ImwAsset) unit = new_unit ();
  g_autoptr (ImwAmount) amount = NULL;

  g_return_val_if_fail (text != NULL && stroops != NULL, FALSE);

  amount = imw_amount_new_from_decimal_text (unit, text, error);
  if (amount == NULL)
    return FALSE;
  if (imw_amount_sign (amount) < 0 || !imw_amount_get_i64 (amount, &found))
    return bad (error, "amount is out of range");

  *stroops = found;

  return TRUE;
}

/**
 * imw_stellar_stroops_to_text:
 * @stroops: an amount, not negative
 *
 * Returns: (transfer full): "12.5000000"
 */
char *
imw_stellar_stroops_to_text (gint64 stroops)
{
  g_autoptr (ImwAsset) unit = new_unit ();
  g_autoptr (ImwAmount) amount = NULL;

  g_return_val_if_fail (stroops >= 0, NULL);

  amount = imw_amount_new (unit, stroops);

  return imw_amount_to_decimal_text (amount, IMW_STELLAR_DECIMALS);
}
