/* imw-abi.c: arguments and results of contract calls (Solidity contract ABI, version 2)
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-abi"

#include "config.h"

#include "imw-abi.h"

#include "imw-hash.h"
#include "imw-writer.h"

#include <string.h>

#define WORD 32

struct _ImwAbiWriter
{
  guint8     selector[4];
  gboolean   has_selector;
  ImwWriter *head;
  ImwWriter *tail;
  GArray    *offsets; /* (element-type Offset) words of the head that point into the tail */
};

typedef struct
{
  gsize head; /* where the word is */
  gsize tail; /* what it points to, from the start of the tail */
} Offset;

/**
 * imw_abi_selector:
 * @signature: a function with the types of its arguments, "transfer(address,uint256)"
 * @out: (out caller-allocates) (array fixed-size=4): how a call of it begins
 *
 * The first bytes of the Keccak-256 of @signature.
 */
void
imw_abi_selector (const char *signature,
                  guint8      out[4])
{
  guint8 hash[32];

  g_return_if_fail (signature != NULL && out != NULL);

  imw_keccak256 ((const guint8 *) signature, strlen (signature), hash);
  memcpy (out, hash, 4);
}

/**
 * imw_abi_writer_new:
 * @signature: (nullable): the function that is called; %NULL for arguments alone
 *
 * Returns: (transfer full): a call without arguments
 */
ImwAbiWriter *
imw_abi_writer_new (const char *signature)
{
  ImwAbiWriter *self = g_new0 (ImwAbiWriter, 1);

  self->has_selector = signature != NULL;
  if (signature != NULL)
    imw_abi_selector (signature, self->selector);
  self->head = imw_writer_new ();
  self->tail = imw_writer_new ();
  self->offsets = g_array_new (FALSE, FALSE, sizeof (Offset));

  return self;
}

/**
 * imw_abi_writer_free:
 * @self: (transfer full): a writer
 *
 * Frees @self with what was written.
 */
void
imw_abi_writer_free (ImwAbiWriter *self)
{
  g_return_if_fail (self != NULL);

  imw_writer_free (self->head);
  imw_writer_free (self->tail);
  g_array_unref (self->offsets);
  g_free (self);
}

static void
write_left_padded (ImwWriter    *writer,
                   const guint8 *data,
                   gsize         length)
{
  static const guint8 zeros[WORD];

  imw_writer_bytes (writer, zeros, WORD - length);
  imw_writer_bytes (writer, data, length);
}

static void
write_u64 (ImwWriter *writer,
           guint64    value)
{
  guint64 big_endian = GUINT64_TO_BE (value);

  write_left_padded (writer, (const guint8 *) &big_endian, sizeof big_endian);
}

static void
write_right_padded (ImwWriter    *writer,
                    const guint8 *data,
                    gsize         length)
{
  static const guint8 zeros[WORD];

  imw_writer_bytes (writer, data, length);
  imw_writer_bytes (writer, zeros, (WORD - length % WORD) % WORD);
}

/* A word in the head that will say where in the tail the argument is. */
static void
begin_tail (ImwAbiWriter *self)
{
  Offset offset;

  imw_writer_get_data (self->head, &offset.head);
  imw_writer_get_data (self->tail, &offset.tail);
  g_array_append_val (self->offsets, offset);
  write_u64 (self->head, 0);
}

/**
 * imw_abi_writer_address:
 * @self: a writer
 * @address: an address
 *
 * Adds an argument of type address.
 */
void
imw_abi_writer_address (ImwAbiWriter             *self,
                        const ImwEthereumAddress *address)
{
  g_return_if_fail (self != NULL && address != NULL);

  write_left_padded (self->head, address->bytes, sizeof address->bytes);
}

/**
 * imw_abi_writer_amount:
 * @self: a writer
 * @amount: an amount that is not negative
 *
 * Adds its base units as an argument of type uint256.
 */
void
imw_abi_writer_amount (ImwAbiWriter *self,
                       ImwAmount    *amount)
{
  guint8 word[WORD];

  g_return_if_fail (self != NULL && amount != NULL);

  imw_amount_to_bytes (amount, word);
  imw_writer_bytes (self->head, word, sizeof word);
}

/**
 * imw_abi_writer_u64:
 * @self: a writer
 * @value: a number
 *
 * Adds an argument of type uint256, or a shorter one, or bool.
 */
void
imw_abi_writer_u64 (ImwAbiWriter *self,
                    guint64       value)
{
  g_return_if_fail (self != NULL);

  write_u64 (self->head, value);
}

/**
 * imw_abi_writer_fixed:
 * @self: a writer
 * @data: (array length=length): bytes
 * @length: how many, 1 to 32
 *
 * Adds an argument of type bytes1 to bytes32.
 */
void
imw_abi_writer_fixed (ImwAbiWriter *self,
                      const guint8 *data,
                      gsize         length)
{
  g_return_if_fail (self != NULL && data != NULL && length >= 1 && length <= WORD);

  write_right_padded (self->head, data, length);
}

/**
 * imw_abi_writer_bytes:
 * @self: a writer
 * @data: (array length=length) (nullable): bytes; %NULL only with 0
 * @length: how many
 *
 * Adds an argument of type bytes or string.
 */
void
imw_abi_writer_bytes (ImwAbiWriter *self,
                      const guint8 *data,
                      gsize         length)
{
  g_return_if_fail (self != NULL && (data != NULL || length == 0));

  begin_tail (self);
  write_u64 (self->tail, length);
  write_right_padded (self->tail, data, length);
}

/**
 * imw_abi_writer_numbers:
 * @self: a writer
 * @values: (array length=n_values): numbers
 * @n_values: how many
 *
 * Adds an argument of type uint256[], or of shorter numbers.
 */
void
imw_abi_writer_numbers (ImwAbiWriter  *self,
                        const guint64 *values,
                        gsize          n_values)
{
  g_return_if_fail (self != NULL && (values != NULL || n_values == 0));

  begin_tail (self);
  write_u64 (self->tail, n_values);
  for (gsize i = 0; i < n_values; i++)
    write_u64 (self->tail, values[i]);
}

/**
 * imw_abi_writer_free_to_bytes:
 * @self: (transfer full): a writer
 *
 * Returns: (transfer full): selector, words, and what stands behind them
 */
GBytes *
imw_abi_writer_free_to_bytes (ImwAbiWriter *self)
{
  ImwWriter    *all = NULL;
  const guint8 *head;
  const guint8 *tail;
  gsize         head_length;
  gsize         tail_length;
  gsize         written = 0;

  g_return_val_if_fail (self != NULL, NULL);

  all = imw_writer_new ();
  if (self->has_selector)
    imw_writer_bytes (all, self->selector, sizeof self->selector);
  head = imw_writer_get_data (self->head, &head_length);
  tail = imw_writer_get_data (self->tail, &tail_length);
  for (guint i = 0; i < self->offsets->len; i++)
    {
      const Offset *offset = &g_array_index (self->offsets, Offset, i);

      imw_writer_bytes (all, head + written, offset->head - written);
      write_u64 (all, head_length + offset->tail);
      written = offset->head + WORD;
    }
  imw_writer_bytes (all, head + written, head_length - written);
  imw_writer_bytes (all, tail, tail_length);
  imw_abi_writer_free (self);

  return imw_writer_free_to_bytes (all);
}

/**
 * imw_erc20_transfer:
 * @to: who gets it
 * @amount: how much
 *
 * Returns: (transfer full): the call by which a token is paid (ERC-20)
 */
GBytes *
imw_erc20_transfer (const ImwEthereumAddress *to,
                    ImwAmount                *amount)
{
  ImwAbiWriter *writer = NULL;

  g_return_val_if_fail (to != NULL && amount != NULL, NULL);

  writer = imw_abi_writer_new ("transfer(address,uint256)");
  imw_abi_writer_address (writer, to);
  imw_abi_writer_amount (writer, amount);

  return imw_abi_writer_free_to_bytes (writer);
}

/**
 * imw_erc20_balance_of:
 * @owner: whose balance
 *
 * Returns: (transfer full): the call by which a token is asked for a balance (ERC-20)
 */
GBytes *
imw_erc20_balance_of (const ImwEthereumAddress *owner)
{
  ImwAbiWriter *writer = NULL;

  g_return_val_if_fail (owner != NULL, NULL);

  writer = imw_abi_writer_new ("balanceOf(address)");
  imw_abi_writer_address (writer, owner);

  return imw_abi_writer_free_to_bytes (writer);
}
