/* imw-settings.h: settings of a data folder
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define IMW_TYPE_SETTINGS (imw_settings_get_type ())

/* DATA/settings.ini, 0600, atomic replace. Main thread. Signal "changed" (const char *key). Values are checked when read:
 * what is unknown or out of range counts as the default. */
G_DECLARE_FINAL_TYPE (ImwSettings, imw_settings, IMW, SETTINGS, GObject)

#define IMW_SETTING_LANGUAGE       "language"      /* "" system, "en", "zh_CN" */
#define IMW_SETTING_CURRENCY       "currency"      /* "USD" */
#define IMW_SETTING_UNIT_BITCOIN   "unit-bitcoin"  /* "BTC" "mBTC" "sat" */
#define IMW_SETTING_PRICES         "prices"        /* "on" "off" */
#define IMW_SETTING_NOTIFICATIONS  "notifications" /* "on" "off" */
#define IMW_SETTING_VAULT          "vault"         /* "keyring" "file": for new wallets */
#define IMW_SETTING_NETWORK        "network"       /* "" the environment's default, "signet" …: at the next start */
#define IMW_SETTING_LAST_WALLET    "last-wallet"
#define IMW_SETTING_COUNTRY_ABROAD "country-abroad" /* alpha-3 of the last transfer, "" none */
#define IMW_SETTING_NETWORK_PREFIX "network-" /* and a network's id: "" as it comes, "on", "off" */

ImwSettings *imw_settings_new (const char *path, gboolean read_only);
const char  *imw_settings_get (ImwSettings *self, const char *key); /* never NULL */
gboolean     imw_settings_set (ImwSettings *self, const char *key, const char *value, GError **error);
char       **imw_settings_get_list (ImwSettings *self, const char *key); /* "servers-bitcoin" */
gboolean     imw_settings_set_list (ImwSettings *self, const char *key, const char *const *values, GError **error);

G_END_DECLS
