/* imw-practice-anchor-kyc.c: what the practice anchor thinks of people
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-practice-anchor"

#include "config.h"

#include "imw-practice-anchor-private.h"

#include "imw-error.h"

#include <string.h>

#define RECEIVER "sep31-receiver"

static const char *const sender_fields[] = { "first_name", "last_name", "email_address", NULL };
static const char *const receiver_fields[] = { "first_name", "last_name", NULL };

static char *
join (const char *prefix, const char *name)
{
  return g_strconcat (prefix, name, NULL);
}

/**
 * imw_anchor_get_field: (skip)
 * @record: (nullable): a customer or an order
 * @prefix: %IMW_ANCHOR_FIELD, %IMW_ANCHOR_STATE or %IMW_ANCHOR_FIELD_ERROR
 * @name: of a field
 *
 * Returns: (nullable) (transfer none): what is known of the field
 */
const char *
imw_anchor_get_field (const ImwRecord *record, const char *prefix, const char *name)
{
  g_autofree char *key = join (prefix, name);

  return record != NULL ? imw_record_get (record, key) : NULL;
}

/**
 * imw_anchor_set_field: (skip)
 * @record: a customer or an order
 * @prefix: as above
 * @name: of a field
 * @value: (nullable): what is known now, %NULL: nothing
 *
 * Changes the record; it is not saved.
 */
void
imw_anchor_set_field (ImwRecord *record, const char *prefix, const char *name, const char *value)
{
  g_autofree char *key = join (prefix, name);

  imw_record_set (record, key, value);
}

/**
 * imw_anchor_get_customer_class: (skip)
 * @type: (nullable): a type of SEP-12
 *
 * Returns: (transfer none): what the anchor makes of it: who gets money, or anybody else
 */
const char *
imw_anchor_get_customer_class (const char *type)
{
  return g_strcmp0 (type, RECEIVER) == 0 ? RECEIVER : "";
}

static const char *const *
list_required (const ImwRecord *customer, const char *type)
{
  const char *class = customer != NULL ? imw_record_get (customer, "class")
                                       : imw_anchor_get_customer_class (type);

  return g_strcmp0 (class, RECEIVER) == 0 ? receiver_fields : sender_fields;
}

/**
 * imw_anchor_find_customer: (skip)
 * @self: the anchor
 * @account: whose login it was
 * @memo: (nullable): which of the people behind it
 * @type: (nullable): as what
 * @customer: (out) (nullable) (transfer full): the person, %NULL when there is none
 * @error: return location
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_DISK or %IMW_ERROR_CORRUPT.
 */
gboolean
imw_anchor_find_customer (ImwPracticeAnchor *self,
                          const char        *account,
                          const char        *memo,
                          const char        *type,
                          ImwRecord        **customer,
                          GError           **error)
{
  g_autoptr (GPtrArray) list = imw_records_list (self->books, "customer", account, error);

  *customer = NULL;
  if (list == NULL)
    return FALSE;

  for (guint i = 0; i < list->len; i++)
    {
      const ImwRecord *record = g_ptr_array_index (list, i);

      if (imw_record_is (record, "memo", memo) &&
          imw_record_is (record, "class", imw_anchor_get_customer_class (type)))
        return imw_records_find (self->books, "customer", record->id, customer, error);
    }

  return TRUE;
}

static ImwAnchorKyc
judge (const ImwRecord *customer, const char *type, gint64 now_ms)
{
  const char *const *required = list_required (customer, type);

  if (customer == NULL)
    return IMW_ANCHOR_KYC_NEEDS_INFO;
  if (g_strcmp0 (imw_anchor_get_field (customer, IMW_ANCHOR_FIELD, "last_name"), "Reject") == 0)
    return IMW_ANCHOR_KYC_REJECTED;
  for (guint i = 0; required[i] != NULL; i++)
    {
      if (imw_anchor_get_field (customer, IMW_ANCHOR_FIELD, required[i]) == NULL)
        return IMW_ANCHOR_KYC_NEEDS_INFO;
    }
  if (g_strcmp0 (imw_anchor_get_field (customer, IMW_ANCHOR_STATE, "mobile_number"),
                 IMW_ANCHOR_WAITS) == 0 ||
      g_strcmp0 (imw_anchor_get_field (customer, IMW_ANCHOR_STATE, "email_address"),
                 IMW_ANCHOR_WAITS) == 0)
    return IMW_ANCHOR_KYC_NEEDS_INFO;

  return imw_record_get_int (customer, "review_ms") > now_ms ? IMW_ANCHOR_KYC_PROCESSING
                                                             : IMW_ANCHOR_KYC_ACCEPTED;
}

/**
 * imw_anchor_get_kyc: (skip)
 * @self: the anchor
 * @customer_id: (nullable): who
 * @now_ms: UTC
 * @kyc: (out): what the anchor thinks of that person
 * @until_ms: (out) (optional): with %IMW_ANCHOR_KYC_PROCESSING, until when
 * @error: return location
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_DISK or %IMW_ERROR_CORRUPT.
 */
gboolean
imw_anchor_get_kyc (ImwPracticeAnchor *self,
                    const char        *customer_id,
                    gint64             now_ms,
                    ImwAnchorKyc      *kyc,
                    gint64            *until_ms,
                    GError           **error)
{
  g_autoptr (ImwRecord) customer = NULL;

  if (customer_id != NULL &&
      !imw_records_find (self->books, "customer", customer_id, &customer, error))
    return FALSE;

  *kyc = judge (customer, NULL, now_ms);
  if (until_ms != NULL)
    *until_ms = customer != NULL ? imw_record_get_int (customer, "review_ms") : 0;

  return TRUE;
}

static const char *
get_kyc_code (ImwAnchorKyc kyc)
{
  switch (kyc)
    {
    case IMW_ANCHOR_KYC_NEEDS_INFO:
      return "NEEDS_INFO";

    case IMW_ANCHOR_KYC_PROCESSING:
      return "PROCESSING";

    case IMW_ANCHOR_KYC_ACCEPTED:
      return "ACCEPTED";

    case IMW_ANCHOR_KYC_REJECTED:
      return "REJECTED";
    }

  g_return_val_if_reached ("NEEDS_INFO");
}

static void
begin_field (ImwPracticeJson *json, const char *name)
{
  const ImwPracticeField *field = imw_practice_field_find (name);

  imw_practice_json_begin_object (json, name);
  imw_practice_json_string (json, "type", g_str_has_prefix (name, "photo_") ? "binary" : "string");
  imw_practice_json_string (json, "description", field != NULL ? field->description : name);
  if (field != NULL && field->choices != NULL)
    {
      g_auto (GStrv) choices = g_strsplit (field->choices, "|", 0);

      imw_practice_json_begin_array (json, "choices");
      for (guint i = 0; choices[i] != NULL; i++)
        imw_practice_json_string (json, NULL, choices[i]);
      imw_practice_json_end_array (json);
    }
}

static int
compare_names_cb (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static void
write_provided (ImwPracticeJson *json, const ImwRecord *record)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer       key;

  if (record == NULL)
    return;

  g_hash_table_iter_init (&iter, record->values);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      if (g_str_has_prefix (key, IMW_ANCHOR_FIELD))
        g_ptr_array_add (names, (char *) key + strlen (IMW_ANCHOR_FIELD));
    }
  g_ptr_array_sort (names, compare_names_cb);
  for (guint i = 0; i < names->len; i++)
    {
      const char *name = g_ptr_array_index (names, i);
      const char *wrong = imw_anchor_get_field (record, IMW_ANCHOR_FIELD_ERROR, name);
      gboolean    waits =
          g_strcmp0 (imw_anchor_get_field (record, IMW_ANCHOR_STATE, name), IMW_ANCHOR_WAITS) == 0;

      begin_field (json, name);
      imw_practice_json_string (json, "status",
                                wrong != NULL ? "REJECTED"
                                : waits       ? "VERIFICATION_REQUIRED"
                                              : "ACCEPTED");
      if (wrong != NULL)
        imw_practice_json_string (json, "error", wrong);
      imw_practice_json_end_object (json);
    }
}

/* Whether something is missing or refused; written with @json */
static gboolean
write_missing (ImwPracticeJson *json, const ImwRecord *record, const char *const *names)
{
  gboolean missing = FALSE;

  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    {
      if (imw_anchor_get_field (record, IMW_ANCHOR_FIELD, names[i]) != NULL &&
          imw_anchor_get_field (record, IMW_ANCHOR_FIELD_ERROR, names[i]) == NULL)
        continue;

      missing = TRUE;
      begin_field (json, names[i]);
      imw_practice_json_end_object (json);
    }

  return missing;
}

/**
 * imw_anchor_answer_customer: (skip)
 * @request: who asks
 * @customer: (nullable): the person
 * @order: (nullable): the order it is about
 *
 * Answers what is known and what is missing.
 *
 * Returns: always %TRUE
 */
gboolean
imw_anchor_answer_customer (ImwAnchorRequest *request,
                            const ImwRecord  *customer,
                            const ImwRecord  *order)
{
  const char  *type = imw_practice_form_get (&request->form, "type");
  ImwAnchorKyc kyc = judge (customer, type, request->now_ms);
  g_auto (GStrv) of_order = order != NULL ? imw_anchor_list_fields (order) : NULL;
  g_auto (ImwPracticeJson) json = { 0 };

  imw_practice_json_init (&json);
  imw_practice_json_begin_object (&json, NULL);
  if (customer != NULL)
    imw_practice_json_string (&json, "id", customer->id);
  imw_practice_json_begin_object (&json, "fields");
  write_missing (&json, customer, list_required (customer, type));
  if (write_missing (&json, order, (const char *const *) of_order) &&
      kyc != IMW_ANCHOR_KYC_REJECTED)
    kyc = IMW_ANCHOR_KYC_NEEDS_INFO;
  imw_practice_json_end_object (&json);
  imw_practice_json_begin_object (&json, "provided_fields");
  write_provided (&json, customer);
  write_provided (&json, order);
  imw_practice_json_end_object (&json);
  imw_practice_json_string (&json, "status", get_kyc_code (kyc));
  if (kyc == IMW_ANCHOR_KYC_REJECTED)
    imw_practice_json_string (&json, "message", "This person cannot be a customer of ours.");
  else if (kyc == IMW_ANCHOR_KYC_PROCESSING)
    imw_practice_json_string (&json, "message", "Somebody looks at the details.");
  imw_practice_json_end_object (&json);

  return imw_anchor_reply (request, 200, &json);
}
