/* imw-ethereum-message-text.c: texts that are to be signed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-ethereum-message"

#include "config.h"

#include "imw-ethereum-message-private.h"
#include "imw-rlp.h"

#include "imw-error.h"
#include "imw-hex.h"
#include "imw-text.h"

#include <string.h>

/* What a description has room for, escaped at the worst. */
#define MAX_TEXT_BYTES ((gsize) 8000)

/* First bytes of EIP-191 and of EIP-2718; types of transactions known today end at 4, an authorization of EIP-7702
 * begins with 5. */
#define PREIMAGE   0x19
#define LAST_TYPE  0x0f
#define FIRST_LIST 0xc0

static gboolean
is_list (const guint8 *data, gsize length, guint *n_items)
{
  g_autoptr (ImwRlpItem) item = imw_rlp_decode (data, length, NULL);

  if (item == NULL || !imw_rlp_item_is_list (item))
    return FALSE;
  *n_items = imw_rlp_item_get_n_items (item);

  return TRUE;
}

/* A legacy transaction has 6 items, 9 with its network or its signature. */
static gboolean
could_be_signed_as_it_is (const guint8 *data, gsize length)
{
  guint n_items = 0;

  if (data[0] == PREIMAGE)
    return TRUE;
  if (data[0] <= LAST_TYPE)
    return is_list (data + 1, length - 1, &n_items);

  return data[0] >= FIRST_LIST && is_list (data, length, &n_items) &&
         (n_items == 6 || n_items == 9);
}

/* Hexadecimal with nothing around it but spaces and quotes, broken over lines or not. */
static GBytes *
decode_hex (const char *text)
{
  g_autoptr (GString) digits = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p++)
    if (!g_ascii_isspace (*p) && *p != '"' && *p != '\'')
      g_string_append_c (digits, *p);
  if (digits->len >= 2 && digits->str[0] == '0' && g_ascii_tolower (digits->str[1]) == 'x')
    g_string_erase (digits, 0, 2);

  return digits->len > 0 ? imw_hex_decode (digits->str, NULL) : NULL;
}

static gboolean
is_dangerous (const guint8 *data, gsize length, gboolean readable)
{
  g_autofree char *text = NULL;
  g_autoptr (GBytes) inner = NULL;
  const guint8 *inner_data;
  gsize         inner_length;

  if (length == 0)
    return FALSE;
  if (could_be_signed_as_it_is (data, length) || (length == 32 && !readable))
    return TRUE;
  if (!readable)
    return FALSE;

  text = g_strndup ((const char *) data, length);
  inner = decode_hex (text);
  if (inner == NULL)
    return FALSE;
  inner_data = g_bytes_get_data (inner, &inner_length);

  return inner_length == 32 || could_be_signed_as_it_is (inner_data, inner_length);
}

/**
 * imw_ethereum_message_warn:
 * @description: a description being built
 * @warning: a warning
 *
 * Adds it if it is not there yet.
 */
void
imw_ethereum_message_warn (ImwDescription *description, ImwWarning warning)
{
  if (!imw_description_has_warning (description, warning))
    imw_description_add_warning (description, warning);
}

/**
 * imw_ethereum_message_describe_text:
 * @description: a description being built
 * @message: the bytes of the text
 * @error: return location
 *
 * What can't be seen, or changes what is seen, is shown by its number and asks for a consent.
 *
 * Returns: %TRUE, or %FALSE with %IMW_ERROR_BAD_INPUT (too long) or %IMW_ERROR_REFUSED (it could be something else
 *   than a text)
 */
gboolean
imw_ethereum_message_describe_text (ImwDescription *description, GBytes *message, GError **error)
{
  gsize            length;
  const guint8    *data = g_bytes_get_data (message, &length);
  gboolean         escaped = FALSE;
  g_autofree char *shown = NULL;

  if (length > MAX_TEXT_BYTES)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT,
                           "the text is too long to be read");
      return FALSE;
    }

  shown = imw_text_escape (data, length, &escaped);
  if (is_dangerous (data, length, !escaped))
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_REFUSED,
                           "a transaction or a hash is not signed as a message");
      return FALSE;
    }

  imw_description_add_detail (description, "message", "", shown);
  if (escaped)
    imw_ethereum_message_warn (description, IMW_WARNING_MESSAGE_UNREADABLE);

  return TRUE;
}
