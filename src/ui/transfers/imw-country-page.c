/* imw-country-page.c: a country is chosen
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-country-page"

#include "config.h"

#include "imw-country-page.h"
#include "imw-shell.h"
#include "imw-ui.h"
#include "imw-words-transfer.h"

#include <glib/gi18n.h>
#include <string.h>

/**
 * ImwCountryPage:
 *
 * Countries with flags, found by their name in the user's language or English, their code or their currency. Main
 * thread. Signal "chosen" (alpha-3).
 */

struct _ImwCountryPage
{
  AdwBin parent_instance;

  GtkSearchEntry *search;
  GtkListBox     *list;
  GtkWidget      *nothing;
  char           *folded; /* what is looked for */
};

enum
{
  CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ImwCountryPage, imw_country_page, ADW_TYPE_BIN)

static char *
fold (const char *text)
{
  g_autofree char *normal = g_utf8_normalize (text, -1, G_NORMALIZE_ALL);

  return g_utf8_casefold (normal != NULL ? normal : "", -1);
}

static gboolean
holds (ImwCountryPage *self, const char *text)
{
  g_autofree char *folded = fold (text);

  return strstr (folded, self->folded) != NULL;
}

static gboolean
filter_cb (GtkListBoxRow *row, gpointer user_data)
{
  ImwCountryPage   *self = IMW_COUNTRY_PAGE (user_data);
  const ImwCountry *country = g_object_get_data (G_OBJECT (row), "country");

  return self->folded == NULL || *self->folded == '\0' || holds (self, country->name) ||
         holds (self, imw_words_country (country)) || holds (self, country->alpha2) ||
         holds (self, country->alpha3) || holds (self, country->currency);
}

static int
sort_cb (GtkListBoxRow *a, GtkListBoxRow *b, gpointer user_data)
{
  return g_utf8_collate (imw_words_country (g_object_get_data (G_OBJECT (a), "country")),
                         imw_words_country (g_object_get_data (G_OBJECT (b), "country")));
}

static void
search_changed_cb (ImwCountryPage *self)
{
  gboolean found = FALSE;

  g_free (self->folded);
  self->folded = fold (gtk_editable_get_text (GTK_EDITABLE (self->search)));
  gtk_list_box_invalidate_filter (self->list);
  for (int i = 0; gtk_list_box_get_row_at_index (self->list, i) != NULL; i++)
    found = found || filter_cb (gtk_list_box_get_row_at_index (self->list, i), self);
  gtk_widget_set_visible (self->nothing, !found);
  gtk_widget_set_visible (GTK_WIDGET (self->list), found);
}

static void
choose (ImwCountryPage *self, GtkListBoxRow *row)
{
  const ImwCountry *country = g_object_get_data (G_OBJECT (row), "country");
  ImwShell         *shell = imw_shell_of (GTK_WIDGET (self));

  g_signal_emit (self, signals[CHOSEN], 0, country->alpha3);
  if (shell != NULL)
    imw_shell_back (shell);
}

static void
row_opened_cb (GtkWidget *row)
{
  choose (IMW_COUNTRY_PAGE (gtk_widget_get_ancestor (row, IMW_TYPE_COUNTRY_PAGE)),
          GTK_LIST_BOX_ROW (row));
}

/* Enter in the search takes the first that is left */
static void
search_activated_cb (ImwCountryPage *self)
{
  for (int i = 0; gtk_list_box_get_row_at_index (self->list, i) != NULL; i++)
    {
      GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->list, i);

      if (filter_cb (row, self))
        {
          choose (self, row);
          return;
        }
    }
}

static void
add (ImwCountryPage *self, const ImwCountry *country)
{
  GtkWidget *row = adw_action_row_new ();
  char       flag[9];
  GtkWidget *picture;

  imw_country_get_flag (country, flag);
  picture = gtk_label_new (flag);
  gtk_widget_add_css_class (picture, "flag");
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), imw_words_country (country));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), country->currency);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), picture);
  imw_ui_row_opens (ADW_ACTION_ROW (row), G_CALLBACK (row_opened_cb), row);
  g_object_set_data (G_OBJECT (row), "country", (gpointer) country);
  gtk_list_box_append (self->list, row);
}

static void
imw_country_page_finalize (GObject *object)
{
  g_free (IMW_COUNTRY_PAGE (object)->folded);

  G_OBJECT_CLASS (imw_country_page_parent_class)->finalize (object);
}

static void
imw_country_page_class_init (ImwCountryPageClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = imw_country_page_finalize;
  /**
   * ImwCountryPage::chosen:
   * @code: alpha-3
   *
   * A country was chosen.
   */
  signals[CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
imw_country_page_init (ImwCountryPage *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  self->search = GTK_SEARCH_ENTRY (gtk_search_entry_new ());
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  self->nothing = adw_status_page_new ();
  g_object_set (self->search, "placeholder-text", _ ("Country or currency"), NULL);
  imw_ui_set_name (GTK_WIDGET (self->search), _ ("Country or currency"));
  adw_status_page_set_icon_name (ADW_STATUS_PAGE (self->nothing), "edit-find-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (self->nothing), _ ("Nothing found"));
  adw_status_page_set_description (
      ADW_STATUS_PAGE (self->nothing),
      _ ("None of your providers pays out there. You can add providers in the menu of this page."));
  gtk_widget_set_visible (self->nothing, FALSE);
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "boxed-list");
  gtk_list_box_set_filter_func (self->list, filter_cb, self, NULL);
  gtk_list_box_set_sort_func (self->list, sort_cb, NULL, NULL);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->search));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->list));
  gtk_box_append (GTK_BOX (box), self->nothing);
  adw_bin_set_child (ADW_BIN (self), imw_ui_page (box, 640));
  g_signal_connect_swapped (self->search, "search-changed", G_CALLBACK (search_changed_cb), self);
  g_signal_connect_swapped (self->search, "activate", G_CALLBACK (search_activated_cb), self);
}

/**
 * imw_country_page_new:
 * @codes: alpha-3 codes of the countries to choose from
 *
 * Returns: (transfer floating): the page
 */
GtkWidget *
imw_country_page_new (const char *const *codes)
{
  ImwCountryPage *self = g_object_new (IMW_TYPE_COUNTRY_PAGE, NULL);
  gboolean        any = FALSE;

  for (guint i = 0; codes[i] != NULL; i++)
    {
      const ImwCountry *country = imw_country_find (codes[i]);

      if (country != NULL)
        add (self, country);
      any = any || country != NULL;
    }
  gtk_widget_set_visible (self->nothing, !any);

  return GTK_WIDGET (self);
}
