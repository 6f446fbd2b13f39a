/* imw-esplora-stats.c: counts of addresses, and fees
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-esplora-json"

#include "config.h"

#include "imw-esplora-json.h"

#include "imw-error.h"
#include "imw-json.h"

#include <string.h>

#define MINIMUM_MILLI G_GUINT64_CONSTANT (1000)
#define ABSURD_MILLI  G_GUINT64_CONSTANT (2000000)

static gboolean
parse_half (JsonObject *object,
            const char *name,
            gint64     *funded_sat,
            gint64     *spent_sat,
            gint64     *n_txs,
            GError    **error)
{
  JsonObject *half = imw_json_get_object (object, name, error);

  return half != NULL &&
         imw_json_get_int (half, "funded_txo_sum", 0, G_MAXINT64, funded_sat, error) &&
         imw_json_get_int (half, "spent_txo_sum", 0, G_MAXINT64, spent_sat, error) &&
         imw_json_get_int (half, "tx_count", 0, G_MAXINT32, n_txs, error);
}

/**
 * imw_esplora_stats_parse:
 * @node: what the server says about an address
 * @address: the address that was asked about
 * @stats: (out caller-allocates): the counts
 * @error: return location
 *
 * Returns: %TRUE on success, else @error is %IMW_ERROR_BAD_REPLY
 */
gboolean
imw_esplora_stats_parse (JsonNode        *node,
                         const char      *address,
                         ImwEsploraStats *stats,
                         GError         **error)
{
  JsonObject *object;
  const char *told;

  g_return_val_if_fail (node != NULL && address != NULL && stats != NULL, FALSE);

  object = imw_json_node_get_object (node, error);
  if (object == NULL || !imw_json_get_string_opt (object, "address", &told, error))
    return FALSE;
  if (told != NULL && !g_str_equal (told, address))
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_REPLY, "The answer is about another address");
      return FALSE;
    }

  return parse_half (object,
                     "chain_stats",
                     &stats->chain_funded_sat,
                     &stats->chain_spent_sat,
                     &stats->chain_txs,
                     error) &&
         parse_half (object,
                     "mempool_stats",
                     &stats->mempool_funded_sat,
                     &stats->mempool_spent_sat,
                     &stats->mempool_txs,
                     error);
}

/**
 * imw_esplora_stats_to_status:
 * @self: counts
 *
 * Returns: (transfer full): a text that differs when the counts do, "c:FUNDED:SPENT:TXS,m:…"
 */
char *
imw_esplora_stats_to_status (const ImwEsploraStats *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_strdup_printf ("c:%" G_GINT64_FORMAT ":%" G_GINT64_FORMAT ":%" G_GINT64_FORMAT
                          ",m:%" G_GINT64_FORMAT ":%" G_GINT64_FORMAT ":%" G_GINT64_FORMAT,
                          self->chain_funded_sat,
                          self->chain_spent_sat,
                          self->chain_txs,
                          self->mempool_funded_sat,
                          self->mempool_spent_sat,
                          self->mempool_txs);
}

/**
 * imw_esplora_status_get_chain_txs:
 * @status: (nullable): what imw_esplora_stats_to_status() made
 *
 * Returns: how many transactions in blocks it counts; 0 when it is no such text
 */
gint64
imw_esplora_status_get_chain_txs (const char *status)
{
  g_auto (GStrv) parts = NULL;
  char   *comma;
  guint64 n_txs;

  if (status == NULL || !g_str_has_prefix (status, "c:"))
    return 0;

  parts = g_strsplit (status, ":", 5);
  if (g_strv_length (parts) != 5)
    return 0;
  comma = strchr (parts[3], ',');
  if (comma == NULL)
    return 0;
  *comma = '\0';

  return g_ascii_string_to_unsigned (parts[3], 10, 0, G_MAXINT32, &n_txs, NULL)
             ? (gint64) n_txs
             : 0;
}

/* "87.8825" sat/vB -> 87883 milli, rounded up; no double anywhere. */
static gboolean
milli_from_text (const char *text,
                 guint64    *milli,
                 GError    **error)
{
  g_auto (GStrv) parts = g_strsplit (text, ".", 2);
  guint64 whole = 0;
  guint64 thousandths = 0;
  guint   n_digits = 0;

  if (!g_ascii_string_to_unsigned (parts[0], 10, 0, ABSURD_MILLI / 1000, &whole, NULL))
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_REPLY, "A fee rate is impossible");
      return FALSE;
    }

  for (const char *p = parts[1]; p != NULL && *p != '\0'; p++, n_digits++)
    {
      if (n_digits < 3)
        thousandths = thousandths * 10 + (guint64) g_ascii_digit_value (*p);
      else if (*p != '0')
        {
          thousandths++;
          break;
        }
    }
  for (; n_digits < 3; n_digits++)
    thousandths *= 10;

  *milli = whole * 1000 + thousandths;
  if (*milli == 0 || *milli > ABSURD_MILLI)
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_REPLY, "A fee rate is impossible");
      return FALSE;
    }

  return TRUE;
}

/* The first of the targets that the server has an estimate for. */
static gboolean
find_level (JsonObject        *object,
            const char *const *targets,
            guint32            block_seconds,
            guint64           *milli,
            guint32           *expected_s,
            gboolean          *found,
            GError           **error)
{
  *found = FALSE;
  for (; *targets != NULL; targets++)
    {
      g_autofree char *text = NULL;

      if (!imw_json_has (object, *targets))
        continue;

      text = imw_json_dup_number_text (object, *targets, error);
      if (text == NULL || !milli_from_text (text, milli, error))
        return FALSE;

      *expected_s = (guint32) g_ascii_strtoull (*targets, NULL, 10) * block_seconds;
      *found = TRUE;
      break;
    }

  return TRUE;
}

/**
 * imw_esplora_fees_parse:
 * @node: a map from a target in blocks to sat/vB
 * @block_seconds: expected time between two blocks
 * @fees: (out caller-allocates): the levels; `known` is %FALSE when the server has no estimate
 *   for one of them. `as_of_ms` is left at 0
 * @error: return location
 *
 * Returns: %TRUE on success; %IMW_ERROR_BAD_REPLY for what is malformed, 0 or over 2,000 sat/vB
 */
gboolean
imw_esplora_fees_parse (JsonNode    *node,
                        guint32      block_seconds,
                        ImwFeeTable *fees,
                        GError     **error)
{
  static const char *const        fast[] = { "1", "2", "3", NULL };
  static const char *const        normal[] = { "6", "5", "4", "7", "8", "9", "10", "12", NULL };
  static const char *const        slow[] = { "144", "504", "72", "25", "24", "20", NULL };
  static const char *const *const targets[IMW_N_FEE_LEVELS] = {
    [IMW_FEE_SLOW] = slow,
    [IMW_FEE_NORMAL] = normal,
    [IMW_FEE_FAST] = fast,
  };
  JsonObject *object;

  g_return_val_if_fail (node != NULL && fees != NULL, FALSE);

  *fees = (ImwFeeTable){ .known = TRUE, .minimum_milli = MINIMUM_MILLI };
  object = imw_json_node_get_object (node, error);
  if (object == NULL)
    return FALSE;

  for (guint i = 0; i < IMW_N_FEE_LEVELS; i++)
    {
      gboolean found;

      if (!find_level (object,
                       targets[i],
                       block_seconds,
                       &fees->rate_milli[i],
                       &fees->expected_s[i],
                       &found,
                       error))
        return FALSE;
      fees->known &= found;
    }
  if (!fees->known)
    {
      *fees = (ImwFeeTable){ .known = FALSE, .minimum_milli = MINIMUM_MILLI };
      return TRUE;
    }

  /* paying more is never slower, and nothing is below what is relayed */
  fees->rate_milli[IMW_FEE_SLOW] = MAX (fees->rate_milli[IMW_FEE_SLOW], MINIMUM_MILLI);
  for (guint i = IMW_FEE_NORMAL; i <= IMW_FEE_FAST; i++)
    fees->rate_milli[i] = MAX (fees->rate_milli[i], fees->rate_milli[i - 1]);

  return TRUE;
}
