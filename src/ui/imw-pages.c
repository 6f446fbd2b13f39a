/* imw-pages.c: the entries of the sidebar
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-pages"

#include "config.h"

#include "imw-pages.h"

#include "imw-abroad-page.h"
#include "imw-accounts-page.h"
#include "imw-activity-page.h"
#include "imw-contacts-page.h"
#include "imw-overview-page.h"
#include "imw-receive-page.h"
#include "imw-send-page.h"

#include <glib/gi18n.h>

/* One line a page; what does not exist yet is not listed. */
static const ImwPageEntry pages[] = {
  { "overview", N_ ("Overview"), "imw-overview-symbolic", imw_overview_page_new, 0 },
  { "send", N_ ("Send"), "imw-send-symbolic", imw_send_page_new, 0 },
  { "receive", N_ ("Receive"), "imw-receive-symbolic", imw_receive_page_new, 0 },
  { "abroad", N_ ("Abroad"), "imw-abroad-symbolic", imw_abroad_page_new,
    IMW_CHAIN_HAS_LOGIN },
  { "ramp", N_ ("Deposit & withdraw"), "imw-ramp-symbolic", imw_ramp_page_new,
    IMW_CHAIN_HAS_LOGIN },
  { "activity", N_ ("Activity"), "imw-activity-symbolic", imw_activity_page_new, 0 },
  { "contacts", N_ ("Contacts"), "imw-contacts-symbolic", imw_contacts_page_new, 0 },
  { "accounts", N_ ("Accounts"), "imw-accounts-symbolic", imw_accounts_page_new, 0 },
};

/**
 * imw_pages_get:
 * @n_pages: (out): how many
 *
 * Returns: (transfer none): all of them, in order
 */
const ImwPageEntry *
imw_pages_get (guint *n_pages)
{
  *n_pages = G_N_ELEMENTS (pages);

  return pages;
}

/**
 * imw_pages_get_wanted:
 * @page: an entry
 * @service: knows the networks that are on
 *
 * Returns: whether anything can be done there
 */
gboolean
imw_pages_get_wanted (const ImwPageEntry *page, ImwWalletService *service)
{
  GPtrArray *chains = imw_wallet_service_get_chains (service);
  gboolean   wanted = page->needs == 0;

  for (guint i = 0; !wanted && i < chains->len; i++)
    wanted = imw_chain_has (g_ptr_array_index (chains, i), page->needs);

  return wanted;
}
