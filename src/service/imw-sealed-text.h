/* imw-sealed-text.h: personal data, sealed field by field
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-contact.h"
#include "imw-secret.h"

G_BEGIN_DECLS

#define IMW_SEALED_LABEL_PREFIX  "label-"
#define IMW_SEALED_LABEL_TX      "label-tx"
#define IMW_SEALED_LABEL_ADDRESS "label-address"
#define IMW_SEALED_CONTACT       "contact"
#define IMW_SEALED_DRAFT         "draft"   /* in the payments' table, by payment id: of the first release */
#define IMW_SEALED_DRAFT_2       "draft-2" /* the same, with an asset */
#define IMW_SEALED_DRAFT_3       "draft-3" /* the same, with a memo, and what it is for */

GBytes *imw_sealed_text_seal (ImwSecret *data_key, const char *kind, const char *ref, GBytes *plain, GError **error) G_GNUC_WARN_UNUSED_RESULT;
GBytes *imw_sealed_text_open (ImwSecret *data_key, const char *kind, const char *ref, GBytes *blob, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* CORRUPT */

GBytes     *imw_sealed_contact_to_bytes (ImwContact *contact);
ImwContact *imw_sealed_contact_from_bytes (const char *id, GBytes *bytes, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* CORRUPT */

G_END_DECLS
