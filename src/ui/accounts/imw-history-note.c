/* imw-history-note.c: how complete the history of an account is
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-history-note"

#include "config.h"

#include "imw-history-note.h"
#include "imw-format.h"
#include "imw-ui.h"

#include <glib/gi18n.h>

#define PULSE_MS 200

/**
 * ImwHistoryNote:
 *
 * One line that says what the history holds, and a bar while older payments are being read. Nothing at
 * all where the network tells everything at once. Main thread.
 */

struct _ImwHistoryNote
{
  AdwBin parent_instance;

  ImwAccount *account;
  guint       pulse;

  GtkLabel       *text;
  GtkProgressBar *progress;
};

G_DEFINE_FINAL_TYPE (ImwHistoryNote, imw_history_note, ADW_TYPE_BIN)

static gboolean
pulse_cb (gpointer user_data)
{
  gtk_progress_bar_pulse (IMW_HISTORY_NOTE (user_data)->progress);

  return G_SOURCE_CONTINUE;
}

/* NULL when there is nothing to say */
static char *
dup_text (ImwHistoryNote *self)
{
  const char *source = imw_account_get_history_source (self->account);
  gint64      from_ms = imw_account_get_history_from_ms (self->account);
  GString    *text = g_string_new (NULL);

  if (g_strcmp0 (source, "seen") == 0)
    g_string_append (text,
                     _ ("Own coins are listed from blocks seen by this wallet. Earlier payments of "
                        "them are in the balance, but not in the list."));
  if (imw_account_get_history_running (self->account))
    g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "",
                            _ ("Older payments are being read. The balance is right already."));
  if (from_ms > 0)
    {
      g_autofree char *day = imw_format_day (from_ms);

      g_string_append_c (text, text->len > 0 ? '\n' : ' ');
      /* Translators: %s is a date */
      g_string_append_printf (text, _ ("The list goes back to %s."), day);
    }
  else if (from_ms < 0)
    {
      g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "",
                              _ ("How far back the list goes is not known yet."));
    }
  else if (text->len == 0)
    {
      g_string_append (text, _ ("The list is complete."));
    }

  return g_strchug (g_string_free (text, FALSE));
}

static void
update (ImwHistoryNote *self)
{
  gboolean         running = imw_account_get_history_running (self->account);
  g_autofree char *text = dup_text (self);

  gtk_label_set_text (self->text, text);
  gtk_widget_set_visible (GTK_WIDGET (self->progress), running);
  g_clear_handle_id (&self->pulse, g_source_remove);
  if (running)
    self->pulse = g_timeout_add (PULSE_MS, pulse_cb, self);
}

static void
imw_history_note_dispose (GObject *object)
{
  ImwHistoryNote *self = IMW_HISTORY_NOTE (object);

  g_clear_handle_id (&self->pulse, g_source_remove);
  g_clear_object (&self->account);

  G_OBJECT_CLASS (imw_history_note_parent_class)->dispose (object);
}

static void
imw_history_note_class_init (ImwHistoryNoteClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = imw_history_note_dispose;
}

static void
imw_history_note_init (ImwHistoryNote *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  self->text = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (self->text, TRUE);
  gtk_label_set_justify (self->text, GTK_JUSTIFY_CENTER);
  gtk_widget_add_css_class (GTK_WIDGET (self->text), "caption");
  gtk_widget_add_css_class (GTK_WIDGET (self->text), "dim-label");
  self->progress = GTK_PROGRESS_BAR (gtk_progress_bar_new ());
  imw_ui_set_name (GTK_WIDGET (self->progress), _ ("Older payments are being read"));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->text));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->progress));
  adw_bin_set_child (ADW_BIN (self), box);
}

/**
 * imw_history_note_new:
 * @account: whose history
 *
 * Returns: (transfer full): the note, which follows the account; hidden where a network tells everything
 */
GtkWidget *
imw_history_note_new (ImwAccount *account)
{
  ImwHistoryNote *self = g_object_new (IMW_TYPE_HISTORY_NOTE, NULL);

  self->account = g_object_ref (account);
  gtk_widget_set_visible (GTK_WIDGET (self),
                          imw_chain_has (imw_account_get_chain (account), IMW_CHAIN_HAS_BIRTHDAY));
  g_signal_connect_object (account, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);

  return GTK_WIDGET (self);
}
