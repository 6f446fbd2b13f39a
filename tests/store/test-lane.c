/* test-lane.c: told balances and what is held of them, against a plain model
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-error.h"
#include "imw-test-told.h"

#define N_STEPS   250
#define N_NUMBERS 6  /* few, so that payments meet on them */
#define MAX_HELD  64 /* payments */
#define MAX_TXS   128

/* What the model knows: no marks, no sums, only what was said. */
typedef struct
{
  char    *id;
  gint64   sequence;
  int      replaces; /* place of another, -1 */
  gboolean open;
  int      tx; /* place of what it was signed as, -1 */
  gint64   hold[2];
} Paid;

typedef struct
{
  guint     number; /* txid */
  TestAsset asset;
  gint64    amount; /* paid; received when negative */
  gint64    fee;
  gint64    sequence; /* -1: not ours */
  gboolean  known;
  gboolean  in_block;
  gboolean  gone;
  guint     order; /* when it came into the mempool */
  gint64    height;
} Tx;

typedef struct
{
  ImwStore *store;
  GRand    *rand;
  Paid      payments[MAX_HELD];
  int       n_payments;
  Tx        txs[MAX_TXS];
  int       n_txs;
  gint64    told[2];
  gint64    tip;
  guint     order;
} Model;

static gboolean
counts_in_mempool (Model *model, const Tx *tx)
{
  if (!tx->known || tx->in_block || tx->gone)
    return FALSE;

  for (int i = 0; tx->sequence >= 0 && i < model->n_txs; i++)
    {
      const Tx *other = &model->txs[i];

      if (other == tx || !other->known || other->gone || other->sequence != tx->sequence)
        continue;
      if (other->in_block || other->order > tx->order)
        return FALSE;
    }

  return TRUE;
}

static gboolean
number_used (Model *model, gint64 sequence)
{
  for (int i = 0; i < model->n_txs; i++)
    {
      if (model->txs[i].known && model->txs[i].in_block && model->txs[i].sequence == sequence)
        return TRUE;
    }

  return FALSE;
}

static gboolean
is_ancestor (Model *model, int older, int newer)
{
  for (int at = model->payments[newer].replaces; at >= 0; at = model->payments[at].replaces)
    {
      if (at == older)
        return TRUE;
    }

  return FALSE;
}

static gint64
held (Model *model, TestAsset asset)
{
  gint64 sum = 0;

  for (int i = 0; i < model->n_payments; i++)
    {
      gboolean replaced = FALSE;

      for (int j = 0; j < model->n_payments; j++)
        replaced = replaced || (model->payments[j].open && is_ancestor (model, i, j));
      if (model->payments[i].open && !replaced &&
          !number_used (model, model->payments[i].sequence))
        sum += model->payments[i].hold[asset];
    }

  return sum;
}

static char *
expect (Model *model, TestAsset asset)
{
  gint64 coming = 0;
  gint64 going = 0;
  gint64 hold = held (model, asset);

  for (int i = 0; i < model->n_txs; i++)
    {
      const Tx *tx = &model->txs[i];

      if (!counts_in_mempool (model, tx))
        continue;
      if (tx->asset == asset && tx->amount > 0)
        going += tx->amount;
      if (tx->asset == asset && tx->amount < 0)
        coming -= tx->amount;
      if (asset == TEST_ETH)
        going += tx->fee;
    }

  return g_strdup_printf ("%" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT
                          " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT,
                          model->told[asset], coming, going, MAX (model->told[asset] - hold, 0),
                          hold);
}

static ImwTxRecord *
record_of (const Tx *tx)
{
  ImwTxState state = tx->gone ? IMW_TX_DROPPED : tx->in_block ? IMW_TX_CONFIRMED
                                                              : IMW_TX_MEMPOOL;

  if (state == IMW_TX_DROPPED || tx->sequence < 0)
    return test_told_record (tx->number, state, tx->height, tx->asset, -tx->amount);

  return test_told_sent (tx->number, state, tx->height, tx->asset, tx->amount, tx->fee,
                         tx->sequence);
}

static Tx *
add_tx (Model *model, gint64 sequence)
{
  Tx *tx = &model->txs[model->n_txs];

  memset (tx, 0, sizeof *tx);
  tx->number = (guint) ++model->n_txs;
  tx->asset = (TestAsset) g_rand_int_range (model->rand, TEST_ETH, TEST_USDT + 1);
  tx->sequence = sequence;
  tx->amount = g_rand_int_range (model->rand, 1, 50);
  tx->fee = g_rand_int_range (model->rand, 1, 9);
  if (sequence < 0)
    {
      tx->amount = -tx->amount;
      tx->fee = 0;
    }

  return tx;
}

/* One transaction becomes something else in the eyes of the network. */
static void
change_tx (Model *model, ImwStoreBatch *batch, Tx *tx)
{
  gboolean waited = tx->known && !tx->in_block && !tx->gone;

  switch (g_rand_int_range (model->rand, 0, 4))
    {
    case 0:
    case 1:
      tx->in_block = tx->gone = FALSE;
      if (!waited)
        tx->order = ++model->order;
      break;

    case 2: /* the network takes a number once only */
      if (tx->sequence >= 0 && number_used (model, tx->sequence) && !tx->in_block)
        return;
      tx->in_block = TRUE;
      tx->gone = FALSE;
      tx->height = g_rand_int_range (model->rand, 1, (gint32) model->tip + 1);
      break;

    default:
      if (!tx->known)
        return;
      tx->gone = TRUE;
      tx->in_block = FALSE;
    }
  tx->known = TRUE;
  test_batch_take (batch, record_of (tx));
}

static void
sync_some (Model *model)
{
  g_autoptr (ImwStoreBatchResult) result = NULL;
  gboolean       reorganised = g_rand_int_range (model->rand, 0, 8) == 0;
  ImwStoreBatch *batch;

  model->tip += reorganised ? -g_rand_int_range (model->rand, 0, 10)
                            : g_rand_int_range (model->rand, 0, 3);
  model->tip = MAX (model->tip, 5);
  batch = test_told_batch (model->tip);
  batch->reorganised = reorganised;
  for (int i = g_rand_int_range (model->rand, 0, 4); i > 0 && model->n_txs > 0; i--)
    change_tx (model, batch,
               &model->txs[g_rand_int_range (model->rand, 0, (gint32) model->n_txs)]);
  for (TestAsset asset = TEST_ETH; asset <= TEST_USDT; asset++)
    {
      if (g_rand_boolean (model->rand))
        continue;
      model->told[asset] = g_rand_int_range (model->rand, 0, 1000);
      test_told_tell (batch, asset, model->told[asset]);
    }
  result = test_store_apply (model->store, batch);

  /* in the order in which the store finds them: all of them are later than what waits */
  for (int i = 0; reorganised && i < model->n_txs; i++)
    {
      Tx *tx = &model->txs[i];

      if (!tx->known || !tx->in_block || tx->height <= model->tip)
        continue;
      tx->in_block = FALSE;
      tx->order = ++model->order;
    }
}

static int
holder_of (Model *model, gint64 sequence)
{
  int last = -1;

  for (int i = 0; i < model->n_payments; i++)
    {
      if (model->payments[i].open && model->payments[i].sequence == sequence)
        last = i;
    }

  return last;
}

static void
pay (Model *model)
{
  Paid     *paid = &model->payments[model->n_payments];
  gint64    sequence = g_rand_int_range (model->rand, 0, N_NUMBERS);
  int       holder = holder_of (model, sequence);
  gboolean  replace = holder >= 0 && g_rand_boolean (model->rand);
  TestAsset asset = (TestAsset) g_rand_int_range (model->rand, TEST_ETH, TEST_USDT + 1);
  gint64    units = g_rand_int_range (model->rand, 0, 300);
  gint64    fee = g_rand_int_range (model->rand, 1, 30);
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwStorePayment) payment = NULL;
  gboolean used = number_used (model, sequence);
  gboolean covered = TRUE;
  gboolean done;

  if (model->n_payments == MAX_HELD)
    return;

  payment = test_told_payment (replace ? model->payments[holder].id : NULL, sequence);
  memset (paid, 0, sizeof *paid);
  paid->sequence = sequence;
  paid->replaces = replace ? holder : -1;
  paid->open = TRUE;
  paid->tx = -1;
  paid->hold[asset] += units;
  paid->hold[TEST_ETH] += fee;
  model->n_payments++;
  for (TestAsset each = TEST_ETH; each <= TEST_USDT; each++)
    covered = covered && (paid->hold[each] == 0 || held (model, each) <= model->told[each]);

  done = test_told_prepare (model->store, payment, asset, units, fee, &error);
  if (done)
    {
      g_assert_true (covered && !used && (holder < 0 || replace));
      paid->id = g_strdup (payment->id);
      return;
    }
  model->n_payments--;
  if (holder >= 0 && !replace)
    g_assert_error (error, IMW_ERROR, IMW_ERROR_BUSY);
  else
    {
      g_assert_error (error, IMW_ERROR, IMW_ERROR_REFUSED);
      g_assert_true (!covered || used);
    }
}

/* Signs an open payment, or ends it. */
static void
move_on (Model *model)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwStorePayment) payment = NULL;
  Paid *paid;

  if (model->n_payments == 0)
    return;
  paid = &model->payments[g_rand_int_range (model->rand, 0, model->n_payments)];
  if (!paid->open)
    return;

  payment = test_store_get_payment (model->store, paid->id, &error);
  g_assert_no_error (error);
  if (paid->tx < 0 && model->n_txs < MAX_TXS && g_rand_int_range (model->rand, 0, 3) > 0)
    {
      test_told_sign (model->store, payment, add_tx (model, paid->sequence)->number);
      paid->tx = model->n_txs - 1;
      return;
    }
  test_told_end (model->store, payment, "over");
  paid->open = FALSE;
}

static void
compare (Model *model)
{
  for (TestAsset asset = TEST_ETH; asset <= TEST_USDT; asset++)
    {
      g_autofree char *expected = expect (model, asset);

      test_assert_told (model->store, asset, expected);
    }
}

static void
test_steps (TestStore *fixture, gconstpointer data)
{
  guint32        seed = (g_test_rand_int () & 0x7fffffff) + (guint32) GPOINTER_TO_UINT (data);
  Model          model = { .store = fixture->store, .tip = 10, .told = { 700, 700 } };
  ImwStoreBatch *batch = test_told_batch (10);
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  gboolean changed = TRUE;

  g_test_message ("seed %u", seed);
  model.rand = g_rand_new_with_seed (seed);
  test_told_tell (batch, TEST_ETH, 700);
  test_told_tell (batch, TEST_USDT, 700);
  imw_store_batch_result_free (test_store_apply (fixture->store, batch));

  for (guint step = 0; step < N_STEPS; step++)
    {
      switch (g_rand_int_range (model.rand, 0, 7))
        {
        case 0:
        case 1:
          pay (&model);
          break;
        case 2:
          move_on (&model);
          break;
        case 3:
          if (model.n_txs < MAX_TXS)
            add_tx (&model, g_rand_int_range (model.rand, -1, N_NUMBERS));
          break;
        default:
          sync_some (&model);
        }
      compare (&model);
    }

  g_assert_true (imw_store_repair_finish (
      fixture->store,
      TEST_RUN (result, imw_store_repair_async (fixture->store, NULL, test_done_cb, &result)),
      &changed, &error));
  g_assert_no_error (error);
  g_assert_false (changed);
  compare (&model);

  for (int i = 0; i < model.n_payments; i++)
    g_free (model.payments[i].id);
  g_rand_free (model.rand);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *path = g_strdup_printf ("/store/lane/steps-%u", i);

      g_test_add (path, TestStore, GUINT_TO_POINTER (i), test_told_set_up, test_steps,
                  test_store_tear_down);
    }

  return g_test_run ();
}
