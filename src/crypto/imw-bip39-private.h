/* imw-bip39-private.h: the word lists, made from wordlists/ at build time
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#define IMW_BIP39_WORDS 2048

extern const char *const imw_bip39_english[IMW_BIP39_WORDS];
extern const char *const imw_bip39_chinese_simplified[IMW_BIP39_WORDS];
extern const char *const imw_bip39_chinese_traditional[IMW_BIP39_WORDS];
