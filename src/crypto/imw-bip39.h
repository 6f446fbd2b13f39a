/* imw-bip39.h: BIP39 word lists and checksum
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-secret.h"

G_BEGIN_DECLS

typedef enum
{
  IMW_BIP39_ENGLISH,
  IMW_BIP39_CHINESE_SIMPLIFIED,
  IMW_BIP39_CHINESE_TRADITIONAL
} ImwBip39List;

#define IMW_TYPE_BIP39_LIST (imw_bip39_list_get_type ())
GType       imw_bip39_list_get_type (void) G_GNUC_CONST;
const char *imw_bip39_list_get_code (ImwBip39List list); /* "en", "zh-Hans", "zh-Hant" */
gboolean    imw_bip39_list_from_code (const char *code, ImwBip39List *list);
const char *imw_bip39_word (ImwBip39List list, guint index);      /* 0 … 2047 */
gint        imw_bip39_find (ImwBip39List list, const char *word); /* NFKD, lower case; -1 */
/* Up to @max words that begin with @prefix, transfer container, strings static */
GPtrArray *imw_bip39_complete (ImwBip39List list, const char *prefix, guint max);
/* entropy 16/20/24/28/32 bytes <-> words joined by one space (also for Chinese, as BIP39 hashes it); all in ImwSecret */
ImwSecret *imw_bip39_from_entropy (ImwBip39List list, ImwSecret *entropy);
/* Splits at white space (ideographic space too), finds the list by itself when @list is NULL-able out.
 * BAD_INPUT: word count, unknown word (message has the 1-based position, never the word), checksum. */
ImwSecret *imw_bip39_to_entropy (ImwSecret *words, ImwBip39List *list, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* NFKD of a BIP39 passphrase, in ImwSecret; BAD_INPUT when it is not UTF-8 */
ImwSecret *imw_bip39_normalize (ImwSecret *text, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
