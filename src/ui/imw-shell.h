/* imw-shell.h: sidebar, header bar and pages of an open wallet
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "imw-wallet.h"

G_BEGIN_DECLS

#define IMW_TYPE_SHELL (imw_shell_get_type ())
G_DECLARE_FINAL_TYPE (ImwShell, imw_shell, IMW, SHELL, GtkWidget)

GtkWidget *imw_shell_new (ImwWallet *wallet, GMenuModel *menu);
ImwShell  *imw_shell_of (GtkWidget *widget);
GtkWidget *imw_shell_go (ImwShell *self, const char *page_id);
void       imw_shell_go_home (ImwShell *self, const char *page_id);
void       imw_shell_push (ImwShell *self, GtkWidget *page, const char *title);
gboolean   imw_shell_back (ImwShell *self);
void       imw_shell_leave (ImwShell *self);
void       imw_shell_forget_page (ImwShell *self, const char *page_id);

G_END_DECLS
