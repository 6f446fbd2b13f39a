/* imw-ethereum-examine.c: what the network says of a payment before it is built
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-ethereum-rpc"

#include "config.h"

#include "imw-ethereum-rpc-private.h"

#include "imw-abi.h"
#include "imw-error.h"
#include "imw-hex.h"

#include <string.h>

#define PLAIN_GAS  G_GUINT64_CONSTANT (21000)
#define MAX_GAS    G_GUINT64_CONSTANT (100000000)
#define MAX_L1_FEE "1000000000000000000" /* one whole coin */

/* GasPriceOracle of the OP stack */
#define ORACLE "0x420000000000000000000000000000000000000f"

/* what an unsigned transaction has beside its call data, and what the signature adds */
#define ENVELOPE_BYTES  120
#define SIGNATURE_BYTES 68

typedef struct
{
  char    *address; /* of the account */
  char    *to;      /* what is called or paid */
  char    *payee;
  char    *data;  /* with "0x" */
  char    *value; /* quantity without "0x" */
  gboolean has_l1_fee;
} Question;

enum
{
  CALL_SEQUENCE,
  CALL_GAS,
  CALL_CODE,
  CALL_PAYEE_SEQUENCE,
  CALL_PAYEE_BALANCE,
  CALL_L1_BOUND,
  CALL_L1_FEE
};

static void
question_free (gpointer user_data)
{
  Question *question = user_data;

  g_free (question->address);
  g_free (question->to);
  g_free (question->payee);
  g_free (question->data);
  g_free (question->value);
  g_free (question);
}

static gboolean
says (const char *words, const char *phrase)
{
  g_autofree char *lower = words != NULL ? g_ascii_strdown (words, -1) : NULL;

  return lower != NULL && strstr (lower, phrase) != NULL;
}

/* Whether the refusal is about the payment, and not about the server. */
static gboolean
is_refusal (const ImwJsonRpcCall *call)
{
  static const char *const phrases[] = { "revert", "insufficient", "gas required",
                                         "out of gas", "invalid opcode", "always failing",
                                         "execution", "stack", "vm ",
                                         "transfer amount", "allowance" };

  if (call->words == NULL)
    return FALSE;
  if (call->code == 3 || call->code == -32015)
    return TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (phrases); i++)
    if (says (call->words, phrases[i]))
      return TRUE;

  return FALSE;
}

/* A margin of a fifth, but for a plain payment between people, whose gas is always the same: then
 * everything can be sent to the last unit. */
static gboolean
read_gas (const Question *question, ImwJsonRpcCall *call, ImwPaymentFacts *facts, GError **error)
{
  gboolean is_plain = g_str_equal (question->data, "0x") && !facts->payee_is_contract;
  guint64  gas;

  if (call->error != NULL)
    {
      if (!is_refusal (call))
        {
          g_propagate_error (error, imw_evm_call_dup_error (call));
          return FALSE;
        }
      /* too little for the payment is found out when it is built, with the exact amounts */
      if (says (call->words, "insufficient funds") && is_plain)
        facts->gas_limit = PLAIN_GAS;
      else
        facts->refusal = imw_evm_words_for_refusal (call);
      return TRUE;
    }

  if (!imw_evm_call_get_u64 (call, &gas, error))
    return FALSE;
  if (gas < PLAIN_GAS || gas > MAX_GAS)
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_REPLY, "No payment needs so much gas");
      return FALSE;
    }
  facts->gas_limit = is_plain && gas == PLAIN_GAS ? gas : gas + (gas + 4) / 5;

  return TRUE;
}

/* EIP-7702: code that only names another contract stands at an address of a person. */
static gboolean
is_contract (GBytes *code)
{
  gsize         length;
  const guint8 *data = g_bytes_get_data (code, &length);

  return length > 0 && !(length == 23 && data[0] == 0xef && data[1] == 0x01 && data[2] == 0x00);
}

static gboolean
read_payee (GPtrArray *calls, ImwPaymentFacts *facts, GError **error)
{
  g_autoptr (GBytes) code = imw_evm_call_get_bytes (imw_evm_calls_get (calls, CALL_CODE), error);
  guint8      balance[IMW_EVM_WORD_BYTES];
  const char *text;
  guint64     sequence;

  if (code == NULL ||
      !imw_evm_call_get_u64 (imw_evm_calls_get (calls, CALL_PAYEE_SEQUENCE), &sequence, error) ||
      (text = imw_evm_call_get_text (imw_evm_calls_get (calls, CALL_PAYEE_BALANCE), error)) == NULL)
    return FALSE;
  if (!imw_evm_read_word (text, balance))
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_REPLY, "Not a balance");
      return FALSE;
    }

  facts->payee_is_contract = is_contract (code);
  facts->payee_is_used = facts->payee_is_contract || sequence > 0 ||
                         !imw_evm_word_is_zero (balance);

  return TRUE;
}

/* The oracle's own upper bound (since Fjord), else its estimate for bytes that do not shrink; a
 * quarter more, for the price of data moves. */
static gboolean
read_l1_fee (ImwEthereumRpc *self, GPtrArray *calls, ImwPaymentFacts *facts, GError **error)
{
  ImwAsset *asset = self->params->asset;
  g_autoptr (ImwAmount)
      fee = imw_evm_call_get_word_amount (imw_evm_calls_get (calls, CALL_L1_BOUND), asset, NULL);
  g_autoptr (ImwAmount) most = imw_amount_new_from_base_text (asset, MAX_L1_FEE, NULL);

  if (fee == NULL)
    fee = imw_evm_call_get_word_amount (imw_evm_calls_get (calls, CALL_L1_FEE), asset, error);
  if (fee == NULL)
    return FALSE;
  if (imw_amount_compare (fee, most) > 0)
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_REPLY, "No data costs so much");
      return FALSE;
    }
  facts->extra_fee = imw_amount_multiply_ratio (fee, 5, 4, IMW_ROUND_UP, error);

  return facts->extra_fee != NULL;
}

static void
examined (GTask *task, GPtrArray *calls)
{
  ImwEthereumRpc *self = g_task_get_source_object (task);
  const Question *question = imw_evm_round_get_data (task);
  g_autoptr (ImwPaymentFacts) facts = imw_payment_facts_new ();
  GError *error = NULL;
  guint64 sequence;

  if (!imw_evm_call_get_u64 (imw_evm_calls_get (calls, CALL_SEQUENCE), &sequence, &error) ||
      !read_payee (calls, facts, &error) ||
      !read_gas (question, imw_evm_calls_get (calls, CALL_GAS), facts, &error) ||
      (question->has_l1_fee && !read_l1_fee (self, calls, facts, &error)))
    {
      imw_evm_round_fail (task, error);
      return;
    }
  if (sequence > G_MAXINT32)
    {
      imw_evm_round_fail (
          task, g_error_new (IMW_ERROR, IMW_ERROR_BAD_REPLY, "No account has made so many"));
      return;
    }

  facts->sequence = (gint64) sequence;
  imw_evm_round_succeed (task);
  g_task_return_pointer (task, g_steal_pointer (&facts), (GDestroyNotify) imw_payment_facts_free);
}

static void
add_l1_calls (const Question *question, GPtrArray *calls)
{
  g_autofree char *bound = imw_evm_selector ("getL1FeeUpperBound(uint256)");
  g_autofree char *exact = imw_evm_selector ("getL1Fee(bytes)");
  gsize            length = ENVELOPE_BYTES + SIGNATURE_BYTES + strlen (question->data) / 2;
  gsize            padded = (length + 31) / 32 * 32;
  g_autofree char *filler = g_strnfill (2 * length, 'f');
  g_autofree char *padding = g_strnfill (2 * (padded - length), '0');

  imw_evm_calls_add (calls, "eth_call",
                     "[{\"to\":\"" ORACLE "\",\"data\":\"%s%064" G_GSIZE_MODIFIER
                     "x\"},\"latest\"]",
                     bound, length);
  imw_evm_calls_add (calls, "eth_call",
                     "[{\"to\":\"" ORACLE "\",\"data\":\"%s%064x%064" G_GSIZE_MODIFIER
                     "x%s%s\"},\"latest\"]",
                     exact, 32u, length, filler, padding);
}

static void
run_examine (GTask *task)
{
  const Question *question = imw_evm_round_get_data (task);
  GPtrArray      *calls = imw_evm_calls_new ();

  imw_evm_calls_add (calls, "eth_getTransactionCount", "[\"%s\",\"latest\"]", question->address);
  imw_evm_calls_add (calls, "eth_estimateGas",
                     "[{\"from\":\"%s\",\"to\":\"%s\",\"value\":\"0x%s\",\"data\":\"%s\"}]",
                     question->address, question->to, question->value, question->data);
  imw_evm_calls_add (calls, "eth_getCode", "[\"%s\",\"latest\"]", question->payee);
  imw_evm_calls_add (calls, "eth_getTransactionCount", "[\"%s\",\"latest\"]", question->payee);
  imw_evm_calls_add (calls, "eth_getBalance", "[\"%s\",\"latest\"]", question->payee);
  if (question->has_l1_fee)
    add_l1_calls (question, calls);
  imw_evm_round_send (task, calls, IMW_EVM_MAX_SMALL_BYTES, FALSE, examined);
}

static char *
data_text (GBytes *data)
{
  g_autofree char *hex = imw_hex_encode_bytes (data);

  return g_strconcat ("0x", hex, NULL);
}

/* A transfer of a token, as it will be called. */
static gboolean
ask_token (ImwEthereumRpc           *self,
           const ImwPaymentPlan     *plan,
           ImwAmount                *amount,
           const ImwEthereumAddress *payee,
           Question                 *question,
           GError                  **error)
{
  ImwAmount *paid = amount != NULL ? amount : plan->asset_available;
  g_autoptr (ImwAmount) one = NULL;
  g_autoptr (GBytes) data = NULL;

  question->to = imw_evm_asset_contract (self, plan->asset);
  if (question->to == NULL)
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "An asset of another network");
      return FALSE;
    }
  if (paid == NULL)
    paid = one = imw_amount_new (plan->asset, 1);
  if (imw_amount_sign (paid) < 0)
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "A payment of less than nothing");
      return FALSE;
    }
  data = imw_erc20_transfer (payee, paid);
  question->data = data_text (data);
  question->value = g_strdup ("0");

  return TRUE;
}

static gboolean
fill_question (ImwEthereumRpc *self, const ImwPaymentPlan *plan, Question *question, GError **error)
{
  ImwPlanPayee      *payee = plan->payees->len > 0 ? g_ptr_array_index (plan->payees, 0) : NULL;
  ImwEthereumAddress address;

  question->has_l1_fee = self->params->facts->has_l1_fee;
  question->address = imw_evm_account_address (self, plan->account_key, error);
  if (question->address == NULL)
    return FALSE;
  if (payee == NULL && !plan->nothing)
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "Nobody is paid");
      return FALSE;
    }
  if (plan->nothing)
    {
      question->payee = g_strdup (question->address);
      question->to = g_strdup (question->address);
      question->data = g_strdup ("0x");
      question->value = g_strdup ("0");
      return TRUE;
    }

  if (!imw_ethereum_address_parse (payee->address, &address, error))
    return FALSE;
  question->payee = g_ascii_strdown (payee->address, -1);
  if (plan->call_data == NULL && plan->asset != NULL &&
      !imw_asset_equal (plan->asset, self->params->asset))
    return ask_token (self, plan, payee->amount, &address, question, error);

  question->to = g_strdup (question->payee);
  question->data = plan->call_data != NULL ? data_text (plan->call_data) : g_strdup ("0x");
  question->value = payee->amount != NULL ? imw_evm_amount_to_hex (payee->amount, 0)
                                          : g_strdup ("1");
  if (question->value == NULL)
    g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "A payment of less than nothing");

  return question->value != NULL;
}

/**
 * imw_evm_examine_async:
 * @backend: an #ImwEthereumRpc
 * @plan: a payment; read before this returns
 * @cancellable: (nullable): ends the request
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * As imw_backend_examine_async(), one request.
 */
void
imw_evm_examine_async (ImwBackend         *backend,
                       ImwPaymentPlan     *plan,
                       GCancellable       *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (backend, cancellable, callback, user_data);
  Question *question = g_new0 (Question, 1);
  GError   *error = NULL;

  g_task_set_source_tag (task, imw_evm_examine_async);
  if (!fill_question (IMW_ETHEREUM_RPC (backend), plan, question, &error))
    {
      question_free (question);
      g_task_return_error (task, error);
      return;
    }

  imw_evm_round_start (g_steal_pointer (&task), run_examine, question, question_free);
}

/**
 * imw_evm_examine_finish:
 * @backend: an #ImwEthereumRpc
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: (transfer full): as imw_backend_examine_finish()
 */
ImwPaymentFacts *
imw_evm_examine_finish (ImwBackend *backend, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, backend), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
