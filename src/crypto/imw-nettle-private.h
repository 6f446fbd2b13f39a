/* imw-nettle-private.h: the few things taken from nettle
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

void imw_nettle_ripemd160 (const guint8 *data, gsize length, guint8 out[20]);
void imw_nettle_keccak_permute (guint64 state[25]);
void imw_nettle_pbkdf2_sha512 (const guint8 *password, gsize password_length, const guint8 *salt, gsize salt_length, guint iterations, guint8 out[64]);

G_END_DECLS
