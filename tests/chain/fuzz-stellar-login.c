/* fuzz-stellar-login.c: challenges of providers; what passes has no number and stays as it is
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "imw-stellar-login.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  const char *account = "GBTSGBRWW663F4Q7PNYDCMEQ6DG6NCE4VVTHI6WYW666SWMBFPUUA3MW";
  g_autoptr (ImwLoginFacts) facts =
      imw_login_facts_new ("anchor.example", "auth.anchor.example",
                           "GCKNE435SDZ33GQOKKT4QRWAJDCQX5XDRADRCDQUR52UTSXE7PAB3GUP");
  g_autoptr (GBytes) challenge = g_bytes_new (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwStellarEnvelope) envelope = imw_stellar_login_check (
      imw_stellar_params_find ("stellar", IMW_ENVIRONMENT_TEST, NULL), account, facts, challenge,
      G_GINT64_CONSTANT (1700000100000), &error);

  g_assert_true ((envelope == NULL) == (error != NULL));
  if (envelope == NULL)
    return 0;

  g_assert_cmpint (envelope->tx->sequence, ==, 0);
  for (guint i = 0; i < envelope->tx->ops->len; i++)
    {
      const ImwStellarOp *op = g_ptr_array_index (envelope->tx->ops, i);

      g_assert_cmpint (op->type, ==, IMW_STELLAR_OP_MANAGE_DATA);
    }

  return 0;
}
