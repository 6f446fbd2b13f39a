/* imw-login.h: an account proves itself to a provider
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* What the wallet asked for, and what a challenge must therefore say (SEP-10). Plain; strings are owned. */
typedef struct
{
  char *home_domain;       /* of the provider, "example.org" or "localhost:8000" */
  char *endpoint_host;     /* host of its login address, with the port when that is not the usual one */
  char *server_key;        /* the provider's signing key, as its stellar.toml says */
  char *memo;              /* (nullable) unsigned decimal: one of several people behind the account */
  char *client_domain;     /* (nullable) ours, when attribution was asked for */
  char *client_domain_key; /* (nullable) */
} ImwLoginFacts;

ImwLoginFacts *imw_login_facts_new (const char *home_domain, const char *endpoint_host, const char *server_key);
ImwLoginFacts *imw_login_facts_copy (const ImwLoginFacts *self);
void           imw_login_facts_free (ImwLoginFacts *self);
/* "a{ss}" by member name; absent members are NULL. BAD_INPUT: a member that must be there is not, or one is unknown or too long */
GVariant      *imw_login_facts_to_variant (const ImwLoginFacts *self);
ImwLoginFacts *imw_login_facts_from_variant (GVariant *variant, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwLoginFacts, imw_login_facts_free)

G_END_DECLS
