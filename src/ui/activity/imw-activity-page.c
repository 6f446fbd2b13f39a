/* imw-activity-page.c: everything that has happened
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-activity-page"

#include "config.h"

#include "imw-activity-page.h"
#include "imw-details-page.h"
#include "imw-format.h"
#include "imw-locale.h"
#include "imw-shell.h"
#include "imw-transaction-row.h"
#include "imw-ui.h"
#include "imw-words.h"

#include "imw-holding.h"

#include <glib/gi18n.h>

#define LOAD_AHEAD_PX 600
#define DAY_S         (24 * 60 * 60)

/**
 * ImwActivityPage:
 *
 * The whole history as one list, by day, with search and filters. Pages are loaded while scrolling,
 * so it opens as fast with many transactions as with none. Main thread.
 */

struct _ImwActivityPage
{
  AdwBin parent_instance;

  ImwWallet           *wallet;
  ImwTransactionModel *model;
  GCancellable        *cancellable;
  GPtrArray           *bound; /* (element-type GtkListItem): rows that are shown, not owned */
  gboolean             asked; /* a question was answered */
  gboolean             failed;

  GtkEditable     *search;
  GtkToggleButton *all;
  GtkToggleButton *received;
  GtkToggleButton *sent;
  GtkDropDown     *accounts;  /* the first entry is "all" */
  GtkDropDown     *assets;    /* likewise */
  GPtrArray       *asset_ids; /* (element-type utf8): of @assets, without the first */
  GtkToggleButton *hidden;
  GtkWidget *export;
  GtkStack      *stack; /* "loading", "list", "empty", "nothing-found", "error" */
  AdwStatusPage *empty;
  AdwStatusPage *problem;
  GtkListView   *list;
  GtkAdjustment *adjustment;
};

G_DEFINE_FINAL_TYPE (ImwActivityPage, imw_activity_page, ADW_TYPE_BIN)

static gint64
local_day (gint64 time_ms)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (time_ms / 1000);
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_local (utc) : NULL;

  if (local == NULL)
    return 0;

  return (g_date_time_to_unix (local) + g_date_time_get_utc_offset (local) / G_TIME_SPAN_SECOND) /
         DAY_S;
}

static char *
day_name (ImwActivityPage *self, gint64 time_ms)
{
  gint64 now_ms =
      imw_clock_get_wall_ms (imw_wallet_service_get_clock (imw_wallet_get_service (self->wallet)));
  gint64 days = local_day (now_ms) - local_day (time_ms);
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (time_ms / 1000);
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_local (utc) : NULL;

  if (time_ms <= 0 || local == NULL)
    return g_strdup (_ ("Time not known"));
  if (days == 0)
    return g_strdup (_ ("Today"));
  if (days == 1)
    return g_strdup (_ ("Yesterday"));

  return g_date_time_format (local, imw_locale_get_current ()->date_year);
}

static gint64
day_at (ImwActivityPage *self, guint position)
{
  g_autoptr (ImwTransaction)
      transaction = g_list_model_get_item (G_LIST_MODEL (self->model), position);

  return transaction != NULL ? local_day (imw_transaction_get_time_ms (transaction)) : G_MININT64;
}

static void
set_class (GtkWidget *widget, const char *name, gboolean on)
{
  if (on)
    gtk_widget_add_css_class (widget, name);
  else
    gtk_widget_remove_css_class (widget, name);
}

/* A row begins with the name of its day when the row above is of another day; both ends of a day are round. */
static void
update_day (ImwActivityPage *self, GtkListItem *item)
{
  GtkWidget      *box = gtk_list_item_get_child (item);
  GtkWidget      *day = gtk_widget_get_first_child (box);
  GtkWidget      *row = gtk_widget_get_last_child (box);
  ImwTransaction *transaction = gtk_list_item_get_item (item);
  guint           position = gtk_list_item_get_position (item);
  gint64          this_day;
  gboolean        first;

  if (transaction == NULL || position == GTK_INVALID_LIST_POSITION)
    return;

  this_day = local_day (imw_transaction_get_time_ms (transaction));
  first = position == 0 || day_at (self, position - 1) != this_day;
  if (first)
    {
      g_autofree char *name = day_name (self, imw_transaction_get_time_ms (transaction));

      gtk_label_set_text (GTK_LABEL (day), name);
    }
  gtk_widget_set_visible (day, first);
  set_class (row, "first", first);
  set_class (row, "last", day_at (self, position + 1) != this_day);
}

static void
row_setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item, ImwActivityPage *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *day = gtk_label_new (NULL);
  GtkWidget *row = imw_transaction_row_new (imw_wallet_get_service (self->wallet));

  gtk_label_set_xalign (GTK_LABEL (day), 0);
  gtk_widget_add_css_class (day, "day");
  gtk_widget_add_css_class (day, "heading");
  gtk_box_append (GTK_BOX (box), day);
  gtk_widget_add_css_class (row, "day-row");
  gtk_box_append (GTK_BOX (box), row);
  gtk_list_item_set_child (item, box);
}

static void
row_bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, ImwActivityPage *self)
{
  GtkWidget *row = gtk_widget_get_last_child (gtk_list_item_get_child (item));

  imw_transaction_row_set (IMW_TRANSACTION_ROW (row), gtk_list_item_get_item (item));
  update_day (self, item);
  g_ptr_array_add (self->bound, item);
}

static void
row_unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, ImwActivityPage *self)
{
  GtkWidget *child = gtk_list_item_get_child (item);

  if (child != NULL)
    imw_transaction_row_set (IMW_TRANSACTION_ROW (gtk_widget_get_last_child (child)), NULL);
  g_ptr_array_remove_fast (self->bound, item);
}

static void
row_activated_cb (ImwActivityPage *self, guint position)
{
  g_autoptr (ImwTransaction)
      transaction = g_list_model_get_item (G_LIST_MODEL (self->model), position);
  ImwShell *shell = imw_shell_of (GTK_WIDGET (self));

  if (transaction != NULL && shell != NULL)
    imw_shell_push (shell, imw_details_page_new (self->wallet, transaction), _ ("Details"));
}

static gboolean
is_filtered (ImwActivityPage *self)
{
  return *gtk_editable_get_text (self->search) != '\0' ||
         !gtk_toggle_button_get_active (self->all) ||
         gtk_drop_down_get_selected (self->accounts) > 0 ||
         (gtk_drop_down_get_selected (self->assets) > 0 && self->asset_ids->len > 0);
}

/* An empty list says that nothing has happened only after every account has heard of the network. */
static void
update_empty (ImwActivityPage *self)
{
  GListModel *accounts = imw_wallet_get_accounts (self->wallet);
  gboolean    known = TRUE;

  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (ImwAccount) account = g_list_model_get_item (accounts, i);

      known = known && imw_account_get_as_of_ms (account) > 0;
    }
  adw_status_page_set_title (self->empty,
                             known ? _ ("Nothing has happened yet") : _ ("Not known yet"));
  adw_status_page_set_description (
      self->empty,
      known ? _ ("Payments you receive and send are listed here.")
            : _ ("The network has not answered. Payments are listed here as soon as it does."));
}

static void
update_state (ImwActivityPage *self)
{
  gboolean    some = g_list_model_get_n_items (G_LIST_MODEL (self->model)) > 0;
  const char *name = "list";

  if (!some && self->failed)
    name = "error";
  else if (!some && (!self->asked || imw_transaction_model_get_loading (self->model)))
    name = "loading";
  else if (!some)
    name = is_filtered (self) ? "nothing-found" : "empty";
  update_empty (self);
  imw_ui_stack_show_name (self->stack, name);
  gtk_widget_set_sensitive (self->export, some || is_filtered (self));
  gtk_widget_set_tooltip_text (self->export, some || is_filtered (self)
                                                 ? _ ("Save history as a table (CSV)")
                                                 : _ ("There is nothing to save yet"));
}

static void
loaded_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ImwActivityPage) self = IMW_ACTIVITY_PAGE (user_data);
  g_autoptr (GError) error = NULL;
  gboolean loaded =
      imw_transaction_model_load_more_finish (IMW_TRANSACTION_MODEL (object), result, &error);

  if (self->model == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  self->asked = TRUE;
  self->failed = !loaded;
  if (!loaded)
    {
      g_autofree char *text = imw_error_text (error, IMW_DOING_GENERAL);

      g_message ("Loading the history: %s", error->message);
      adw_status_page_set_description (self->problem, text);
    }
  update_state (self);
}

static void
load_more (ImwActivityPage *self)
{
  imw_transaction_model_load_more_async (self->model, self->cancellable, loaded_cb,
                                         g_object_ref (self));
}

static void
load_if_near_end (ImwActivityPage *self)
{
  double end = gtk_adjustment_get_upper (self->adjustment) -
               gtk_adjustment_get_page_size (self->adjustment);

  if (self->failed || imw_transaction_model_get_complete (self->model) ||
      imw_transaction_model_get_loading (self->model))
    return;
  if (gtk_adjustment_get_value (self->adjustment) >= end - LOAD_AHEAD_PX)
    load_more (self);
}

static void
model_changed_cb (ImwActivityPage *self)
{
  for (guint i = 0; i < self->bound->len; i++)
    update_day (self, g_ptr_array_index (self->bound, i));
  update_state (self);
}

static void
filter_changed_cb (ImwActivityPage *self)
{
  const char *direction = NULL;
  guint       selected = gtk_drop_down_get_selected (self->accounts);
  guint       asset = gtk_drop_down_get_selected (self->assets);
  g_autoptr (ImwAccount) account = NULL;

  if (self->model == NULL)
    return;
  if (selected != GTK_INVALID_LIST_POSITION && selected > 0)
    account = g_list_model_get_item (imw_wallet_get_accounts (self->wallet), selected - 1);
  if (gtk_toggle_button_get_active (self->received))
    direction = imw_direction_get_code (IMW_DIRECTION_RECEIVED);
  else if (gtk_toggle_button_get_active (self->sent))
    direction = imw_direction_get_code (IMW_DIRECTION_SENT);
  self->failed = FALSE;
  imw_transaction_model_set_asset (self->model, asset > 0 && asset <= self->asset_ids->len
                                                    ? g_ptr_array_index (self->asset_ids, asset - 1)
                                                    : NULL);
  imw_transaction_model_set_show_hidden (self->model, gtk_toggle_button_get_active (self->hidden));
  imw_transaction_model_set_filter (self->model,
                                    account != NULL ? imw_account_get_id (account) : NULL,
                                    direction, gtk_editable_get_text (self->search));
  load_more (self); /* joins the question that the filter has begun */
  update_state (self);
}

static void
reset_clicked_cb (ImwActivityPage *self)
{
  gtk_editable_set_text (self->search, "");
  gtk_drop_down_set_selected (self->accounts, 0);
  gtk_drop_down_set_selected (self->assets, 0);
  gtk_toggle_button_set_active (self->all, TRUE);
}

static void
exported_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ImwActivityPage) self = IMW_ACTIVITY_PAGE (user_data);
  g_autoptr (GError) error = NULL;

  gtk_widget_set_sensitive (self->export, TRUE);
  if (imw_wallet_export_csv_finish (IMW_WALLET (object), result, &error))
    imw_ui_toast (GTK_WIDGET (self), _ ("History saved"));
  else
    imw_ui_toast_error (GTK_WIDGET (self), error, IMW_DOING_FILE);
}

static void
file_chosen_cb (GFile *file, gpointer user_data)
{
  ImwActivityPage *self = IMW_ACTIVITY_PAGE (user_data);

  gtk_widget_set_sensitive (self->export, FALSE);
  imw_wallet_export_csv_async (self->wallet, file, self->cancellable, exported_cb,
                               g_object_ref (self));
}

static void
export_clicked_cb (ImwActivityPage *self)
{
  imw_ui_choose_file (GTK_WIDGET (self), _ ("Save history"), TRUE, "history.csv", file_chosen_cb,
                      self);
}

static void
imw_activity_page_dispose (GObject *object)
{
  ImwActivityPage *self = IMW_ACTIVITY_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  if (self->list != NULL)
    {
      gtk_list_view_set_model (self->list, NULL);
      gtk_list_view_set_factory (self->list, NULL);
      self->list = NULL;
    }
  if (self->adjustment != NULL)
    g_signal_handlers_disconnect_by_data (self->adjustment, self);
  self->adjustment = NULL;
  if (self->model != NULL)
    g_signal_handlers_disconnect_by_data (self->model, self);
  g_clear_object (&self->model);
  g_clear_object (&self->wallet);

  G_OBJECT_CLASS (imw_activity_page_parent_class)->dispose (object);
}

static void
imw_activity_page_finalize (GObject *object)
{
  g_clear_pointer (&IMW_ACTIVITY_PAGE (object)->bound, g_ptr_array_unref);
  g_clear_pointer (&IMW_ACTIVITY_PAGE (object)->asset_ids, g_ptr_array_unref);
  g_clear_object (&IMW_ACTIVITY_PAGE (object)->cancellable);

  G_OBJECT_CLASS (imw_activity_page_parent_class)->finalize (object);
}

static void
imw_activity_page_class_init (ImwActivityPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = imw_activity_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = imw_activity_page_finalize;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/imwallet/Wallet/ui/activity-page.ui");
  gtk_widget_class_bind_template_child (widget_class, ImwActivityPage, search);
  gtk_widget_class_bind_template_child (widget_class, ImwActivityPage, all);
  gtk_widget_class_bind_template_child (widget_class, ImwActivityPage, received);
  gtk_widget_class_bind_template_child (widget_class, ImwActivityPage, sent);
  gtk_widget_class_bind_template_child (widget_class, ImwActivityPage, stack);
  gtk_widget_class_bind_template_child (widget_class, ImwActivityPage, accounts);
  gtk_widget_class_bind_template_child (widget_class, ImwActivityPage, assets);
  gtk_widget_class_bind_template_child (widget_class, ImwActivityPage, hidden);
  gtk_widget_class_bind_template_child (widget_class, ImwActivityPage, export);
  gtk_widget_class_bind_template_child (widget_class, ImwActivityPage, empty);
  gtk_widget_class_bind_template_child (widget_class, ImwActivityPage, problem);
  gtk_widget_class_bind_template_child (widget_class, ImwActivityPage, list);
  gtk_widget_class_bind_template_callback (widget_class, filter_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, reset_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, export_clicked_cb);
}

static void
imw_activity_page_init (ImwActivityPage *self)
{
  self->cancellable = g_cancellable_new ();
  self->bound = g_ptr_array_new ();
  self->asset_ids = g_ptr_array_new_with_free_func (g_free);
  gtk_widget_init_template (GTK_WIDGET (self));
  imw_ui_set_name (GTK_WIDGET (self->accounts), _ ("Account"));
  imw_ui_set_name (GTK_WIDGET (self->assets), _ ("Asset"));
  imw_ui_set_name (GTK_WIDGET (self->search), _ ("Search the history"));
  imw_ui_set_name (GTK_WIDGET (self->list), _ ("History"));
}

static void
fill_accounts (ImwActivityPage *self)
{
  GListModel *accounts = imw_wallet_get_accounts (self->wallet);
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  gtk_string_list_append (names, _ ("All accounts"));
  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (ImwAccount) account = g_list_model_get_item (accounts, i);
      g_autofree char *name = imw_words_account (account);

      gtk_string_list_append (names, name);
    }
  gtk_drop_down_set_model (self->accounts, G_LIST_MODEL (names));
  gtk_widget_set_visible (GTK_WIDGET (self->accounts), g_list_model_get_n_items (accounts) > 1);
}

/* Assets that are held or wanted; the filter is there for more than one. */
static void
fill_assets (ImwActivityPage *self)
{
  GListModel *holdings = imw_wallet_get_holdings (self->wallet);
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  gboolean unknown = FALSE;
  gboolean same;

  gtk_string_list_append (names, _ ("All assets"));
  for (guint i = 0; i < g_list_model_get_n_items (holdings); i++)
    {
      g_autoptr (ImwHolding) holding = g_list_model_get_item (holdings, i);
      ImwAsset   *asset = imw_holding_get_asset (holding);
      ImwAccount *account = imw_holding_get_account (holding);

      unknown = unknown || imw_holding_get_trust (holding) == IMW_TRUST_UNKNOWN;
      if (account == NULL ||
          (!imw_holding_get_visible (holding) &&
           imw_chain_has (imw_account_get_chain (account), IMW_CHAIN_HAS_TOKENS)) ||
          g_ptr_array_find_with_equal_func (ids, imw_asset_get_id (asset), g_str_equal, NULL))
        continue;
      g_ptr_array_add (ids, g_strdup (imw_asset_get_id (asset)));
      if (imw_chain_has (imw_account_get_chain (account), IMW_CHAIN_HAS_TOKENS))
        {
          g_autofree char *name =
              g_strdup_printf ("%s · %s", imw_asset_get_symbol (asset),
                               imw_chain_get_name (imw_account_get_chain (account)));

          gtk_string_list_append (names, name);
        }
      else
        {
          gtk_string_list_append (names, imw_asset_get_symbol (asset));
        }
    }
  same = ids->len == self->asset_ids->len;
  for (guint i = 0; same && i < ids->len; i++)
    same = g_str_equal (g_ptr_array_index (ids, i), g_ptr_array_index (self->asset_ids, i));
  gtk_widget_set_visible (GTK_WIDGET (self->assets), ids->len > 1);
  gtk_widget_set_visible (GTK_WIDGET (self->hidden), unknown);
  if (same)
    return;

  g_ptr_array_unref (self->asset_ids);
  self->asset_ids = g_steal_pointer (&ids);
  gtk_drop_down_set_model (self->assets, G_LIST_MODEL (names));
}

/**
 * imw_activity_page_new:
 * @wallet: a wallet that is loaded
 *
 * Returns: (transfer full): the page
 */
GtkWidget *
imw_activity_page_new (ImwWallet *wallet)
{
  ImwActivityPage *self = g_object_new (IMW_TYPE_ACTIVITY_PAGE, NULL);
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();
  GtkNoSelection *selection;

  self->wallet = g_object_ref (wallet);
  fill_accounts (self);
  fill_assets (self);
  g_signal_connect_object (imw_wallet_get_holdings (wallet), "items-changed",
                           G_CALLBACK (fill_assets), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (wallet, "books-changed", G_CALLBACK (fill_assets), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (imw_wallet_get_accounts (wallet), "items-changed",
                           G_CALLBACK (fill_accounts), self, G_CONNECT_SWAPPED);
  self->model = imw_wallet_new_transaction_model (wallet);
  g_signal_connect_object (wallet, "books-changed", G_CALLBACK (update_state), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (wallet, "notify::syncing", G_CALLBACK (update_state), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect (factory, "setup", G_CALLBACK (row_setup_cb), self);
  g_signal_connect (factory, "bind", G_CALLBACK (row_bind_cb), self);
  g_signal_connect (factory, "unbind", G_CALLBACK (row_unbind_cb), self);
  gtk_list_view_set_factory (self->list, factory);
  selection = gtk_no_selection_new (G_LIST_MODEL (g_object_ref (self->model)));
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (selection));
  g_object_unref (selection);
  self->adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (self->list));
  g_signal_connect_swapped (self->adjustment, "value-changed", G_CALLBACK (load_if_near_end), self);
  g_signal_connect_swapped (self->adjustment, "changed", G_CALLBACK (load_if_near_end), self);
  g_signal_connect_swapped (self->model, "items-changed", G_CALLBACK (model_changed_cb), self);
  g_signal_connect_swapped (self->model, "notify::loading", G_CALLBACK (model_changed_cb), self);
  load_more (self);
  update_state (self);

  return GTK_WIDGET (self);
}

/**
 * imw_activity_page_filter:
 * @self: a page
 * @account: only its transactions
 * @asset: only those that moved it
 */
void
imw_activity_page_filter (ImwActivityPage *self, ImwAccount *account, ImwAsset *asset)
{
  GListModel *accounts;
  guint       position;

  g_return_if_fail (IMW_IS_ACTIVITY_PAGE (self));

  accounts = imw_wallet_get_accounts (self->wallet);
  fill_assets (self);
  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (ImwAccount) other = g_list_model_get_item (accounts, i);

      if (other == account)
        gtk_drop_down_set_selected (self->accounts, i + 1);
    }
  if (g_ptr_array_find_with_equal_func (self->asset_ids, imw_asset_get_id (asset), g_str_equal,
                                        &position))
    gtk_drop_down_set_selected (self->assets, position + 1);
}
