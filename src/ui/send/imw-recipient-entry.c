/* imw-recipient-entry.c: to whom
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-recipient-entry"

#include "config.h"

#include "imw-recipient-entry.h"
#include "imw-contact-chooser.h"
#include "imw-qr-reader.h"
#include "imw-ui.h"
#include "imw-words.h"

#include "imw-error.h"

#include <glib/gi18n.h>
#include <string.h>

#define MAX_TEXT   4096
#define N_SAME_END 4 /* characters that people compare at either end */

/**
 * ImwRecipientEntry:
 *
 * Takes an address, a payment link, a QR code or a contact, and says at once what was recognised. One
 * text may be an address on several networks. It also notices when what was pasted changes under the
 * user's hands. Main thread.
 */

struct _ImwRecipientEntry
{
  AdwBin parent_instance;

  ImwWallet    *wallet; /* (nullable) */
  GCancellable *cancellable;
  GPtrArray    *chains;  /* (element-type ImwChain) */
  char         *pasted;  /* (nullable): the address that came from the clipboard */
  gboolean      pasting; /* the next change comes from the clipboard */
  gboolean      alike;   /* the clipboard holds another address that looks the same */

  GtkEditable       *to;
  GtkLabel          *recognised;
  ImwContactChooser *contacts;
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ImwRecipientEntry, imw_recipient_entry, ADW_TYPE_BIN)

static void
set_recognised (ImwRecipientEntry *self, const char *text, gboolean error)
{
  gtk_label_set_text (self->recognised, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->recognised), text != NULL);
  if (error)
    gtk_widget_add_css_class (GTK_WIDGET (self->recognised), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->recognised), "error");
}

/* "Bitcoin · Taproot address · Coffee shop": text from a link is shown as plain text only. */
static void
say_recognised (ImwRecipientEntry *self)
{
  ImwChain *first = g_ptr_array_index (self->chains, 0);
  g_autoptr (ImwPaymentRequest) request = imw_recipient_entry_get_request (self, first);
  g_autoptr (ImwRecipient) recipient = imw_chain_parse_address (first, request->address, NULL);
  GString    *text = g_string_new (NULL);
  const char *from_link[2] = { request->label, request->message };

  for (guint i = 0; i < self->chains->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "",
                            imw_chain_get_name (g_ptr_array_index (self->chains, i)));
  if (recipient != NULL)
    g_string_append_printf (text, " · %s", imw_words_known (recipient->title));
  for (guint i = 0; i < G_N_ELEMENTS (from_link); i++)
    {
      if (from_link[i] != NULL && *from_link[i] != '\0')
        g_string_append_printf (text, "\n%s: “%s”",
                                i == 0 ? _ ("The link names") : _ ("The link says"), from_link[i]);
    }
  set_recognised (self, text->str, FALSE);
  g_string_free (text, TRUE);
}

static char *
dup_text (ImwRecipientEntry *self)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (self->to)));
}

/* The address in @text on the first network that knows it; NULL when none does. */
static char *
dup_address (ImwRecipientEntry *self, const char *text)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));
  g_autoptr (ImwPaymentRequest) request = imw_wallet_service_parse_payment (
      imw_wallet_get_service (self->wallet), stripped, NULL, NULL);

  return request != NULL ? g_strdup (request->address) : NULL;
}

static void
to_changed_cb (ImwRecipientEntry *self)
{
  g_autofree char *text = dup_text (self);
  g_autoptr (GError) error = NULL;
  gboolean from_clipboard = self->pasting;

  self->pasting = self->pasting && *text == '\0'; /* what was selected goes first */
  self->alike = FALSE;
  g_ptr_array_unref (self->chains);
  self->chains =
      imw_wallet_service_list_payment_chains (imw_wallet_get_service (self->wallet), text);
  if (*text == '\0')
    {
      g_clear_pointer (&self->pasted, g_free);
      set_recognised (self, NULL, FALSE);
      g_signal_emit (self, signals[CHANGED], 0);
      return;
    }

  if (self->chains->len > 0)
    {
      say_recognised (self);
      if (from_clipboard)
        {
          g_free (self->pasted);
          self->pasted = dup_address (self, text);
        }
    }
  else
    {
      g_autofree char *sentence = NULL;
      g_autoptr (ImwPaymentRequest) request = imw_wallet_service_parse_payment (
          imw_wallet_get_service (self->wallet), text, NULL, &error);

      if (request == NULL)
        sentence = imw_error_text (error, IMW_DOING_GENERAL);
      set_recognised (self, sentence, TRUE);
    }
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
set_pasted (ImwRecipientEntry *self, const char *text)
{
  gtk_editable_set_text (self->to, "");
  self->pasting = TRUE;
  imw_recipient_entry_set_text (self, text);
  self->pasting = FALSE;
}

/* pasted by keys or from the menu of the entry */
static void
paste_cb (ImwRecipientEntry *self)
{
  self->pasting = TRUE;
}

static void
clipboard_text_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ImwRecipientEntry) self = IMW_RECIPIENT_ENTRY (user_data);
  g_autofree char *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (object), result, NULL);

  if (text != NULL && *text != '\0' && strlen (text) <= MAX_TEXT)
    set_pasted (self, text);
  else
    imw_ui_toast (GTK_WIDGET (self), _ ("There is no address in the clipboard."));
}

static void
clipboard_picture_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ImwRecipientEntry) self = IMW_RECIPIENT_ENTRY (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkTexture)
      texture = gdk_clipboard_read_texture_finish (GDK_CLIPBOARD (object), result, NULL);
  g_autofree char *text = texture != NULL ? imw_qr_read_texture (texture, &error) : NULL;

  if (text != NULL)
    imw_recipient_entry_set_text (self, text);
  else
    imw_ui_toast (GTK_WIDGET (self), _ ("There is no QR code in the picture."));
}

/* A picture in the clipboard is read as a QR code, text is taken as it is. */
static void
paste_clicked_cb (ImwRecipientEntry *self)
{
  GdkClipboard      *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (self));
  GdkContentFormats *formats = gdk_clipboard_get_formats (clipboard);

  if (gdk_content_formats_contain_gtype (formats, GDK_TYPE_TEXTURE))
    gdk_clipboard_read_texture_async (clipboard, self->cancellable, clipboard_picture_cb,
                                      g_object_ref (self));
  else
    gdk_clipboard_read_text_async (clipboard, self->cancellable, clipboard_text_cb,
                                   g_object_ref (self));
}

static void
picture_chosen_cb (GFile *file, gpointer user_data)
{
  ImwRecipientEntry *self = IMW_RECIPIENT_ENTRY (user_data);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = imw_qr_read_file (file, &error);

  if (text != NULL)
    imw_recipient_entry_set_text (self, text);
  else if (g_error_matches (error, IMW_ERROR, IMW_ERROR_NOT_FOUND))
    imw_ui_toast (GTK_WIDGET (self), _ ("There is no QR code in the picture."));
  else
    imw_ui_toast (GTK_WIDGET (self), _ ("This file is no picture that can be read."));
}

static void
picture_clicked_cb (ImwRecipientEntry *self)
{
  imw_ui_choose_file (GTK_WIDGET (self), _ ("Open a picture with a QR code"), FALSE, NULL,
                      picture_chosen_cb, self);
}

static void
contact_chosen_cb (ImwRecipientEntry *self, const char *address)
{
  imw_recipient_entry_set_text (self, address);
}

static void
clipboard_seen_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ImwRecipientEntry) self = IMW_RECIPIENT_ENTRY (user_data);
  g_autofree char *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (object), result, NULL);
  g_autofree char *other = NULL;
  g_autofree char *typed = NULL;
  g_autofree char *here = NULL;

  if (self->wallet == NULL || text == NULL || strlen (text) > MAX_TEXT)
    return;

  typed = dup_text (self);
  other = dup_address (self, text);
  here = dup_address (self, typed);
  self->alike = other != NULL && here != NULL && imw_recipient_entry_look_alike (other, here);
}

static void
imw_recipient_entry_dispose (GObject *object)
{
  ImwRecipientEntry *self = IMW_RECIPIENT_ENTRY (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->wallet);

  G_OBJECT_CLASS (imw_recipient_entry_parent_class)->dispose (object);
}

static void
imw_recipient_entry_finalize (GObject *object)
{
  ImwRecipientEntry *self = IMW_RECIPIENT_ENTRY (object);

  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->chains, g_ptr_array_unref);
  g_clear_pointer (&self->pasted, g_free);

  G_OBJECT_CLASS (imw_recipient_entry_parent_class)->finalize (object);
}

static void
imw_recipient_entry_class_init (ImwRecipientEntryClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = imw_recipient_entry_dispose;
  G_OBJECT_CLASS (klass)->finalize = imw_recipient_entry_finalize;

  /**
   * ImwRecipientEntry::changed:
   * @self: the entry
   */
  signals[CHANGED] = g_signal_new ("changed", IMW_TYPE_RECIPIENT_ENTRY, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (IMW_TYPE_CONTACT_CHOOSER);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/imwallet/Wallet/ui/recipient-entry.ui");
  gtk_widget_class_bind_template_child (widget_class, ImwRecipientEntry, to);
  gtk_widget_class_bind_template_child (widget_class, ImwRecipientEntry, recognised);
  gtk_widget_class_bind_template_child (widget_class, ImwRecipientEntry, contacts);
  gtk_widget_class_bind_template_callback (widget_class, to_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, paste_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, picture_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, contact_chosen_cb);
}

static void
imw_recipient_entry_init (ImwRecipientEntry *self)
{
  GtkEditable *delegate;

  self->cancellable = g_cancellable_new ();
  self->chains = g_ptr_array_new_with_free_func (g_object_unref);
  gtk_widget_init_template (GTK_WIDGET (self));
  imw_ui_set_name (GTK_WIDGET (self->to), _ ("Address or payment link"));
  delegate = gtk_editable_get_delegate (self->to);
  if (GTK_IS_TEXT (delegate))
    g_signal_connect_object (delegate, "paste-clipboard", G_CALLBACK (paste_cb), self,
                             G_CONNECT_SWAPPED);
}

/**
 * imw_recipient_entry_set_wallet:
 * @self: an entry
 * @wallet: for its networks and contacts; set once
 */
void
imw_recipient_entry_set_wallet (ImwRecipientEntry *self, ImwWallet *wallet)
{
  g_return_if_fail (IMW_IS_RECIPIENT_ENTRY (self));

  g_set_object (&self->wallet, wallet);
  imw_contact_chooser_set_wallet (self->contacts, wallet);
}

/**
 * imw_recipient_entry_set_text:
 * @self: an entry
 * @text: an address or payment link, from outside
 */
void
imw_recipient_entry_set_text (ImwRecipientEntry *self, const char *text)
{
  g_autofree char *stripped = NULL;

  g_return_if_fail (IMW_IS_RECIPIENT_ENTRY (self));

  stripped = g_strstrip (g_strdup (text));
  gtk_editable_set_text (self->to, stripped);
}

/**
 * imw_recipient_entry_get_request:
 * @self: an entry
 * @chain: one of its networks
 *
 * Returns: (nullable) (transfer full): what the payee asks for, as @chain reads it
 */
ImwPaymentRequest *
imw_recipient_entry_get_request (ImwRecipientEntry *self, ImwChain *chain)
{
  g_autofree char *text = NULL;

  g_return_val_if_fail (IMW_IS_RECIPIENT_ENTRY (self), NULL);

  text = dup_text (self);

  return imw_chain_parse_uri (chain, text, NULL);
}

/**
 * imw_recipient_entry_get_chains:
 * @self: an entry
 *
 * Returns: (transfer none) (element-type ImwChain): the networks on which the recipient can be paid
 */
GPtrArray *
imw_recipient_entry_get_chains (ImwRecipientEntry *self)
{
  g_return_val_if_fail (IMW_IS_RECIPIENT_ENTRY (self), NULL);

  return self->chains;
}

/**
 * imw_recipient_entry_look_at_clipboard:
 * @self: an entry
 *
 * Programs that steal exchange an address in the clipboard for one that looks alike. What is there now
 * is read again; imw_recipient_entry_get_doubt() says the result a moment later.
 */
void
imw_recipient_entry_look_at_clipboard (ImwRecipientEntry *self)
{
  GdkClipboard *clipboard;

  g_return_if_fail (IMW_IS_RECIPIENT_ENTRY (self));

  self->alike = FALSE;
  clipboard = gtk_widget_get_clipboard (GTK_WIDGET (self));
  if (gdk_content_formats_contain_gtype (gdk_clipboard_get_formats (clipboard), G_TYPE_STRING) ||
      gdk_content_formats_contain_mime_type (gdk_clipboard_get_formats (clipboard),
                                             "text/plain;charset=utf-8"))
    gdk_clipboard_read_text_async (clipboard, self->cancellable, clipboard_seen_cb,
                                   g_object_ref (self));
}

/**
 * imw_recipient_entry_get_doubt:
 * @self: an entry
 *
 * Returns: what is odd about the address
 */
ImwDoubt
imw_recipient_entry_get_doubt (ImwRecipientEntry *self)
{
  g_autofree char *typed = NULL;
  g_autofree char *address = NULL;

  g_return_val_if_fail (IMW_IS_RECIPIENT_ENTRY (self), IMW_DOUBT_NONE);

  typed = dup_text (self);
  address = dup_address (self, typed);
  if (self->pasted != NULL && g_strcmp0 (self->pasted, address) != 0)
    return IMW_DOUBT_CHANGED;

  return self->alike ? IMW_DOUBT_CLIPBOARD : IMW_DOUBT_NONE;
}

/**
 * imw_recipient_entry_look_alike:
 * @a: an address
 * @b: an address
 *
 * Returns: whether they differ, but not at the ends that people compare
 */
gboolean
imw_recipient_entry_look_alike (const char *a, const char *b)
{
  gsize length = strlen (a);
  gsize other = strlen (b);
  gsize same = 0;

  if (g_ascii_strcasecmp (a, b) == 0 || length < 4 * N_SAME_END || other < 4 * N_SAME_END)
    return FALSE;
  if (g_ascii_strcasecmp (a + length - N_SAME_END, b + other - N_SAME_END) != 0)
    return FALSE;
  while (same < MIN (length, other) && g_ascii_tolower (a[same]) == g_ascii_tolower (b[same]))
    same++;

  return same >= 2 + N_SAME_END; /* "0x", "bc" … are the same for all */
}
