/* imw-settings.c: settings of a data folder
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-settings"

#include "config.h"

#include "imw-settings.h"

#include "imw-data-folder.h"
#include "imw-error.h"

/**
 * ImwSettings:
 *
 * Settings of one data folder, kept in an ini file that is replaced in one step. Owned by the
 * service, main thread. `changed` fires after a value has been written, with its key as detail and
 * argument.
 */

#define GROUP           "settings"
#define LIST_PREFIX     "servers-"
#define MAX_VALUE_BYTES 4096

struct _ImwSettings
{
  GObject parent_instance;

  char       *path;
  gboolean    read_only;
  GKeyFile   *file;
  GHashTable *values; /* (element-type utf8 utf8): what get () has handed out */
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ImwSettings, imw_settings, G_TYPE_OBJECT)

/* NULL choices: any short printable text. The first choice is the default. */
typedef struct
{
  const char *key;
  const char *choices[8];
} ImwSettingRule;

static const ImwSettingRule rules[] = {
  { IMW_SETTING_LANGUAGE, { "", "en", "zh_CN", NULL } },
  { IMW_SETTING_UNIT_BITCOIN, { "BTC", "mBTC", "sat", NULL } },
  { IMW_SETTING_PRICES, { "on", "off", NULL } },
  { IMW_SETTING_NOTIFICATIONS, { "on", "off", NULL } },
  { IMW_SETTING_VAULT, { "keyring", "file", NULL } },
};

static const ImwSettingRule *
find_rule (const char *key)
{
  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    {
      if (g_str_equal (rules[i].key, key))
        return &rules[i];
    }

  return NULL;
}

static gboolean
is_currency (const char *value)
{
  return strlen (value) == 3 && g_ascii_isupper (value[0]) && g_ascii_isupper (value[1]) &&
         g_ascii_isupper (value[2]);
}

static gboolean
is_valid (const char *key,
          const char *value)
{
  const ImwSettingRule *rule = find_rule (key);

  if (strlen (value) > MAX_VALUE_BYTES || !g_utf8_validate (value, -1, NULL))
    return FALSE;

  if (g_str_equal (key, IMW_SETTING_CURRENCY))
    return is_currency (value);

  return rule == NULL || g_strv_contains (rule->choices, value);
}

static const char *
get_default (const char *key)
{
  const ImwSettingRule *rule = find_rule (key);

  if (g_str_equal (key, IMW_SETTING_CURRENCY))
    return "USD";

  return rule != NULL ? rule->choices[0] : "";
}

static gboolean
write_file (ImwSettings *self,
            GError     **error)
{
  g_autoptr (GBytes) bytes = NULL;
  gsize length = 0;
  char *text = NULL;

  if (self->read_only)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BUSY,
                           "the data folder is open for reading only");
      return FALSE;
    }

  text = g_key_file_to_data (self->file, &length, NULL);
  bytes = g_bytes_new_take (text, length);

  return imw_data_file_write (self->path, bytes, error);
}

static void
read_file (ImwSettings *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = imw_data_file_read (self->path, IMW_DATA_FILE_MAX_BYTES, &error);

  if (bytes == NULL)
    {
      if (!g_error_matches (error, IMW_ERROR, IMW_ERROR_NOT_FOUND))
        g_info ("settings can't be read, defaults are used: %s", error->message);

      return;
    }

  if (!g_key_file_load_from_bytes (self->file, bytes, G_KEY_FILE_NONE, &error))
    g_info ("settings can't be understood, defaults are used: %s", error->message);
}

static void
imw_settings_finalize (GObject *object)
{
  ImwSettings *self = IMW_SETTINGS (object);

  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->file, g_key_file_unref);
  g_clear_pointer (&self->values, g_hash_table_unref);

  G_OBJECT_CLASS (imw_settings_parent_class)->finalize (object);
}

static void
imw_settings_class_init (ImwSettingsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = imw_settings_finalize;

  /**
   * ImwSettings::changed:
   * @self: the settings
   * @key: what has another value now
   */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed",
                                          G_TYPE_FROM_CLASS (klass),
                                          G_SIGNAL_RUN_LAST | G_SIGNAL_DETAILED,
                                          0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
imw_settings_init (ImwSettings *self)
{
  self->file = g_key_file_new ();
  self->values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

/**
 * imw_settings_new:
 * @path: the file; it need not exist
 * @read_only: whether setting is refused with %IMW_ERROR_BUSY
 *
 * Returns: (transfer full): the settings in the file; what can't be read counts as the default
 */
ImwSettings *
imw_settings_new (const char *path,
                  gboolean    read_only)
{
  ImwSettings *self = NULL;

  g_return_val_if_fail (path != NULL, NULL);

  self = g_object_new (IMW_TYPE_SETTINGS, NULL);
  self->path = g_strdup (path);
  self->read_only = read_only;
  read_file (self);

  return self;
}

/**
 * imw_settings_get:
 * @self: settings
 * @key: a key
 *
 * Returns: the value, or the key's default when it is absent, unknown or out of range; never %NULL.
 * Valid until the value changes.
 */
const char *
imw_settings_get (ImwSettings *self,
                  const char  *key)
{
  g_autofree char *value = NULL;
  char            *kept = NULL;

  g_return_val_if_fail (IMW_IS_SETTINGS (self), "");
  g_return_val_if_fail (key != NULL, "");

  kept = g_hash_table_lookup (self->values, key);
  if (kept != NULL)
    return kept;

  value = g_key_file_get_string (self->file, GROUP, key, NULL);
  if (value == NULL || !is_valid (key, value))
    return get_default (key);

  kept = g_steal_pointer (&value);
  g_hash_table_insert (self->values, g_strdup (key), kept);

  return kept;
}

/**
 * imw_settings_set:
 * @self: settings
 * @key: a key
 * @value: its new value
 * @error: return location
 *
 * Returns: %TRUE when it is on disk. On %FALSE nothing has changed and @error is
 * %IMW_ERROR_BAD_INPUT (out of range), %IMW_ERROR_BUSY (read only) or %IMW_ERROR_DISK.
 */
gboolean
imw_settings_set (ImwSettings *self,
                  const char  *key,
                  const char  *value,
                  GError     **error)
{
  g_autofree char *old = NULL;

  g_return_val_if_fail (IMW_IS_SETTINGS (self), FALSE);
  g_return_val_if_fail (key != NULL, FALSE);
  g_return_val_if_fail (value != NULL, FALSE);

  if (!is_valid (key, value))
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "setting %s can't have this value", key);
      return FALSE;
    }

  if (g_str_equal (imw_settings_get (self, key), value))
    return TRUE;

  old = g_key_file_get_string (self->file, GROUP, key, NULL);
  g_key_file_set_string (self->file, GROUP, key, value);

  if (!write_file (self, error))
    {
      if (old != NULL)
        g_key_file_set_string (self->file, GROUP, key, old);
      else
        (void) g_key_file_remove_key (self->file, GROUP, key, NULL);

      return FALSE;
    }

  g_hash_table_remove (self->values, key);
  g_signal_emit (self, signals[SIGNAL_CHANGED], g_quark_from_string (key), key);

  return TRUE;
}

/**
 * imw_settings_get_list:
 * @self: settings
 * @key: a key whose value is a list ("servers-bitcoin")
 *
 * Returns: (transfer full) (nullable): the list, or %NULL when none was set
 */
char **
imw_settings_get_list (ImwSettings *self,
                       const char  *key)
{
  g_auto (GStrv) list = NULL;

  g_return_val_if_fail (IMW_IS_SETTINGS (self), NULL);
  g_return_val_if_fail (key != NULL, NULL);

  list = g_key_file_get_string_list (self->file, GROUP, key, NULL, NULL);
  if (list == NULL || list[0] == NULL)
    return NULL;

  return g_steal_pointer (&list);
}

/**
 * imw_settings_set_list:
 * @self: settings
 * @key: a key whose value is a list
 * @values: (nullable): the values; %NULL or empty removes the key
 * @error: return location
 *
 * Returns: %TRUE when it is on disk. On %FALSE @error is %IMW_ERROR_BUSY (read only) or
 * %IMW_ERROR_DISK.
 */
gboolean
imw_settings_set_list (ImwSettings       *self,
                       const char        *key,
                       const char *const *values,
                       GError           **error)
{
  g_auto (GStrv) old = NULL;

  g_return_val_if_fail (IMW_IS_SETTINGS (self), FALSE);
  g_return_val_if_fail (key != NULL, FALSE);

  old = imw_settings_get_list (self, key);

  if (values != NULL && values[0] != NULL)
    g_key_file_set_string_list (self->file, GROUP, key, values, g_strv_length ((char **) values));
  else
    (void) g_key_file_remove_key (self->file, GROUP, key, NULL);

  if (!write_file (self, error))
    {
      if (old != NULL)
        g_key_file_set_string_list (self->file, GROUP, key, (const char *const *) old,
                                    g_strv_length (old));
      else
        (void) g_key_file_remove_key (self->file, GROUP, key, NULL);

      return FALSE;
    }

  g_signal_emit (self, signals[SIGNAL_CHANGED], g_quark_from_string (key), key);

  return TRUE;
}
