/* fuzz-abi.c: call data and what contracts answer; a call that is read says what is in it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "imw-abi.h"
#include "imw-ethereum-call.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
try_call (const uint8_t *data, size_t size)
{
  static const ImwEthereumAddress own = { { 1, 2, 3 } };
  g_autoptr (ImwAsset) asset = imw_asset_new ("a", "A", "A", 6);
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (ImwEthereumCall) call = imw_ethereum_call_read (bytes, &own, asset);
  g_autofree char *name = imw_ethereum_call_name (bytes);

  g_assert_true ((name == NULL) == (size < 4));
  g_assert_true ((call->kind == IMW_ETHEREUM_CALL_NONE) == (size == 0));
  if (call->kind == IMW_ETHEREUM_CALL_TRANSFER && call->arguments->len == 2)
    {
      g_autoptr (GBytes) again = imw_erc20_transfer (&call->other, call->amount);

      g_assert_true (g_bytes_equal (again, bytes));
    }
  if (call->kind == IMW_ETHEREUM_CALL_APPROVE || call->kind == IMW_ETHEREUM_CALL_APPROVE_ALL)
    g_assert_nonnull (call->amount);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = imw_erc20_read_text (data, size, &error);
  ImwAbiReader     reader;
  g_autoptr (GBytes) bytes = NULL;

  g_assert_true ((text == NULL) == (error != NULL));
  if (text != NULL)
    g_assert_true (g_utf8_validate (text, -1, NULL));
  imw_abi_reader_init (&reader, data, size);
  bytes = imw_abi_reader_bytes (&reader);
  g_assert_true ((bytes != NULL) == imw_abi_reader_ok (&reader));
  if (bytes != NULL)
    g_assert_cmpuint (g_bytes_get_size (bytes), <, size);
  try_call (data, size);

  return 0;
}
