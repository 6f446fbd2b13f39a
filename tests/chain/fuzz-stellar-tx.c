/* fuzz-stellar-tx.c: envelopes of Stellar; what is read is written the same, and described or refused
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "imw-stellar-describe.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  guint8 own[IMW_STELLAR_KEY_SIZE];
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) again = NULL;
  g_autoptr (GBytes) expected = g_bytes_new (data, size);
  g_autoptr (ImwDescription) description = NULL;
  ImwStellarUnsigned payment = { 0, NULL };
  g_autoptr (ImwStellarEnvelope) envelope = imw_stellar_envelope_parse (data, size, &error);

  g_assert_true ((envelope == NULL) == (error != NULL));
  if (envelope == NULL)
    return 0;

  again = imw_stellar_envelope_serialize (envelope);
  g_assert_true (g_bytes_equal (again, expected));

  /* whose it says it is, so that describing gets beyond that */
  payment.envelope = envelope;
  for (guint i = 0; i < sizeof own; i++)
    own[i] = envelope->tx->source.key[i];
  description =
      imw_stellar_describe (imw_stellar_params_find ("stellar", IMW_ENVIRONMENT_PRACTICE, NULL),
                            &payment, own, "m/44'/148'/0'", &error);
  g_assert_true ((description == NULL) == (error != NULL));
  if (description != NULL)
    {
      g_autoptr (GVariant) variant = g_variant_ref_sink (imw_description_to_variant (description));
      g_autoptr (ImwDescription) arrived = imw_description_from_variant (variant, &error);

      g_assert_no_error (error);
      g_assert_nonnull (arrived);
    }

  return 0;
}
