/* imw-practice-reply.c: an answer before it is sent
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-practice-reply"

#include "config.h"

#include "imw-practice-reply.h"

#include "imw-error.h"

#include <string.h>

#define ID_DIGITS 64

/**
 * imw_practice_reply_clear:
 * @self: an answer
 *
 * Frees the body.
 */
void
imw_practice_reply_clear (ImwPracticeReply *self)
{
  g_clear_pointer (&self->body, g_bytes_unref);
}

/**
 * imw_practice_reply_text:
 * @self: an answer
 * @status: HTTP status
 * @text: the body
 *
 * Sets a plain text.
 */
void
imw_practice_reply_text (ImwPracticeReply *self, guint status, const char *text)
{
  imw_practice_reply_clear (self);
  self->status = status;
  self->content_type = "text/plain";
  self->body = g_bytes_new (text, strlen (text));
}

/**
 * imw_practice_reply_bytes:
 * @self: an answer
 * @bytes: the body
 *
 * Sets bytes, with status 200.
 */
void
imw_practice_reply_bytes (ImwPracticeReply *self, GBytes *bytes)
{
  imw_practice_reply_clear (self);
  self->status = 200;
  self->content_type = "application/octet-stream";
  self->body = g_bytes_ref (bytes);
}

/**
 * imw_practice_reply_json:
 * @self: an answer
 * @json: a finished text, empty afterwards
 *
 * Sets JSON, with status 200.
 */
void
imw_practice_reply_json (ImwPracticeReply *self, ImwPracticeJson *json)
{
  imw_practice_reply_clear (self);
  self->status = 200;
  self->content_type = "application/json";
  self->body = imw_practice_json_clear_to_bytes (json);
}

/**
 * imw_practice_reply_error:
 * @self: an answer
 * @error: (nullable): why there is no other one
 *
 * Sets the status that says the same as @error, with its message.
 */
void
imw_practice_reply_error (ImwPracticeReply *self, const GError *error)
{
  guint status = 500;

  if (g_error_matches (error, IMW_ERROR, IMW_ERROR_NOT_FOUND))
    status = 404;
  else if (g_error_matches (error, IMW_ERROR, IMW_ERROR_BAD_INPUT) ||
           g_error_matches (error, IMW_ERROR, IMW_ERROR_BAD_REPLY) ||
           g_error_matches (error, IMW_ERROR, IMW_ERROR_BAD_ADDRESS) ||
           g_error_matches (error, IMW_ERROR, IMW_ERROR_WRONG_NETWORK) ||
           g_error_matches (error, IMW_ERROR, IMW_ERROR_REFUSED) ||
           g_error_matches (error, IMW_ERROR, IMW_ERROR_INSUFFICIENT_FUNDS))
    status = 400;

  imw_practice_reply_text (self, status, error != NULL ? error->message : "unknown error");
}

static gboolean
is_hex_digit (char c)
{
  return g_ascii_isdigit (c) || (c >= 'a' && c <= 'f');
}

static char
other_digit (char c)
{
  return c == '1' ? '2' : '1';
}

/* The last digit of every number after @name: amounts that are not the ones of the transaction. Of an amount in quotes
 * the last digit before its mark. */
static gboolean
change_values (char *text, gsize length, const char *name)
{
  gboolean changed = FALSE;

  for (char *p = memmem (text, length, name, strlen (name)); p != NULL;)
    {
      char *end = p + strlen (name);

      while (end < text + length && g_ascii_isdigit (*end))
        end++;
      if (g_ascii_isdigit (end[-1]))
        {
          end[-1] = other_digit (end[-1]);
          changed = TRUE;
        }
      p = memmem (end, length - (gsize) (end - text), name, strlen (name));
    }

  return changed;
}

/* One digit in the middle of every run of 64 or more hexadecimal digits */
static gboolean
change_ids (char *text, gsize length)
{
  gboolean changed = FALSE;
  gsize    run = 0;

  for (gsize i = 0; i <= length; i++)
    {
      if (i < length && is_hex_digit (text[i]))
        {
          run++;
          continue;
        }
      if (run >= ID_DIGITS)
        {
          text[i - run / 2] = other_digit (text[i - run / 2]);
          changed = TRUE;
        }
      run = 0;
    }

  return changed;
}

/**
 * imw_practice_reply_falsify:
 * @self: an answer
 *
 * Turns the body into one of the same form that is not true: other amounts; where there are none, other ids or
 * transactions; where there are none either, other digits or bytes.
 */
void
imw_practice_reply_falsify (ImwPracticeReply *self)
{
  static const char *const names[] = { "\"value\":", "\"amount\":\"", "\"balance\":\"" };
  gsize                    length;
  g_autofree char         *text = NULL;
  gboolean                 changed = FALSE;

  if (self->body == NULL || g_bytes_get_size (self->body) == 0)
    return;

  text = g_bytes_unref_to_data (g_steal_pointer (&self->body), &length);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    changed = change_values (text, length, names[i]) || changed;
  if (!changed && !change_ids (text, length))
    {
      gboolean is_text = !g_str_equal (self->content_type, "application/octet-stream");
      gboolean done = FALSE;

      for (gsize i = 0; is_text && i < length; i++)
        {
          if (text[i] >= '1' && text[i] <= '9')
            {
              text[i] = other_digit (text[i]);
              done = TRUE;
            }
        }
      if (!done && !is_text)
        text[length / 2] = (char) (text[length / 2] ^ 1);
    }
  self->body = g_bytes_new_take (g_steal_pointer (&text), length);
}
