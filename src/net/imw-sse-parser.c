/* imw-sse-parser.c: reading a stream of events
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-sse"

#include "config.h"

#include "imw-sse-parser.h"

#include "imw-error.h"

#include <string.h>

#define MAX_ID_BYTES 256

struct _ImwSseParser
{
  gsize      max_bytes;
  ImwSseFunc func;
  gpointer   user_data;
  GString   *line;
  GString   *data;
  char      *type; /* (nullable) */
  char      *id;   /* (nullable): of the event that is being read; stays for those after it */
  gint64     retry_ms;
  gboolean   has_data;
  gboolean   after_cr;   /* a line feed that follows belongs to the same end of line */
  gboolean   is_started; /* the mark at the very beginning has been looked for */
  gboolean   is_broken;
};

static gboolean
break_off (ImwSseParser *self, GError **error, const char *message)
{
  self->is_broken = TRUE;
  g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_REPLY, message);

  return FALSE;
}

static void
dispatch (ImwSseParser *self)
{
  g_autofree char *type = g_steal_pointer (&self->type);

  if (self->has_data)
    {
      if (self->data->len > 0) /* the last line's own end */
        g_string_truncate (self->data, self->data->len - 1);
      self->func (type != NULL && *type != '\0' ? type : "message", self->data->str, self->id,
                  self->user_data);
    }
  g_string_truncate (self->data, 0);
  self->has_data = FALSE;
}

static gboolean
take_data (ImwSseParser *self, const char *value, GError **error)
{
  if (self->data->len + strlen (value) + 1 > self->max_bytes)
    return break_off (self, error, "An event is too long");

  g_string_append (self->data, value);
  g_string_append_c (self->data, '\n');
  self->has_data = TRUE;

  return TRUE;
}

/* Fields that are not known are passed over, as the standard wants it. */
static gboolean
take_field (ImwSseParser *self, const char *name, const char *value, GError **error)
{
  guint64 number;

  if (g_str_equal (name, "data"))
    return take_data (self, value, error);
  if (g_str_equal (name, "event"))
    {
      g_free (self->type);
      self->type = g_strdup (value);
    }
  else if (g_str_equal (name, "id") && strlen (value) <= MAX_ID_BYTES)
    {
      g_free (self->id);
      self->id = g_strdup (value);
    }
  else if (g_str_equal (name, "retry") &&
           g_ascii_string_to_unsigned (value, 10, 0, G_MAXINT32, &number, NULL))
    self->retry_ms = (gint64) number;

  return TRUE;
}

static gboolean
take_line (ImwSseParser *self, GError **error)
{
  g_autofree char *line = g_strndup (self->line->str, self->line->len);
  gboolean         has_nul = strlen (line) != self->line->len;
  const char      *value = "";
  char            *colon;

  g_string_truncate (self->line, 0);
  if (!self->is_started)
    {
      self->is_started = TRUE;
      if (g_str_has_prefix (line, "\xef\xbb\xbf"))
        memmove (line, line + 3, strlen (line + 3) + 1);
    }
  if (has_nul || !g_utf8_validate (line, -1, NULL))
    return break_off (self, error, "The stream of events is no text");
  if (*line == '\0')
    {
      dispatch (self);
      return TRUE;
    }

  colon = strchr (line, ':');
  if (colon == line)
    return TRUE; /* a remark, to keep the connection */
  if (colon != NULL)
    {
      *colon = '\0';
      value = colon[1] == ' ' ? colon + 2 : colon + 1;
    }

  return take_field (self, line, value, error);
}

/**
 * imw_sse_parser_new:
 * @max_bytes: longest line, and longest data of one event
 * @func: (scope forever): called for each event
 * @user_data: data for @func
 *
 * Returns: (transfer full): a parser at the beginning of a stream
 */
ImwSseParser *
imw_sse_parser_new (gsize max_bytes, ImwSseFunc func, gpointer user_data)
{
  ImwSseParser *self;

  g_return_val_if_fail (func != NULL, NULL);

  self = g_new0 (ImwSseParser, 1);
  self->max_bytes = max_bytes;
  self->func = func;
  self->user_data = user_data;
  self->line = g_string_new (NULL);
  self->data = g_string_new (NULL);
  self->retry_ms = -1;

  return self;
}

/**
 * imw_sse_parser_free:
 * @self: (transfer full): a parser
 */
void
imw_sse_parser_free (ImwSseParser *self)
{
  g_return_if_fail (self != NULL);

  g_string_free (self->line, TRUE);
  g_string_free (self->data, TRUE);
  g_free (self->type);
  g_free (self->id);
  g_free (self);
}

/**
 * imw_sse_parser_feed:
 * @self: a parser
 * @data: the next bytes of the stream
 * @length: how many
 * @error: return location
 *
 * Reads on; what has become complete is given to the function. An event that the stream breaks off
 * in is never given.
 *
 * Returns: %TRUE if the stream may go on; else @error is %IMW_ERROR_BAD_REPLY
 */
gboolean
imw_sse_parser_feed (ImwSseParser *self, const guint8 *data, gsize length, GError **error)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (data != NULL || length == 0, FALSE);

  if (self->is_broken)
    return break_off (self, error, "The stream of events is broken");

  for (gsize i = 0; i < length; i++)
    {
      gboolean is_second = data[i] == '\n' && self->after_cr;

      self->after_cr = data[i] == '\r';
      if (is_second)
        continue;
      if (data[i] != '\n' && data[i] != '\r')
        {
          if (self->line->len >= self->max_bytes)
            return break_off (self, error, "A line of the stream of events is too long");
          g_string_append_c (self->line, (char) data[i]);
        }
      else if (!take_line (self, error))
        return FALSE;
    }

  return TRUE;
}

/**
 * imw_sse_parser_get_retry_ms:
 * @self: a parser
 *
 * Returns: how long the server wants us to wait before connecting again, in milliseconds; -1 when it
 *   has not said so
 */
gint64
imw_sse_parser_get_retry_ms (ImwSseParser *self)
{
  g_return_val_if_fail (self != NULL, -1);

  return self->retry_ms;
}
