/* imw-practice-xlm-submit.c: transactions on their way into the practice Stellar
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-practice-xlm-submit"

#include "config.h"

#include "imw-practice-xlm-private.h"

#include "imw-error.h"
#include "imw-hex.h"

#include <string.h>

static gboolean
add_participants (ImwPracticeStellar *net, const ImwStellarTx *tx, gint64 row, GError **error)
{
  if (!imw_ledger_add_history (net->ledger, tx->source.key, row, error))
    return FALSE;

  for (guint i = 0; i < tx->ops->len; i++)
    {
      const ImwStellarOp *op = g_ptr_array_index (tx->ops, i);
      ImwLedgerNote       note = { 0 };

      imw_xlm_set_topics (&note, tx, op);
      for (guint j = 1; j < note.n_topics; j++)
        {
          if (!imw_ledger_add_history (net->ledger, note.topics[j], row, error))
            return FALSE;
        }
    }

  return TRUE;
}

static gboolean
let_wait (ImwPracticeStellar       *net,
          const ImwStellarEnvelope *envelope,
          GBytes                   *raw,
          const guint8              hash[32],
          GError                  **error)
{
  const ImwStellarTx *tx = envelope->tx;
  ImwLedgerTx         record = { .raw = raw };
  ImwLedgerEntry      entry = { .sequence = (guint64) tx->sequence };
  g_autofree char    *subject = imw_hex_encode (hash, 32);
  gint64              row;

  memcpy (record.id, hash, sizeof record.id);
  record.fee = (guint64) IMW_XLM_BASE_FEE * tx->ops->len;
  record.size = (gint64) g_bytes_get_size (raw);
  record.weight = tx->ops->len;
  memcpy (entry.account, tx->source.key, sizeof entry.account);

  return imw_ledger_add_tx (net->ledger, &record, &row, error) &&
         imw_ledger_add_entry (net->ledger, row, &entry, error) &&
         add_participants (net, tx, row, error) &&
         imw_ledger_add_event (net->ledger, "tx", subject, error);
}

/* Whether the account's next number is taken by one that waits */
static gboolean
find_rival (ImwXlmRun *run, const ImwStellarTx *tx, gboolean *busy, GError **error)
{
  g_autoptr (ImwXlmAccount) account = NULL;
  g_autoptr (ImwLedgerTx) rival = NULL;

  *busy = FALSE;
  if (!imw_xlm_run_get_account (run, tx->source.key, &account, error))
    return FALSE;
  if (account == NULL)
    return TRUE;

  if (!imw_ledger_find_entry (run->net->ledger, tx->source.key, (guint64) account->sequence + 1,
                              &rival, error))
    return FALSE;
  *busy = rival != NULL && rival->height == IMW_LEDGER_WAITING;

  return TRUE;
}

static gboolean
judge (ImwPracticeStellar       *net,
       const ImwStellarEnvelope *envelope,
       const guint8              hash[32],
       ImwXlmVerdict            *verdict,
       ImwXlmResult             *result,
       GError                  **error)
{
  g_auto (ImwXlmRun) run = { 0 };
  g_autoptr (ImwLedgerTx) known = NULL;
  gint64   now_s = imw_clock_get_wall_ms (imw_ledger_get_clock (net->ledger)) / 1000;
  gboolean busy;

  if (!imw_ledger_find_tx (net->ledger, hash, &known, error))
    return FALSE;
  if (known != NULL)
    {
      *verdict = known->height == IMW_LEDGER_WAITING ? IMW_XLM_DUPLICATE : IMW_XLM_APPLIED;
      return TRUE;
    }

  imw_xlm_run_init (&run, net, 0, now_s);
  if (!find_rival (&run, envelope->tx, &busy, error) ||
      !imw_xlm_check (&run, envelope, result, error))
    return FALSE;

  *verdict = IMW_XLM_TAKEN;
  if (busy)
    *verdict = IMW_XLM_BUSY;
  else if (result->code != IMW_XLM_TX_SUCCESS)
    *verdict = IMW_XLM_REFUSED;

  return TRUE;
}

static gboolean
accept (ImwPracticeStellar       *net,
        const ImwStellarEnvelope *envelope,
        GBytes                   *raw,
        gboolean                  at_once,
        const guint8              hash[32],
        GError                  **error)
{
  return let_wait (net, envelope, raw, hash, error) &&
         (!at_once || imw_xlm_close (net, FALSE, error));
}

/**
 * imw_xlm_submit: (skip)
 * @net: the network
 * @raw: an envelope
 * @at_once: whether a ledger is closed for it
 * @hash: (out caller-allocates) (array fixed-size=32): the transaction's hash, unless it is malformed
 * @verdict: (out): what became of it
 * @result: (inout): an empty result, filled when it is refused
 * @error: return location
 *
 * Takes a transaction or refuses it, by the rules of the network.
 *
 * Returns: %TRUE when @verdict is set. On %FALSE @error is %IMW_ERROR_DISK or %IMW_ERROR_CORRUPT.
 */
gboolean
imw_xlm_submit (ImwPracticeStellar *net,
                GBytes             *raw,
                gboolean            at_once,
                guint8              hash[32],
                ImwXlmVerdict      *verdict,
                ImwXlmResult       *result,
                GError            **error)
{
  g_autoptr (GError) reason = NULL;
  g_autoptr (ImwStellarEnvelope) envelope = NULL;

  at_once = at_once || net->instant;
  *verdict = IMW_XLM_MALFORMED;
  memset (hash, 0, 32);
  envelope = imw_stellar_envelope_parse (g_bytes_get_data (raw, NULL), g_bytes_get_size (raw),
                                         &reason);
  if (envelope == NULL)
    {
      if (g_error_matches (reason, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED))
        {
          *verdict = IMW_XLM_REFUSED;
          result->code = IMW_XLM_TX_NOT_SUPPORTED;
        }
      return TRUE;
    }

  imw_stellar_envelope_get_hash (envelope, net->network_id, hash);
  if (!judge (net, envelope, hash, verdict, result, error))
    return FALSE;
  if (*verdict != IMW_XLM_TAKEN)
    return TRUE;

  if (!imw_ledger_begin (net->ledger, error) ||
      !imw_ledger_end (net->ledger, accept (net, envelope, raw, at_once, hash, error), error))
    return FALSE;

  if (at_once)
    imw_xlm_tell_watchers (net);
  else
    imw_xlm_schedule (net);

  return TRUE;
}
