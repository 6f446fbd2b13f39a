/* imw-ethereum-message.c: messages that are signed and checked
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-ethereum-message"

#include "config.h"

#include "imw-ethereum-message.h"

#include "imw-eip712.h"
#include "imw-ethereum-address.h"
#include "imw-ethereum-message-private.h"

#include "imw-error.h"
#include "imw-hash.h"
#include "imw-hex.h"
#include "imw-secp256k1.h"
#include "imw-writer.h"

#include <string.h>

#define PREFIX \
  "\x19"       \
  "Ethereum Signed Message:\n"

static void
hash_text (GBytes *message, guint8 out[32])
{
  g_autoptr (ImwWriter) writer = imw_writer_new ();
  g_autofree char *head = g_strdup_printf (PREFIX "%" G_GSIZE_FORMAT, g_bytes_get_size (message));
  const guint8    *data;
  gsize            length;

  imw_writer_bytes (writer, (const guint8 *) head, strlen (head));
  imw_writer_gbytes (writer, message);
  data = imw_writer_get_data (writer, &length);
  imw_keccak256 (data, length, out);
}

/**
 * imw_ethereum_message_hash:
 * @form: what the message is
 * @message: it
 * @out: (out caller-allocates) (array fixed-size=32): what is signed
 * @error: return location
 *
 * A text is always prefixed as EIP-191 says for version 0x45, also when it looks like something that is hashed
 * already. There is no way to have a hash signed as it is.
 *
 * Returns: %TRUE, or %FALSE with %IMW_ERROR_BAD_INPUT
 */
gboolean
imw_ethereum_message_hash (ImwMessageForm form, GBytes *message, guint8 out[32], GError **error)
{
  g_autoptr (ImwEip712) data = NULL;

  switch (form)
    {
    case IMW_MESSAGE_TEXT:
      hash_text (message, out);
      return TRUE;

    case IMW_MESSAGE_TYPED_DATA:
      data = imw_eip712_parse (message, error);
      if (data == NULL)
        return FALSE;
      imw_eip712_get_hash (data, out);
      return TRUE;
    }

  g_return_val_if_reached (FALSE);
}

/**
 * imw_ethereum_message_describe:
 * @params: the network of the account
 * @own: the address that signs
 * @path: (nullable): of its key
 * @form: what the message is
 * @message: it
 * @error: return location
 *
 * What a person has to know before signing. Refused are texts that are, as they stand or in hexadecimal, a transaction
 * signed or not, a beginning of EIP-191 or EIP-712, or 32 bytes: behind the prefix they are harmless, but nobody who
 * asks for them means well, and a wallet that signs them can be talked into more.
 *
 * Returns: (transfer full): the description, or %NULL with %IMW_ERROR_BAD_INPUT or %IMW_ERROR_REFUSED
 */
ImwDescription *
imw_ethereum_message_describe (const ImwEthereumParams  *params,
                               const ImwEthereumAddress *own,
                               const char               *path,
                               ImwMessageForm            form,
                               GBytes                   *message,
                               GError                  **error)
{
  g_autoptr (ImwDescription)
      description = imw_description_new (params->chain_id_text, params->asset);
  gboolean done = FALSE;

  imw_description_set_action (description, IMW_ACTION_MESSAGE);
  switch (form)
    {
    case IMW_MESSAGE_TEXT:
      done = imw_ethereum_message_describe_text (description, message, error);
      break;
    case IMW_MESSAGE_TYPED_DATA:
      done = imw_ethereum_message_describe_typed (description, params, own, path, message, error);
      break;
    }
  if (!done)
    return NULL;

  if (path != NULL)
    imw_description_add_detail (description, "account-path", "", path);

  return g_steal_pointer (&description);
}

static gboolean
bad_signature (GError **error)
{
  g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT,
                       "a signature is 65 bytes in hexadecimal, or 64 in the compact form");

  return FALSE;
}

static gboolean
read_signature (const char *text, guint8 signature[64], guint *recovery_id, GError **error)
{
  g_autoptr (GBytes) bytes = imw_hex_decode (g_str_has_prefix (text, "0x") ? text + 2 : text, NULL);
  const guint8 *data;
  gsize         length;

  if (bytes == NULL)
    return bad_signature (error);

  data = g_bytes_get_data (bytes, &length);
  if (length != 64 && length != 65)
    return bad_signature (error);
  memcpy (signature, data, 64);
  if (length == 64)
    {
      /* EIP-2098: the parity is in the bit that a low s leaves free */
      *recovery_id = signature[32] >> 7;
      signature[32] &= 0x7f;
      return TRUE;
    }

  *recovery_id = data[64] >= 27 ? data[64] - 27u : data[64];

  return *recovery_id <= 1 || bad_signature (error);
}

/**
 * imw_ethereum_message_verify:
 * @address: who is said to have signed
 * @form: what the message is
 * @message: it
 * @signature: hexadecimal, with or without "0x": r, s and v (27, 28, 0 or 1), or the compact form of EIP-2098
 * @error: return location
 *
 * A high s is nobody's signature: two of them for one message would be one too many. Signatures of contracts
 * (EIP-1271) can't be checked without the network.
 *
 * Returns: %TRUE if @address has signed @message, or %FALSE with %IMW_ERROR_REFUSED when it has not,
 *   %IMW_ERROR_BAD_ADDRESS, %IMW_ERROR_BAD_INPUT
 */
gboolean
imw_ethereum_message_verify (const char    *address,
                             ImwMessageForm form,
                             GBytes        *message,
                             const char    *signature,
                             GError       **error)
{
  ImwEthereumAddress wanted;
  ImwEthereumAddress signer;
  guint8             rs[64];
  guint8             hash[32];
  guint8             pubkey[65];
  guint              recovery_id;

  if (!imw_ethereum_address_parse (address, &wanted, error) ||
      !read_signature (signature, rs, &recovery_id, error) ||
      !imw_ethereum_message_hash (form, message, hash, error))
    return FALSE;

  if (imw_secp256k1_ecdsa_recover (hash, rs, recovery_id, pubkey))
    {
      imw_ethereum_address_from_public_key (pubkey, &signer);
      if (imw_ethereum_address_equal (&signer, &wanted))
        return TRUE;
    }
  g_set_error_literal (error, IMW_ERROR, IMW_ERROR_REFUSED, "not signed by this address");

  return FALSE;
}

/**
 * imw_ethereum_message_format_signature:
 * @signature: (array fixed-size=64): r and s
 * @recovery_id: 0 or 1
 *
 * Returns: (transfer full): "0x", r, s and v, which is 27 or 28
 */
char *
imw_ethereum_message_format_signature (const guint8 signature[64], guint recovery_id)
{
  g_autofree char *hex = imw_hex_encode (signature, 64);

  return g_strdup_printf ("0x%s%02x", hex, 27 + recovery_id);
}
