/* fuzz-eip712.c: messages; what is described can be hashed and shown, typed data has a fixed hash
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "imw-error.h"
#include "imw-ethereum-message.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
check (const ImwEthereumParams *params, ImwMessageForm form, GBytes *message)
{
  static const ImwEthereumAddress own = { { 1 } };
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwDescription) again = NULL;
  g_autoptr (GVariant) variant = NULL;
  g_autoptr (ImwDescription) description = imw_ethereum_message_describe (
      params, &own, "m/44'/60'/0'/0/0", form, message, &error);
  guint8 hash[32];
  guint8 hash_again[32];

  g_assert_true ((description == NULL) == (error != NULL));
  if (description == NULL)
    {
      g_assert_true (g_error_matches (error, IMW_ERROR, IMW_ERROR_BAD_INPUT) ||
                     g_error_matches (error, IMW_ERROR, IMW_ERROR_REFUSED));
      return;
    }

  g_assert_true (imw_ethereum_message_hash (form, message, hash, &error));
  g_assert_true (imw_ethereum_message_hash (form, message, hash_again, &error));
  g_assert_cmpmem (hash, sizeof hash, hash_again, sizeof hash_again);
  variant = g_variant_ref_sink (imw_description_to_variant (description));
  again = imw_description_from_variant (variant, &error);
  g_assert_no_error (error);
  g_assert_nonnull (again);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  const ImwEthereumParams *params =
      imw_ethereum_params_find ("ethereum", IMW_ENVIRONMENT_MAIN, NULL);
  g_autoptr (GBytes) message = g_bytes_new (data, size);

  check (params, IMW_MESSAGE_TEXT, message);
  check (params, IMW_MESSAGE_TYPED_DATA, message);

  return 0;
}
