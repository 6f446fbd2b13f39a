/* imw-anchor-customers.c: what an anchor knows of people (SEP-12)
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-anchor"

#include "config.h"

#include "imw-anchor-private.h"

#include "imw-error.h"

#include <string.h>

#define MAX_FILE_BYTES ((gsize) 10 * 1024 * 1024)
#define MAX_ID_BYTES   200

static gboolean
is_ready (ImwAnchorJob *job, GError *error)
{
  if (error == NULL && imw_anchor_check_pin (job->self, &error))
    {
      if (job->self->toml->customers != NULL)
        return TRUE;
      error = g_error_new (IMW_ERROR, IMW_ERROR_NOT_SUPPORTED, "%s does not keep customers",
                           job->self->domain);
    }
  imw_anchor_job_fail (job, error);

  return FALSE;
}

static void
got_customer_cb (ImwAnchorJob *job, JsonObject *reply, GError *error)
{
  ImwCustomer *customer = reply != NULL ? imw_customer_parse (reply, &error) : NULL;

  if (customer != NULL)
    imw_anchor_job_return (job, customer, (GDestroyNotify) imw_customer_free);
  else
    imw_anchor_job_fail (job, error);
}

static void
loaded_for_get_cb (ImwAnchorJob *job, JsonObject *reply, GError *error)
{
  const ImwCustomerRequest *request = job->customer;
  const char *const         query[] = { "id",
                                        request->id,
                                        "type",
                                        request->type,
                                        "transaction_id",
                                        request->order_id,
                                        "memo",
                                request->id == NULL ? request->memo : NULL,
                                        "memo_type",
                                request->id == NULL && request->memo != NULL ? "id" : NULL,
                                        NULL };

  if (is_ready (job, error))
    imw_anchor_send (job, "GET",
                     imw_anchor_build_url (job->self->toml->customers, "/customer", query), NULL,
                     NULL, TRUE, got_customer_cb);
}

/**
 * imw_anchor_get_customer_job:
 * @job: (transfer full): with `customer`
 *
 * Asks what the provider wants to know.
 */
void
imw_anchor_get_customer_job (ImwAnchorJob *job)
{
  imw_anchor_load (job, FALSE, loaded_for_get_cb);
}

static void
put_cb (ImwAnchorJob *job, JsonObject *reply, GError *error)
{
  char *id = reply != NULL ? imw_anchor_told_exact (reply, "id", MAX_ID_BYTES) : NULL;

  if (id != NULL)
    imw_anchor_job_return (job, id, g_free);
  else if (error != NULL)
    imw_anchor_job_fail (job, error);
  else
    imw_anchor_job_fail (job,
                         g_error_new (IMW_ERROR, IMW_ERROR_BAD_REPLY, "A customer without an id"));
}

/* The pairs that say whom it is about, then the fields. */
static void
for_each_text (ImwAnchorJob *job,
               void (*add) (gpointer target, const char *name, const char *value),
               gpointer target)
{
  const ImwCustomerRequest *request = job->customer;
  GHashTableIter            iter;
  gpointer                  name;
  gpointer                  value;

  add (target, "id", request->id);
  add (target, "type", request->type);
  add (target, "transaction_id", request->order_id);
  if (request->memo != NULL)
    {
      add (target, "memo", request->memo);
      add (target, "memo_type", "id");
    }
  if (job->values == NULL)
    return;
  g_hash_table_iter_init (&iter, job->values);
  while (g_hash_table_iter_next (&iter, &name, &value))
    add (target, name, value);
}

static void
add_to_object (gpointer target, const char *name, const char *value)
{
  imw_anchor_json_add_text (target, name, value);
}

typedef struct
{
  GByteArray *bytes;
  const char *boundary;
} Form;

static void
append_text (GByteArray *bytes, const char *text)
{
  g_byte_array_append (bytes, (const guint8 *) text, (guint) strlen (text));
}

/* A name with a quotation mark or a line end can't leave its header. */
static void
begin_part (Form *form, const char *name, const char *rest)
{
  g_autofree char *safe = g_strdup (name);
  g_autofree char *head = NULL;

  g_strdelimit (safe, "\"\r\n\\", '_');
  head = g_strdup_printf ("--%s\r\nContent-Disposition: form-data; name=\"%s\"%s\r\n\r\n",
                          form->boundary, safe, rest);
  append_text (form->bytes, head);
}

static void
add_to_form (gpointer target, const char *name, const char *value)
{
  Form *form = target;

  if (value == NULL)
    return;
  begin_part (form, name, "");
  append_text (form->bytes, value);
  append_text (form->bytes, "\r\n");
}

static const char *
sniff (GBytes *file)
{
  gsize         length;
  const guint8 *data = g_bytes_get_data (file, &length);

  if (length > 4 && memcmp (data, "\x89PNG", 4) == 0)
    return "; filename=\"file.png\"\r\nContent-Type: image/png";
  if (length > 4 && memcmp (data, "%PDF", 4) == 0)
    return "; filename=\"file.pdf\"\r\nContent-Type: application/pdf";
  if (length > 3 && memcmp (data, "\xff\xd8\xff", 3) == 0)
    return "; filename=\"file.jpg\"\r\nContent-Type: image/jpeg";

  return NULL;
}

/* Files come after all texts, as SEP-12 wants it. */
static GBytes *
build_form (ImwAnchorJob *job, const char *boundary, GError **error)
{
  Form           form = { g_byte_array_new (), boundary };
  GHashTableIter iter;
  gpointer       name;
  gpointer       value;
  gsize          length;
  const guint8  *data;

  for_each_text (job, add_to_form, &form);
  g_hash_table_iter_init (&iter, job->files);
  while (g_hash_table_iter_next (&iter, &name, &value))
    {
      const char *head = sniff (value);

      if (head == NULL || g_bytes_get_size (value) > MAX_FILE_BYTES)
        {
          g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT,
                       "%s: not a picture or PDF of at most 10 MB", (const char *) name);
          g_byte_array_unref (form.bytes);
          return NULL;
        }
      begin_part (&form, name, head);
      data = g_bytes_get_data (value, &length);
      g_byte_array_append (form.bytes, data, (guint) length);
      append_text (form.bytes, "\r\n");
    }
  append_text (form.bytes, "--");
  append_text (form.bytes, boundary);
  append_text (form.bytes, "--\r\n");

  return g_byte_array_free_to_bytes (form.bytes);
}

static void
loaded_for_put_cb (ImwAnchorJob *job, JsonObject *reply, GError *error)
{
  g_autoptr (JsonBuilder) builder = NULL;
  g_autofree char *boundary = NULL;
  g_autofree char *type = NULL;
  char            *url;
  GBytes          *body;

  if (!is_ready (job, error))
    return;

  url = imw_anchor_build_url (job->self->toml->customers, "/customer", NULL);
  if (job->files == NULL || g_hash_table_size (job->files) == 0)
    {
      builder = json_builder_new ();
      json_builder_begin_object (builder);
      for_each_text (job, add_to_object, builder);
      imw_anchor_send_object (job, "PUT", url, builder, put_cb);
      return;
    }

  boundary = g_uuid_string_random ();
  type = g_strconcat ("multipart/form-data; boundary=", boundary, NULL);
  body = build_form (job, boundary, &error);
  if (body == NULL)
    {
      g_free (url);
      imw_anchor_job_fail (job, error);
      return;
    }
  imw_anchor_send (job, "PUT", url, type, body, TRUE, put_cb);
}

/**
 * imw_anchor_put_customer_job:
 * @job: (transfer full): with `customer`, `values` and `files`
 *
 * Tells the provider about a person.
 */
void
imw_anchor_put_customer_job (ImwAnchorJob *job)
{
  imw_anchor_load (job, TRUE, loaded_for_put_cb);
}

static void
erased_cb (ImwAnchorJob *job, JsonObject *reply, GError *error)
{
  if (error != NULL && !g_error_matches (error, IMW_ERROR, IMW_ERROR_NOT_FOUND))
    {
      imw_anchor_job_fail (job, error);
      return;
    }

  g_clear_error (&error); /* it knows nothing of us */
  g_task_return_boolean (job->task, TRUE);
  imw_anchor_job_done (job);
}

static void
loaded_for_erase_cb (ImwAnchorJob *job, JsonObject *reply, GError *error)
{
  g_autofree char *path = NULL;

  if (!is_ready (job, error))
    return;
  if (job->self->address == NULL)
    {
      imw_anchor_job_fail (job, g_error_new (IMW_ERROR, IMW_ERROR_LOCKED, "No account"));
      return;
    }

  path = g_strconcat ("/customer/", job->self->address, NULL);
  imw_anchor_send (job, "DELETE", imw_anchor_build_url (job->self->toml->customers, path, NULL),
                   NULL, NULL, TRUE, erased_cb);
}

/**
 * imw_anchor_erase_customer_job:
 * @job: (transfer full): a job
 *
 * Asks the provider to erase what it knows of us.
 */
void
imw_anchor_erase_customer_job (ImwAnchorJob *job)
{
  imw_anchor_load (job, FALSE, loaded_for_erase_cb);
}
