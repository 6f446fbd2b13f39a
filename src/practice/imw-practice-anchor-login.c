/* imw-practice-anchor-login.c: who asks the practice anchor (SEP-10)
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-practice-anchor"

#include "config.h"

#include "imw-practice-anchor-private.h"

#include "imw-ed25519.h"
#include "imw-error.h"
#include "imw-hash.h"
#include "imw-hex.h"
#include "imw-reader.h"
#include "imw-strkey.h"
#include "imw-xdr.h"

#include <string.h>

#define CHALLENGE_MS    (15 * 60 * 1000)
#define TOKEN_S         3600
#define NONCE_BYTES     48
#define ENVELOPE_TX     2
#define MANAGE_DATA     10
#define MEMO_ID         2
#define SIGNATURE_BYTES 72 /* decorated: hint, length, signature */
#define MAX_SIGNATURES  20
#define MAX_ENVELOPE    8192

typedef struct
{
  guint8        hint[4];
  const guint8 *data;
  gboolean      used;
} Signature;

static char *
encode_url (const guint8 *data, gsize length)
{
  char *text = g_base64_encode (data, length);

  g_strdelimit (text, "+", '-');
  g_strdelimit (text, "/", '_');
  text[strcspn (text, "=")] = '\0';

  return text;
}

static void
write_account (ImwWriter *writer, const guint8 key[32])
{
  imw_writer_u32_be (writer, 0);
  imw_writer_bytes (writer, key, 32);
}

/* Of a "G…" or "M…" */
static void
write_address (ImwWriter *writer, const ImwStellarAddress *address)
{
  if (!address->is_muxed)
    {
      write_account (writer, address->key);
      return;
    }

  imw_writer_u32_be (writer, 0x100);
  imw_writer_u64_be (writer, address->id);
  imw_writer_bytes (writer, address->key, 32);
}

static void
write_data_op (ImwWriter *writer, const char *name, const char *value)
{
  imw_writer_u32_be (writer, MANAGE_DATA);
  imw_xdr_write_opaque (writer, (const guint8 *) name, strlen (name));
  imw_xdr_write_bool (writer, TRUE);
  imw_xdr_write_opaque (writer, (const guint8 *) value, strlen (value));
}

/* 48 bytes that nobody guesses, as text */
static char *
make_nonce (void)
{
  g_autofree char *first = g_uuid_string_random ();
  g_autofree char *second = g_uuid_string_random ();
  g_autofree char *both = g_strconcat (first, second, NULL);
  guint8           hash[IMW_SHA512_SIZE];

  imw_sha512 ((const guint8 *) both, strlen (both), hash);

  return g_base64_encode (hash, NONCE_BYTES);
}

/* The transaction without its envelope */
static GBytes *
build_challenge (ImwAnchorRequest        *request,
                 ImwPracticeStellarRole   role,
                 const ImwStellarAddress *client,
                 const guint64           *memo)
{
  ImwPracticeAnchor *self = request->anchor;
  g_autoptr (ImwWriter) writer = imw_writer_new ();
  g_autofree char *nonce = make_nonce ();
  g_autofree char *name = g_strconcat (self->home, " auth", NULL);
  guint8           server[32];

  imw_practice_stellar_get_key (self->stellar, role, server);
  write_account (writer, server);
  imw_writer_u32_be (writer, 200); /* fee */
  imw_writer_u64_be (writer, 0);   /* no transaction has this number */
  imw_writer_u32_be (writer, 1);   /* time bounds */
  imw_writer_u64_be (writer, (guint64) (request->now_ms / 1000));
  imw_writer_u64_be (writer, (guint64) ((request->now_ms + CHALLENGE_MS) / 1000));
  imw_writer_u32_be (writer, memo != NULL ? MEMO_ID : 0);
  if (memo != NULL)
    imw_writer_u64_be (writer, *memo);
  imw_writer_u32_be (writer, 2);
  imw_xdr_write_bool (writer, TRUE);
  write_address (writer, client);
  write_data_op (writer, name, nonce);
  imw_xdr_write_bool (writer, TRUE);
  write_account (writer, server);
  write_data_op (writer, "web_auth_domain", self->web_auth_domain);
  imw_writer_u32_be (writer, 0);

  return imw_writer_free_to_bytes (g_steal_pointer (&writer));
}

static void
hash_transaction (ImwPracticeAnchor *self, const guint8 *tx, gsize length, guint8 hash[32])
{
  g_autoptr (ImwWriter) writer = imw_writer_new ();
  const char   *passphrase = imw_practice_stellar_get_passphrase (self->stellar);
  const guint8 *data;
  guint8        network[32];
  gsize         size;

  imw_sha256 ((const guint8 *) passphrase, strlen (passphrase), network);
  imw_writer_bytes (writer, network, sizeof network);
  imw_writer_u32_be (writer, ENVELOPE_TX);
  imw_writer_bytes (writer, tx, length);
  data = imw_writer_get_data (writer, &size);
  imw_sha256 (data, size, hash);
}

static char *
sign_challenge (ImwPracticeAnchor     *self,
                ImwPracticeStellarRole role,
                GBytes                *tx,
                const guint8           hash[32])
{
  g_autoptr (ImwWriter) writer = imw_writer_new ();
  const guint8 *data;
  guint8        key[32];
  guint8        signature[64];
  gsize         length;

  imw_practice_stellar_get_key (self->stellar, role, key);
  imw_practice_stellar_sign (self->stellar, role, hash, 32, signature);
  imw_writer_u32_be (writer, ENVELOPE_TX);
  imw_writer_gbytes (writer, tx);
  imw_writer_u32_be (writer, 1);
  imw_writer_bytes (writer, key + 28, 4);
  imw_writer_u32_be (writer, sizeof signature);
  imw_writer_bytes (writer, signature, sizeof signature);
  data = imw_writer_get_data (writer, &length);

  return g_base64_encode (data, length);
}

static gboolean
give_challenge (ImwAnchorRequest *request, GError **error)
{
  ImwPracticeAnchor *self = request->anchor;
  const char        *account = imw_practice_form_get (&request->form, "account");
  const char        *memo_text = imw_practice_form_get (&request->form, "memo");
  const char        *home = imw_practice_form_get (&request->form, "home_domain");
  g_autoptr (GBytes) tx = NULL;
  g_autoptr (ImwRecord) challenge = NULL;
  g_auto (ImwPracticeJson) json = { 0 };
  g_autofree char       *envelope = NULL;
  g_autofree char       *id = NULL;
  ImwStellarAddress      client;
  guint8                 hash[32];
  guint64                memo = 0;
  ImwPracticeStellarRole role = request->fault == IMW_FAULT_ANCHOR_KEY
                                    ? IMW_PRACTICE_STELLAR_SWAP
                                    : IMW_PRACTICE_STELLAR_ANCHOR_SIGNING;

  if (account == NULL || !imw_stellar_address_parse (account, &client, NULL))
    return imw_anchor_refuse (request, 400, "account: not an address of Stellar");
  if (home != NULL && !g_str_equal (home, self->home))
    return imw_anchor_refuse (request, 400, "home_domain: not ours");
  if (memo_text != NULL &&
      (client.is_muxed || !g_ascii_string_to_unsigned (memo_text, 10, 0, G_MAXUINT64, &memo, NULL)))
    return imw_anchor_refuse (request, 400, "memo: not a number, or not with this account");

  tx = build_challenge (request, role, &client, memo_text != NULL ? &memo : NULL);
  hash_transaction (self, g_bytes_get_data (tx, NULL), g_bytes_get_size (tx), hash);
  envelope = sign_challenge (self, role, tx, hash);
  id = imw_hex_encode (hash, sizeof hash);
  challenge = imw_record_new ("challenge", id, account, request->now_ms);
  challenge->due_ms = request->now_ms + CHALLENGE_MS;
  imw_record_set (challenge, "memo", memo_text);
  if (!imw_records_remove_old (self->books, "challenge", request->now_ms, error) ||
      !imw_records_save (self->books, challenge, error))
    return FALSE;

  imw_practice_json_init (&json);
  imw_practice_json_begin_object (&json, NULL);
  imw_practice_json_string (&json, "transaction", envelope);
  imw_practice_json_string (&json, "network_passphrase",
                            imw_practice_stellar_get_passphrase (self->stellar));
  imw_practice_json_end_object (&json);

  return imw_anchor_reply (request, 200, &json);
}

/* Whether a signature of @key is there; it is used up */
static gboolean
use_signature (GArray *signatures, const guint8 key[32], const guint8 hash[32])
{
  for (guint i = 0; i < signatures->len; i++)
    {
      Signature *signature = &g_array_index (signatures, Signature, i);

      if (!signature->used && memcmp (signature->hint, key + 28, 4) == 0 &&
          imw_ed25519_verify (key, hash, 32, signature->data))
        {
          signature->used = TRUE;
          return TRUE;
        }
    }

  return FALSE;
}

static guint
count_unused (GArray *signatures)
{
  guint n = 0;

  for (guint i = 0; i < signatures->len; i++)
    n += g_array_index (signatures, Signature, i).used ? 0 : 1;

  return n;
}

/* NULL: good; else what is wrong */
static const char *
check_signers (ImwPracticeAnchor *self,
               const guint8       key[32],
               GArray            *signatures,
               const guint8       hash[32],
               GError           **error)
{
  g_autoptr (ImwPracticeStellarAccount) account = NULL;
  g_autofree char *address = imw_stellar_key_to_text (key);
  guint            weight = 0;

  if (!imw_practice_stellar_find_account (self->stellar, address, &account, error))
    return NULL;

  if (account == NULL)
    {
      if (signatures->len != 2 || !use_signature (signatures, key, hash))
        return "the account is not on the ledger: its own key has to sign, and nobody else";
      return NULL;
    }

  for (guint i = 0; i < account->signers->len; i++)
    {
      const ImwPracticeStellarSigner *signer = g_ptr_array_index (account->signers, i);
      guint8                          signer_key[32];

      if (imw_stellar_key_parse (signer->key, signer_key, NULL) &&
          use_signature (signatures, signer_key, hash))
        weight += signer->weight;
    }
  if (count_unused (signatures) > 0)
    return "a signature is not of a signer of the account";
  if (weight < MAX (account->medium, 1))
    return "the signatures do not reach the medium threshold";

  return NULL;
}

static char *
make_token (ImwAnchorRequest *request, const char *sub, const char *id)
{
  ImwPracticeAnchor *self = request->anchor;
  g_auto (ImwPracticeJson) json = { 0 };
  g_autoptr (GBytes) claims = NULL;
  const char      *head = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";
  g_autofree char *head_text = encode_url ((const guint8 *) head, strlen (head));
  g_autofree char *claims_text = NULL;
  g_autofree char *both = NULL;
  g_autofree char *seal = NULL;
  g_autofree char *issuer = g_strconcat (self->base, "/anchor/auth", NULL);
  guint8           mac[32];

  imw_practice_json_init (&json);
  imw_practice_json_begin_object (&json, NULL);
  imw_practice_json_string (&json, "iss", issuer);
  imw_practice_json_string (&json, "sub", sub);
  imw_practice_json_int (&json, "iat", request->now_ms / 1000);
  imw_practice_json_int (&json, "exp", request->now_ms / 1000 + TOKEN_S);
  imw_practice_json_string (&json, "jti", id);
  imw_practice_json_end_object (&json);
  claims = imw_practice_json_clear_to_bytes (&json);
  claims_text = encode_url (g_bytes_get_data (claims, NULL), g_bytes_get_size (claims));
  both = g_strconcat (head_text, ".", claims_text, NULL);
  imw_hmac_sha256 (self->secret, sizeof self->secret, (const guint8 *) both, strlen (both), mac);
  seal = encode_url (mac, sizeof mac);

  return g_strconcat (both, ".", seal, NULL);
}

/* Where the transaction ends, 0 when this is no envelope with signatures */
static gsize
split_envelope (const guint8 *data, gsize length, GArray *signatures)
{
  for (guint n = 1; n <= MAX_SIGNATURES && length > 8 + (gsize) n * SIGNATURE_BYTES; n++)
    {
      gsize     end = length - (gsize) n * SIGNATURE_BYTES - 4;
      ImwReader reader;

      imw_reader_init (&reader, data + end, length - end);
      if (imw_reader_u32_be (&reader) != n)
        continue;

      g_array_set_size (signatures, 0);
      for (guint i = 0; i < n; i++)
        {
          Signature signature = { 0 };

          imw_reader_copy (&reader, signature.hint, sizeof signature.hint);
          if (imw_reader_u32_be (&reader) != 64)
            imw_reader_fail (&reader);
          signature.data = imw_reader_bytes (&reader, 64);
          g_array_append_val (signatures, signature);
        }
      if (imw_reader_ok (&reader))
        return end;
    }

  return 0;
}

static gboolean
take_challenge (ImwAnchorRequest *request, GError **error)
{
  ImwPracticeAnchor *self = request->anchor;
  const char        *text = imw_practice_form_get (&request->form, "transaction");
  g_autoptr (GArray) signatures = g_array_new (FALSE, TRUE, sizeof (Signature));
  g_autoptr (ImwRecord) challenge = NULL;
  g_auto (ImwPracticeJson) json = { 0 };
  g_autoptr (GError) failure = NULL;
  g_autofree guint8 *envelope = NULL;
  g_autofree char   *id = NULL;
  g_autofree char   *sub = NULL;
  g_autofree char   *token = NULL;
  ImwStellarAddress  client;
  const char        *wrong;
  guint8             hash[32];
  guint8             server[32];
  gsize              length = 0;
  gsize              end;

  if (text == NULL || strlen (text) > MAX_ENVELOPE * 2)
    return imw_anchor_refuse (request, 400, "transaction: missing");

  envelope = g_base64_decode (text, &length);
  end = length > 8 ? split_envelope (envelope, length, signatures) : 0;
  if (end == 0)
    return imw_anchor_refuse (request, 400, "transaction: not a signed envelope");

  hash_transaction (self, envelope + 4, end - 4, hash);
  id = imw_hex_encode (hash, sizeof hash);
  if (!imw_records_find (self->books, "challenge", id, &challenge, error))
    return FALSE;
  if (challenge == NULL || challenge->due_ms < request->now_ms)
    return imw_anchor_refuse (request, 400, "transaction: not a challenge of ours, or too old");
  if (imw_record_get (challenge, "used") != NULL)
    return imw_anchor_refuse (request, 400, "transaction: this challenge was used before");

  imw_practice_stellar_get_key (self->stellar, IMW_PRACTICE_STELLAR_ANCHOR_SIGNING, server);
  if (!imw_stellar_address_parse (challenge->owner, &client, error))
    return FALSE;
  if (!use_signature (signatures, server, hash))
    return imw_anchor_refuse (request, 400, "transaction: our signature is missing");

  wrong = check_signers (self, client.key, signatures, hash, &failure);
  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  if (wrong != NULL)
    return imw_anchor_refuse (request, 400, "transaction: %s", wrong);

  imw_record_set (challenge, "used", "1");
  if (!imw_records_save (self->books, challenge, error))
    return FALSE;

  sub = imw_record_get (challenge, "memo") != NULL
            ? g_strconcat (challenge->owner, ":", imw_record_get (challenge, "memo"), NULL)
            : g_strdup (challenge->owner);
  token = make_token (request, sub, id);
  imw_practice_json_init (&json);
  imw_practice_json_begin_object (&json, NULL);
  imw_practice_json_string (&json, "token", token);
  imw_practice_json_end_object (&json);

  return imw_anchor_reply (request, 200, &json);
}

/**
 * imw_anchor_check_login: (skip)
 * @request: a request to /anchor/auth
 * @error: return location
 *
 * Gives a challenge, or a token for a signed one.
 *
 * Returns: %TRUE when there is an answer. On %FALSE @error is %IMW_ERROR_DISK or %IMW_ERROR_CORRUPT.
 */
gboolean
imw_anchor_check_login (ImwAnchorRequest *request, GError **error)
{
  return g_str_equal (request->method, "POST") ? take_challenge (request, error)
                                               : give_challenge (request, error);
}

static GBytes *
decode_url (const char *text)
{
  g_autoptr (GString) padded = g_string_new (text);
  gsize   length;
  guint8 *data;

  g_strdelimit (padded->str, "-", '+');
  g_strdelimit (padded->str, "_", '/');
  while (padded->len % 4 != 0)
    g_string_append_c (padded, '=');
  data = g_base64_decode (padded->str, &length);

  return g_bytes_new_take (data, length);
}

/**
 * imw_anchor_read_token: (skip)
 * @request: a request
 *
 * Sets who is logged in when the request has a good bearer token.
 */
void
imw_anchor_read_token (ImwAnchorRequest *request)
{
  const char *bearer = request->authorization;
  g_auto (GStrv) parts = NULL;
  g_auto (GStrv) who = NULL;
  g_autoptr (GBytes) claims = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *both = NULL;
  g_autofree char *seal = NULL;
  JsonObject      *object;
  const char      *sub;
  guint8           mac[32];
  gint64           expires;

  if (bearer == NULL || !g_str_has_prefix (bearer, "Bearer ") || strlen (bearer) > MAX_ENVELOPE)
    return;

  parts = g_strsplit (bearer + strlen ("Bearer "), ".", 0);
  if (g_strv_length (parts) != 3)
    return;

  both = g_strconcat (parts[0], ".", parts[1], NULL);
  imw_hmac_sha256 (request->anchor->secret, sizeof request->anchor->secret, (const guint8 *) both,
                   strlen (both), mac);
  seal = encode_url (mac, sizeof mac);
  if (!g_str_equal (seal, parts[2]))
    return;

  claims = decode_url (parts[1]);
  node = imw_json_parse_bytes (claims, MAX_ENVELOPE, NULL);
  object = node != NULL ? imw_json_node_get_object (node, NULL) : NULL;
  sub = object != NULL ? imw_json_get_string (object, "sub", NULL) : NULL;
  if (sub == NULL || !imw_json_get_int (object, "exp", 0, G_MAXINT64 / 1000, &expires, NULL) ||
      expires * 1000 <= request->now_ms)
    return;

  who = g_strsplit (sub, ":", 2);
  request->sub = g_strdup (sub);
  request->account = g_strdup (who[0]);
  request->memo = g_strdup (who[1]);
}
