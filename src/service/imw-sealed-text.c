/* imw-sealed-text.c: personal data, sealed field by field
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-sealed-text"

#include "config.h"

#include "imw-sealed-text.h"

#include "imw-contact-private.h"

#include "imw-aead.h"
#include "imw-error.h"

#define CONTACT_TYPE "(ssa(ss))" /* name, note, (chain, address) */

/* table|row|column: a box moved to another row does not open */
static char *
build_associated (const char *kind,
                  const char *ref)
{
  const char *table = g_str_equal (kind, IMW_SEALED_DRAFT) ? "payment" : "sealed";

  return g_strdup_printf ("%s|%s:%s|%s", table, kind, ref,
                          g_str_equal (kind, IMW_SEALED_DRAFT) ? "draft" : "blob");
}

/**
 * imw_sealed_text_seal:
 * @data_key: the key of the wallet's personal data
 * @kind: what it is, one of the kinds of this header
 * @ref: what it is about
 * @plain: what nobody else shall read
 * @error: return location
 *
 * Returns: (transfer full): the box that may go to the store, or %NULL: %IMW_ERROR_INTERNAL
 */
GBytes *
imw_sealed_text_seal (ImwSecret  *data_key,
                      const char *kind,
                      const char *ref,
                      GBytes     *plain,
                      GError    **error)
{
  g_autofree char *associated = build_associated (kind, ref);

  return imw_aead_seal (data_key, g_bytes_get_data (plain, NULL), g_bytes_get_size (plain),
                        associated, error);
}

/**
 * imw_sealed_text_open:
 * @data_key: the key of the wallet's personal data
 * @kind: what it is
 * @ref: what it is about
 * @blob: the box
 * @error: return location
 *
 * Returns: (transfer full): what was sealed, or %NULL: %IMW_ERROR_CORRUPT
 */
GBytes *
imw_sealed_text_open (ImwSecret  *data_key,
                      const char *kind,
                      const char *ref,
                      GBytes     *blob,
                      GError    **error)
{
  g_autofree char *associated = build_associated (kind, ref);

  if (blob == NULL)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_CORRUPT, "there is no box");
      return NULL;
    }

  return imw_aead_open (data_key, g_bytes_get_data (blob, NULL), g_bytes_get_size (blob),
                        associated, error);
}

/**
 * imw_sealed_contact_to_bytes:
 * @contact: a contact
 *
 * Returns: (transfer full): it as bytes to be sealed
 */
GBytes *
imw_sealed_contact_to_bytes (ImwContact *contact)
{
  g_autoptr (GVariant) variant = NULL;
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(ss)"));
  for (guint i = 0; i < imw_contact_get_n_addresses (contact); i++)
    {
      const char *chain_id = NULL;
      const char *address = NULL;

      imw_contact_get_address (contact, i, &chain_id, &address);
      g_variant_builder_add (&builder, "(ss)", chain_id, address);
    }

  variant = g_variant_ref_sink (g_variant_new ("(ssa(ss))", imw_contact_get_name (contact),
                                               imw_contact_get_note (contact), &builder));

  return g_variant_get_data_as_bytes (variant);
}

/**
 * imw_sealed_contact_from_bytes:
 * @id: the contact's id
 * @bytes: as of imw_sealed_contact_to_bytes()
 * @error: return location
 *
 * Returns: (transfer full): the contact, or %NULL: %IMW_ERROR_CORRUPT
 */
ImwContact *
imw_sealed_contact_from_bytes (const char *id,
                               GBytes     *bytes,
                               GError    **error)
{
  g_autoptr (GVariant) variant =
      g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE (CONTACT_TYPE), bytes, FALSE));
  g_autoptr (GVariantIter) iter = NULL;
  g_autoptr (ImwContact) contact = NULL;
  const char *name = NULL;
  const char *note = NULL;
  const char *chain_id = NULL;
  const char *address = NULL;

  if (!g_variant_is_normal_form (variant))
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_CORRUPT, "a contact is damaged");
      return NULL;
    }

  g_variant_get (variant, "(&s&sa(ss))", &name, &note, &iter);
  contact = imw_contact_new_with_id (id, name);
  imw_contact_set_note (contact, note);

  while (g_variant_iter_next (iter, "(&s&s)", &chain_id, &address))
    imw_contact_add_address (contact, chain_id, address);

  return g_steal_pointer (&contact);
}
