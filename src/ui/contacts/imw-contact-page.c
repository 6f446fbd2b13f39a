/* imw-contact-page.c: one contact is looked at or changed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-contact-page"

#include "config.h"

#include "imw-contact-page.h"
#include "imw-format.h"
#include "imw-send-page.h"
#include "imw-shell.h"
#include "imw-ui.h"
#include "imw-words.h"

#include <glib/gi18n.h>

/**
 * ImwContactPage:
 *
 * Name, note and addresses of a contact. What is typed reaches the contact when it is saved. Main thread.
 */

struct _ImwContactPage
{
  AdwBin parent_instance;

  ImwWallet    *wallet;
  ImwContact   *contact;
  gboolean      fresh;     /* not saved yet */
  GPtrArray    *chain_ids; /* (element-type utf8): of the addresses that are shown */
  GPtrArray    *texts;     /* (element-type utf8) */
  GCancellable *cancellable;

  AdwAvatar   *avatar;
  GtkEditable *name;
  GtkEditable *note;
  GtkListBox  *addresses;
  GtkEditable *address;
  GtkWidget   *add_address;
  GtkLabel    *recognised;
  GtkWidget   *remove;
  GtkWidget   *save;
};

enum
{
  REMOVED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ImwContactPage, imw_contact_page, ADW_TYPE_BIN)

static void
changed_cb (ImwContactPage *self)
{
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (self->name)));

  adw_avatar_set_text (self->avatar, name);
  gtk_widget_set_sensitive (self->save, *name != '\0');
  gtk_widget_set_tooltip_text (self->save, *name != '\0' ? NULL : _ ("A contact needs a name"));
}

static void
say (ImwContactPage *self,
     const char     *text,
     gboolean        error)
{
  gtk_label_set_text (self->recognised, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->recognised), text != NULL);
  if (error)
    gtk_widget_add_css_class (GTK_WIDGET (self->recognised), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->recognised), "error");
}

static gboolean
knows (ImwContactPage *self,
       const char     *address)
{
  for (guint i = 0; i < self->texts->len; i++)
    {
      if (g_strcmp0 (g_ptr_array_index (self->texts, i), address) == 0)
        return TRUE;
    }

  return FALSE;
}

/* What is in the entry, as an address of a network; NULL while it is none. */
static ImwPaymentRequest *
parse (ImwContactPage *self,
       ImwChain      **chain,
       GError        **error)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (self->address)));

  if (*text == '\0')
    return NULL;

  return imw_wallet_service_parse_payment (imw_wallet_get_service (self->wallet), text, chain,
                                           error);
}

static void
address_changed_cb (ImwContactPage *self)
{
  ImwChain *chain = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwPaymentRequest) request = parse (self, &chain, &error);
  g_autofree char *text = NULL;

  if (request != NULL && knows (self, request->address))
    {
      say (self, _ ("This address is in the list already."), TRUE);
      g_clear_pointer (&request, imw_payment_request_free);
    }
  else if (request != NULL)
    {
      g_autoptr (ImwRecipient) recipient = imw_chain_parse_address (chain, request->address, NULL);

      text = g_strdup_printf ("%s · %s", imw_chain_get_name (chain),
                              imw_words_known (recipient != NULL ? recipient->title : NULL));
      say (self, text, FALSE);
    }
  else if (error != NULL)
    {
      text = imw_error_text (error, IMW_DOING_GENERAL);
      say (self, text, TRUE);
    }
  else
    {
      say (self, NULL, FALSE);
    }
  gtk_widget_set_sensitive (self->add_address, request != NULL);
}

static void update_addresses (ImwContactPage *self);

static void
remove_address_cb (GtkButton      *button,
                   ImwContactPage *self)
{
  guint position = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "position"));

  g_ptr_array_remove_index (self->chain_ids, position);
  g_ptr_array_remove_index (self->texts, position);
  update_addresses (self);
}

static void
pay_address_cb (GtkButton      *button,
                ImwContactPage *self)
{
  guint position = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "position"));

  imw_contact_pay (GTK_WIDGET (self), g_ptr_array_index (self->texts, position));
}

static void
add_button (AdwActionRow *row,
            GtkWidget    *button,
            guint         position)
{
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_object_set_data (G_OBJECT (button), "position", GUINT_TO_POINTER (position));
  adw_action_row_add_suffix (row, button);
}

static GtkWidget *
make_address_row (ImwContactPage *self,
                  guint           position)
{
  const char       *address = g_ptr_array_index (self->texts, position);
  const char       *chain_id = g_ptr_array_index (self->chain_ids, position);
  ImwWalletService *service = imw_wallet_get_service (self->wallet);
  ImwChain         *chain = imw_wallet_service_find_chain (service, chain_id);
  GtkWidget        *row = adw_action_row_new ();
  g_autofree char  *grouped = imw_format_address_grouped (address);
  GtkWidget        *remove;

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row),
                                 chain != NULL ? imw_chain_get_name (chain)
                                               : g_ptr_array_index (self->chain_ids, position));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), grouped);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  gtk_widget_add_css_class (row, "code-row");
  if (chain != NULL && !self->fresh)
    {
      GtkWidget *pay = gtk_button_new_with_label (_ ("Pay"));

      g_signal_connect (pay, "clicked", G_CALLBACK (pay_address_cb), self);
      add_button (ADW_ACTION_ROW (row), pay, position);
    }
  remove = imw_ui_icon_button ("user-trash-symbolic", _ ("Remove this address"));
  g_signal_connect (remove, "clicked", G_CALLBACK (remove_address_cb), self);
  add_button (ADW_ACTION_ROW (row), remove, position);

  return row;
}

static void
update_addresses (ImwContactPage *self)
{
  imw_ui_clear_list (self->addresses);
  for (guint i = 0; i < self->texts->len; i++)
    gtk_list_box_append (self->addresses, make_address_row (self, i));
  gtk_widget_set_visible (GTK_WIDGET (self->addresses), self->texts->len > 0);
}

static void
add_address_cb (ImwContactPage *self)
{
  ImwChain *chain = NULL;
  g_autoptr (ImwPaymentRequest) request = parse (self, &chain, NULL);

  if (request == NULL || knows (self, request->address))
    return;

  g_ptr_array_add (self->chain_ids, g_strdup (imw_chain_get_id (chain)));
  g_ptr_array_add (self->texts, g_strdup (request->address));
  if (*gtk_editable_get_text (self->name) == '\0' && request->label != NULL)
    gtk_editable_set_text (self->name, request->label);
  gtk_editable_set_text (self->address, "");
  update_addresses (self);
}

static void
fill_contact (ImwContact *contact,
              const char *name,
              const char *note,
              GPtrArray  *chain_ids,
              GPtrArray  *texts)
{
  imw_contact_set_name (contact, name);
  imw_contact_set_note (contact, note);
  while (imw_contact_get_n_addresses (contact) > 0)
    imw_contact_remove_address (contact, 0);
  for (guint i = 0; i < texts->len; i++)
    imw_contact_add_address (contact, g_ptr_array_index (chain_ids, i),
                             g_ptr_array_index (texts, i));
}

static void
leave (ImwContactPage *self)
{
  ImwShell *shell = imw_shell_of (GTK_WIDGET (self));

  if (shell != NULL)
    imw_shell_back (shell);
}

/* What is typed differs from what is kept. */
static gboolean
is_changed (ImwContactPage *self)
{
  guint n = imw_contact_get_n_addresses (self->contact);

  if (g_strcmp0 (gtk_editable_get_text (self->name), imw_contact_get_name (self->contact)) != 0 ||
      g_strcmp0 (gtk_editable_get_text (self->note), imw_contact_get_note (self->contact)) != 0 ||
      *gtk_editable_get_text (self->address) != '\0' || n != self->texts->len)
    return TRUE;

  for (guint i = 0; i < n; i++)
    {
      const char *chain_id;
      const char *address;

      imw_contact_get_address (self->contact, i, &chain_id, &address);
      if (g_strcmp0 (address, g_ptr_array_index (self->texts, i)) != 0)
        return TRUE;
    }

  return FALSE;
}

static void
leave_agreed_cb (gpointer user_data)
{
  leave (IMW_CONTACT_PAGE (user_data));
}

static void
leave_cb (GtkWidget  *widget,
          const char *action,
          GVariant   *parameter)
{
  ImwContactPage *self = IMW_CONTACT_PAGE (widget);

  if (is_changed (self))
    imw_ui_ask (widget, _ ("Leave without saving?"), _ ("What you typed here will be lost."),
                _ ("Leave"), TRUE, leave_agreed_cb, self);
  else
    leave (self);
}

static void
saved_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (ImwContactPage) self = IMW_CONTACT_PAGE (user_data);
  g_autoptr (GError) error = NULL;

  gtk_widget_set_sensitive (GTK_WIDGET (self), TRUE);
  if (imw_wallet_save_contact_finish (IMW_WALLET (object), result, &error))
    {
      imw_ui_toast (GTK_WIDGET (self), _ ("Contact saved"));
      leave (self);
    }
  else
    {
      imw_ui_toast_error (GTK_WIDGET (self), error, IMW_DOING_GENERAL);
    }
}

static void
save_clicked_cb (ImwContactPage *self)
{
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (self->name)));
  g_autofree char *note = g_strstrip (g_strdup (gtk_editable_get_text (self->note)));

  /* what was typed and recognised but not added is meant too */
  if (gtk_widget_get_sensitive (self->add_address))
    add_address_cb (self);
  if (*gtk_editable_get_text (self->address) != '\0')
    {
      imw_ui_toast (GTK_WIDGET (self), _ ("The address that was typed is not complete."));
      return;
    }
  fill_contact (self->contact, name, note, self->chain_ids, self->texts);
  gtk_widget_set_sensitive (GTK_WIDGET (self), FALSE);
  imw_wallet_save_contact_async (self->wallet, self->contact, self->cancellable, saved_cb,
                                 g_object_ref (self));
}

static void
removed_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (ImwContactPage) self = IMW_CONTACT_PAGE (user_data);
  g_autoptr (GError) error = NULL;

  gtk_widget_set_sensitive (GTK_WIDGET (self), TRUE);
  if (imw_wallet_remove_contact_finish (IMW_WALLET (object), result, &error))
    {
      leave (self);
      g_signal_emit (self, signals[REMOVED], 0, self->contact);
    }
  else
    {
      imw_ui_toast_error (GTK_WIDGET (self), error, IMW_DOING_GENERAL);
    }
}

static void
remove_clicked_cb (ImwContactPage *self)
{
  gtk_widget_set_sensitive (GTK_WIDGET (self), FALSE);
  imw_wallet_remove_contact_async (self->wallet, self->contact, self->cancellable, removed_cb,
                                   g_object_ref (self));
}

/* Contacts leave memory at lock; so does what is shown of them. */
static void
unlocked_changed_cb (ImwContactPage *self)
{
  if (imw_wallet_get_unlocked (self->wallet))
    return;

  gtk_editable_set_text (self->name, "");
  gtk_editable_set_text (self->note, "");
  g_ptr_array_set_size (self->chain_ids, 0);
  g_ptr_array_set_size (self->texts, 0);
  update_addresses (self);
  leave (self);
}

static void
imw_contact_page_dispose (GObject *object)
{
  ImwContactPage *self = IMW_CONTACT_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->contact);
  g_clear_object (&self->wallet);

  G_OBJECT_CLASS (imw_contact_page_parent_class)->dispose (object);
}

static void
imw_contact_page_finalize (GObject *object)
{
  ImwContactPage *self = IMW_CONTACT_PAGE (object);

  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->chain_ids, g_ptr_array_unref);
  g_clear_pointer (&self->texts, g_ptr_array_unref);

  G_OBJECT_CLASS (imw_contact_page_parent_class)->finalize (object);
}

static void
imw_contact_page_class_init (ImwContactPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = imw_contact_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = imw_contact_page_finalize;

  /**
   * ImwContactPage::removed:
   * @self: the page
   * @contact: no longer in the wallet
   */
  signals[REMOVED] = g_signal_new ("removed", IMW_TYPE_CONTACT_PAGE, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 1, IMW_TYPE_CONTACT);

  gtk_widget_class_install_action (widget_class, "page.leave", NULL, leave_cb);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/imwallet/Wallet/ui/contact-page.ui");
  gtk_widget_class_bind_template_child (widget_class, ImwContactPage, avatar);
  gtk_widget_class_bind_template_child (widget_class, ImwContactPage, name);
  gtk_widget_class_bind_template_child (widget_class, ImwContactPage, note);
  gtk_widget_class_bind_template_child (widget_class, ImwContactPage, addresses);
  gtk_widget_class_bind_template_child (widget_class, ImwContactPage, address);
  gtk_widget_class_bind_template_child (widget_class, ImwContactPage, add_address);
  gtk_widget_class_bind_template_child (widget_class, ImwContactPage, recognised);
  gtk_widget_class_bind_template_child (widget_class, ImwContactPage, remove);
  gtk_widget_class_bind_template_child (widget_class, ImwContactPage, save);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, address_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, add_address_cb);
  gtk_widget_class_bind_template_callback (widget_class, remove_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, save_clicked_cb);
}

static void
imw_contact_page_init (ImwContactPage *self)
{
  self->cancellable = g_cancellable_new ();
  self->chain_ids = g_ptr_array_new_with_free_func (g_free);
  self->texts = g_ptr_array_new_with_free_func (g_free);
  gtk_widget_init_template (GTK_WIDGET (self));
  imw_ui_set_name (GTK_WIDGET (self->name), _ ("Name"));
  imw_ui_set_name (GTK_WIDGET (self->note), _ ("Note for yourself"));
  imw_ui_set_name (GTK_WIDGET (self->address), _ ("Add an address"));
}

/**
 * imw_contact_page_new:
 * @wallet: an unlocked wallet
 * @contact: (nullable): a contact of it, %NULL for a new one
 *
 * Returns: (transfer full): the page
 */
GtkWidget *
imw_contact_page_new (ImwWallet  *wallet,
                      ImwContact *contact)
{
  ImwContactPage *self = g_object_new (IMW_TYPE_CONTACT_PAGE, NULL);

  self->wallet = g_object_ref (wallet);
  self->fresh = contact == NULL;
  self->contact = contact != NULL ? g_object_ref (contact) : imw_contact_new ("");
  gtk_editable_set_text (self->name, imw_contact_get_name (self->contact));
  gtk_editable_set_text (self->note, imw_contact_get_note (self->contact));
  for (guint i = 0; i < imw_contact_get_n_addresses (self->contact); i++)
    {
      const char *chain_id;
      const char *address;

      imw_contact_get_address (self->contact, i, &chain_id, &address);
      g_ptr_array_add (self->chain_ids, g_strdup (chain_id));
      g_ptr_array_add (self->texts, g_strdup (address));
    }
  gtk_widget_set_visible (self->remove, !self->fresh);
  g_signal_connect_object (wallet, "notify::unlocked", G_CALLBACK (unlocked_changed_cb), self,
                           G_CONNECT_SWAPPED);
  update_addresses (self);
  address_changed_cb (self);
  changed_cb (self);

  return GTK_WIDGET (self);
}

/**
 * imw_contact_pay:
 * @widget: a widget of a page
 * @address: of a contact
 *
 * Opens Send with @address as the recipient.
 */
void
imw_contact_pay (GtkWidget  *widget,
                 const char *address)
{
  ImwShell        *shell = imw_shell_of (widget);
  g_autofree char *recipient = g_strdup (address);
  GtkWidget       *page = shell != NULL ? imw_shell_go (shell, "send") : NULL;

  if (IMW_IS_SEND_PAGE (page))
    imw_send_page_set_recipient (IMW_SEND_PAGE (page), recipient);
}
