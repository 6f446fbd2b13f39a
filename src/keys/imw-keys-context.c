/* imw-keys-context.c: the context of libsecp256k1 for private keys
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-keys-context"

#include "config.h"

#include "imw-keys-private.h"

#include <sodium.h>

static gpointer
create_context (gpointer user_data)
{
  secp256k1_context *context;
  guint8             seed[32];
  int                randomized;

  if (sodium_init () < 0)
    g_assert_not_reached ();

  secp256k1_selftest ();
  context = secp256k1_context_create (SECP256K1_CONTEXT_NONE);
  randombytes_buf (seed, sizeof seed);
  randomized = secp256k1_context_randomize (context, seed);
  sodium_memzero (seed, sizeof seed);
  g_assert (randomized == 1);

  return context;
}

/**
 * imw_keys_context_get:
 *
 * The one context of this process, tested and blinded with fresh randomness when it is first asked for.
 * Read-only afterwards. Any thread.
 *
 * Returns: (transfer none): the context
 */
const secp256k1_context *
imw_keys_context_get (void)
{
  static GOnce once = G_ONCE_INIT;

  g_once (&once, create_context, NULL);

  return once.retval;
}
