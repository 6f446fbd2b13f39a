/* imw-nettle.c: the few things taken from nettle
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-nettle"

#include "config.h"

#include "imw-nettle-private.h"

#include <nettle/hmac.h>
#include <nettle/pbkdf2.h>
#include <nettle/ripemd160.h>
#include <nettle/sha3.h>
#include <nettle/version.h>
#include <sodium.h>
#include <string.h>

/* More stack than nettle's own locals need. */
#define STACK_TO_WIPE 4096

/**
 * imw_nettle_ripemd160:
 * @data: (array length=length) (nullable): bytes; %NULL only with 0
 * @length: how many
 * @out: (out caller-allocates) (array fixed-size=20): the hash
 *
 * RIPEMD-160.
 */
void
imw_nettle_ripemd160 (const guint8 *data,
                      gsize         length,
                      guint8        out[20])
{
  struct ripemd160_ctx context;

  ripemd160_init (&context);
  ripemd160_update (&context, length, data);
#if NETTLE_VERSION_MAJOR >= 4
  ripemd160_digest (&context, out);
#else
  ripemd160_digest (&context, RIPEMD160_DIGEST_SIZE, out);
#endif
}

/**
 * imw_nettle_keccak_permute:
 * @state: (inout) (array fixed-size=25): the lanes, in the machine's byte order
 *
 * Keccak-f[1600].
 */
void
imw_nettle_keccak_permute (guint64 state[25])
{
  struct sha3_state lanes;

  G_STATIC_ASSERT (sizeof lanes.a == 25 * sizeof (guint64));

  memcpy (lanes.a, state, sizeof lanes.a);
  sha3_permute (&lanes);
  memcpy (state, lanes.a, sizeof lanes.a);
}

/**
 * imw_nettle_pbkdf2_sha512:
 * @password: (array length=password_length): secret bytes
 * @password_length: how many
 * @salt: (array length=salt_length): bytes, secret too where they hold a passphrase
 * @salt_length: how many
 * @iterations: at least 1
 * @out: (out caller-allocates) (array fixed-size=64): the key
 *
 * PBKDF2-HMAC-SHA512. What the computation left on the stack is wiped.
 */
void
imw_nettle_pbkdf2_sha512 (const guint8 *password,
                          gsize         password_length,
                          const guint8 *salt,
                          gsize         salt_length,
                          guint         iterations,
                          guint8        out[64])
{
  struct hmac_sha512_ctx context;

  hmac_sha512_set_key (&context, password_length, password);
#if NETTLE_VERSION_MAJOR >= 4
  pbkdf2 (&context, (nettle_hash_update_func *) hmac_sha512_update,
          (nettle_hash_digest_func *) hmac_sha512_digest, SHA512_DIGEST_SIZE, iterations,
          salt_length, salt, 64, out);
#else
  PBKDF2 (&context, hmac_sha512_update, hmac_sha512_digest, SHA512_DIGEST_SIZE, iterations,
          salt_length, salt, 64, out);
#endif
  sodium_memzero (&context, sizeof context);
  sodium_stackzero (STACK_TO_WIPE);
}
