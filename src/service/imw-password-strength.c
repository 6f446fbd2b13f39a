/* imw-password-strength.c: how long a password would hold
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-password-strength"

#include "config.h"

#include "imw-onboarding.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <zxcvbn.h>

#define MAX_LENGTH     256
#define MIN_CHARACTERS 8

/* Bits of guessing that zxcvbn finds in it. At about half a second and 256 MiB a guess, 30 bits are some 15 years of one
 * processor, 56 bits are out of reach. */
static const double steps_bits[] = { 20, 30, 40, 56 };

static gboolean
copy_with_end (guint8 *target, gsize length, gpointer user_data, GError **error)
{
  ImwSecret *password = user_data;

  memcpy (target, imw_secret_open (password), length - 1);
  imw_secret_close (password);
  target[length - 1] = '\0';

  return TRUE;
}

static const char *
find_hint (const ZxcMatch_t *matches)
{
  const ZxcMatch_t *largest = NULL;

  for (const ZxcMatch_t *match = matches; match != NULL; match = match->Next)
    if (largest == NULL || match->Length > largest->Length)
      largest = match;
  if (largest == NULL)
    return NULL;

  switch (largest->Type & ~MULTIPLE_MATCH)
    {
    case DICTIONARY_MATCH:
    case DICT_LEET_MATCH:
    case USER_MATCH:
    case USER_LEET_MATCH:
      return N_ (
          "It is close to a common word or password. Several words that don't belong together are better.");
    case REPEATS_MATCH:
      return N_ ("Repetitions are easy to guess.");
    case SEQUENCE_MATCH:
    case SPATIAL_MATCH:
      return N_ ("Rows of letters, digits or keys are easy to guess.");
    case DATE_MATCH:
    case YEAR_MATCH:
      return N_ ("Dates are easy to guess.");
    default:
      return N_ ("Longer is stronger: add a few more words.");
    }
}

/**
 * imw_password_strength:
 * @password: what the user typed
 * @hint: (out) (nullable) (optional): an English sentence for translation, %NULL when there is nothing to say
 *
 * Rates it with zxcvbn. The library keeps positions of what it finds on the heap, not the text.
 *
 * Returns: 0 (unusable) to 4 (strong); %IMW_PASSWORD_MIN_STRENGTH is accepted
 */
guint
imw_password_strength (ImwSecret *password, const char **hint)
{
  g_autoptr (ImwSecret) text = NULL;
  gsize       length = imw_secret_get_length (password);
  ZxcMatch_t *matches = NULL;
  const char *found;
  double      bits;
  guint       strength = 0;

  if (hint != NULL)
    *hint = NULL;
  if (length == 0)
    return 0;
  if (length > MAX_LENGTH)
    return G_N_ELEMENTS (steps_bits);

  text = imw_secret_new_filled (length + 1, copy_with_end, password, NULL);
  bits = ZxcvbnMatch ((const char *) imw_secret_open (text), NULL, &matches);
  if (g_utf8_strlen ((const char *) imw_secret_open (text), -1) < MIN_CHARACTERS)
    {
      bits = MIN (bits, steps_bits[0]);
      found = N_ ("Use at least eight characters.");
    }
  else
    {
      found = find_hint (matches);
    }
  imw_secret_close (text);
  imw_secret_close (text);
  ZxcvbnFreeInfo (matches);

  while (strength < G_N_ELEMENTS (steps_bits) && bits >= steps_bits[strength])
    strength++;
  if (hint != NULL && strength < G_N_ELEMENTS (steps_bits))
    *hint = found;

  return strength;
}
