/* imw-server-list.c: the servers of one network
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-server-list"

#include "config.h"

#include "imw-preferences-pages.h"
#include "imw-ui.h"

#include "imw-error.h"

#include <glib/gi18n.h>
#include <string.h>

/**
 * ImwServerList:
 *
 * Which servers are asked, in which order; one can be added or removed, and the defaults brought
 * back. Main thread.
 */

struct _ImwServerList
{
  AdwBin parent_instance;

  ImwWalletService *service;
  ImwChain         *chain;
  gboolean          indexes; /* servers that keep histories, which may be none */
  GPtrArray        *urls;    /* (element-type utf8): as shown */

  GtkListBox *list;
  GtkWidget  *entry;
  GtkWidget  *add;
  GtkLabel   *message;
  GtkWidget  *restore;
};

G_DEFINE_FINAL_TYPE (ImwServerList, imw_server_list, ADW_TYPE_BIN)

static void update (ImwServerList *self);

static const char *
entry_title (ImwServerList *self)
{
  if (self->indexes)
    return _ ("Add a history server (Blockscout)");

  return imw_chain_has (self->chain, IMW_CHAIN_HAS_TOLD_BALANCES) ? _ ("Add a server (JSON-RPC)")
                                                                  : _ ("Add a server (Esplora)");
}

static void
say (ImwServerList *self,
     const char    *text)
{
  gtk_label_set_text (self->message, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->message), text != NULL);
}

/* Words for what is wrong with an address that was typed. */
static char *
describe (const GError *error)
{
  if (g_error_matches (error, IMW_ERROR, IMW_ERROR_BAD_INPUT))
    return g_strdup (_ (
        "This is not the address of a server. It begins with “https” and has the server's name."));
  if (g_error_matches (error, IMW_ERROR, IMW_ERROR_REFUSED))
    return g_strdup (_ (
        "Without encryption only servers on this computer are allowed. Use an address with “https”."));

  return imw_error_text (error, IMW_DOING_GENERAL);
}

/* @urls NULL: the defaults */
static gboolean
apply (ImwServerList     *self,
       const char *const *urls)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  const char      *chain_id = imw_chain_get_id (self->chain);
  gboolean         done = FALSE;

  done = self->indexes
             ? imw_wallet_service_set_indexes (self->service, chain_id, urls, &error)
             : imw_wallet_service_set_servers (self->service, chain_id, urls, &error);
  if (done)
    {
      say (self, NULL);
      update (self);
      return TRUE;
    }
  g_message ("Changing servers: %s", error->message);
  text = describe (error);
  say (self, text);

  return FALSE;
}

static char **
copy_urls (ImwServerList *self,
           const char    *without,
           const char    *with)
{
  GPtrArray *array = g_ptr_array_new ();

  for (guint i = 0; i < self->urls->len; i++)
    {
      const char *url = g_ptr_array_index (self->urls, i);

      if (g_strcmp0 (url, without) != 0)
        g_ptr_array_add (array, g_strdup (url));
    }
  if (with != NULL)
    g_ptr_array_add (array, g_strdup (with));
  g_ptr_array_add (array, NULL);

  return (char **) g_ptr_array_free (array, FALSE);
}

static void
remove_clicked_cb (GtkButton     *button,
                   ImwServerList *self)
{
  g_auto (GStrv) urls = copy_urls (self, g_object_get_data (G_OBJECT (button), "url"), NULL);

  apply (self, urls[0] != NULL || self->indexes ? (const char *const *) urls : NULL);
}

static void
add_clicked_cb (ImwServerList *self)
{
  g_autofree char *url = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry))));
  g_auto (GStrv) urls = NULL;

  if (*url == '\0')
    return;
  for (guint i = 0; i < self->urls->len; i++)
    {
      if (g_strcmp0 (g_ptr_array_index (self->urls, i), url) == 0)
        {
          say (self, _ ("This server is in the list already."));
          return;
        }
    }
  urls = copy_urls (self, NULL, url);
  if (apply (self, (const char *const *) urls))
    gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
}

static void
entry_changed_cb (ImwServerList *self)
{
  gtk_widget_set_sensitive (self->add, *gtk_editable_get_text (GTK_EDITABLE (self->entry)) != '\0');
  say (self, NULL);
}

static void
restore_clicked_cb (ImwServerList *self)
{
  apply (self, NULL);
}

static void
load_urls (ImwServerList *self)
{
  const char *chain_id = imw_chain_get_id (self->chain);
  g_auto (GStrv) servers = imw_wallet_service_dup_own_servers (self->service, chain_id);
  g_auto (GStrv) own = self->indexes
                           ? imw_wallet_service_dup_own_indexes (self->service, chain_id)
                           : g_strdupv (servers);
  g_auto (GStrv) defaults = NULL;
  gboolean has_own = own != NULL && (self->indexes || own[0] != NULL);
  char   **urls = NULL;

  if (!self->indexes)
    defaults = imw_backend_registry_default_servers (self->chain);
  else if (servers == NULL) /* whoever names servers wants to talk to no other */
    defaults = imw_backend_registry_default_indexes (self->chain);
  urls = has_own ? own : defaults;

  g_ptr_array_set_size (self->urls, 0);
  for (guint i = 0; urls != NULL && urls[i] != NULL; i++)
    g_ptr_array_add (self->urls, g_strdup (urls[i]));
  gtk_widget_set_visible (self->restore, has_own);
}

static void
update (ImwServerList *self)
{
  load_urls (self);
  imw_ui_clear_list (self->list);
  for (guint i = 0; i < self->urls->len; i++)
    {
      const char      *url = g_ptr_array_index (self->urls, i);
      GtkWidget       *row = adw_action_row_new ();
      g_autofree char *name = g_strdup_printf (_ ("Remove %s"), url);
      GtkWidget       *remove = imw_ui_icon_button ("user-trash-symbolic", name);

      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), url);
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row),
                                   i == 0 ? _ ("Asked first")
                                          : _ ("Asked when the ones above do not answer"));
      g_object_set_data_full (G_OBJECT (remove), "url", g_strdup (url), g_free);
      g_signal_connect (remove, "clicked", G_CALLBACK (remove_clicked_cb), self);
      gtk_widget_set_visible (remove, self->indexes || self->urls->len > 1);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), remove);
      gtk_list_box_append (self->list, row);
    }
  gtk_list_box_append (self->list, self->entry);
}

static void
imw_server_list_dispose (GObject *object)
{
  ImwServerList *self = IMW_SERVER_LIST (object);

  g_clear_object (&self->entry);
  g_clear_object (&self->chain);
  g_clear_object (&self->service);

  G_OBJECT_CLASS (imw_server_list_parent_class)->dispose (object);
}

static void
imw_server_list_finalize (GObject *object)
{
  g_clear_pointer (&IMW_SERVER_LIST (object)->urls, g_ptr_array_unref);

  G_OBJECT_CLASS (imw_server_list_parent_class)->finalize (object);
}

static void
imw_server_list_class_init (ImwServerListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = imw_server_list_dispose;
  G_OBJECT_CLASS (klass)->finalize = imw_server_list_finalize;
}

static void
imw_server_list_init (ImwServerList *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  self->urls = g_ptr_array_new_with_free_func (g_free);
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "boxed-list");

  self->entry = g_object_ref_sink (adw_entry_row_new ());
  adw_entry_row_set_input_purpose (ADW_ENTRY_ROW (self->entry), GTK_INPUT_PURPOSE_URL);
  self->add = gtk_button_new_with_label (_ ("Add"));
  gtk_widget_set_valign (self->add, GTK_ALIGN_CENTER);
  gtk_widget_set_sensitive (self->add, FALSE);
  adw_entry_row_add_suffix (ADW_ENTRY_ROW (self->entry), self->add);
  g_signal_connect_swapped (self->entry, "changed", G_CALLBACK (entry_changed_cb), self);
  g_signal_connect_swapped (self->entry, "entry-activated", G_CALLBACK (add_clicked_cb), self);
  g_signal_connect_swapped (self->add, "clicked", G_CALLBACK (add_clicked_cb), self);

  self->message = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (self->message, TRUE);
  gtk_label_set_xalign (self->message, 0);
  gtk_widget_add_css_class (GTK_WIDGET (self->message), "error");
  gtk_widget_set_visible (GTK_WIDGET (self->message), FALSE);
  self->restore = gtk_button_new_with_label (_ ("Restore the defaults"));
  gtk_widget_set_halign (self->restore, GTK_ALIGN_START);
  gtk_widget_set_margin_top (self->restore, 6);
  g_signal_connect_swapped (self->restore, "clicked", G_CALLBACK (restore_clicked_cb), self);

  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->list));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->message));
  gtk_box_append (GTK_BOX (box), self->restore);
  adw_bin_set_child (ADW_BIN (self), box);
}

/**
 * imw_server_list_new:
 * @service: the service
 * @chain: one of its networks
 * @indexes: %TRUE: the servers that keep histories by address
 *
 * Returns: (transfer full): the list
 */
GtkWidget *
imw_server_list_new (ImwWalletService *service,
                     ImwChain         *chain,
                     gboolean          indexes)
{
  ImwServerList *self = g_object_new (IMW_TYPE_SERVER_LIST, NULL);

  self->service = g_object_ref (service);
  self->chain = g_object_ref (chain);
  self->indexes = indexes;
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->entry), entry_title (self));
  imw_ui_set_name (self->entry, entry_title (self));
  update (self);

  return GTK_WIDGET (self);
}
