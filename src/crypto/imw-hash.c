/* imw-hash.c: hashes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-hash"

#include "config.h"

#include "imw-hash.h"
#include "imw-nettle-private.h"

#include <sodium.h>
#include <string.h>

#define KECCAK256_RATE 136

/**
 * imw_sha256:
 * @data: (array length=length) (nullable): bytes; %NULL only with 0
 * @length: how many
 * @out: (out caller-allocates) (array fixed-size=32): the hash
 *
 * SHA-256.
 */
void
imw_sha256 (const guint8 *data,
            gsize         length,
            guint8        out[32])
{
  crypto_hash_sha256 (out, data, length);
}

/**
 * imw_sha256d:
 * @data: (array length=length) (nullable): bytes; %NULL only with 0
 * @length: how many
 * @out: (out caller-allocates) (array fixed-size=32): the hash
 *
 * SHA-256 of the SHA-256.
 */
void
imw_sha256d (const guint8 *data,
             gsize         length,
             guint8        out[32])
{
  guint8 once[32];

  crypto_hash_sha256 (once, data, length);
  crypto_hash_sha256 (out, once, sizeof once);
}

/**
 * imw_sha512:
 * @data: (array length=length) (nullable): bytes; %NULL only with 0
 * @length: how many
 * @out: (out caller-allocates) (array fixed-size=64): the hash
 *
 * SHA-512.
 */
void
imw_sha512 (const guint8 *data,
            gsize         length,
            guint8        out[64])
{
  crypto_hash_sha512 (out, data, length);
}

/**
 * imw_ripemd160:
 * @data: (array length=length) (nullable): bytes; %NULL only with 0
 * @length: how many
 * @out: (out caller-allocates) (array fixed-size=20): the hash
 *
 * RIPEMD-160.
 */
void
imw_ripemd160 (const guint8 *data,
               gsize         length,
               guint8        out[20])
{
  imw_nettle_ripemd160 (data, length, out);
}

/**
 * imw_hash160:
 * @data: (array length=length) (nullable): bytes; %NULL only with 0
 * @length: how many
 * @out: (out caller-allocates) (array fixed-size=20): the hash
 *
 * RIPEMD-160 of the SHA-256.
 */
void
imw_hash160 (const guint8 *data,
             gsize         length,
             guint8        out[20])
{
  guint8 once[32];

  crypto_hash_sha256 (once, data, length);
  imw_nettle_ripemd160 (once, sizeof once, out);
}

/**
 * imw_keccak256:
 * @data: (array length=length) (nullable): bytes; %NULL only with 0
 * @length: how many
 * @out: (out caller-allocates) (array fixed-size=32): the hash
 *
 * Keccak-256 with the padding of the competition, not that of SHA3-256.
 */
void
imw_keccak256 (const guint8 *data,
               gsize         length,
               guint8        out[32])
{
  guint64 state[25] = { 0 };
  gsize   offset = 0;

  for (gsize i = 0; i < length; i++)
    {
      state[offset / 8] ^= (guint64) data[i] << (8 * (offset % 8));
      offset++;
      if (offset == KECCAK256_RATE)
        {
          imw_nettle_keccak_permute (state);
          offset = 0;
        }
    }
  state[offset / 8] ^= (guint64) 0x01 << (8 * (offset % 8));
  state[(KECCAK256_RATE - 1) / 8] ^= (guint64) 0x80 << 56;
  imw_nettle_keccak_permute (state);

  for (guint i = 0; i < 32; i++)
    out[i] = (guint8) (state[i / 8] >> (8 * (i % 8)));
}

/**
 * imw_tagged_hash:
 * @tag: the tag
 * @data: (array length=length) (nullable): bytes; %NULL only with 0
 * @length: how many
 * @out: (out caller-allocates) (array fixed-size=32): the hash
 *
 * The tagged hash of BIP340.
 */
void
imw_tagged_hash (const char   *tag,
                 const guint8 *data,
                 gsize         length,
                 guint8        out[32])
{
  crypto_hash_sha256_state state;
  guint8                   tag_hash[32];

  g_return_if_fail (tag != NULL);

  crypto_hash_sha256 (tag_hash, (const guint8 *) tag, strlen (tag));
  crypto_hash_sha256_init (&state);
  crypto_hash_sha256_update (&state, tag_hash, sizeof tag_hash);
  crypto_hash_sha256_update (&state, tag_hash, sizeof tag_hash);
  crypto_hash_sha256_update (&state, data, length);
  crypto_hash_sha256_final (&state, out);
}

/**
 * imw_hmac_sha256:
 * @key: (array length=key_length) (nullable): key of any length; %NULL only with 0
 * @key_length: how many bytes
 * @data: (array length=length) (nullable): bytes; %NULL only with 0
 * @length: how many
 * @out: (out caller-allocates) (array fixed-size=32): the code
 *
 * HMAC-SHA256. May be used on secrets: nothing is left behind but @out.
 */
void
imw_hmac_sha256 (const guint8 *key,
                 gsize         key_length,
                 const guint8 *data,
                 gsize         length,
                 guint8        out[32])
{
  crypto_auth_hmacsha256_state state;

  crypto_auth_hmacsha256_init (&state, key, key_length);
  crypto_auth_hmacsha256_update (&state, data, length);
  crypto_auth_hmacsha256_final (&state, out);
  sodium_memzero (&state, sizeof state);
}

/**
 * imw_hmac_sha512:
 * @key: (array length=key_length) (nullable): key of any length; %NULL only with 0
 * @key_length: how many bytes
 * @data: (array length=length) (nullable): bytes; %NULL only with 0
 * @length: how many
 * @out: (out caller-allocates) (array fixed-size=64): the code
 *
 * HMAC-SHA512. May be used on secrets: nothing is left behind but @out.
 */
void
imw_hmac_sha512 (const guint8 *key,
                 gsize         key_length,
                 const guint8 *data,
                 gsize         length,
                 guint8        out[64])
{
  crypto_auth_hmacsha512_state state;

  crypto_auth_hmacsha512_init (&state, key, key_length);
  crypto_auth_hmacsha512_update (&state, data, length);
  crypto_auth_hmacsha512_final (&state, out);
  sodium_memzero (&state, sizeof state);
}

/**
 * imw_hkdf_sha256:
 * @key: (array length=key_length): input keying material
 * @key_length: how many bytes
 * @info: what the key is for
 * @out: (out caller-allocates) (array fixed-size=32): the key
 *
 * RFC 5869 with SHA-256 and an empty salt, one block.
 */
void
imw_hkdf_sha256 (const guint8 *key,
                 gsize         key_length,
                 const char   *info,
                 guint8        out[32])
{
  static const guint8          salt[32] = { 0 };
  static const guint8          counter = 1;
  crypto_auth_hmacsha256_state state;
  guint8                       pseudorandom_key[32];

  g_return_if_fail (info != NULL);

  imw_hmac_sha256 (salt, sizeof salt, key, key_length, pseudorandom_key);
  crypto_auth_hmacsha256_init (&state, pseudorandom_key, sizeof pseudorandom_key);
  crypto_auth_hmacsha256_update (&state, (const guint8 *) info, strlen (info));
  crypto_auth_hmacsha256_update (&state, &counter, 1);
  crypto_auth_hmacsha256_final (&state, out);
  sodium_memzero (&state, sizeof state);
  sodium_memzero (pseudorandom_key, sizeof pseudorandom_key);
}
