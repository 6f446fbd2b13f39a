/* fuzz-anchor-toml.c: descriptions of providers
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "imw-anchor-private.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwAnchorToml) toml = imw_anchor_toml_parse (bytes, "example.org", &error);

  g_assert_true ((toml == NULL) == (error != NULL));
  if (toml != NULL)
    {
      g_autofree char *json = imw_provider_info_to_json (toml->info);
      g_autoptr (ImwProviderInfo) back = imw_provider_info_from_json (json, &error);

      g_assert_no_error (error);
      g_assert_true (toml->login == NULL || g_str_has_prefix (toml->login, "https://"));
      g_assert_cmpuint (g_strv_length (back->hosts), >=, 1);
    }

  return 0;
}
