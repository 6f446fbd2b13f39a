/* test-help.c: the reader of the help's pages, and its search
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-help-pages.h"

#include "imw-error.h"

#include <gio/gio.h>
#include <pango/pango.h>
#include <string.h>

#define HEAD "<page id=\"a\"><info><desc>About  a\n thing</desc></info><title>Title</title>"

static void
check_block (ImwHelpPage *page, guint index, ImwHelpKind kind, guint number, const char *markup)
{
  const ImwHelpBlock *block;

  g_assert_cmpuint (index, <, page->blocks->len);
  block = g_ptr_array_index (page->blocks, index);
  g_assert_cmpint (block->kind, ==, kind);
  g_assert_cmpuint (block->number, ==, number);
  g_assert_cmpstr (block->markup, ==, markup);
}

static void
test_parse (void)
{
  static const char text[] =
      "<?xml version=\"1.0\"?><!-- c -->" HEAD
      "<p>Press <gui>A &amp;\n    B</gui> and <cmd>x</cmd></p>"
      "<note style=\"warning\"><p>Mind</p></note>"
      "<section id=\"s\"><title>Part</title><steps><item><p>one</p></item><item><p>two</p></item></steps>"
      "<list><item><p>dot</p></item></list>"
      "<terms><item><title>Word</title><p>meaning</p></item></terms></section>"
      "<p>End &lt;</p></page>";
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwHelpPage) page = imw_help_page_parse (text, -1, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (page->id, ==, "a");
  g_assert_cmpstr (page->title, ==, "Title");
  g_assert_cmpstr (page->description, ==, "About a thing");
  g_assert_cmpuint (page->groups->len, ==, 0);
  g_assert_cmpuint (page->blocks->len, ==, 9);
  check_block (page, 0, IMW_HELP_PARAGRAPH, 0, "Press <b>A &amp; B</b> and <tt>x</tt>");
  check_block (page, 1, IMW_HELP_WARNING, 0, "Mind");
  check_block (page, 2, IMW_HELP_HEADING, 0, "Part");
  check_block (page, 3, IMW_HELP_STEP, 1, "one");
  check_block (page, 4, IMW_HELP_STEP, 2, "two");
  check_block (page, 5, IMW_HELP_BULLET, 0, "dot");
  check_block (page, 6, IMW_HELP_TERM, 0, "Word");
  check_block (page, 7, IMW_HELP_PARAGRAPH, 0, "meaning");
  check_block (page, 8, IMW_HELP_PARAGRAPH, 0, "End &lt;");
}

static void
test_refused (void)
{
  g_autoptr (GError) error = NULL;

  /* what is not read must not be left out in silence */
  g_assert_null (imw_help_page_parse (HEAD "<table><p>x</p></table></page>", -1, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED);
  g_clear_error (&error);
  g_assert_null (imw_help_page_parse (HEAD "<p>x", -1, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_CORRUPT);
  g_clear_error (&error);
  g_assert_null (imw_help_page_parse ("<page id=\"a\"><title>x</title></page>", -1, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_CORRUPT);
  g_clear_error (&error);
  g_assert_null (imw_help_page_load ("no-such-page", &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_NOT_FOUND);
}

static void
check_markup (ImwHelpPage *page)
{
  for (guint i = 0; i < page->blocks->len; i++)
    {
      const ImwHelpBlock *block = g_ptr_array_index (page->blocks, i);
      g_autoptr (GError) error = NULL;
      g_autofree char *plain = NULL;

      g_assert_true (pango_parse_markup (block->markup, -1, 0, NULL, &plain, NULL, &error));
      g_assert_no_error (error);
      g_assert_cmpstr (plain, !=, "");
    }
}

/* Every page inside the program can be read, in both languages, and is listed in the index once. */
static void
test_all_pages (void)
{
  static const char *const folders[] = { "C", "zh_CN" };
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwHelpPage) index = imw_help_page_load ("index", &error);
  guint n_listed = 0;

  g_assert_no_error (error);
  for (guint i = 0; i < index->groups->len; i++)
    {
      ImwHelpGroup *group = g_ptr_array_index (index->groups, i);

      g_assert_cmpstr (group->title, !=, "");
      n_listed += group->topics->len;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      g_autofree char *folder = g_strdup_printf ("/org/imwallet/Wallet/help/%s", folders[i]);
      g_auto (GStrv) names = g_resources_enumerate_children (folder, 0, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (g_strv_length (names), ==, n_listed + 1);
      for (gsize j = 0; names[j] != NULL; j++)
        {
          g_autofree char *path = g_build_filename (folder, names[j], NULL);
          g_autoptr (GBytes) bytes = g_resources_lookup_data (path, 0, &error);
          g_autoptr (ImwHelpPage) page = NULL;

          g_assert_no_error (error);
          page = imw_help_page_parse (g_bytes_get_data (bytes, NULL),
                                      (gssize) g_bytes_get_size (bytes), &error);
          g_assert_no_error (error);
          check_markup (page);
        }
    }
}

static guint
match_in (const char *folder, const char *name, const char *search)
{
  g_autofree char *path = g_strdup_printf ("/org/imwallet/Wallet/help/%s/%s.page", folder, name);
  g_autoptr (GBytes) bytes = g_resources_lookup_data (path, 0, NULL);
  g_autoptr (ImwHelpPage) page = imw_help_page_parse (g_bytes_get_data (bytes, NULL),
                                                      (gssize) g_bytes_get_size (bytes), NULL);

  return imw_help_page_match (page, search);
}

static void
test_search (void)
{
  g_assert_cmpuint (match_in ("C", "backup", "BACKUP file"), >, 0);
  g_assert_cmpuint (match_in ("C", "backup", "backup zzzz"), ==, 0);
  g_assert_cmpuint (match_in ("C", "backup", "backup"), >, match_in ("C", "locks", "backup"));
  g_assert_cmpuint (match_in ("C", "locks", " "), ==, 1);
  g_assert_cmpuint (match_in ("zh_CN", "not-arrived", "到账"), >, 0);
  g_assert_cmpuint (match_in ("zh_CN", "failed", "提现 失败"), >, 0);
  g_assert_cmpuint (match_in ("zh_CN", "failed", "鲸鱼"), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/help/parse", test_parse);
  g_test_add_func ("/help/refused", test_refused);
  g_test_add_func ("/help/all-pages", test_all_pages);
  g_test_add_func ("/help/search", test_search);

  return g_test_run ();
}
