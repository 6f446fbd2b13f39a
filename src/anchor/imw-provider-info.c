/* imw-provider-info.c: who a provider is, and what a look at it found
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-provider"

#include "config.h"

#include "imw-provider.h"
#include "imw-provider-private.h"

#include "imw-anchor-json.h"
#include "imw-error.h"

G_DEFINE_BOXED_TYPE (ImwProviderInfo,
                     imw_provider_info,
                     imw_provider_info_copy,
                     imw_provider_info_free)
G_DEFINE_BOXED_TYPE (ImwProviderReport,
                     imw_provider_report,
                     imw_provider_report_copy,
                     imw_provider_report_free)

/* Its texts, so that nothing forgets one. */
typedef struct
{
  const char *name;
  gsize       offset;
} Member;

#define MEMBER(name)                              \
  {                                               \
#name, G_STRUCT_OFFSET(ImwProviderInfo, name) \
  }

static const Member texts[] = {
  MEMBER (domain),
  MEMBER (name),
  MEMBER (signing_key),
  MEMBER (trade_name),
  MEMBER (description),
  MEMBER (url),
  MEMBER (address),
  MEMBER (support_email),
  MEMBER (support_phone),
  MEMBER (license_authority),
  MEMBER (license_type),
  MEMBER (license_number),
};

/**
 * imw_provider_info_copy:
 * @self: who a provider is
 *
 * Returns: (transfer full): a copy
 */
ImwProviderInfo *
imw_provider_info_copy (const ImwProviderInfo *self)
{
  ImwProviderInfo *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_new0 (ImwProviderInfo, 1);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      char **target = G_STRUCT_MEMBER_P (copy, texts[i].offset);

      *target = g_strdup (G_STRUCT_MEMBER (char *, self, texts[i].offset));
    }
  copy->hosts = g_strdupv (self->hosts);
  copy->issuer_verified = self->issuer_verified;

  return copy;
}

/**
 * imw_provider_info_free:
 * @self: (transfer full): who a provider is
 */
void
imw_provider_info_free (ImwProviderInfo *self)
{
  g_return_if_fail (self != NULL);

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_free (G_STRUCT_MEMBER (char *, self, texts[i].offset));
  g_clear_pointer (&self->hosts, g_strfreev);
  g_free (self);
}

/**
 * imw_provider_info_to_json:
 * @self: who a provider is
 *
 * Returns: (transfer full): @self in our own form, for the store
 */
char *
imw_provider_info_to_json (const ImwProviderInfo *self)
{
  g_autoptr (JsonBuilder) builder = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  builder = json_builder_new ();
  json_builder_begin_object (builder);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    imw_anchor_json_add_text (builder,
                              texts[i].name,
                              G_STRUCT_MEMBER (char *, self, texts[i].offset));
  imw_anchor_json_add_bool (builder, "issuer_verified", self->issuer_verified);
  json_builder_set_member_name (builder, "hosts");
  json_builder_begin_array (builder);
  for (guint i = 0; self->hosts != NULL && self->hosts[i] != NULL; i++)
    json_builder_add_string_value (builder, self->hosts[i]);
  json_builder_end_array (builder);

  return imw_anchor_json_end (builder);
}

static ImwProviderInfo *
read_info (JsonObject *object,
           GError    **error)
{
  g_autoptr (ImwProviderInfo) self = g_new0 (ImwProviderInfo, 1);
  g_autoptr (GPtrArray) hosts = g_ptr_array_new_with_free_func (g_free);
  JsonArray *array;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      if (!imw_anchor_json_read_text (object,
                                      texts[i].name,
                                      G_STRUCT_MEMBER_P (self, texts[i].offset),
                                      error))
        return NULL;
    }
  if (!imw_json_get_bool (object, "issuer_verified", &self->issuer_verified, error) ||
      (array = imw_json_get_array (object, "hosts", error)) == NULL)
    return NULL;

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      const char *host = imw_json_node_get_string (json_array_get_element (array, i), error);

      if (host == NULL)
        return NULL;
      g_ptr_array_add (hosts, g_strdup (host));
    }
  g_ptr_array_add (hosts, NULL);
  self->hosts = (char **) g_ptr_array_free (g_steal_pointer (&hosts), FALSE);
  if (self->domain == NULL || self->name == NULL || self->signing_key == NULL)
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_REPLY, "A provider without a name");
      return NULL;
    }

  return g_steal_pointer (&self);
}

/**
 * imw_provider_info_from_json:
 * @text: what imw_provider_info_to_json() gave
 * @error: return location
 *
 * Returns: (transfer full): who a provider is; on %NULL @error is %IMW_ERROR_CORRUPT
 */
ImwProviderInfo *
imw_provider_info_from_json (const char *text,
                             GError    **error)
{
  g_autoptr (JsonNode) root = NULL;
  JsonObject      *object;
  ImwProviderInfo *self;

  g_return_val_if_fail (text != NULL, NULL);

  object = imw_anchor_json_parse_own (text, &root, error);
  self = object != NULL ? read_info (object, error) : NULL;
  if (self == NULL)
    imw_anchor_json_mark_corrupt (error);

  return self;
}

/**
 * imw_report_line_free:
 * @self: (transfer full): a line of a report
 */
void
imw_report_line_free (ImwReportLine *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->text, g_free);
  g_free (self);
}

static gpointer
copy_line (gconstpointer item,
           gpointer      user_data)
{
  const ImwReportLine *line = item;
  ImwReportLine       *copy = g_new0 (ImwReportLine, 1);

  *copy = *line;
  copy->text = g_strdup (line->text);

  return copy;
}

static gpointer
copy_corridor (gconstpointer corridor,
               gpointer      user_data)
{
  return imw_corridor_copy (corridor);
}

/**
 * imw_provider_report_copy:
 * @self: a report
 *
 * Returns: (transfer full): a copy
 */
ImwProviderReport *
imw_provider_report_copy (const ImwProviderReport *self)
{
  ImwProviderReport *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_new0 (ImwProviderReport, 1);
  *copy = *self;
  copy->info = self->info != NULL ? imw_provider_info_copy (self->info) : NULL;
  copy->lines = g_ptr_array_copy (self->lines, (GCopyFunc) copy_line, NULL);
  g_ptr_array_set_free_func (copy->lines, (GDestroyNotify) imw_report_line_free);
  copy->corridors = g_ptr_array_copy (self->corridors, (GCopyFunc) copy_corridor, NULL);
  g_ptr_array_set_free_func (copy->corridors, (GDestroyNotify) imw_corridor_free);

  return copy;
}

/**
 * imw_provider_report_free:
 * @self: (transfer full): a report
 */
void
imw_provider_report_free (ImwProviderReport *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->info, imw_provider_info_free);
  g_clear_pointer (&self->lines, g_ptr_array_unref);
  g_clear_pointer (&self->corridors, g_ptr_array_unref);
  g_free (self);
}
