/* imw-horizon-page.c: one page of an account's operations
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-horizon"

#include "config.h"

#include "imw-horizon-private.h"

#include "imw-error.h"

#include <string.h>

/* A page may end in the middle of a transaction: its last one is left to the next page then, unless it
 * is the only one. What a server does not send along with an operation is asked for one by one, up to a
 * bound; what is over it is left to the next page too. */

#define MAX_ASKED      40
#define CURSOR_VERSION 1
#define MAX_CURSOR     ((gsize) 1024)

static void look_at_group (GTask *task, ImwHorizonPage *self);
static void ask_page (GTask *task, ImwHorizonPage *self);

/**
 * imw_horizon_cursor_parse:
 * @text: (nullable): what imw_horizon_cursor_to_text() gave
 * @self: (out caller-allocates): the cursor
 *
 * Returns: whether it is one
 */
gboolean
imw_horizon_cursor_parse (const char *text, ImwHorizonCursor *self)
{
  g_autoptr (JsonNode) node = text != NULL ? imw_json_parse (text, -1, MAX_CURSOR, NULL) : NULL;
  JsonObject *object = node != NULL ? imw_json_node_get_object (node, NULL) : NULL;
  gint64      version;

  *self = (ImwHorizonCursor){ 0 };

  return object != NULL &&
         imw_json_get_int (object, "version", CURSOR_VERSION, CURSOR_VERSION, &version, NULL) &&
         imw_horizon_read_int64 (object, "high", &self->high, NULL) &&
         imw_horizon_read_int64 (object, "low", &self->low, NULL) &&
         imw_json_get_bool (object, "done", &self->is_done, NULL) &&
         imw_json_get_bool (object, "behind", &self->is_behind, NULL) &&
         imw_json_get_int (object, "from", -1, G_MAXINT64, &self->from_ms, NULL);
}

/**
 * imw_horizon_cursor_to_text:
 * @self: a cursor
 *
 * Returns: (transfer full): text for the wallet to keep
 */
char *
imw_horizon_cursor_to_text (const ImwHorizonCursor *self)
{
  return g_strdup_printf ("{\"version\":%d,\"high\":\"%" G_GINT64_FORMAT
                          "\",\"low\":\"%" G_GINT64_FORMAT
                          "\",\"done\":%s,\"behind\":%s,\"from\":%" G_GINT64_FORMAT "}",
                          CURSOR_VERSION, self->high, self->low, self->is_done ? "true" : "false",
                          self->is_behind ? "true" : "false", self->from_ms);
}

/**
 * imw_horizon_page_init:
 * @self: a page
 * @address: "G…", the account
 * @assets: (element-type ImwAsset): assets that the wallet knows; must outlive the page
 * @records: (element-type ImwTxRecord): where records go to
 */
void
imw_horizon_page_init (ImwHorizonPage *self,
                       const char     *address,
                       GPtrArray      *assets,
                       GPtrArray      *records)
{
  *self = (ImwHorizonPage){ .address = g_strdup (address),
                            .assets = assets,
                            .records = g_ptr_array_ref (records) };
}

/**
 * imw_horizon_page_clear:
 * @self: a page, or zeros
 */
void
imw_horizon_page_clear (ImwHorizonPage *self)
{
  g_clear_pointer (&self->address, g_free);
  g_clear_pointer (&self->records, g_ptr_array_unref);
  g_clear_pointer (&self->groups, g_ptr_array_unref);
}

static ImwHorizonPage *
get_page (GTask *task)
{
  return g_object_get_data (G_OBJECT (task), "imw-horizon-page");
}

static void
finish_page (GTask *task, ImwHorizonPage *self)
{
  ImwHorizon *horizon = g_task_get_source_object (task);

  for (guint i = 0; i < self->groups->len; i++)
    {
      ImwHorizonGroup *group = g_ptr_array_index (self->groups, i);
      GError          *error = NULL;
      ImwTxRecord     *record =
          imw_horizon_group_to_record (group, horizon->params, self->address, self->assets, &error);

      if (error != NULL)
        {
          imw_horizon_round_fail (task, error);
          return;
        }
      if (i == 0)
        self->begin = self->is_descending ? group->last : group->first;
      self->end = self->is_descending ? group->first : group->last;
      if (record != NULL)
        {
          self->end_time_ms = record->time_ms;
          g_ptr_array_add (self->records, record);
        }
    }

  g_clear_pointer (&self->groups, g_ptr_array_unref);
  self->then (task);
}

static void
tx_got (GTask *task, JsonNode *node, guint status, GError *error)
{
  ImwHorizonPage  *self = get_page (task);
  ImwHorizonGroup *group = g_ptr_array_index (self->groups, self->group);
  JsonObject      *object = node != NULL ? imw_json_node_get_object (node, &error) : NULL;
  const char      *hash = object != NULL ? imw_json_get_string (object, "hash", &error) : NULL;

  if (hash != NULL && !g_str_equal (hash, group->txid))
    error = g_error_new (IMW_ERROR, IMW_ERROR_BAD_REPLY, "Another transaction than asked for");
  if (g_error_matches (error, IMW_ERROR, IMW_ERROR_NOT_FOUND))
    error->code = IMW_ERROR_BAD_REPLY; /* it has just named it */
  if (error != NULL)
    {
      imw_horizon_round_fail (task, error);
      return;
    }
  group->tx = json_node_ref (node);
  look_at_group (task, self);
}

static void
effects_got (GTask *task, JsonNode *node, guint status, GError *error)
{
  ImwHorizonPage  *self = get_page (task);
  ImwHorizonGroup *group = g_ptr_array_index (self->groups, self->group);

  if (error != NULL)
    {
      if (g_error_matches (error, IMW_ERROR, IMW_ERROR_NOT_FOUND))
        error->code = IMW_ERROR_BAD_REPLY;
      imw_horizon_round_fail (task, error);
      return;
    }
  group->effects = json_node_ref (node);
  look_at_group (task, self);
}

/* Asks for the next thing that is missing. */
static void
look_at_group (GTask *task, ImwHorizonPage *self)
{
  for (; self->group < self->groups->len; self->group++)
    {
      const ImwHorizonGroup *group = g_ptr_array_index (self->groups, self->group);
      g_autofree char       *path = NULL;
      ImwHorizonThen         then = tx_got;

      if (imw_horizon_group_needs_tx (group))
        path = g_strdup_printf ("/transactions/%s", group->txid);
      else if (imw_horizon_group_needs_effects (group))
        {
          path = g_strdup_printf ("/transactions/%s/effects?limit=200", group->txid);
          then = effects_got;
        }
      if (path == NULL)
        continue;
      if (self->n_asked >= MAX_ASKED && self->group > 0)
        {
          self->is_full = TRUE;
          g_ptr_array_set_size (self->groups, (gint) self->group);
          break;
        }
      self->n_asked++;
      imw_horizon_round_get (task, path, IMW_HORIZON_MAX_BYTES, then);
      return;
    }

  finish_page (task, self);
}

static void
page_got (GTask *task, JsonNode *node, guint status, GError *error)
{
  ImwHorizonPage   *self = get_page (task);
  ImwHorizonRound  *round = g_task_get_task_data (task);
  ImwHorizonServer *server = imw_horizon_round_get_server (task);
  guint             n_ops = 0;

  if (error != NULL && round->is_too_long && server->page > IMW_HORIZON_LEAST_PAGE)
    {
      g_clear_error (&error);
      server->page = MAX (server->page / 2, IMW_HORIZON_LEAST_PAGE);
      ask_page (task, self);
      return;
    }
  g_clear_pointer (&self->groups, g_ptr_array_unref);
  if (g_error_matches (error, IMW_ERROR, IMW_ERROR_NOT_FOUND))
    {
      g_clear_error (&error); /* an account that never was has no history */
      self->groups = g_ptr_array_new ();
    }
  else if (node != NULL)
    self->groups = imw_horizon_groups_parse (node, self->is_descending, &n_ops, &error);
  if (self->groups == NULL)
    {
      imw_horizon_round_fail (task, error);
      return;
    }

  self->is_full = n_ops >= server->page;
  if (self->is_full && self->groups->len > 1)
    g_ptr_array_set_size (self->groups, (gint) self->groups->len - 1);
  for (guint i = 0; i < self->groups->len; i++)
    {
      const ImwHorizonGroup *group = g_ptr_array_index (self->groups, i);
      gboolean               is_new = self->is_descending ? group->last < self->cursor
                                                          : group->first > self->cursor;

      if (!is_new && !self->is_first)
        {
          imw_horizon_round_fail (task, g_error_new (IMW_ERROR, IMW_ERROR_BAD_REPLY,
                                                     "The server repeats what is known"));
          return;
        }
    }
  look_at_group (task, self);
}

static void
ask_page (GTask *task, ImwHorizonPage *self)
{
  const ImwHorizonServer *server = imw_horizon_round_get_server (task);
  g_autofree char        *cursor =
      self->is_first ? g_strdup ("") : g_strdup_printf ("&cursor=%" G_GINT64_FORMAT, self->cursor);
  g_autofree char *path =
      g_strdup_printf ("/accounts/%s/operations?order=%s&limit=%u%s&join=transactions"
                       "&include_failed=true",
                       self->address, self->is_descending ? "desc" : "asc", server->page, cursor);

  imw_horizon_round_get (task, path, IMW_HORIZON_MAX_PAGE_BYTES, page_got);
}

/**
 * imw_horizon_page_read:
 * @task: the task of an operation
 * @self: a page; must live until @then
 * @is_first: whether to begin with the newest operation
 * @is_descending: whether to go back in time
 * @cursor: paging token to begin behind, without @is_first
 * @then: goes on
 *
 * Reads a page and makes records of it.
 */
void
imw_horizon_page_read (GTask          *task,
                       ImwHorizonPage *self,
                       gboolean        is_first,
                       gboolean        is_descending,
                       gint64          cursor,
                       void (*then) (GTask *task))
{
  self->is_first = is_first;
  self->is_descending = is_descending;
  self->cursor = cursor;
  self->begin = self->end = cursor;
  self->end_time_ms = 0;
  self->group = 0;
  self->n_asked = 0;
  self->then = then;
  g_object_set_data (G_OBJECT (task), "imw-horizon-page", self);
  ask_page (task, self);
}
