/* imw-known-provider.c: one provider of one wallet
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-known-provider"

#include "config.h"

#include "imw-provider-book.h"

#include "imw-wallet-abroad.h"
#include "imw-wallet-login.h"
#include "imw-wallet-private.h"

#include "imw-anchor-registry.h"
#include "imw-error.h"

/**
 * ImwKnownProvider:
 *
 * One provider of one wallet, with what the user accepted. Owned by the wallet, or by who adds it until it is accepted. Main thread.
 */

struct _ImwKnownProvider
{
  GObject parent_instance;

  ImwWallet         *wallet;  /* (nullable) not owned, cleared when it goes */
  char              *domain;  /* as the books know it */
  char              *address; /* (nullable) of the account that signs in */
  ImwProvider       *provider;
  ImwProviderInfo   *pin;      /* (nullable) */
  ImwProviderInfo   *changed;  /* (nullable) */
  ImwProviderReport *report;   /* (nullable) */
  ImwCustomer       *customer; /* (nullable) */
  gint64             report_ms;
  gint64             accepted_ms;
  gboolean           checking;
};

enum
{
  PROP_0,
  PROP_REPORT,
  PROP_CUSTOMER,
  PROP_CHECKING,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (ImwKnownProvider, imw_known_provider, G_TYPE_OBJECT)

static void
imw_known_provider_dispose (GObject *object)
{
  ImwKnownProvider *self = IMW_KNOWN_PROVIDER (object);

  if (self->provider != NULL)
    imw_provider_set_login (self->provider, NULL, NULL, NULL, NULL, NULL);
  g_clear_object (&self->provider);
  g_clear_weak_pointer (&self->wallet);

  G_OBJECT_CLASS (imw_known_provider_parent_class)->dispose (object);
}

static void
imw_known_provider_finalize (GObject *object)
{
  ImwKnownProvider *self = IMW_KNOWN_PROVIDER (object);

  g_clear_pointer (&self->domain, g_free);
  g_clear_pointer (&self->address, g_free);
  g_clear_pointer (&self->pin, imw_provider_info_free);
  g_clear_pointer (&self->changed, imw_provider_info_free);
  g_clear_pointer (&self->report, imw_provider_report_free);
  g_clear_pointer (&self->customer, imw_customer_free);

  G_OBJECT_CLASS (imw_known_provider_parent_class)->finalize (object);
}

static void
imw_known_provider_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  ImwKnownProvider *self = IMW_KNOWN_PROVIDER (object);

  switch (prop_id)
    {
    case PROP_REPORT:
      g_value_set_boxed (value, self->report);
      break;

    case PROP_CUSTOMER:
      g_value_set_boxed (value, self->customer);
      break;

    case PROP_CHECKING:
      g_value_set_boolean (value, self->checking);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
imw_known_provider_class_init (ImwKnownProviderClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags   flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->dispose = imw_known_provider_dispose;
  object_class->finalize = imw_known_provider_finalize;
  object_class->get_property = imw_known_provider_get_property;

  /**
   * ImwKnownProvider:report:
   *
   * What was read last, (nullable).
   */
  properties[PROP_REPORT] =
      g_param_spec_boxed ("report", NULL, NULL, IMW_TYPE_PROVIDER_REPORT, flags);

  /**
   * ImwKnownProvider:customer:
   *
   * How the provider sees the user, (nullable).
   */
  properties[PROP_CUSTOMER] = g_param_spec_boxed ("customer", NULL, NULL, IMW_TYPE_CUSTOMER, flags);

  /**
   * ImwKnownProvider:checking:
   *
   * Whether it is being asked.
   */
  properties[PROP_CHECKING] = g_param_spec_boolean ("checking", NULL, NULL, FALSE, flags);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
imw_known_provider_init (ImwKnownProvider *self)
{
}

/* ---- the pin ---- */

static void
set_pin (ImwKnownProvider *self, const ImwProviderInfo *info)
{
  g_clear_pointer (&self->pin, imw_provider_info_free);
  self->pin = imw_provider_info_copy (info);
  imw_provider_set_pin (self->provider, self->pin);
}

static void
compare_pin (ImwKnownProvider *self)
{
  ImwProviderInfo *info = self->report != NULL ? self->report->info : NULL;

  g_clear_pointer (&self->changed, imw_provider_info_free);
  if (self->pin != NULL && info != NULL && !imw_provider_pin_fits (self->pin, info))
    self->changed = imw_provider_info_copy (info);
}

/* ---- the login ---- */

static void
login (ImwLoginFacts      *facts,
       GBytes             *challenge,
       GCancellable       *cancellable,
       GAsyncReadyCallback callback,
       gpointer            callback_data,
       gpointer            user_data)
{
  GWeakRef *ref = user_data;
  g_autoptr (ImwKnownProvider) self = g_weak_ref_get (ref);
  ImwAccount *account = NULL;

  if (self != NULL && self->wallet != NULL)
    account = imw_wallet_abroad_find_account (imw_wallet_get_abroad (self->wallet));

  if (account == NULL)
    {
      g_task_report_new_error (NULL, callback, callback_data, login, IMW_ERROR, IMW_ERROR_LOCKED,
                               "the wallet is not there");
      return;
    }

  imw_wallet_sign_login_async (self->wallet, account, facts, challenge, cancellable, callback,
                               callback_data);
}

static GBytes *
login_finish (GAsyncResult *result, gpointer user_data, GError **error)
{
  g_autoptr (GObject) source = g_async_result_get_source_object (result);

  if (source == NULL)
    return g_task_propagate_pointer (G_TASK (result), error);

  return imw_wallet_sign_login_finish (IMW_WALLET (source), result, error);
}

static void
ref_free (gpointer data)
{
  GWeakRef *ref = data;

  g_weak_ref_clear (ref);
  g_free (ref);
}

/**
 * imw_known_provider_take_login:
 * @self: a provider
 *
 * The wallet's account on its network signs in from now on.
 */
void
imw_known_provider_take_login (ImwKnownProvider *self)
{
  ImwWalletAbroad *abroad = self->wallet != NULL ? imw_wallet_get_abroad (self->wallet) : NULL;
  ImwAccount      *account = abroad != NULL ? imw_wallet_abroad_find_account (abroad) : NULL;
  g_autofree char *address = NULL;
  GWeakRef        *ref = NULL;

  if (account == NULL)
    return;

  address = imw_wallet_abroad_dup_address (abroad, account);
  if (address == NULL || g_strcmp0 (self->address, address) == 0)
    return;

  g_free (self->address);
  self->address = g_strdup (address);
  ref = g_new0 (GWeakRef, 1);
  g_weak_ref_init (ref, self);
  imw_provider_set_login (self->provider, address, login, login_finish, ref, ref_free);
}

/* ---- making ---- */

/**
 * imw_known_provider_new:
 * @wallet: whose; not kept alive
 * @domain: "example.org", or "practice"
 * @error: return location
 *
 * Returns: (transfer full): a provider that nobody has accepted yet. On %NULL @error is %IMW_ERROR_BAD_INPUT,
 *   %IMW_ERROR_NOT_SUPPORTED (no network here has accounts that can sign in) or %IMW_ERROR_NETWORK (the practice server does not run).
 */
ImwKnownProvider *
imw_known_provider_new (ImwWallet *wallet, const char *domain, GError **error)
{
  g_autoptr (ImwKnownProvider) self = g_object_new (IMW_TYPE_KNOWN_PROVIDER, NULL);

  g_set_weak_pointer (&self->wallet, wallet);
  self->domain = g_strdup (domain);
  self->provider = imw_wallet_abroad_make_provider (imw_wallet_get_abroad (wallet), domain, error);
  if (self->provider == NULL)
    return NULL;

  imw_known_provider_take_login (self);

  return g_steal_pointer (&self);
}

/**
 * imw_known_provider_take_row:
 * @self: a provider of the books
 * @row: what they have
 */
void
imw_known_provider_take_row (ImwKnownProvider *self, const ImwStoreProvider *row)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwProviderInfo) pin = NULL;

  self->accepted_ms = row->accepted_ms;
  self->report_ms = row->report_ms;
  if (row->pin != NULL)
    pin = imw_provider_info_from_json (row->pin, &error);

  if (pin != NULL && imw_known_provider_get_practice (self))
    {
      g_autoptr (ImwProviderInfo)
          here = imw_provider_pin_relate (pin, imw_provider_get_domain (self->provider), FALSE);

      set_pin (self, here);
    }
  else if (pin != NULL)
    set_pin (self, pin);

  if (error == NULL && row->report != NULL)
    self->report = imw_provider_report_from_json (row->report, &error);
  if (error != NULL)
    g_info ("what the books have of a provider is not understood: %s", error->message);

  compare_pin (self);
}

static ImwStoreProvider *
make_row (ImwKnownProvider *self)
{
  ImwStoreProvider *row = imw_store_provider_new (self->domain);
  g_autoptr (ImwProviderInfo) pin = NULL;

  row->accepted_ms = self->accepted_ms;
  row->report_ms = self->report_ms;
  row->report = self->report != NULL ? imw_provider_report_to_json (self->report) : NULL;
  if (self->pin != NULL && imw_known_provider_get_practice (self))
    pin = imw_provider_pin_relate (self->pin, imw_provider_get_domain (self->provider), TRUE);
  else if (self->pin != NULL)
    pin = imw_provider_info_copy (self->pin);
  row->pin = pin != NULL ? imw_provider_info_to_json (pin) : NULL;

  return row;
}

/**
 * imw_known_provider_forget:
 * @self: a provider
 *
 * The wallet is locked: how the provider sees the user is not in memory any more.
 */
void
imw_known_provider_forget (ImwKnownProvider *self)
{
  if (self->customer == NULL)
    return;

  g_clear_pointer (&self->customer, imw_customer_free);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CUSTOMER]);
}

/* ---- reading ---- */

/**
 * imw_known_provider_get_domain:
 * @self: a provider
 *
 * Returns: "practice" for the practice network's own
 */
const char *
imw_known_provider_get_domain (ImwKnownProvider *self)
{
  g_return_val_if_fail (IMW_IS_KNOWN_PROVIDER (self), NULL);

  return self->domain;
}

/**
 * imw_known_provider_dup_title:
 * @self: a provider
 *
 * Returns: (transfer full): trade or legal name, else the domain; the provider's words, to be shown as plain text
 */
char *
imw_known_provider_dup_title (ImwKnownProvider *self)
{
  ImwProviderInfo *info = NULL;

  g_return_val_if_fail (IMW_IS_KNOWN_PROVIDER (self), NULL);

  info = self->pin != NULL ? self->pin : self->report != NULL ? self->report->info
                                                              : NULL;
  if (info != NULL && info->trade_name != NULL)
    return g_strdup (info->trade_name);

  return g_strdup (info != NULL && info->name != NULL ? info->name : self->domain);
}

/**
 * imw_known_provider_get_practice:
 * @self: a provider
 *
 * Returns: whether it is the practice network's own
 */
gboolean
imw_known_provider_get_practice (ImwKnownProvider *self)
{
  g_return_val_if_fail (IMW_IS_KNOWN_PROVIDER (self), FALSE);

  return g_str_equal (self->domain, IMW_PRACTICE_PROVIDER);
}

/**
 * imw_known_provider_get_provider:
 * @self: a provider
 *
 * Returns: (transfer none): who is asked; the wallet's account signs in, when there is one
 */
ImwProvider *
imw_known_provider_get_provider (ImwKnownProvider *self)
{
  g_return_val_if_fail (IMW_IS_KNOWN_PROVIDER (self), NULL);

  imw_known_provider_take_login (self);

  return self->provider;
}

/**
 * imw_known_provider_get_report:
 * @self: a provider
 *
 * Returns: (transfer none) (nullable): what was read last, also out of the books
 */
ImwProviderReport *
imw_known_provider_get_report (ImwKnownProvider *self)
{
  g_return_val_if_fail (IMW_IS_KNOWN_PROVIDER (self), NULL);

  return self->report;
}

/**
 * imw_known_provider_get_report_ms:
 * @self: a provider
 *
 * Returns: when it was read, wall time; 0 never
 */
gint64
imw_known_provider_get_report_ms (ImwKnownProvider *self)
{
  g_return_val_if_fail (IMW_IS_KNOWN_PROVIDER (self), 0);

  return self->report_ms;
}

/**
 * imw_known_provider_get_pin:
 * @self: a provider
 *
 * Returns: (transfer none) (nullable): what the user accepted
 */
ImwProviderInfo *
imw_known_provider_get_pin (ImwKnownProvider *self)
{
  g_return_val_if_fail (IMW_IS_KNOWN_PROVIDER (self), NULL);

  return self->pin;
}

/**
 * imw_known_provider_get_changed:
 * @self: a provider
 *
 * Returns: (transfer none) (nullable): what it says now, when that is not what was accepted: everything is blocked until then
 */
ImwProviderInfo *
imw_known_provider_get_changed (ImwKnownProvider *self)
{
  g_return_val_if_fail (IMW_IS_KNOWN_PROVIDER (self), NULL);

  return self->changed;
}

/**
 * imw_known_provider_get_customer:
 * @self: a provider
 *
 * Returns: (transfer none) (nullable): how it sees the user, %NULL while that is not known or the wallet is locked
 */
ImwCustomer *
imw_known_provider_get_customer (ImwKnownProvider *self)
{
  g_return_val_if_fail (IMW_IS_KNOWN_PROVIDER (self), NULL);

  return self->customer;
}

/**
 * imw_known_provider_get_usable:
 * @self: a provider
 *
 * Returns: whether it was accepted, has not changed since, and something of it can be used
 */
gboolean
imw_known_provider_get_usable (ImwKnownProvider *self)
{
  return self->pin != NULL && self->changed == NULL && self->report != NULL &&
         self->report->level != IMW_REPORT_BAD && !self->report->needs_wallet_registration;
}

/* ---- what its other file asks ---- */

/**
 * imw_known_provider_set_checking:
 * @self: a provider
 * @checking: whether it is being asked
 */
void
imw_known_provider_set_checking (ImwKnownProvider *self, gboolean checking)
{
  if (self->checking == checking)
    return;

  self->checking = checking;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CHECKING]);
}

/**
 * imw_known_provider_take_report:
 * @self: a provider
 * @report: (transfer full): what was read now
 *
 * A report that could not even read who it is does not take the place of one that could.
 */
void
imw_known_provider_take_report (ImwKnownProvider *self, ImwProviderReport *report)
{
  g_autoptr (ImwProviderReport) owned = report;

  if (report->info == NULL && self->report != NULL && self->report->info != NULL)
    {
      /* its corridors are kept, with their age; what was wrong is told */
      g_clear_pointer (&self->report->lines, g_ptr_array_unref);
      self->report->lines = g_steal_pointer (&owned->lines);
    }
  else
    {
      g_clear_pointer (&self->report, imw_provider_report_free);
      self->report = g_steal_pointer (&owned);
      self->report_ms = imw_wallet_get_wall_ms (self->wallet);
    }

  /* the practice provider needs no acceptance at first; a changed one does */
  if (self->pin == NULL && self->report->info != NULL && imw_known_provider_get_practice (self))
    {
      set_pin (self, self->report->info);
      self->accepted_ms = self->report_ms;
    }

  compare_pin (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REPORT]);
}

/**
 * imw_known_provider_take_customer:
 * @self: a provider
 * @customer: (nullable) (transfer full): how it sees the user
 */
void
imw_known_provider_take_customer (ImwKnownProvider *self, ImwCustomer *customer)
{
  g_clear_pointer (&self->customer, imw_customer_free);
  self->customer = customer;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CUSTOMER]);
}

/**
 * imw_known_provider_take_pin:
 * @self: a provider whose report could be read
 *
 * The user has accepted it as it is now.
 *
 * Returns: (transfer full): the row for the books
 */
ImwStoreProvider *
imw_known_provider_take_pin (ImwKnownProvider *self)
{
  set_pin (self, self->report->info);
  self->accepted_ms = imw_wallet_get_wall_ms (self->wallet);
  compare_pin (self);

  return make_row (self);
}

/**
 * imw_known_provider_make_row:
 * @self: a provider
 *
 * Returns: (transfer full): the row for the books
 */
ImwStoreProvider *
imw_known_provider_make_row (ImwKnownProvider *self)
{
  return make_row (self);
}

/**
 * imw_known_provider_get_wallet:
 * @self: a provider
 *
 * Returns: (transfer none) (nullable): whose
 */
ImwWallet *
imw_known_provider_get_wallet (ImwKnownProvider *self)
{
  return self->wallet;
}

/**
 * imw_known_provider_notify_report:
 * @self: a provider
 *
 * Tells the faces.
 */
void
imw_known_provider_notify_report (ImwKnownProvider *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REPORT]);
}
