/* imw-practice-anchor-customers.c: what the practice anchor knows of people (SEP-12)
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-practice-anchor"

#include "config.h"

#include "imw-practice-anchor-private.h"

#include "imw-error.h"

#include <string.h>

#define PATH       "/kyc/customer"
#define RECEIVER   "sep31-receiver"
#define REVIEW_MS  15000
#define MAX_FIELDS 100
#define MAX_VALUE  4096
#define VERIFIED   "verified"

static const char *const reserved[] = { "id", "account", "memo", "memo_type", "type",
                                        "lang", "transaction_id", "url", NULL };

static gboolean
is_reserved (const char *name)
{
  return g_strv_contains (reserved, name) || g_str_has_suffix (name, "_verification") ||
         g_str_has_suffix (name, "_file_id");
}

static gboolean
check_value (const char *name, const char *value, GError **error)
{
  const ImwPracticeField *field = imw_practice_field_find (name);

  if (strlen (value) > MAX_VALUE || strlen (name) > 64)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "a field is too long");
      return FALSE;
    }
  if (field != NULL && field->pattern != NULL &&
      !g_regex_match_simple (field->pattern, value, 0, 0))
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "%s: %s does not look like this", name,
                   field->description);
      return FALSE;
    }

  return TRUE;
}

static gboolean
needs_code (ImwPracticeAnchor *self,
            const char        *name,
            const char        *value,
            gboolean          *needs,
            GError           **error)
{
  g_autoptr (ImwRecord) setting = NULL;

  *needs = g_str_equal (name, "mobile_number");
  if (!g_str_equal (name, "email_address"))
    return TRUE;
  if (!imw_records_find (self->books, "setting", "email-code", &setting, error))
    return FALSE;

  *needs = setting != NULL || g_str_has_prefix (value, "verify");

  return TRUE;
}

static gboolean
take_field (ImwAnchorRequest *request,
            ImwRecord        *customer,
            const char       *name,
            const char       *value,
            GError          **error)
{
  gboolean changed = g_strcmp0 (imw_anchor_get_field (customer, IMW_ANCHOR_FIELD, name), value) !=
                     0;
  gboolean needs;

  if (!needs_code (request->anchor, name, value, &needs, error))
    return FALSE;

  imw_anchor_set_field (customer, IMW_ANCHOR_FIELD, name, value);
  if (needs && (changed || imw_anchor_get_field (customer, IMW_ANCHOR_STATE, name) == NULL))
    imw_anchor_set_field (customer, IMW_ANCHOR_STATE, name, IMW_ANCHOR_WAITS);
  if (changed && g_str_equal (name, "last_name"))
    {
      customer->due_ms = g_str_equal (value, "Review") ? request->now_ms + REVIEW_MS : 0;
      imw_record_set_int (customer, "review_ms", customer->due_ms);
    }

  return TRUE;
}

static gboolean
take_codes (ImwAnchorRequest *request, ImwRecord *customer, GError **error)
{
  static const char *const names[] = { "mobile_number", "email_address", NULL };

  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *key = g_strconcat (names[i], "_verification", NULL);
      const char      *code = imw_practice_form_get (&request->form, key);

      if (code == NULL)
        continue;
      if (imw_anchor_get_field (customer, IMW_ANCHOR_FIELD, names[i]) == NULL ||
          !g_str_equal (code, IMW_ANCHOR_CODE))
        {
          g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "%s: this is not the code", key);
          return FALSE;
        }
      imw_anchor_set_field (customer, IMW_ANCHOR_STATE, names[i], VERIFIED);
    }

  return TRUE;
}

/* Binary fields come as parts of the form, or as the id of a file that is here already. */
static gboolean
take_files (ImwAnchorRequest *request, ImwRecord *customer, GError **error)
{
  GHashTableIter iter;
  gpointer       name;
  gpointer       value;

  g_hash_table_iter_init (&iter, request->form.files);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    imw_anchor_set_field (customer, IMW_ANCHOR_FIELD, name, "(a file)");

  g_hash_table_iter_init (&iter, request->form.values);
  while (g_hash_table_iter_next (&iter, &name, &value))
    {
      g_autoptr (ImwRecord) file = NULL;
      g_autofree char *field = NULL;

      if (!g_str_has_suffix (name, "_file_id"))
        continue;
      if (!imw_records_find (request->anchor->books, "file", value, &file, error))
        return FALSE;
      if (file == NULL || !g_str_equal (file->owner, request->account))
        {
          g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "%s: no such file",
                       (const char *) name);
          return FALSE;
        }
      field = g_strndup (name, strlen (name) - strlen ("_file_id"));
      imw_anchor_set_field (customer, IMW_ANCHOR_FIELD, field, "(a file)");
    }

  return TRUE;
}

static gboolean
take_fields (ImwAnchorRequest *request, ImwRecord *customer, ImwRecord *order, GError **error)
{
  g_auto (GStrv) of_order = order != NULL ? imw_anchor_list_fields (order) : NULL;
  GHashTableIter iter;
  gpointer       name;
  gpointer       value;

  if (g_hash_table_size (request->form.values) > MAX_FIELDS)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "too many fields");
      return FALSE;
    }

  g_hash_table_iter_init (&iter, request->form.values);
  while (g_hash_table_iter_next (&iter, &name, &value))
    {
      if (is_reserved (name) || *(const char *) value == '\0')
        continue;
      if (!check_value (name, value, error))
        return FALSE;

      if (of_order != NULL && g_strv_contains ((const char *const *) of_order, name))
        {
          imw_anchor_set_field (order, IMW_ANCHOR_FIELD, name, value);
          imw_anchor_set_field (order, IMW_ANCHOR_FIELD_ERROR, name, NULL);
        }
      else if (!take_field (request, customer, name, value, error))
        {
          return FALSE;
        }
    }

  return take_codes (request, customer, error) && take_files (request, customer, error);
}

static gboolean
answer_put (ImwAnchorRequest *request, ImwRecord *customer, ImwRecord *order, GError **error)
{
  ImwPracticeAnchor *self = request->anchor;
  const char        *type = imw_practice_form_get (&request->form, "type");
  const char        *memo = imw_practice_form_get (&request->form, "memo");
  g_autoptr (ImwRecord) made = NULL;
  g_auto (ImwPracticeJson) json = { 0 };

  if (customer == NULL)
    {
      g_autofree char *id = imw_anchor_make_id ();

      made = imw_record_new ("customer", id, request->account, request->now_ms);
      imw_record_set (made, "memo", request->memo != NULL ? request->memo : memo);
      imw_record_set (made, "class", imw_anchor_get_customer_class (type));
      customer = made;
    }

  if (!take_fields (request, customer, order, error) ||
      !imw_records_save (self->books, customer, error) ||
      (order != NULL && !imw_records_save (self->books, order, error)) ||
      !imw_anchor_customer_changed (self, customer->id, request->now_ms, error))
    return FALSE;

  imw_practice_json_init (&json);
  imw_practice_json_begin_object (&json, NULL);
  imw_practice_json_string (&json, "id", customer->id);
  imw_practice_json_end_object (&json);

  return imw_anchor_reply (request, 202, &json);
}

/* Personal data of orders that are over goes with the customer; amounts and states stay. */
static gboolean
erase_orders (ImwPracticeAnchor *self, const char *owner, GError **error)
{
  g_autoptr (GPtrArray) orders = imw_records_list (self->books, "order", owner, error);

  if (orders == NULL)
    return FALSE;

  for (guint i = 0; i < orders->len; i++)
    {
      ImwRecord *order = g_ptr_array_index (orders, i);
      g_auto (GStrv) names = imw_anchor_list_fields (order);

      if (!imw_anchor_is_over (order))
        continue;

      for (guint k = 0; names[k] != NULL; k++)
        imw_anchor_set_field (order, IMW_ANCHOR_FIELD, names[k], NULL);
      if (!imw_records_save (self->books, order, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
answer_delete (ImwAnchorRequest *request, const char *account, GError **error)
{
  ImwPracticeAnchor *self = request->anchor;
  const char        *memo = imw_practice_form_get (&request->form, "memo");
  g_autoptr (GPtrArray) list = NULL;
  g_auto (ImwPracticeJson) json = { 0 };
  guint n = 0;

  if (!g_str_equal (account, request->account) ||
      (request->memo != NULL && memo != NULL && !g_str_equal (request->memo, memo)))
    return imw_anchor_refuse (request, 401, "this is not your account");

  if (request->memo != NULL)
    memo = request->memo;
  list = imw_records_list (self->books, "customer", account, error);
  if (list == NULL)
    return FALSE;

  for (guint i = 0; i < list->len; i++)
    {
      const ImwRecord *customer = g_ptr_array_index (list, i);

      if (memo != NULL && !imw_record_is (customer, "memo", memo))
        continue;
      if (!imw_records_remove (self->books, "customer", customer->id, error))
        return FALSE;
      n++;
    }
  if (n == 0)
    return imw_anchor_refuse (request, 404, "we know nothing of this account");
  if (!erase_orders (self, request->sub, error))
    return FALSE;

  imw_practice_json_init (&json);
  imw_practice_json_begin_object (&json, NULL);
  imw_practice_json_end_object (&json);

  return imw_anchor_reply (request, 200, &json);
}

static void
write_file (ImwPracticeJson *json, const ImwRecord *file)
{
  imw_practice_json_begin_object (json, NULL);
  imw_practice_json_string (json, "file_id", file->id);
  imw_practice_json_string (json, "content_type", "application/octet-stream");
  imw_practice_json_int (json, "size", imw_record_get_int (file, "size"));
  imw_practice_json_end_object (json);
}

static gboolean
list_files (ImwAnchorRequest *request, GError **error)
{
  const char *id = imw_practice_form_get (&request->form, "file_id");
  g_autoptr (GPtrArray)
      list = imw_records_list (request->anchor->books, "file", request->account, error);
  g_auto (ImwPracticeJson) json = { 0 };

  if (list == NULL)
    return FALSE;

  imw_practice_json_init (&json);
  imw_practice_json_begin_object (&json, NULL);
  imw_practice_json_begin_array (&json, "files");
  for (guint i = 0; i < list->len; i++)
    {
      const ImwRecord *file = g_ptr_array_index (list, i);

      if (id == NULL || g_str_equal (file->id, id))
        write_file (&json, file);
    }
  imw_practice_json_end_array (&json);
  imw_practice_json_end_object (&json);

  return imw_anchor_reply (request, 200, &json);
}

/* What is in a file is nobody's business here: only its length is kept. */
static gboolean
answer_files (ImwAnchorRequest *request, GError **error)
{
  g_autoptr (ImwRecord) file = NULL;
  g_auto (ImwPracticeJson) json = { 0 };
  g_autofree char *id = imw_anchor_make_id ();
  GHashTableIter   iter;
  gpointer         bytes;

  if (g_str_equal (request->method, "GET"))
    return list_files (request, error);

  g_hash_table_iter_init (&iter, request->form.files);
  if (!g_hash_table_iter_next (&iter, NULL, &bytes))
    return imw_anchor_refuse (request, 400, "file: missing");

  file = imw_record_new ("file", id, request->account, request->now_ms);
  imw_record_set_int (file, "size", (gint64) g_bytes_get_size (bytes));
  if (!imw_records_save (request->anchor->books, file, error))
    return FALSE;

  imw_practice_json_init (&json);
  write_file (&json, file);

  return imw_anchor_reply (request, 200, &json);
}

/* The customer that a request is about, and its order; @wrong: the answer is set already */
static gboolean
find_subject (ImwAnchorRequest *request,
              ImwRecord       **customer,
              ImwRecord       **order,
              gboolean         *wrong,
              GError          **error)
{
  ImwPracticeAnchor *self = request->anchor;
  const char        *id = imw_practice_form_get (&request->form, "id");
  const char        *memo = imw_practice_form_get (&request->form, "memo");
  const char        *type = imw_practice_form_get (&request->form, "type");
  const char        *order_id = imw_practice_form_get (&request->form, "transaction_id");

  *wrong = TRUE;
  if (request->memo != NULL && memo != NULL && !g_str_equal (request->memo, memo))
    return imw_anchor_refuse (request, 400, "memo: not the one of the login");

  if (order_id != NULL && !imw_anchor_find_order (self, order_id, order, error))
    return FALSE;
  if (order_id != NULL && (*order == NULL || !g_str_equal ((*order)->owner, request->sub)))
    return imw_anchor_refuse (request, 404, "transaction_id: unknown");
  if (order_id != NULL && type == NULL)
    return imw_anchor_refuse (request, 400, "type: needed with transaction_id");
  if (*order != NULL && id == NULL && imw_record_is (*order, "sep", "31"))
    id = imw_record_get (*order, g_strcmp0 (type, RECEIVER) == 0 ? "receiver_id" : "sender_id");
  /* who sends has nothing to do with where it goes */
  if (*order != NULL && g_strcmp0 (type, "sep31-sender") == 0)
    g_clear_pointer (order, imw_record_free);

  if (id == NULL)
    {
      *wrong = FALSE;
      return imw_anchor_find_customer (self, request->account,
                                       request->memo != NULL ? request->memo : memo, type, customer,
                                       error);
    }

  if (!imw_records_find (self->books, "customer", id, customer, error))
    return FALSE;
  if (*customer == NULL || !g_str_equal ((*customer)->owner, request->account))
    return imw_anchor_refuse (request, 404, "id: unknown");
  *wrong = FALSE;

  return TRUE;
}

/**
 * imw_anchor_customer: (skip)
 * @request: a request below /anchor/kyc/customer
 * @error: return location
 *
 * Returns: %TRUE when there is an answer. On %FALSE @error is %IMW_ERROR_BAD_INPUT, %IMW_ERROR_DISK or
 *   %IMW_ERROR_CORRUPT.
 */
gboolean
imw_anchor_customer (ImwAnchorRequest *request, GError **error)
{
  const char *rest = request->path + strlen (PATH);
  g_autoptr (ImwRecord) customer = NULL;
  g_autoptr (ImwRecord) order = NULL;
  gboolean wrong = FALSE;

  if (request->sub == NULL)
    return imw_anchor_needs_login (request);
  if (g_str_equal (request->method, "DELETE") && rest[0] == '/')
    return answer_delete (request, rest + 1, error);
  if (g_str_equal (rest, "/files"))
    return answer_files (request, error);
  if (g_str_equal (rest, "/callback"))
    {
      imw_practice_reply_text (request->reply, 204, "");
      return TRUE;
    }
  if (rest[0] != '\0' && !g_str_equal (rest, "/verification"))
    return imw_anchor_refuse (request, 404, "there is nothing at this address");

  if (!find_subject (request, &customer, &order, &wrong, error))
    return FALSE;
  if (wrong)
    return TRUE;
  if (g_str_equal (request->method, "GET"))
    return imw_anchor_answer_customer (request, customer, order);
  if (g_str_equal (request->method, "PUT"))
    return answer_put (request, customer, order, error);

  return imw_anchor_refuse (request, 405, "GET, PUT or DELETE");
}
