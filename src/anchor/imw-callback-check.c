/* imw-callback-check.c: whether a message that claims to come from a provider does
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-anchor"

#include "config.h"

#include "imw-callback-check.h"

#include "imw-ed25519.h"
#include "imw-error.h"
#include "imw-strkey.h"

#include <string.h>

#define MAX_AGE_S       120
#define SIGNATURE_BYTES 64

static gboolean
parse_header (const char *header, guint64 *time_s, guint8 signature[SIGNATURE_BYTES])
{
  g_auto (GStrv) parts = g_strsplit (header, ",", 3);
  const char        *time = NULL;
  const char        *text = NULL;
  g_autofree guchar *data = NULL;
  gsize              length = 0;

  for (guint i = 0; parts[i] != NULL; i++)
    {
      const char *part = g_strstrip (parts[i]);

      if (g_str_has_prefix (part, "t="))
        time = part + 2;
      else if (g_str_has_prefix (part, "s="))
        text = part + 2;
    }
  if (time == NULL || text == NULL ||
      !g_ascii_string_to_unsigned (time, 10, 1, G_MAXUINT32, time_s, NULL))
    return FALSE;

  data = g_base64_decode (text, &length);
  if (length != SIGNATURE_BYTES)
    return FALSE;
  memcpy (signature, data, SIGNATURE_BYTES);

  return TRUE;
}

/**
 * imw_callback_check:
 * @header: of the message: "t=SECONDS, s=BASE64"
 * @host: our own host, as the provider was told
 * @body: of the message
 * @signing_key: the provider's, as its stellar.toml says
 * @now_ms: wall time in milliseconds
 * @error: return location
 *
 * SEP-6, 12, 24 and 31, callbacks: the signature is over "SECONDS.HOST.BODY".
 *
 * Returns: whether the provider has signed it, at most two minutes ago. Else @error is %IMW_ERROR_REFUSED, or
 *   %IMW_ERROR_BAD_INPUT for a header or key that is none.
 */
gboolean
imw_callback_check (const char *header,
                    const char *host,
                    GBytes     *body,
                    const char *signing_key,
                    gint64      now_ms,
                    GError    **error)
{
  guint8  key[IMW_STELLAR_KEY_SIZE];
  guint8  signature[SIGNATURE_BYTES];
  guint64 time_s;
  g_autoptr (GByteArray) message = g_byte_array_new ();
  g_autofree char *head = NULL;
  gsize            length;
  gconstpointer    data;

  g_return_val_if_fail (header != NULL && host != NULL, FALSE);
  g_return_val_if_fail (body != NULL && signing_key != NULL, FALSE);

  if (!parse_header (header, &time_s, signature) || !imw_stellar_key_parse (signing_key, key, NULL))
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "Not a signature of a provider");
      return FALSE;
    }

  head = g_strdup_printf ("%" G_GUINT64_FORMAT ".%s.", time_s, host);
  data = g_bytes_get_data (body, &length);
  g_byte_array_append (message, (const guint8 *) head, (guint) strlen (head));
  if (length > 0)
    g_byte_array_append (message, data, (guint) length);
  if (ABS (now_ms / 1000 - (gint64) time_s) > MAX_AGE_S ||
      !imw_ed25519_verify (key, message->data, message->len, signature))
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_REFUSED, "Too old, or signed by somebody else");
      return FALSE;
    }

  return TRUE;
}
