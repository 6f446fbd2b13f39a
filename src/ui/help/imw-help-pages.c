/* imw-help-pages.c: the pages of the help, read for the window
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-help-pages"

#include "config.h"

#include "imw-help-pages.h"
#include "imw-help-resources.h"

#include "imw-error.h"

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <string.h>

#define FOLDER       "/org/imwallet/Wallet/help"
#define TITLE_COUNTS 100

/* What is read of Mallard 1.0 is what the pages use; an element that is not known is an error, so that no
 * sentence is left out unseen. */

typedef struct
{
  ImwHelpPage *page;
  GString     *block; /* (nullable): markup of what is being read */
  GString     *words; /* of the whole page */
  guint        step;
  gboolean     in_section;
  gboolean     in_note;
  ImwHelpKind  items; /* what an item is now; IMW_HELP_PARAGRAPH outside a list */
} Reader;

static void
block_free (gpointer data)
{
  ImwHelpBlock *block = data;

  g_free (block->markup);
  g_free (block);
}

static void
group_free (gpointer data)
{
  ImwHelpGroup *group = data;

  g_ptr_array_unref (group->topics);
  g_free (group->title);
  g_free (group);
}

static void
set_text (char **slot, const char *text)
{
  g_free (*slot);
  *slot = g_strdup (text);
}

static const char *
inline_tag (const char *element)
{
  if (g_str_equal (element, "gui") || g_str_equal (element, "key"))
    return "b";
  if (g_str_equal (element, "cmd") || g_str_equal (element, "code"))
    return "tt";

  return NULL;
}

static void
begin_list (Reader *reader, ImwHelpKind kind)
{
  reader->items = kind;
  reader->step = 0;
}

static void
read_link (Reader *reader, const char *const *names, const char *const *values)
{
  const char *type = NULL;
  const char *target = NULL;

  for (gsize i = 0; names[i] != NULL; i++)
    {
      if (g_str_equal (names[i], "type"))
        type = values[i];
      else if (g_str_equal (names[i], "xref"))
        target = values[i];
    }
  if (target == NULL)
    return;
  if (g_strcmp0 (type, "seealso") == 0)
    g_ptr_array_add (reader->page->see_also, g_strdup (target));
  else if (g_strcmp0 (type, "topic") == 0 && reader->page->groups->len > 0)
    {
      ImwHelpGroup *group = g_ptr_array_index (reader->page->groups, reader->page->groups->len - 1);

      g_ptr_array_add (group->topics, g_strdup (target));
    }
}

static void
begin_section (Reader *reader)
{
  ImwHelpGroup *group = g_new0 (ImwHelpGroup, 1);

  reader->in_section = TRUE;
  group->topics = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (reader->page->groups, group);
}

static gboolean
is_frame (const char *element)
{
  static const char *const frames[] = { "info", "revision", "credit", "name", "item" };

  for (gsize i = 0; i < G_N_ELEMENTS (frames); i++)
    {
      if (g_str_equal (element, frames[i]))
        return TRUE;
    }

  return FALSE;
}

static void
start_cb (GMarkupParseContext *context,
          const char          *element,
          const char         **names,
          const char         **values,
          gpointer             user_data,
          GError             **error)
{
  Reader     *reader = user_data;
  const char *tag = inline_tag (element);

  if (tag != NULL && reader->block != NULL)
    g_string_append_printf (reader->block, "<%s>", tag);
  else if (g_str_equal (element, "page"))
    {
      for (gsize i = 0; names[i] != NULL; i++)
        {
          if (g_str_equal (names[i], "id"))
            set_text (&reader->page->id, values[i]);
        }
    }
  else if (g_str_equal (element, "link"))
    read_link (reader, (const char *const *) names, (const char *const *) values);
  else if (g_str_equal (element, "section"))
    begin_section (reader);
  else if (g_str_equal (element, "note"))
    reader->in_note = TRUE;
  else if (g_str_equal (element, "list"))
    begin_list (reader, IMW_HELP_BULLET);
  else if (g_str_equal (element, "steps"))
    begin_list (reader, IMW_HELP_STEP);
  else if (g_str_equal (element, "terms"))
    begin_list (reader, IMW_HELP_TERM);
  else if (g_str_equal (element, "p") || g_str_equal (element, "title") ||
           g_str_equal (element, "desc"))
    reader->block = g_string_new (NULL);
  else if (!is_frame (element))
    g_set_error (error, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED, "help: element “%s”", element);
}

static void
take_block (Reader *reader, ImwHelpKind kind, char *markup)
{
  ImwHelpBlock *block = g_new0 (ImwHelpBlock, 1);

  block->kind = kind;
  block->markup = markup;
  if (kind == IMW_HELP_STEP)
    block->number = ++reader->step;
  g_ptr_array_add (reader->page->blocks, block);
}

static void
take_title (Reader *reader, char *markup)
{
  if (reader->items == IMW_HELP_TERM)
    take_block (reader, IMW_HELP_TERM, markup);
  else if (reader->in_section)
    {
      ImwHelpGroup *group = g_ptr_array_index (reader->page->groups, reader->page->groups->len - 1);

      set_text (&group->title, markup);
      take_block (reader, IMW_HELP_HEADING, markup);
    }
  else
    {
      g_free (reader->page->title);
      reader->page->title = markup;
    }
}

static void
take_paragraph (Reader *reader, char *markup)
{
  if (reader->in_note)
    take_block (reader, IMW_HELP_WARNING, markup);
  else if (reader->items == IMW_HELP_TERM)
    take_block (reader, IMW_HELP_PARAGRAPH, markup);
  else
    take_block (reader, reader->items, markup);
}

static void
end_cb (GMarkupParseContext *context, const char *element, gpointer user_data, GError **error)
{
  Reader     *reader = user_data;
  const char *tag = inline_tag (element);

  if (tag != NULL && reader->block != NULL)
    g_string_append_printf (reader->block, "</%s>", tag);
  else if (g_str_equal (element, "section"))
    reader->in_section = FALSE;
  else if (g_str_equal (element, "note"))
    reader->in_note = FALSE;
  else if (g_str_equal (element, "list") || g_str_equal (element, "steps") ||
           g_str_equal (element, "terms"))
    reader->items = IMW_HELP_PARAGRAPH;
  else if (reader->block != NULL && (g_str_equal (element, "p") || g_str_equal (element, "title") ||
                                     g_str_equal (element, "desc")))
    {
      char *markup = g_strstrip (g_string_free (g_steal_pointer (&reader->block), FALSE));

      if (g_str_equal (element, "desc"))
        {
          g_free (reader->page->description);
          reader->page->description = markup;
        }
      else if (g_str_equal (element, "title"))
        take_title (reader, markup);
      else
        take_paragraph (reader, markup);
      g_string_append_c (reader->words, '\n');
    }
}

/* Line breaks and indents of the file are one space. */
static void
text_cb (GMarkupParseContext *context,
         const char          *text,
         gsize                length,
         gpointer             user_data,
         GError             **error)
{
  Reader *reader = user_data;
  g_autoptr (GString) plain = g_string_new (NULL);
  g_autofree char *escaped = NULL;

  if (reader->block == NULL)
    return;
  for (gsize i = 0; i < length; i++)
    {
      if (!g_ascii_isspace (text[i]))
        g_string_append_c (plain, text[i]);
      else if (plain->len == 0 || plain->str[plain->len - 1] != ' ')
        g_string_append_c (plain, ' ');
    }
  escaped = g_markup_escape_text (plain->str, (gssize) plain->len);
  g_string_append (reader->block, escaped);
  g_string_append_len (reader->words, plain->str, (gssize) plain->len);
}

/* Headings are groups only where there are topics below them: in the index. */
static void
drop_empty_groups (ImwHelpPage *page)
{
  for (guint i = page->groups->len; i > 0; i--)
    {
      ImwHelpGroup *group = g_ptr_array_index (page->groups, i - 1);

      if (group->topics->len == 0)
        g_ptr_array_remove_index (page->groups, i - 1);
    }
}

/**
 * imw_help_page_parse:
 * @text: a Mallard page
 * @length: its bytes, or -1
 * @error: return location
 *
 * Reads the part of Mallard 1.0 that the help uses: titles, paragraphs, lists, steps, terms, notes, and
 * marks inside a line.
 *
 * Returns: (transfer full): the page; %IMW_ERROR_NOT_SUPPORTED for an element that is not read, %IMW_ERROR_CORRUPT
 *   for what is not XML or has no id or title
 */
ImwHelpPage *
imw_help_page_parse (const char *text, gssize length, GError **error)
{
  static const GMarkupParser parser = { start_cb, end_cb, text_cb, NULL, NULL };
  g_autoptr (ImwHelpPage) page = g_new0 (ImwHelpPage, 1);
  g_autoptr (GMarkupParseContext) context = NULL;
  g_autoptr (GError) local = NULL;
  Reader reader = { 0 };

  page->blocks = g_ptr_array_new_with_free_func (block_free);
  page->see_also = g_ptr_array_new_with_free_func (g_free);
  page->groups = g_ptr_array_new_with_free_func (group_free);
  reader.page = page;
  reader.words = g_string_new (NULL);
  context = g_markup_parse_context_new (&parser, G_MARKUP_PREFIX_ERROR_POSITION, &reader, NULL);
  if (g_markup_parse_context_parse (context, text, length, &local))
    g_markup_parse_context_end_parse (context, &local);

  page->text = g_utf8_casefold (reader.words->str, (gssize) reader.words->len);
  g_string_free (reader.words, TRUE);
  if (reader.block != NULL)
    g_string_free (reader.block, TRUE);
  if (local != NULL && local->domain == IMW_ERROR)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  if (local != NULL || page->id == NULL || page->title == NULL || page->description == NULL)
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_CORRUPT, "help: %s",
                   local != NULL ? local->message : "no id, title or description");
      return NULL;
    }
  drop_empty_groups (page);

  return g_steal_pointer (&page);
}

/**
 * imw_help_page_load:
 * @id: "send"; "index" is the list of all
 * @error: return location
 *
 * Reads a page that comes inside the program, in the language of the window.
 *
 * Returns: (transfer full): the page; %IMW_ERROR_NOT_FOUND when there is none of this name, and the errors of
 *   imw_help_page_parse()
 */
ImwHelpPage *
imw_help_page_load (const char *id, GError **error)
{
  /* Translators: the folder of help pages in your language, "C" when there is none */
  const char *const folders[] = { C_ ("help", "C"), "C" };

  imw_help_register_resource ();
  for (gsize i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      g_autofree char *path = g_strdup_printf (FOLDER "/%s/%s.page", folders[i], id);
      g_autoptr (GBytes) bytes = g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

      if (bytes != NULL)
        return imw_help_page_parse (g_bytes_get_data (bytes, NULL),
                                    (gssize) g_bytes_get_size (bytes), error);
    }
  g_set_error (error, IMW_ERROR, IMW_ERROR_NOT_FOUND, "no help page “%s”", id);

  return NULL;
}

/**
 * imw_help_page_free:
 * @page: (transfer full): a page
 */
void
imw_help_page_free (ImwHelpPage *page)
{
  g_free (page->id);
  g_free (page->title);
  g_free (page->description);
  g_free (page->text);
  g_ptr_array_unref (page->blocks);
  g_ptr_array_unref (page->see_also);
  g_ptr_array_unref (page->groups);
  g_free (page);
}

/**
 * imw_help_page_match:
 * @page: a page
 * @search: what was typed
 *
 * Returns: 0 when a word of @search is not in the page, otherwise the more, the better it fits; words in the
 *   title count most
 */
guint
imw_help_page_match (ImwHelpPage *page, const char *search)
{
  g_autofree char *folded = g_utf8_casefold (search, -1);
  g_autofree char *title = g_utf8_casefold (page->title, -1);
  g_auto (GStrv) words = g_strsplit_set (folded, " \t", -1);
  guint points = 1;

  for (gsize i = 0; words[i] != NULL; i++)
    {
      if (*words[i] == '\0')
        continue;
      if (strstr (page->text, words[i]) == NULL)
        return 0;
      for (const char *at = page->text; (at = strstr (at, words[i])) != NULL; at++)
        points++;
      if (strstr (title, words[i]) != NULL)
        points += TITLE_COUNTS;
    }

  return points;
}
