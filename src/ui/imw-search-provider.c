/* imw-search-provider.c: contacts and transactions in the search of the desktop
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-search-provider"

#include "config.h"

#include "imw-search-provider.h"
#include "imw-format.h"
#include "imw-words.h"

#include "imw-transaction-model.h"

#include <glib/gi18n.h>
#include <string.h>

#define MAX_RESULTS 10
#define MIN_LETTERS 2

/**
 * ImwSearchProvider:
 *
 * org.gnome.Shell.SearchProvider2. It answers only while the wallet is unlocked, never names an amount, an
 * address or a note, and forgets what it has found when the wallet is locked. Main thread.
 */

struct _ImwSearchProvider
{
  GObject parent_instance;

  ImwWallet       *wallet;  /* (nullable) */
  GHashTable      *results; /* (element-type utf8 GObject): what was found last, by id */
  GDBusConnection *connection;
  GDBusNodeInfo   *info;
  GCancellable    *cancellable;
  guint            registration;
};

enum
{
  CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static const char description[] =
    "<node><interface name='org.gnome.Shell.SearchProvider2'>"
    "<method name='GetInitialResultSet'><arg type='as' direction='in'/><arg type='as' direction='out'/></method>"
    "<method name='GetSubsearchResultSet'><arg type='as' direction='in'/><arg type='as' direction='in'/>"
    "<arg type='as' direction='out'/></method>"
    "<method name='GetResultMetas'><arg type='as' direction='in'/><arg type='aa{sv}' direction='out'/></method>"
    "<method name='ActivateResult'><arg type='s' direction='in'/><arg type='as' direction='in'/>"
    "<arg type='u' direction='in'/></method>"
    "<method name='LaunchSearch'><arg type='as' direction='in'/><arg type='u' direction='in'/></method>"
    "</interface></node>";

G_DEFINE_FINAL_TYPE (ImwSearchProvider, imw_search_provider, G_TYPE_OBJECT)

typedef struct
{
  ImwSearchProvider     *self;
  ImwTransactionModel   *model;
  GDBusMethodInvocation *invocation;
  GStrvBuilder          *ids;
  guint                  n_ids;
} Search;

static void
search_free (Search *search)
{
  g_object_unref (search->self);
  g_clear_object (&search->model);
  g_clear_object (&search->invocation);
  g_strv_builder_unref (search->ids);
  g_free (search);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Search, search_free)

static gboolean
is_open (ImwSearchProvider *self)
{
  return self->wallet != NULL && imw_wallet_get_unlocked (self->wallet);
}

static void
add_result (Search *search, char *id, gpointer item)
{
  g_strv_builder_add (search->ids, id);
  search->n_ids++;
  g_hash_table_replace (search->self->results, id, g_object_ref (item));
}

static void
add_contacts (Search *search, const char *text)
{
  GListModel      *contacts = imw_wallet_get_contacts (search->self->wallet);
  g_autofree char *folded = g_utf8_casefold (text, -1);

  for (guint i = 0; i < g_list_model_get_n_items (contacts) && search->n_ids < MAX_RESULTS; i++)
    {
      g_autoptr (ImwContact) contact = g_list_model_get_item (contacts, i);
      g_autofree char *name = g_utf8_casefold (imw_contact_get_name (contact), -1);

      if (strstr (name, folded) != NULL)
        add_result (search, g_strconcat ("contact:", imw_contact_get_id (contact), NULL), contact);
    }
}

static void
answer (Search *search)
{
  g_auto (GStrv) ids = g_strv_builder_end (search->ids);

  g_dbus_method_invocation_return_value (g_steal_pointer (&search->invocation),
                                         g_variant_new ("(^as)", ids));
}

static void
transactions_loaded_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Search) search = user_data;
  g_autoptr (GError) error = NULL;
  GListModel *model = G_LIST_MODEL (object);

  if (!imw_transaction_model_load_more_finish (IMW_TRANSACTION_MODEL (object), result, &error))
    g_message ("Searching the history: %s", error->message);
  /* it may have been locked while the books were read */
  if (!is_open (search->self))
    {
      g_auto (GStrv) dropped = g_strv_builder_end (search->ids);

      g_hash_table_remove_all (search->self->results);
    }
  else
    {
      for (guint i = 0; i < g_list_model_get_n_items (model) && search->n_ids < MAX_RESULTS; i++)
        {
          g_autoptr (ImwTransaction) transaction = g_list_model_get_item (model, i);

          add_result (search,
                      g_strconcat ("transaction:", imw_transaction_get_account_id (transaction), ":",
                                   imw_transaction_get_txid (transaction), NULL),
                      transaction);
        }
    }
  answer (search);
}

static void
begin_search (ImwSearchProvider *self, const char *const *terms, GDBusMethodInvocation *invocation)
{
  g_autoptr (Search) search = g_new0 (Search, 1);
  g_autofree char *text = g_strjoinv (" ", (char **) terms);

  search->self = g_object_ref (self);
  search->invocation = g_object_ref (invocation);
  search->ids = g_strv_builder_new ();
  g_hash_table_remove_all (self->results);
  if (!is_open (self) || g_utf8_strlen (g_strstrip (text), -1) < MIN_LETTERS)
    {
      answer (search);
      return;
    }
  add_contacts (search, text);
  search->model = imw_wallet_new_transaction_model (self->wallet);
  imw_transaction_model_set_page_size (search->model, MAX_RESULTS);
  imw_transaction_model_set_filter (search->model, NULL, NULL, text);
  imw_transaction_model_load_more_async (search->model, self->cancellable, transactions_loaded_cb,
                                         search);
  (void) g_steal_pointer (&search);
}

/* No amount, no address, no note: other programs and people behind the user see the desktop's search. */
static void
add_meta (GVariantBuilder *builder, const char *id, GObject *item)
{
  g_autoptr (GVariant) icon = NULL;
  g_autoptr (GIcon) themed = NULL;
  g_autofree char *name = NULL;
  g_autofree char *text = NULL;

  if (IMW_IS_CONTACT (item))
    {
      themed = g_themed_icon_new ("avatar-default-symbolic");
      name = g_strdup (imw_contact_get_name (IMW_CONTACT (item)));
      text = g_strdup (_ ("Contact"));
    }
  else
    {
      ImwTransaction  *transaction = IMW_TRANSACTION (item);
      const char      *what = imw_words_direction (imw_transaction_get_direction (transaction));
      g_autofree char *when =
          imw_format_time (imw_transaction_get_time_ms (transaction), g_get_real_time () / 1000);

      themed = g_themed_icon_new (IMW_APP_ID "-symbolic");
      name = g_strdup (imw_transaction_get_label (transaction));
      if (name == NULL)
        name = g_strdup (what);
      text = g_strdup_printf ("%s · %s", what, when);
    }
  icon = g_variant_ref_sink (g_icon_serialize (themed));
  g_variant_builder_open (builder, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (builder, "{sv}", "id", g_variant_new_string (id));
  g_variant_builder_add (builder, "{sv}", "name", g_variant_new_string (name));
  g_variant_builder_add (builder, "{sv}", "description", g_variant_new_string (text));
  g_variant_builder_add (builder, "{sv}", "icon", icon);
  g_variant_builder_close (builder);
}

static void
return_metas (ImwSearchProvider *self, const char *const *ids, GDBusMethodInvocation *invocation)
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("aa{sv}"));

  for (gsize i = 0; ids[i] != NULL && is_open (self); i++)
    {
      GObject *item = g_hash_table_lookup (self->results, ids[i]);

      if (item != NULL)
        add_meta (&builder, ids[i], item);
    }
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(aa{sv})", &builder));
}

static void
called_cb (GDBusConnection       *connection,
           const char            *sender,
           const char            *path,
           const char            *interface,
           const char            *method,
           GVariant              *parameters,
           GDBusMethodInvocation *invocation,
           gpointer               user_data)
{
  ImwSearchProvider      *self = IMW_SEARCH_PROVIDER (user_data);
  g_autofree const char **texts = NULL;
  g_autofree char        *search = NULL;
  const char             *id = NULL;

  if (g_str_equal (method, "GetInitialResultSet"))
    {
      g_variant_get (parameters, "(^a&s)", &texts);
      begin_search (self, texts, invocation);
    }
  else if (g_str_equal (method, "GetSubsearchResultSet"))
    {
      g_variant_get_child (parameters, 1, "^a&s", &texts);
      begin_search (self, texts, invocation);
    }
  else if (g_str_equal (method, "GetResultMetas"))
    {
      g_variant_get (parameters, "(^a&s)", &texts);
      return_metas (self, texts, invocation);
    }
  else if (g_str_equal (method, "ActivateResult"))
    {
      g_variant_get (parameters, "(&s^a&su)", &id, &texts, NULL);
      search = g_strjoinv (" ", (char **) texts);
      g_signal_emit (self, signals[CHOSEN], 0,
                     is_open (self) ? g_hash_table_lookup (self->results, id) : NULL, search);
      g_dbus_method_invocation_return_value (invocation, NULL);
    }
  else
    {
      g_variant_get (parameters, "(^a&su)", &texts, NULL);
      search = g_strjoinv (" ", (char **) texts);
      g_signal_emit (self, signals[CHOSEN], 0, NULL, search);
      g_dbus_method_invocation_return_value (invocation, NULL);
    }
}

static void
locked_cb (ImwSearchProvider *self)
{
  g_hash_table_remove_all (self->results);
}

static void
imw_search_provider_dispose (GObject *object)
{
  ImwSearchProvider *self = IMW_SEARCH_PROVIDER (object);

  g_cancellable_cancel (self->cancellable);
  imw_search_provider_unexport (self);
  imw_search_provider_set_wallet (self, NULL);

  G_OBJECT_CLASS (imw_search_provider_parent_class)->dispose (object);
}

static void
imw_search_provider_finalize (GObject *object)
{
  ImwSearchProvider *self = IMW_SEARCH_PROVIDER (object);

  g_clear_object (&self->cancellable);
  g_hash_table_unref (self->results);
  g_dbus_node_info_unref (self->info);

  G_OBJECT_CLASS (imw_search_provider_parent_class)->finalize (object);
}

static void
imw_search_provider_class_init (ImwSearchProviderClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = imw_search_provider_dispose;
  object_class->finalize = imw_search_provider_finalize;

  /**
   * ImwSearchProvider::chosen:
   * @self: the provider
   * @item: (nullable): an #ImwContact or #ImwTransaction; %NULL for the whole search
   * @search: what was typed
   *
   * The user has chosen a result in the desktop's search.
   */
  signals[CHOSEN] = g_signal_new ("chosen", IMW_TYPE_SEARCH_PROVIDER, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 2, G_TYPE_OBJECT, G_TYPE_STRING);
}

static void
imw_search_provider_init (ImwSearchProvider *self)
{
  self->results = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->info = g_dbus_node_info_new_for_xml (description, NULL);
  self->cancellable = g_cancellable_new ();
}

/**
 * imw_search_provider_new:
 *
 * Returns: (transfer full): a provider without a wallet, which finds nothing
 */
ImwSearchProvider *
imw_search_provider_new (void)
{
  return g_object_new (IMW_TYPE_SEARCH_PROVIDER, NULL);
}

/**
 * imw_search_provider_set_wallet:
 * @self: a provider
 * @wallet: (nullable): searched from now on
 */
void
imw_search_provider_set_wallet (ImwSearchProvider *self, ImwWallet *wallet)
{
  g_return_if_fail (IMW_IS_SEARCH_PROVIDER (self));

  if (self->wallet == wallet)
    return;
  if (self->wallet != NULL)
    g_signal_handlers_disconnect_by_data (self->wallet, self);
  g_hash_table_remove_all (self->results);
  g_set_object (&self->wallet, wallet);
  if (wallet != NULL)
    g_signal_connect_object (wallet, "notify::unlocked", G_CALLBACK (locked_cb), self,
                             G_CONNECT_SWAPPED);
}

/**
 * imw_search_provider_export:
 * @self: a provider that is not exported
 * @connection: the session bus
 * @path: where the desktop asks
 * @error: return location
 *
 * Returns: %TRUE if it answers; %G_IO_ERROR_EXISTS when somebody else does at @path
 */
gboolean
imw_search_provider_export (ImwSearchProvider *self,
                            GDBusConnection   *connection,
                            const char        *path,
                            GError           **error)
{
  static const GDBusInterfaceVTable table = { called_cb, NULL, NULL, { 0 } };

  g_return_val_if_fail (IMW_IS_SEARCH_PROVIDER (self), FALSE);

  self->registration = g_dbus_connection_register_object (
      connection, path, self->info->interfaces[0], &table, self, NULL, error);
  if (self->registration == 0)
    return FALSE;
  g_set_object (&self->connection, connection);

  return TRUE;
}

/**
 * imw_search_provider_unexport:
 * @self: a provider
 *
 * Answers no more.
 */
void
imw_search_provider_unexport (ImwSearchProvider *self)
{
  g_return_if_fail (IMW_IS_SEARCH_PROVIDER (self));

  if (self->registration != 0)
    g_dbus_connection_unregister_object (self->connection, self->registration);
  self->registration = 0;
  g_clear_object (&self->connection);
}
