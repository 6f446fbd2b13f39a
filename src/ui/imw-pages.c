/* imw-pages.c: the entries of the sidebar
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-pages"

#include "config.h"

#include "imw-pages.h"

#include "imw-accounts-page.h"
#include "imw-activity-page.h"
#include "imw-contacts-page.h"
#include "imw-overview-page.h"
#include "imw-receive-page.h"
#include "imw-send-page.h"

#include <glib/gi18n.h>

/* One line a page; what does not exist yet is not listed. */
static const ImwPageEntry pages[] = {
  { "overview", N_ ("Overview"), "imw-overview-symbolic", imw_overview_page_new },
  { "send", N_ ("Send"), "imw-send-symbolic", imw_send_page_new },
  { "receive", N_ ("Receive"), "imw-receive-symbolic", imw_receive_page_new },
  { "activity", N_ ("Activity"), "imw-activity-symbolic", imw_activity_page_new },
  { "contacts", N_ ("Contacts"), "imw-contacts-symbolic", imw_contacts_page_new },
  { "accounts", N_ ("Accounts"), "imw-accounts-symbolic", imw_accounts_page_new },
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
