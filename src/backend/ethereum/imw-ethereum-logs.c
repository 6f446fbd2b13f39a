/* imw-ethereum-logs.c: transfers of tokens, in ranges that the server takes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-ethereum-rpc"

#include "config.h"

#include "imw-ethereum-rpc-private.h"

#include "imw-error.h"

#include <string.h>

/* Servers refuse ranges in words of their own, with codes of their own, or by an answer that is too
 * long or comes too late. Whatever is not plainly something else is taken for "ask for less". */

#define FEW_LOGS 500

static gboolean
says_one_of (const char *words, const char *const *phrases)
{
  for (; *phrases != NULL; phrases++)
    if (strstr (words, *phrases) != NULL)
      return TRUE;

  return FALSE;
}

/* The first number that could be a number of blocks below @span: "up to a 2,000 block range", "max 10k" */
static gint64
find_number (const char *words, gint64 span)
{
  for (const char *p = words; *p != '\0'; p++)
    {
      gint64 number = 0;

      if (!g_ascii_isdigit (*p))
        continue;
      if (p[0] == '0' && p[1] == 'x')
        {
          p += 2;
          while (g_ascii_isxdigit (p[0]) && p[1] != '\0')
            p++;
          continue;
        }
      for (; (g_ascii_isdigit (*p) || (*p == ',' && g_ascii_isdigit (p[1]))) && number < G_MAXINT32;
           p++)
        if (*p != ',')
          number = number * 10 + (*p - '0');
      if (*p == 'k')
        number *= 1000;
      if (number > 1 && number < span)
        return number;
      if (*p == '\0')
        break;
    }

  return 0;
}

/**
 * imw_evm_logs_add_calls:
 * @calls: (element-type ImwJsonRpcCall): gets two more
 * @address: in lower case
 * @from: first block
 * @to: last block
 *
 * Asks for the transfers of all tokens from and to the address.
 */
void
imw_evm_logs_add_calls (GPtrArray *calls, const char *address, gint64 from, gint64 to)
{
  static const char *const topics[] = { "\"" IMW_EVM_TRANSFER_TOPIC "\"",
                                        "\"" IMW_EVM_TRANSFER_TOPIC "\",null" };

  for (gsize i = 0; i < G_N_ELEMENTS (topics); i++)
    imw_evm_calls_add (calls, "eth_getLogs",
                       "[{\"fromBlock\":\"0x%" G_GINT64_MODIFIER
                       "x\",\"toBlock\":\"0x%" G_GINT64_MODIFIER "x\",\"topics\":[%s,"
                       "\"0x000000000000000000000000%s\"]}]",
                       (guint64) from, (guint64) to, topics[i], address + strlen ("0x"));
}

/**
 * imw_evm_logs_read:
 * @calls: (element-type ImwJsonRpcCall): those of imw_evm_logs_add_calls() stand first, and succeeded
 * @from: first block
 * @to: last block
 * @address: in lower case
 * @error: return location
 *
 * Returns: (transfer full) (element-type ImwEvmLog): the transfers, without what was not asked for; on
 *   %NULL @error is %IMW_ERROR_BAD_REPLY
 */
GPtrArray *
imw_evm_logs_read (GPtrArray *calls, gint64 from, gint64 to, const char *address, GError **error)
{
  g_autoptr (GPtrArray) logs = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_evm_log_free);

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GPtrArray) part = imw_evm_logs_parse (imw_evm_calls_get (calls, i)->result, error);

      if (part == NULL)
        return NULL;
      for (guint j = 0; j < part->len; j++)
        {
          ImwEvmLog *log = g_ptr_array_index (part, j);

          if (log->block < from || log->block > to ||
              (!g_str_equal (log->from, address) && !g_str_equal (log->to, address)))
            continue;
          g_ptr_array_add (logs, log);
          part->pdata[j] = g_new0 (ImwEvmLog, 1); /* @part frees what it has */
        }
    }

  return g_steal_pointer (&logs);
}

/**
 * imw_evm_logs_narrow:
 * @server: who was asked
 * @span: for how many blocks
 * @call: a call that failed
 *
 * Returns: whether the server may answer for fewer blocks; then it is asked for fewer from now on
 */
gboolean
imw_evm_logs_narrow (ImwEvmServer *server, gint64 span, ImwJsonRpcCall *call)
{
  static const char *const busy[] = { "rate limit", "too many requests", "capacity", "credits",
                                      "unauthorized", "api key", NULL };
  static const char *const range[] = { "range", "block", NULL };
  g_autofree char         *words = g_ascii_strdown (call->words != NULL ? call->words : "", -1);
  gint64                   number;

  if (span <= 1 || says_one_of (words, busy) ||
      g_error_matches (call->error, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED) ||
      g_error_matches (call->error, IMW_ERROR, IMW_ERROR_NETWORK) ||
      (*words == '\0' && (g_error_matches (call->error, IMW_ERROR, IMW_ERROR_BAD_REPLY) ||
                          g_error_matches (call->error, IMW_ERROR, IMW_ERROR_RATE_LIMITED))))
    return FALSE;

  number = find_number (words, span);
  server->log_span = (guint64) (number > 0 ? number : span / 2);
  if (says_one_of (words, range))
    server->log_limit = server->log_span;
  g_debug ("%s: %" G_GUINT64_FORMAT " blocks at once", server->url, server->log_span);

  return TRUE;
}

/**
 * imw_evm_logs_widen:
 * @server: who answered
 * @span: for how many blocks
 * @n_logs: with how many events
 *
 * After a range that was easy for the server, the next one is larger.
 */
void
imw_evm_logs_widen (ImwEvmServer *server, guint64 span, guint n_logs)
{
  if (span >= server->log_span && n_logs < FEW_LOGS)
    server->log_span = MIN (server->log_span * 2, server->log_limit);
}
