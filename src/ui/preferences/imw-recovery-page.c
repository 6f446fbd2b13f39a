/* imw-recovery-page.c: the recovery words once more
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-recovery-page"

#include "config.h"

#include "imw-preferences-pages.h"
#include "imw-words-view.h"

#include <glib/gi18n.h>

/**
 * ImwRecoveryPage:
 *
 * Shows recovery words in the view that hides itself when the window is left. Main thread.
 */

struct _ImwRecoveryPage
{
  AdwBin parent_instance;

  ImwWordsView *view;
  GtkWidget    *reveal;
  GtkWidget    *aloud;
};

G_DEFINE_FINAL_TYPE (ImwRecoveryPage, imw_recovery_page, ADW_TYPE_BIN)

static void
reveal_clicked_cb (ImwRecoveryPage *self)
{
  imw_words_view_set_revealed (self->view, !imw_words_view_get_revealed (self->view));
}

static void
revealed_changed_cb (ImwRecoveryPage *self)
{
  gboolean revealed = imw_words_view_get_revealed (self->view);

  gtk_button_set_label (GTK_BUTTON (self->reveal), revealed ? _ ("Hide words") : _ ("Show words"));
  gtk_widget_set_sensitive (self->aloud, revealed);
}

static void
aloud_clicked_cb (ImwRecoveryPage *self)
{
  imw_words_view_read_aloud (self->view);
}

static void
imw_recovery_page_class_init (ImwRecoveryPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (IMW_TYPE_WORDS_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/imwallet/Wallet/ui/recovery-page.ui");
  gtk_widget_class_bind_template_child (widget_class, ImwRecoveryPage, view);
  gtk_widget_class_bind_template_child (widget_class, ImwRecoveryPage, reveal);
  gtk_widget_class_bind_template_child (widget_class, ImwRecoveryPage, aloud);
  gtk_widget_class_bind_template_callback (widget_class, reveal_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, revealed_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, aloud_clicked_cb);
}

static void
imw_recovery_page_init (ImwRecoveryPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * imw_recovery_page_new:
 * @words: the recovery words
 *
 * Returns: (transfer full): the page
 */
GtkWidget *
imw_recovery_page_new (ImwSecret *words)
{
  ImwRecoveryPage *self = g_object_new (IMW_TYPE_RECOVERY_PAGE, NULL);

  imw_words_view_set_words (self->view, words);
  imw_words_view_set_revealed (self->view, TRUE);

  return GTK_WIDGET (self);
}
