/* imw-stellar-memo.c: memos of Stellar's transactions
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-stellar-memo"

#include "config.h"

#include "imw-stellar-tx.h"

#include "imw-error.h"
#include "imw-hex.h"

#include <string.h>

static gboolean
bad (GError **error, const char *what)
{
  g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "memo: %s", what);

  return FALSE;
}

static gboolean
parse_text (const char *text, ImwStellarMemo *memo, GError **error)
{
  gsize length = strnlen (text, IMW_STELLAR_MAX_MEMO_BYTES + 1);

  if (length > IMW_STELLAR_MAX_MEMO_BYTES)
    return bad (error, "longer than 28 bytes");
  if (!g_utf8_validate (text, (gssize) length, NULL))
    return bad (error, "not UTF-8");

  memcpy (memo->text, text, length);
  memo->text_length = (guint) length;

  return TRUE;
}

static gboolean
parse_id (const char *text, ImwStellarMemo *memo, GError **error)
{
  if (!g_ascii_isdigit (text[0]) ||
      !g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT64, &memo->id, NULL))
    return bad (error, "not a number from 0 to 2^64 - 1");

  return TRUE;
}

static gboolean
parse_hash (const char *text, ImwStellarMemo *memo, GError **error)
{
  if (!imw_hex_decode_fixed (text, memo->hash, sizeof memo->hash, NULL))
    return bad (error, "not 64 hexadecimal digits");

  return TRUE;
}

/**
 * imw_stellar_memo_parse:
 * @type: (nullable): "text", "id", "hash" or "return"; %NULL for none
 * @text: (nullable): what it says: at most 28 bytes of UTF-8, an unsigned number, or 64 hex digits;
 *   %NULL only with none
 * @memo: (out): set on %TRUE only
 * @error: return location
 *
 * Returns: whether @text is a memo of that type. On %FALSE @error is %IMW_ERROR_BAD_INPUT.
 */
gboolean
imw_stellar_memo_parse (const char *type, const char *text, ImwStellarMemo *memo, GError **error)
{
  ImwStellarMemo found = { 0 };

  g_return_val_if_fail (memo != NULL, FALSE);

  if (type == NULL)
    {
      *memo = found;
      return TRUE;
    }

  if (text == NULL)
    return bad (error, "a type without a memo");

  if (strcmp (type, "text") == 0)
    found.type = IMW_STELLAR_MEMO_TEXT;
  else if (strcmp (type, "id") == 0)
    found.type = IMW_STELLAR_MEMO_ID;
  else if (strcmp (type, "hash") == 0)
    found.type = IMW_STELLAR_MEMO_HASH;
  else if (strcmp (type, "return") == 0)
    found.type = IMW_STELLAR_MEMO_RETURN;

  switch (found.type)
    {
    case IMW_STELLAR_MEMO_NONE:
      return bad (error, "unknown type");

    case IMW_STELLAR_MEMO_TEXT:
      if (!parse_text (text, &found, error))
        return FALSE;
      break;

    case IMW_STELLAR_MEMO_ID:
      if (!parse_id (text, &found, error))
        return FALSE;
      break;

    case IMW_STELLAR_MEMO_HASH:
    case IMW_STELLAR_MEMO_RETURN:
      if (!parse_hash (text, &found, error))
        return FALSE;
      break;
    }

  *memo = found;

  return TRUE;
}

/**
 * imw_stellar_memo_get_type:
 * @self: a memo
 *
 * Returns: (transfer none) (nullable): "text", "id", "hash" or "return"; %NULL when there is none
 */
const char *
imw_stellar_memo_get_type (const ImwStellarMemo *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  switch (self->type)
    {
    case IMW_STELLAR_MEMO_NONE:
      return NULL;

    case IMW_STELLAR_MEMO_TEXT:
      return "text";

    case IMW_STELLAR_MEMO_ID:
      return "id";

    case IMW_STELLAR_MEMO_HASH:
      return "hash";

    case IMW_STELLAR_MEMO_RETURN:
      return "return";
    }

  g_return_val_if_reached (NULL);
}

/**
 * imw_stellar_memo_to_text:
 * @self: a memo
 *
 * Returns: (transfer full) (nullable): what it says, as imw_stellar_memo_parse() reads it; %NULL when
 *   there is none, or when its text is not one
 */
char *
imw_stellar_memo_to_text (const ImwStellarMemo *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  switch (self->type)
    {
    case IMW_STELLAR_MEMO_NONE:
      return NULL;

    case IMW_STELLAR_MEMO_TEXT:
      if (!g_utf8_validate_len ((const char *) self->text, self->text_length, NULL))
        return NULL;
      return g_strndup ((const char *) self->text, self->text_length);

    case IMW_STELLAR_MEMO_ID:
      return g_strdup_printf ("%" G_GUINT64_FORMAT, self->id);

    case IMW_STELLAR_MEMO_HASH:
    case IMW_STELLAR_MEMO_RETURN:
      return imw_hex_encode (self->hash, sizeof self->hash);
    }

  g_return_val_if_reached (NULL);
}

/**
 * imw_stellar_memo_equal:
 * @a: a memo
 * @b: another
 *
 * Returns: whether they say the same in the same way
 */
gboolean
imw_stellar_memo_equal (const ImwStellarMemo *a, const ImwStellarMemo *b)
{
  g_return_val_if_fail (a != NULL && b != NULL, FALSE);

  if (a->type != b->type)
    return FALSE;

  switch (a->type)
    {
    case IMW_STELLAR_MEMO_NONE:
      return TRUE;

    case IMW_STELLAR_MEMO_TEXT:
      return a->text_length == b->text_length && memcmp (a->text, b->text, a->text_length) == 0;

    case IMW_STELLAR_MEMO_ID:
      return a->id == b->id;

    case IMW_STELLAR_MEMO_HASH:
    case IMW_STELLAR_MEMO_RETURN:
      return memcmp (a->hash, b->hash, sizeof a->hash) == 0;
    }

  g_return_val_if_reached (FALSE);
}
