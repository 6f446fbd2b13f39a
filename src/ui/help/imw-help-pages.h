/* imw-help-pages.h: the pages of the help, read for the window
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  IMW_HELP_PARAGRAPH,
  IMW_HELP_HEADING,
  IMW_HELP_BULLET,
  IMW_HELP_STEP,
  IMW_HELP_TERM,
  IMW_HELP_WARNING,
} ImwHelpKind;

typedef struct
{
  ImwHelpKind kind;
  guint       number; /* of a step, from 1 */
  char       *markup; /* for a GtkLabel */
} ImwHelpBlock;

typedef struct
{
  char      *title;
  GPtrArray *topics; /* (element-type utf8): ids of pages, in order */
} ImwHelpGroup;

typedef struct
{
  char      *id;
  char      *title;
  char      *description;
  GPtrArray *blocks;   /* (element-type ImwHelpBlock) */
  GPtrArray *see_also; /* (element-type utf8): ids of pages */
  GPtrArray *groups;   /* (element-type ImwHelpGroup): empty but in the index */
  char      *text;     /* all words, folded for the search */
} ImwHelpPage;

ImwHelpPage *imw_help_page_parse (const char *text, gssize length, GError **error);
ImwHelpPage *imw_help_page_load (const char *id, GError **error);
void         imw_help_page_free (ImwHelpPage *page);
guint        imw_help_page_match (ImwHelpPage *page, const char *search);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwHelpPage, imw_help_page_free)

G_END_DECLS
