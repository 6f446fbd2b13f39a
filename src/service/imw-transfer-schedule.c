/* imw-transfer-schedule.c: when a provider is asked again, and what an order is called
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-transfer-schedule"

#include "config.h"

#include "imw-transfer-judge.h"

#include "imw-hash.h"

#include <string.h>

/* ---- when to ask again ---- */

#define SECOND_MS     ((gint64) 1000)
#define MINUTE_MS     ((gint64) 60 * 1000)
#define MAX_DELAY_MS  (15 * MINUTE_MS)
#define N_QUICK       15
#define N_STEADY      24
#define MAX_DOUBLINGS 8

/**
 * imw_transfer_poll_delay_ms:
 * @n: how often was asked since something happened
 * @elapsed_ms: time since then
 * @status_eta_s: when the provider expects the next change, -1 not said
 * @n_failures: in a row
 * @spread: 0 … 1000, for the jitter
 *
 * Returns: milliseconds until the next question: 2 s fifteen times, 5 s twenty-four times, 15 s until ten minutes have passed, then a
 *   minute or a quarter of what was said, at most 15 minutes; doubled for each failure; plus or minus a fifth
 */
gint64
imw_transfer_poll_delay_ms (guint  n,
                            gint64 elapsed_ms,
                            gint64 status_eta_s,
                            guint  n_failures,
                            guint  spread)
{
  gint64 delay_ms = MINUTE_MS;

  if (n < N_QUICK)
    delay_ms = 2 * SECOND_MS;
  else if (n < N_QUICK + N_STEADY)
    delay_ms = 5 * SECOND_MS;
  else if (elapsed_ms < 10 * MINUTE_MS)
    delay_ms = 15 * SECOND_MS;
  else if (status_eta_s > 0)
    delay_ms = MIN (status_eta_s, MAX_DELAY_MS) * SECOND_MS / 4;

  if (n >= N_QUICK + N_STEADY && elapsed_ms >= 10 * MINUTE_MS)
    delay_ms = CLAMP (delay_ms, MINUTE_MS, MAX_DELAY_MS);

  delay_ms = MIN (delay_ms << MIN (n_failures, MAX_DOUBLINGS), MAX_DELAY_MS);

  return delay_ms * (800 + (gint64) MIN (spread, 1000) * 2 / 5) / 1000;
}

/* ---- the short code ---- */

#define CODE_BYTES 5

/**
 * imw_transfer_build_code:
 * @domain: the provider's
 * @order_id: the provider's number
 *
 * Returns: (transfer full): "IMW-XXXX-XXXX": Crockford's base32 of the first 40 bits of SHA-256 (domain ‖ 0 ‖ number)
 */
char *
imw_transfer_build_code (const char *domain, const char *order_id)
{
  static const char letters[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  guint8  hash[IMW_SHA256_SIZE];
  guint64 bits = 0;
  char    text[9] = "";

  g_byte_array_append (bytes, (const guint8 *) domain, (guint) strlen (domain) + 1);
  g_byte_array_append (bytes, (const guint8 *) order_id, (guint) strlen (order_id));
  imw_sha256 (bytes->data, bytes->len, hash);

  for (guint i = 0; i < CODE_BYTES; i++)
    bits = bits << 8 | hash[i];

  for (guint i = 0; i < 8; i++)
    text[i] = letters[bits >> (35 - 5 * i) & 31];

  return g_strdup_printf ("IMW-%.4s-%.4s", text, text + 4);
}
