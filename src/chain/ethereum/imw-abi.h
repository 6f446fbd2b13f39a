/* imw-abi.h: arguments and results of contract calls (Solidity contract ABI, version 2)
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-amount.h"
#include "imw-ethereum-address.h"
#include "imw-reader.h"

G_BEGIN_DECLS

#define IMW_ABI_TOPIC_TRANSFER "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef" /* Transfer(address,address,uint256) */

/* Writes a call: selector, then one word an argument; what has no fixed length stands behind. */
typedef struct _ImwAbiWriter ImwAbiWriter;

ImwAbiWriter *imw_abi_writer_new (const char *signature); /* "transfer(address,uint256)"; NULL: arguments only */
void          imw_abi_writer_free (ImwAbiWriter *self);
void          imw_abi_writer_address (ImwAbiWriter *self, const ImwEthereumAddress *address);
void          imw_abi_writer_amount (ImwAbiWriter *self, ImwAmount *amount); /* uint256; not negative */
void          imw_abi_writer_u64 (ImwAbiWriter *self, guint64 value);
void          imw_abi_writer_fixed (ImwAbiWriter *self, const guint8 *data, gsize length);        /* bytes1 … bytes32 */
void          imw_abi_writer_bytes (ImwAbiWriter *self, const guint8 *data, gsize length);        /* bytes, string */
void          imw_abi_writer_numbers (ImwAbiWriter *self, const guint64 *values, gsize n_values); /* uint256[] and shorter */
GBytes       *imw_abi_writer_free_to_bytes (ImwAbiWriter *self);
void          imw_abi_selector (const char *signature, guint8 out[4]);

/* Reads words in their order; strict: unused bytes of a word are zero, offsets are inside. Fails for good like ImwReader. */
typedef struct
{
  /*< private >*/
  const guint8 *data;
  gsize         length;
  gsize         position;
  gboolean      failed;
} ImwAbiReader;

void       imw_abi_reader_init (ImwAbiReader *self, const guint8 *data, gsize length); /* without selector */
gboolean   imw_abi_reader_ok (const ImwAbiReader *self);
gsize      imw_abi_reader_get_left (const ImwAbiReader *self);
gboolean   imw_abi_reader_word (ImwAbiReader *self, guint8 word[32]);
gboolean   imw_abi_reader_address (ImwAbiReader *self, ImwEthereumAddress *address);
ImwAmount *imw_abi_reader_amount (ImwAbiReader *self, ImwAsset *asset); /* NULL on failure */
guint64    imw_abi_reader_u64 (ImwAbiReader *self);
gboolean   imw_abi_reader_bool (ImwAbiReader *self);
GBytes    *imw_abi_reader_bytes (ImwAbiReader *self);                                                                    /* NULL on failure */
gboolean   imw_abi_reader_finish (const ImwAbiReader *self, const char *what, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* BAD_INPUT */

/* calls of tokens (ERC-20) */
GBytes *imw_erc20_transfer (const ImwEthereumAddress *to, ImwAmount *amount);
GBytes *imw_erc20_balance_of (const ImwEthereumAddress *owner);
/* what name() or symbol() gave: a string, or 32 bytes as old tokens answer; made harmless; BAD_REPLY */
char *imw_erc20_read_text (const guint8 *data, gsize length, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwAbiWriter, imw_abi_writer_free)

G_END_DECLS
