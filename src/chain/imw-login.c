/* imw-login.c: an account proves itself to a provider
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-login"

#include "config.h"

#include "imw-login.h"

#include "imw-error.h"
#include "imw-text.h"

#include <string.h>

#define MAX_TEXT_BYTES 300

/* Every member by its name, and whether it must be there. */
static const struct
{
  const char *name;
  gsize       offset;
  gboolean    required;
} members[] = {
  { "home_domain", G_STRUCT_OFFSET (ImwLoginFacts, home_domain), TRUE },
  { "endpoint_host", G_STRUCT_OFFSET (ImwLoginFacts, endpoint_host), TRUE },
  { "server_key", G_STRUCT_OFFSET (ImwLoginFacts, server_key), TRUE },
  { "memo", G_STRUCT_OFFSET (ImwLoginFacts, memo), FALSE },
  { "client_domain", G_STRUCT_OFFSET (ImwLoginFacts, client_domain), FALSE },
  { "client_domain_key", G_STRUCT_OFFSET (ImwLoginFacts, client_domain_key), FALSE },
};

static char **
get_member (const ImwLoginFacts *self,
            guint                index)
{
  return G_STRUCT_MEMBER_P (self, members[index].offset);
}

static gboolean
bad (GError    **error,
     const char *what)
{
  g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "facts of a login: %s", what);

  return FALSE;
}

/**
 * imw_login_facts_new:
 * @home_domain: of the provider
 * @endpoint_host: host of its login address, with the port when that is not the usual one
 * @server_key: its signing key
 *
 * Returns: (transfer full): facts without memo and client domain
 */
ImwLoginFacts *
imw_login_facts_new (const char *home_domain,
                     const char *endpoint_host,
                     const char *server_key)
{
  ImwLoginFacts *self = NULL;

  g_return_val_if_fail (home_domain != NULL && endpoint_host != NULL, NULL);
  g_return_val_if_fail (server_key != NULL, NULL);

  self = g_new0 (ImwLoginFacts, 1);
  self->home_domain = g_strdup (home_domain);
  self->endpoint_host = g_strdup (endpoint_host);
  self->server_key = g_strdup (server_key);

  return self;
}

/**
 * imw_login_facts_copy:
 * @self: facts
 *
 * Returns: (transfer full): a copy
 */
ImwLoginFacts *
imw_login_facts_copy (const ImwLoginFacts *self)
{
  ImwLoginFacts *copy = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_new0 (ImwLoginFacts, 1);
  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    *get_member (copy, i) = g_strdup (*get_member (self, i));

  return copy;
}

/**
 * imw_login_facts_free:
 * @self: (transfer full): facts
 *
 * Frees @self.
 */
void
imw_login_facts_free (ImwLoginFacts *self)
{
  g_return_if_fail (self != NULL);

  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    g_free (*get_member (self, i));
  g_free (self);
}

/**
 * imw_login_facts_to_variant:
 * @self: facts
 *
 * Returns: (transfer floating): an "a{ss}" of the members that are there, by their names
 */
GVariant *
imw_login_facts_to_variant (const ImwLoginFacts *self)
{
  GVariantBuilder builder;

  g_return_val_if_fail (self != NULL, NULL);

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{ss}"));
  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    {
      const char *text = *get_member (self, i);

      if (text != NULL)
        g_variant_builder_add (&builder, "{ss}", members[i].name, text);
    }

  return g_variant_builder_end (&builder);
}

static gboolean
read_member (ImwLoginFacts *self,
             const char    *name,
             const char    *text,
             GError       **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    {
      if (strcmp (members[i].name, name) != 0)
        continue;

      if (*get_member (self, i) != NULL)
        return bad (error, "the same member twice");
      if (text[0] == '\0' || !imw_text_is_printable (text, MAX_TEXT_BYTES))
        return bad (error, "a text that is empty, too long or can't be shown");

      *get_member (self, i) = g_strdup (text);

      return TRUE;
    }

  return bad (error, "an unknown member");
}

/**
 * imw_login_facts_from_variant:
 * @variant: what came from the other process
 * @error: return location
 *
 * Returns: (transfer full): the facts. On %NULL @error is %IMW_ERROR_BAD_INPUT.
 */
ImwLoginFacts *
imw_login_facts_from_variant (GVariant *variant,
                              GError  **error)
{
  GVariantIter iter;
  const char  *name;
  const char  *text;
  g_autoptr (ImwLoginFacts) self = g_new0 (ImwLoginFacts, 1);

  g_return_val_if_fail (variant != NULL, NULL);

  if (!g_variant_is_of_type (variant, G_VARIANT_TYPE ("a{ss}")) ||
      !g_variant_is_normal_form (variant))
    {
      bad (error, "wrong type or form");
      return NULL;
    }

  g_variant_iter_init (&iter, variant);
  while (g_variant_iter_next (&iter, "{&s&s}", &name, &text))
    {
      if (!read_member (self, name, text, error))
        return NULL;
    }

  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    {
      if (members[i].required && *get_member (self, i) == NULL)
        {
          bad (error, "a member is missing");
          return NULL;
        }
    }

  return g_steal_pointer (&self);
}
