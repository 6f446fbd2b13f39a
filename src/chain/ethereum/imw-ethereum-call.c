/* imw-ethereum-call.c: what a transaction asks a contract for
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-ethereum-call"

#include "config.h"

#include "imw-ethereum-call.h"

#include "imw-abi.h"
#include "imw-hex.h"

#include <string.h>

#define MAX_ARGUMENTS 7
#define WORD          32

/* What an argument is to the reader. */
typedef enum
{
  ROLE_NONE,
  ROLE_OTHER,  /* who gets, or may take */
  ROLE_AMOUNT, /* how much */
  ROLE_OWNER,  /* whose tokens they are: the call is about us only when it is us */
  ROLE_SWITCH  /* all or nothing */
} Role;

typedef enum
{
  TYPE_ADDRESS,
  TYPE_NUMBER,
  TYPE_BOOL,
  TYPE_BYTES32
} Type;

typedef struct
{
  const char *name;
  Type        type;
  Role        role;
} Argument;

/* The functions this wallet can read: ERC-20 with what is usual beside it, ERC-2612, ERC-721's
 * approval of all, and the wrapping of ether. All arguments are one word each. */
static const struct
{
  const char         *signature;
  ImwEthereumCallKind kind;
  guint               n_arguments;
  Argument            arguments[MAX_ARGUMENTS];
} functions[] = {
  { "transfer(address,uint256)",
    IMW_ETHEREUM_CALL_TRANSFER,
    2,
    { { "to", TYPE_ADDRESS, ROLE_OTHER }, { "amount", TYPE_NUMBER, ROLE_AMOUNT } } },
  { "transferFrom(address,address,uint256)",
    IMW_ETHEREUM_CALL_TRANSFER,
    3,
    { { "from", TYPE_ADDRESS, ROLE_OWNER },
      { "to", TYPE_ADDRESS, ROLE_OTHER },
      { "amount", TYPE_NUMBER, ROLE_AMOUNT } } },
  { "approve(address,uint256)",
    IMW_ETHEREUM_CALL_APPROVE,
    2,
    { { "spender", TYPE_ADDRESS, ROLE_OTHER }, { "amount", TYPE_NUMBER, ROLE_AMOUNT } } },
  { "increaseAllowance(address,uint256)",
    IMW_ETHEREUM_CALL_APPROVE,
    2,
    { { "spender", TYPE_ADDRESS, ROLE_OTHER }, { "amount", TYPE_NUMBER, ROLE_AMOUNT } } },
  { "decreaseAllowance(address,uint256)",
    IMW_ETHEREUM_CALL_READABLE,
    2,
    { { "spender", TYPE_ADDRESS, ROLE_NONE }, { "amount", TYPE_NUMBER, ROLE_NONE } } },
  { "setApprovalForAll(address,bool)",
    IMW_ETHEREUM_CALL_APPROVE_ALL,
    2,
    { { "operator", TYPE_ADDRESS, ROLE_OTHER }, { "approved", TYPE_BOOL, ROLE_SWITCH } } },
  { "permit(address,address,uint256,uint256,uint8,bytes32,bytes32)",
    IMW_ETHEREUM_CALL_APPROVE,
    7,
    { { "owner", TYPE_ADDRESS, ROLE_OWNER },
      { "spender", TYPE_ADDRESS, ROLE_OTHER },
      { "amount", TYPE_NUMBER, ROLE_AMOUNT },
      { "deadline", TYPE_NUMBER, ROLE_NONE },
      { "v", TYPE_NUMBER, ROLE_NONE },
      { "r", TYPE_BYTES32, ROLE_NONE },
      { "s", TYPE_BYTES32, ROLE_NONE } } },
  { "deposit()", IMW_ETHEREUM_CALL_READABLE, 0, { { 0 } } },
  { "withdraw(uint256)",
    IMW_ETHEREUM_CALL_READABLE,
    1,
    { { "amount", TYPE_NUMBER, ROLE_NONE } } },
};

static void
argument_clear (gpointer data)
{
  g_free (((ImwEthereumArgument *) data)->text);
}

static ImwEthereumCall *
call_new (ImwEthereumCallKind kind)
{
  ImwEthereumCall *self = g_new0 (ImwEthereumCall, 1);

  self->kind = kind;
  self->arguments = g_array_new (FALSE, TRUE, sizeof (ImwEthereumArgument));
  g_array_set_clear_func (self->arguments, argument_clear);

  return self;
}

/**
 * imw_ethereum_call_free:
 * @self: (transfer full): a call
 *
 * Frees @self.
 */
void
imw_ethereum_call_free (ImwEthereumCall *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->amount, imw_amount_unref);
  g_array_unref (self->arguments);
  g_free (self);
}

/**
 * imw_ethereum_amount_is_unlimited:
 * @amount: how much somebody would be allowed to take, in base units
 *
 * No token has 2^128 units or more; the highest number of 96 bits stands for no bound with some.
 *
 * Returns: whether it is no bound at all
 */
gboolean
imw_ethereum_amount_is_unlimited (ImwAmount *amount)
{
  guint8   bytes[32];
  gboolean all_ones = TRUE;

  g_return_val_if_fail (amount != NULL, TRUE);

  imw_amount_to_bytes (amount, bytes);
  for (guint i = 0; i < 16; i++)
    {
      if (bytes[i] != 0)
        return TRUE;
    }
  for (guint i = 16; i < 20; i++)
    all_ones = all_ones && bytes[i] == 0;
  for (guint i = 20; i < 32; i++)
    all_ones = all_ones && bytes[i] == 0xff;

  return all_ones;
}

static void
add_argument (ImwEthereumCall *self,
              const char      *name,
              char            *text)
{
  ImwEthereumArgument argument = { name, text };

  g_array_append_val (self->arguments, argument);
}

static void
use_amount (ImwEthereumCall *self,
            Role             role,
            ImwAmount       *amount)
{
  if (role != ROLE_AMOUNT && role != ROLE_SWITCH)
    return;

  g_clear_pointer (&self->amount, imw_amount_unref);
  self->amount = imw_amount_ref (amount);
}

static void
read_address (ImwEthereumCall          *self,
              ImwAbiReader             *reader,
              const Argument           *argument,
              const ImwEthereumAddress *own)
{
  ImwEthereumAddress address;

  if (!imw_abi_reader_address (reader, &address))
    return;

  add_argument (self, argument->name, imw_ethereum_address_to_text (&address));
  if (argument->role == ROLE_OTHER)
    self->other = address;
  else if (argument->role == ROLE_OWNER && !imw_ethereum_address_equal (&address, own))
    self->kind = IMW_ETHEREUM_CALL_READABLE;
}

static void
read_number (ImwEthereumCall *self,
             ImwAbiReader    *reader,
             const Argument  *argument,
             ImwAsset        *asset)
{
  g_autoptr (ImwAmount) amount = imw_abi_reader_amount (reader, asset);

  if (amount == NULL)
    return;

  add_argument (self, argument->name, imw_amount_to_base_text (amount));
  use_amount (self, argument->role, amount);
}

static void
read_argument (ImwEthereumCall          *self,
               ImwAbiReader             *reader,
               const Argument           *argument,
               const ImwEthereumAddress *own,
               ImwAsset                 *asset)
{
  switch (argument->type)
    {
    case TYPE_ADDRESS:
      read_address (self, reader, argument, own);
      break;

    case TYPE_NUMBER:
      read_number (self, reader, argument, asset);
      break;

    case TYPE_BOOL:
      {
        gboolean value = imw_abi_reader_bool (reader);
        g_autoptr (ImwAmount) amount = imw_amount_new (asset, value ? 1 : 0);

        add_argument (self, argument->name, g_strdup (value ? "true" : "false"));
        use_amount (self, argument->role, amount);
      }
      break;

    case TYPE_BYTES32:
      {
        guint8           word[WORD];
        g_autofree char *digits = NULL;

        imw_abi_reader_word (reader, word);
        digits = imw_hex_encode (word, sizeof word);
        add_argument (self, argument->name, g_strconcat ("0x", digits, NULL));
      }
      break;
    }
}

/**
 * imw_ethereum_call_read:
 * @data: the data of a transaction
 * @own: who calls
 * @asset: what the amount of the call counts: the token, when the contract is one
 *
 * Reads what is called. Only calls in exactly the form they must have are read: every word where it
 * belongs, nothing unused set, nothing behind it. All others are unknown.
 *
 * Returns: (transfer full): the call
 */
ImwEthereumCall *
imw_ethereum_call_read (GBytes                   *data,
                        const ImwEthereumAddress *own,
                        ImwAsset                 *asset)
{
  gsize         length;
  const guint8 *bytes;

  g_return_val_if_fail (data != NULL && own != NULL && asset != NULL, NULL);

  bytes = g_bytes_get_data (data, &length);
  if (length == 0)
    return call_new (IMW_ETHEREUM_CALL_NONE);

  for (guint i = 0; i < G_N_ELEMENTS (functions); i++)
    {
      guint8       selector[4];
      ImwAbiReader reader;
      g_autoptr (ImwEthereumCall) call = NULL;

      imw_abi_selector (functions[i].signature, selector);
      if (length != 4 + (gsize) functions[i].n_arguments * WORD || memcmp (selector, bytes, 4) != 0)
        continue;

      call = call_new (functions[i].kind);
      call->signature = functions[i].signature;
      imw_abi_reader_init (&reader, bytes + 4, length - 4);
      for (guint j = 0; j < functions[i].n_arguments; j++)
        read_argument (call, &reader, &functions[i].arguments[j], own, asset);
      if (!imw_abi_reader_ok (&reader))
        break;

      call->unlimited = call->kind == IMW_ETHEREUM_CALL_APPROVE && call->amount != NULL &&
                        imw_ethereum_amount_is_unlimited (call->amount);

      return g_steal_pointer (&call);
    }

  return call_new (IMW_ETHEREUM_CALL_UNKNOWN);
}

/**
 * imw_ethereum_call_name:
 * @data: the data of a transaction
 *
 * Returns: (transfer full) (nullable): what is called: the name of a function that is known, else
 *   its selector; %NULL when @data has no 4 bytes
 */
char *
imw_ethereum_call_name (GBytes *data)
{
  gsize            length;
  const guint8    *bytes;
  g_autofree char *digits = NULL;

  g_return_val_if_fail (data != NULL, NULL);

  bytes = g_bytes_get_data (data, &length);
  if (length < 4)
    return NULL;

  for (guint i = 0; i < G_N_ELEMENTS (functions); i++)
    {
      const char *signature = functions[i].signature;
      guint8      selector[4];

      imw_abi_selector (signature, selector);
      if (memcmp (selector, bytes, sizeof selector) == 0)
        return g_strndup (signature, strcspn (signature, "("));
    }

  digits = imw_hex_encode (bytes, 4);

  return g_strconcat ("0x", digits, NULL);
}
