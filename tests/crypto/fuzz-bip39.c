/* fuzz-bip39.c: BIP39 words as typed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-bip39.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autoptr (ImwSecret) words = imw_secret_new (data, size);
  g_autofree char *text = g_strndup ((const char *) data, size);
  ImwBip39List     list = IMW_BIP39_ENGLISH;
  g_autoptr (ImwSecret) entropy = imw_bip39_to_entropy (words, &list, NULL);
  g_autoptr (ImwSecret) normal = imw_bip39_normalize (words, NULL);
  g_autoptr (GPtrArray) completions = imw_bip39_complete (IMW_BIP39_ENGLISH, text, 5);

  g_assert_cmpint (imw_bip39_find (IMW_BIP39_CHINESE_SIMPLIFIED, text), <, 2048);
  g_assert_cmpuint (completions->len, <=, 5);
  if (normal != NULL)
    {
      g_autoptr (ImwSecret) twice = imw_bip39_normalize (normal, NULL);

      g_assert_true (imw_secret_equal (normal, twice));
    }
  if (entropy != NULL)
    {
      g_autoptr (ImwSecret) again = imw_bip39_from_entropy (list, entropy);
      g_autoptr (ImwSecret) same = imw_bip39_to_entropy (again, NULL, NULL);

      g_assert_true (imw_secret_equal (entropy, same));
    }

  return 0;
}
