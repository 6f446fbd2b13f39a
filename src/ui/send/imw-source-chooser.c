/* imw-source-chooser.c: from which account, in which asset
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-source-chooser"

#include "config.h"

#include "imw-source-chooser.h"
#include "imw-ui.h"
#include "imw-words.h"

#include <glib/gi18n.h>
#include <string.h>

/**
 * ImwSourceChooser:
 *
 * A row with a list of what can be paid from: an account of a network with one asset, an asset of an
 * account elsewhere. Once the recipient is known only its networks are left. Main thread.
 */

struct _ImwSourceChooser
{
  AdwBin parent_instance;

  ImwWallet  *wallet;   /* (nullable) */
  GPtrArray  *chains;   /* (element-type ImwChain): where the recipient can be paid; empty: not known yet */
  GPtrArray  *choices;  /* (element-type ImwHolding): of the list */
  ImwHolding *holding;  /* (nullable): what is chosen */
  gboolean    choosing; /* the list is being filled */

  GtkDropDown *list;
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ImwSourceChooser, imw_source_chooser, ADW_TYPE_BIN)

static void
take (ImwSourceChooser *self, ImwHolding *holding)
{
  g_set_object (&self->holding, holding);
  g_signal_emit (self, signals[CHANGED], 0);
}

/* Whether it belongs into the list: on a network of the recipient, and not put away. */
static gboolean
is_choice (ImwSourceChooser *self, ImwHolding *holding)
{
  ImwAccount *account = imw_holding_get_account (holding);
  GPtrArray  *chains = self->chains;
  ImwAmount  *available = imw_holding_get_available (holding);
  gboolean    holds = available != NULL && imw_amount_sign (available) > 0;

  if (account == NULL ||
      (chains->len > 0 && !g_ptr_array_find (chains, imw_account_get_chain (account), NULL)))
    return FALSE;
  if (imw_holding_get_native (holding))
    return chains->len > 0 || imw_holding_get_visible (holding) ||
           !imw_chain_has (imw_account_get_chain (account), IMW_CHAIN_HAS_TOKENS);

  return imw_holding_get_visible (holding) && (holds || available == NULL);
}

static GPtrArray *
find_choices (ImwSourceChooser *self)
{
  GListModel *holdings = imw_wallet_get_holdings (self->wallet);
  GPtrArray  *choices = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (holdings); i++)
    {
      g_autoptr (ImwHolding) holding = g_list_model_get_item (holdings, i);

      if (is_choice (self, holding))
        g_ptr_array_add (choices, g_steal_pointer (&holding));
    }

  return choices;
}

static gboolean
is_same (GPtrArray *a, GPtrArray *b)
{
  return a->len == b->len &&
         (a->len == 0 || memcmp (a->pdata, b->pdata, a->len * sizeof (gpointer)) == 0);
}

/* @wanted (nullable) if it is there, else what was chosen before, else the first that holds something. */
static guint
find_best (ImwSourceChooser *self, ImwAsset *wanted)
{
  guint chosen = 0;
  guint best = 0;

  for (guint i = 0; i < self->choices->len; i++)
    {
      ImwHolding *holding = g_ptr_array_index (self->choices, i);
      ImwAmount  *available = imw_holding_get_available (holding);
      guint       fit = available != NULL && imw_amount_sign (available) > 0 ? 2 : 1;

      if (holding == self->holding)
        fit = 3;
      if (wanted != NULL && imw_asset_equal (imw_holding_get_asset (holding), wanted))
        fit += 4;
      if (fit > best)
        {
          best = fit;
          chosen = i;
        }
    }

  return chosen;
}

/* Fills the list "from" and chooses from it. */
static void
fill_choices (ImwSourceChooser *self, ImwAsset *wanted)
{
  g_autoptr (GPtrArray) choices = find_choices (self);
  guint chosen;

  if (!is_same (choices, self->choices))
    {
      g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

      for (guint i = 0; i < choices->len; i++)
        {
          g_autofree char *name = imw_words_holding (g_ptr_array_index (choices, i));

          gtk_string_list_append (names, name);
        }
      g_ptr_array_unref (self->choices);
      self->choices = g_steal_pointer (&choices);
      self->choosing = TRUE;
      gtk_drop_down_set_model (self->list, G_LIST_MODEL (names));
      self->choosing = FALSE;
    }
  gtk_widget_set_visible (GTK_WIDGET (self), self->choices->len > 1);
  if (self->choices->len == 0)
    return;

  chosen = find_best (self, wanted);
  self->choosing = TRUE;
  gtk_drop_down_set_selected (self->list, chosen);
  self->choosing = FALSE;
  if (g_ptr_array_index (self->choices, chosen) != self->holding)
    take (self, g_ptr_array_index (self->choices, chosen));
}

static void
holdings_changed_cb (ImwSourceChooser *self)
{
  fill_choices (self, NULL);
}

static void
selected_cb (ImwSourceChooser *self)
{
  guint selected = gtk_drop_down_get_selected (self->list);

  if (self->choosing || selected >= self->choices->len)
    return;
  if (g_ptr_array_index (self->choices, selected) != self->holding)
    take (self, g_ptr_array_index (self->choices, selected));
}

static void
imw_source_chooser_dispose (GObject *object)
{
  ImwSourceChooser *self = IMW_SOURCE_CHOOSER (object);

  g_clear_object (&self->holding);
  g_clear_object (&self->wallet);

  G_OBJECT_CLASS (imw_source_chooser_parent_class)->dispose (object);
}

static void
imw_source_chooser_finalize (GObject *object)
{
  ImwSourceChooser *self = IMW_SOURCE_CHOOSER (object);

  g_clear_pointer (&self->chains, g_ptr_array_unref);
  g_clear_pointer (&self->choices, g_ptr_array_unref);

  G_OBJECT_CLASS (imw_source_chooser_parent_class)->finalize (object);
}

static void
imw_source_chooser_class_init (ImwSourceChooserClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = imw_source_chooser_dispose;
  G_OBJECT_CLASS (klass)->finalize = imw_source_chooser_finalize;

  /**
   * ImwSourceChooser::changed:
   * @self: the chooser
   */
  signals[CHANGED] = g_signal_new ("changed", IMW_TYPE_SOURCE_CHOOSER, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
imw_source_chooser_init (ImwSourceChooser *self)
{
  GtkWidget *box = gtk_list_box_new ();
  GtkWidget *row = adw_action_row_new ();

  self->chains = g_ptr_array_new_with_free_func (g_object_unref);
  self->choices = g_ptr_array_new_with_free_func (g_object_unref);
  self->list = GTK_DROP_DOWN (gtk_drop_down_new (NULL, NULL));
  gtk_widget_set_valign (GTK_WIDGET (self->list), GTK_ALIGN_CENTER);
  imw_ui_set_name (GTK_WIDGET (self->list), _ ("From account"));
  g_signal_connect_swapped (self->list, "notify::selected", G_CALLBACK (selected_cb), self);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ ("From account"));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), GTK_WIDGET (self->list));
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (box), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (box, "boxed-list");
  gtk_list_box_append (GTK_LIST_BOX (box), row);
  adw_bin_set_child (ADW_BIN (self), box);
}

/**
 * imw_source_chooser_set_wallet:
 * @self: a chooser
 * @wallet: whose assets; set once
 */
void
imw_source_chooser_set_wallet (ImwSourceChooser *self, ImwWallet *wallet)
{
  g_return_if_fail (IMW_IS_SOURCE_CHOOSER (self));

  g_set_object (&self->wallet, wallet);
  g_signal_connect_object (imw_wallet_get_holdings (wallet), "items-changed",
                           G_CALLBACK (holdings_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (wallet, "books-changed", G_CALLBACK (holdings_changed_cb), self,
                           G_CONNECT_SWAPPED);
  fill_choices (self, NULL);
}

/**
 * imw_source_chooser_set_chains:
 * @self: a chooser
 * @chains: (element-type ImwChain): where the recipient can be paid; empty while it is not known
 * @wanted: (nullable): what the recipient asks for
 */
void
imw_source_chooser_set_chains (ImwSourceChooser *self, GPtrArray *chains, ImwAsset *wanted)
{
  g_return_if_fail (IMW_IS_SOURCE_CHOOSER (self));

  g_ptr_array_set_size (self->chains, 0);
  for (guint i = 0; i < chains->len; i++)
    g_ptr_array_add (self->chains, g_object_ref (g_ptr_array_index (chains, i)));
  fill_choices (self, wanted);
}

/**
 * imw_source_chooser_choose:
 * @self: a chooser
 * @account: from which account
 * @asset: what is to be paid
 */
void
imw_source_chooser_choose (ImwSourceChooser *self, ImwAccount *account, ImwAsset *asset)
{
  g_return_if_fail (IMW_IS_SOURCE_CHOOSER (self));

  for (guint i = 0; i < self->choices->len; i++)
    {
      ImwHolding *holding = g_ptr_array_index (self->choices, i);

      if (imw_holding_get_account (holding) == account &&
          imw_asset_equal (imw_holding_get_asset (holding), asset))
        gtk_drop_down_set_selected (self->list, i);
    }
}

/**
 * imw_source_chooser_get_holding:
 * @self: a chooser
 *
 * Returns: (nullable) (transfer none): what is chosen
 */
ImwHolding *
imw_source_chooser_get_holding (ImwSourceChooser *self)
{
  g_return_val_if_fail (IMW_IS_SOURCE_CHOOSER (self), NULL);

  return self->holding;
}
